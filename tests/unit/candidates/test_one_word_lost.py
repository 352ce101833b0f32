"""Repairs that one word or one line tells: a path for a receiver, a name of the trait, a lifetime's
quote, the order of arguments, a condition."""

from .conftest import Spec


def test_a_function_of_the_type_is_called_on_self(spec: Spec) -> None:
    spec(
        "e0424_type_instead_of_self",
        """
        pub struct P(u8);
        impl P {
            fn new(n: u8) -> P { P(n) }
            pub fn of(n: u8) -> P { self.new(n) }
        }
        """,
        """
        pub struct P(u8);
        impl P {
            fn new(n: u8) -> P { P(n) }
            pub fn of(n: u8) -> P { Self::new(n) }
        }
        """,
        first=True,
    )


def test_a_number_as_a_condition(spec: Spec) -> None:
    spec(
        "e0308_condition",
        "pub fn f(n: usize) -> u8 { if n { 1 } else { 2 } }\n",
        "pub fn f(n: usize) -> u8 { if n != 0 { 1 } else { 2 } }\n",
        first=True,
    )


def test_a_number_as_the_other_condition(spec: Spec) -> None:
    spec(
        "e0308_condition",
        "pub fn f(n: &usize, m: u8) -> bool { n }\n",
        "pub fn f(n: &usize, m: u8) -> bool { *n == 0 }\n",
    )


def test_what_may_be_empty_as_a_condition(spec: Spec) -> None:
    spec(
        "e0308_condition",
        "pub fn f(n: &str) -> u8 { if n { 1 } else { 2 } }\n",
        "pub fn f(n: &str) -> u8 { if !n.is_empty() { 1 } else { 2 } }\n",
        first=True,
    )


def test_a_lifetime_without_its_quote(spec: Spec) -> None:
    spec(
        "e0107_lifetime_without_quote",
        """
        pub struct Values<'a, T>(&'a [T]);
        pub fn values(of: &[u8]) -> Values<_, u8> { Values(of) }
        """,
        """
        pub struct Values<'a, T>(&'a [T]);
        pub fn values(of: &[u8]) -> Values<'_, u8> { Values(of) }
        """,
        first=True,
    )


def test_a_named_lifetime_without_its_quote(spec: Spec) -> None:
    spec(
        "e0107_lifetime_without_quote",
        """
        pub struct Values<'a, T>(&'a [T]);
        pub fn values<'a>(of: &'a [u8]) -> Values<a, u8> { Values(of) }
        """,
        """
        pub struct Values<'a, T>(&'a [T]);
        pub fn values<'a>(of: &'a [u8]) -> Values<'a, u8> { Values(of) }
        """,
        first=True,
    )


def test_arguments_named_as_the_parameters(spec: Spec) -> None:
    spec(
        "e0308_arguments_by_name",
        """
        fn add(sec: u64, nsec: u64, out: &mut Vec<u64>) { out.push(sec + nsec); }
        pub fn f(sec: u64, nsec: u64) -> Vec<u64> {
            let mut out = Vec::new();
            add(&mut out, sec, nsec);
            out
        }
        """,
        """
        fn add(sec: u64, nsec: u64, out: &mut Vec<u64>) { out.push(sec + nsec); }
        pub fn f(sec: u64, nsec: u64) -> Vec<u64> {
            let mut out = Vec::new();
            add(sec, nsec, &mut out);
            out
        }
        """,
        first=True,
    )


def test_a_constant_declared_by_let(spec: Spec) -> None:
    spec(
        "syntax_let_instead_of_const",
        """
        pub mod m {
            pub(super) let END: &str = "9";
        }
        pub fn f() -> usize { m::END.len() }
        """,
        """
        pub mod m {
            pub(super) const END: &str = "9";
        }
        pub fn f() -> usize { m::END.len() }
        """,
        first=True,
    )


def test_the_name_that_the_trait_misses(spec: Spec) -> None:
    spec(
        "e0407_name_of_the_trait",
        """
        use std::borrow::Borrow;
        pub struct Name(String);
        impl Borrow<str> for Name {
            fn borrow_value(&self) -> &str { &self.0 }
        }
        """,
        """
        use std::borrow::Borrow;
        pub struct Name(String);
        impl Borrow<str> for Name {
            fn borrow(&self) -> &str { &self.0 }
        }
        """,
        first=True,
    )


def test_the_item_of_an_iterator_of_ours(spec: Spec) -> None:
    spec(
        "e0046_item_of_the_iterator",
        """
        pub struct Bag<T>(Vec<T>);
        pub struct Iter<'s, U>(std::slice::Iter<'s, U>);
        impl<'s, U> Iterator for Iter<'s, U> {
            type Item = &'s U;
            fn next(&mut self) -> Option<&'s U> { self.0.next() }
        }
        impl<'a, T> IntoIterator for &'a Bag<T> {
            type IntoIter = Iter<'a, T>;
            fn into_iter(self) -> Self::IntoIter { Iter(self.0.iter()) }
        }
        """,
        """
        pub struct Bag<T>(Vec<T>);
        pub struct Iter<'s, U>(std::slice::Iter<'s, U>);
        impl<'s, U> Iterator for Iter<'s, U> {
            type Item = &'s U;
            fn next(&mut self) -> Option<&'s U> { self.0.next() }
        }
        impl<'a, T> IntoIterator for &'a Bag<T> {
            type Item = &'a T;
            type IntoIter = Iter<'a, T>;
            fn into_iter(self) -> Self::IntoIter { Iter(self.0.iter()) }
        }
        """,
    )


def test_the_order_that_ord_gives(spec: Spec) -> None:
    spec(
        "e0277_partial_ord_by_ord",
        """
        use std::cmp::Ordering;
        #[derive(PartialEq, Eq)]
        pub struct Low(u8);
        impl Ord for Low {
            fn cmp(&self, other: &Self) -> Ordering { other.0.cmp(&self.0) }
        }
        """,
        """
        use std::cmp::Ordering;
        #[derive(PartialEq, Eq)]
        pub struct Low(u8);
        impl PartialOrd for Low {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for Low {
            fn cmp(&self, other: &Self) -> Ordering { other.0.cmp(&self.0) }
        }
        """,
        first=True,
    )


def test_an_element_of_a_tuple_in_a_closure(spec: Spec) -> None:
    spec(
        "e0308_inner_element",
        """
        pub fn f(of: Option<(u8, u16)>) -> Option<(u32, u16)> {
            of.map(|(l, r)| (l, r))
        }
        """,
        """
        pub fn f(of: Option<(u8, u16)>) -> Option<(u32, u16)> {
            of.map(|(l, r)| (l as u32, r))
        }
        """,
        first=True,
    )


def test_the_bound_of_what_is_called_as_the_neighbours_have_it(spec: Spec) -> None:
    spec(
        "bounds_missing",
        """
        pub struct A(Vec<u8>);
        impl A {
            pub fn put<F>(&mut self, create: F) where F: FnOnce(usize) -> u8 {
                let n = self.0.len();
                self.0.push(create(n));
            }
            pub fn try_put<F>(&mut self, create: F) -> bool {
                let n = self.0.len();
                self.0.push(create(n));
                true
            }
        }
        """,
        """
        pub struct A(Vec<u8>);
        impl A {
            pub fn put<F>(&mut self, create: F) where F: FnOnce(usize) -> u8 {
                let n = self.0.len();
                self.0.push(create(n));
            }
            pub fn try_put<F>(&mut self, create: F) -> bool where F: FnOnce(usize) -> u8 {
                let n = self.0.len();
                self.0.push(create(n));
                true
            }
        }
        """,
    )


def test_what_is_no_future_is_not_awaited(spec: Spec) -> None:
    spec(
        "e0728_no_future",
        "pub fn f(n: u8) -> u8 { n.pow(2).await }\n",
        "pub fn f(n: u8) -> u8 { n.pow(2) }\n",
        flags=("--edition=2021",),
        first=True,
    )


def test_write_to_what_the_others_write_to(spec: Spec) -> None:
    spec(
        "format_missing_target",
        """
        use std::io::Write;
        pub struct T<W>(W);
        impl<W: Write> T<W> {
            pub fn f(&mut self) -> std::io::Result<()> {
                write!(&mut self.0, "a")?;
                write!("b")
            }
        }
        """,
        """
        use std::io::Write;
        pub struct T<W>(W);
        impl<W: Write> T<W> {
            pub fn f(&mut self) -> std::io::Result<()> {
                write!(&mut self.0, "a")?;
                write!(&mut self.0, "b")
            }
        }
        """,
        first=True,
    )


def test_an_element_that_a_pattern_does_not_name(spec: Spec) -> None:
    spec(
        "e0425_element_of_the_pattern",
        """
        pub fn f(of: impl Iterator<Item = u8>) -> usize {
            let (min) = of.size_hint();
            max.unwrap_or(min)
        }
        """,
        """
        pub fn f(of: impl Iterator<Item = u8>) -> usize {
            let (min, max) = of.size_hint();
            max.unwrap_or(min)
        }
        """,
        first=True,
    )


def test_an_element_that_may_be_missing(spec: Spec) -> None:
    spec(
        "e0599_get_instead_of_index",
        """
        pub struct N(u8);
        pub fn f(of: &[N], at: usize) -> Option<u8> { of[at].map(|n| n.0) }
        """,
        """
        pub struct N(u8);
        pub fn f(of: &[N], at: usize) -> Option<u8> { of.get(at).map(|n| n.0) }
        """,
        first=True,
    )


def test_an_element_matched_as_one_that_may_be_missing(spec: Spec) -> None:
    spec(
        "e0599_get_instead_of_index",
        "pub fn f(of: &[u8]) -> Option<&u8> { of[1] }\n",
        "pub fn f(of: &[u8]) -> Option<&u8> { of.get(1) }\n",
        first=True,
    )


def test_an_undeclared_lifetime_is_elided(spec: Spec) -> None:
    spec(
        "e0261_elided_lifetime",
        """
        pub struct A(u8);
        pub struct R<'r>(pub &'r u8);
        impl A { pub fn get(&self) -> (&'a u8, R<'a>) { (&self.0, R(&self.0)) } }
        """,
        """
        pub struct A(u8);
        pub struct R<'r>(pub &'r u8);
        impl A { pub fn get(&self) -> (&u8, R<'_>) { (&self.0, R(&self.0)) } }
        """,
        first=True,
    )


def test_the_items_that_an_impl_of_extend_takes(spec: Spec) -> None:
    spec(
        "e0308_item_of_the_impl",
        """
        pub struct M(Vec<(u8, u16)>);
        impl<'a> Extend<(&'a u8, &'a u16)> for M {
            fn extend<I: IntoIterator>(&mut self, iter: I) {
                for (&k, &v) in iter { self.0.push((k, v)); }
            }
        }
        """,
        """
        pub struct M(Vec<(u8, u16)>);
        impl<'a> Extend<(&'a u8, &'a u16)> for M {
            fn extend<I: IntoIterator<Item = (&'a u8, &'a u16)>>(&mut self, iter: I) {
                for (&k, &v) in iter { self.0.push((k, v)); }
            }
        }
        """,
        first=True,
    )


def test_what_a_guard_leaves_over(spec: Spec) -> None:
    spec(
        "e0004_missing_arms",
        """
        pub enum E { Free, Full(u8) }
        pub fn f(of: E, n: u8) -> Option<u8> {
            match of {
                E::Full(m) if m == n => Some(m),
            }
        }
        """,
        """
        pub enum E { Free, Full(u8) }
        pub fn f(of: E, n: u8) -> Option<u8> {
            match of {
                E::Full(m) if m == n => Some(m),
                _ => None,
            }
        }
        """,
        first=True,
    )


def test_the_struct_itself_for_a_constructor_that_is_not_there(spec: Spec) -> None:
    spec(
        "e0599_literal_instead_of_constructor",
        """
        pub struct Iter<'a, T> { len: usize, inner: std::slice::Iter<'a, T> }
        pub fn f<T>(of: &[T]) -> Iter<'_, T> { Iter::with_values(of.len(), of.iter()) }
        pub fn g<T>(of: &Iter<'_, T>) -> usize { of.len + of.inner.len() }
        """,
        """
        pub struct Iter<'a, T> { len: usize, inner: std::slice::Iter<'a, T> }
        pub fn f<T>(of: &[T]) -> Iter<'_, T> { Iter { len: of.len(), inner: of.iter() } }
        pub fn g<T>(of: &Iter<'_, T>) -> usize { of.len + of.inner.len() }
        """,
        first=True,
    )


def test_a_method_in_the_impl_of_a_trait_that_does_not_have_it(spec: Spec) -> None:
    spec(
        "e0407_move_to_inherent_impl",
        """
        pub struct Bag(Vec<u8>);
        impl Bag {
            pub fn len(&self) -> usize { self.0.len() }
        }
        impl std::ops::Index<usize> for Bag {
            type Output = u8;
            fn index(&self, at: usize) -> &u8 { &self.0[at] }
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }
        """,
        """
        pub struct Bag(Vec<u8>);
        impl Bag {
            pub fn len(&self) -> usize { self.0.len() }

            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }
        impl std::ops::Index<usize> for Bag {
            type Output = u8;
            fn index(&self, at: usize) -> &u8 { &self.0[at] }
        }
        """,
        first=True,
    )


def test_else_gives_the_value_back_as_an_error(spec: Spec) -> None:
    spec(
        "e0317_missing_else",
        """
        pub fn f<T>(to: &mut Vec<T>, value: T) -> Result<(), T> {
            if to.len() < 9 {
                to.push(value);
                Ok(())
            }
        }
        """,
        """
        pub fn f<T>(to: &mut Vec<T>, value: T) -> Result<(), T> {
            if to.len() < 9 {
                to.push(value);
                Ok(())
            } else {
                Err(value)
            }
        }
        """,
    )


def test_a_parameter_that_a_trait_of_std_does_not_have(spec: Spec) -> None:
    spec(
        "e0050_signature_of_the_trait",
        """
        pub struct Bag(Vec<u8>);
        impl std::ops::Index<usize> for Bag {
            type Output = u8;
            fn index(&self, at: usize, _flags: u32) -> &u8 { &self.0[at] }
        }
        """,
        """
        pub struct Bag(Vec<u8>);
        impl std::ops::Index<usize> for Bag {
            type Output = u8;
            fn index(&self, at: usize) -> &u8 { &self.0[at] }
        }
        """,
        first=True,
    )


def test_the_items_are_what_they_are_put_into(spec: Spec) -> None:
    spec(
        "e0271_associated_type_bound",
        """
        pub struct Bag<T>(Vec<T>);
        impl<T> Bag<T> {
            pub fn put<I>(&mut self, of: I) where I: IntoIterator { self.0.extend(of); }
        }
        """,
        """
        pub struct Bag<T>(Vec<T>);
        impl<T> Bag<T> {
            pub fn put<I>(&mut self, of: I) where I: IntoIterator<Item = T> { self.0.extend(of); }
        }
        """,
    )


def test_a_method_of_the_library_by_another_name(spec: Spec) -> None:
    spec(
        "e0599_method_of_the_library",
        'pub fn f(s: &str) -> Option<usize> { Some(s.match_indices("m").next_item()?.0) }\n',
        'pub fn f(s: &str) -> Option<usize> { Some(s.match_indices("m").next()?.0) }\n',
        first=True,
    )


def test_of_several_words_the_most_are_shared(spec: Spec) -> None:
    spec(
        "e0599_method_of_the_library",
        "pub fn f(v: &[u8]) -> Vec<u8> { v.to_owned_vec() }\n",
        "pub fn f(v: &[u8]) -> Vec<u8> { v.to_vec() }\n",
        first=True,
    )


def test_a_number_is_asked_for_a_method_of_numbers(spec: Spec) -> None:
    spec(
        "e0599_method_of_the_library",
        "pub fn f(a: u32, b: u32) -> u32 { a.saturated_sub(b) }\n",
        "pub fn f(a: u32, b: u32) -> u32 { a.saturating_sub(b) }\n",
    )


def test_the_arguments_stand_in_a_tuple(spec: Spec) -> None:
    spec(
        "e0061_arguments_in_a_tuple",
        """
        fn find(of: &[u8], what: &u8) -> Option<usize> { of.iter().position(|x| x == what) }
        pub fn f(v: &Vec<u8>) -> Option<usize> { find((&v, &1)) }
        """,
        """
        fn find(of: &[u8], what: &u8) -> Option<usize> { of.iter().position(|x| x == what) }
        pub fn f(v: &Vec<u8>) -> Option<usize> { find(&v, &1) }
        """,
        first=True,
    )


def test_what_a_result_holds_is_another_type(spec: Spec) -> None:
    spec(
        "e0308_inner_value",
        """
        pub struct Long(u64);
        pub enum Address { Short(u32), Long(Long) }
        fn long() -> Result<Long, ()> { Ok(Long(1)) }
        pub fn f() -> Result<Address, ()> { long() }
        """,
        """
        pub struct Long(u64);
        pub enum Address { Short(u32), Long(Long) }
        fn long() -> Result<Long, ()> { Ok(Long(1)) }
        pub fn f() -> Result<Address, ()> { long().map(Address::Long) }
        """,
        first=True,
    )


def test_references_are_collected_for_values(spec: Spec) -> None:
    spec(
        "e0277_items_by_value",
        """
        pub fn f(v: Vec<(u8, String)>) -> Vec<String> {
            v.into_iter().filter_map(|(n, s)| if n > 1 { Some(&s) } else { None }).collect()
        }
        """,
        """
        pub fn f(v: Vec<(u8, String)>) -> Vec<String> {
            v.into_iter().filter_map(|(n, s)| if n > 1 { Some(s) } else { None }).collect()
        }
        """,
        first=True,
    )


def test_a_raw_pointer_for_a_reference(spec: Spec) -> None:
    spec(
        "e0308_pointed_at",
        """
        fn set(n: &mut u8) { *n = 1 }
        pub fn f(p: *mut u8) { unsafe { set(p) } }
        """,
        """
        fn set(n: &mut u8) { *n = 1 }
        pub fn f(p: *mut u8) { unsafe { set(&mut *p) } }
        """,
        first=True,
    )


def test_a_parameter_of_a_closure_is_lost(spec: Spec) -> None:
    spec(
        "e0593_parameters_of_a_closure",
        """
        fn with(f: impl FnOnce(u8, u8) -> u8) -> u8 { f(1, 2) }
        pub fn f() -> u8 { with(|b| a - b) }
        """,
        """
        fn with(f: impl FnOnce(u8, u8) -> u8) -> u8 { f(1, 2) }
        pub fn f() -> u8 { with(|a, b| a - b) }
        """,
        first=True,
    )


def test_the_result_is_converted_and_not_the_operand(spec: Spec) -> None:
    spec(
        "e0308_cast_the_operands",
        "pub fn f(a: u32, b: u64) -> bool { let no = (a != b) as u64; no || b == 1 }\n",
        "pub fn f(a: u32, b: u64) -> bool { let no = a as u64 != b; no || b == 1 }\n",
        first=True,
    )


def test_methods_without_receiver_that_are_called_as_such(spec: Spec) -> None:
    spec(
        "e0424_missing_receiver",
        """
        pub struct List(u8);
        impl List {
            pub fn a(&mut self, n: u8) { self.0 = 1; self.log(n); }
            pub fn b(&self, n: u8) { self.log(n); }
            fn log(n: u8) { let _ = n; }
        }
        """,
        """
        pub struct List(u8);
        impl List {
            pub fn a(&mut self, n: u8) { self.0 = 1; self.log(n); }
            pub fn b(&self, n: u8) { self.log(n); }
            fn log(&self, n: u8) { let _ = n; }
        }
        """,
        first=True,
    )


def test_another_type_with_the_same_lifetime_has_the_old_name(spec: Spec) -> None:
    spec(
        "names_follow_rename",
        """
        pub struct Bytes<'a>(&'a [u8]);
        pub struct Request<'a>(pub &'a [u8]);
        impl<'a> Bytes<'a> { pub fn create(of: &'a [u8]) -> Self { Bytes(of) } }
        impl<'a> Request<'a> { pub fn new(of: &'a [u8]) -> Self { Request(of) } }
        pub fn f(v: &[u8]) -> Bytes<'_> { Bytes::new(Request::new(v).0) }
        """,
        """
        pub struct Bytes<'a>(&'a [u8]);
        pub struct Request<'a>(pub &'a [u8]);
        impl<'a> Bytes<'a> { pub fn create(of: &'a [u8]) -> Self { Bytes(of) } }
        impl<'a> Request<'a> { pub fn new(of: &'a [u8]) -> Self { Request(of) } }
        pub fn f(v: &[u8]) -> Bytes<'_> { Bytes::create(Request::new(v).0) }
        """,
    )


def test_an_array_type_before_its_name(spec: Spec) -> None:
    spec(
        "syntax_foreign_words",
        "pub struct S {\n    [u8; 64] buffer,\n    pub n: u8,\n}\n",
        "pub struct S {\n    buffer: [u8; 64],\n    pub n: u8,\n}\n",
    )


def test_a_generic_type_before_its_name(spec: Spec) -> None:
    spec(
        "syntax_foreign_words",
        "pub fn f(Vec<u8> of) -> usize {\n    of.len()\n}\n",
        "pub fn f(of: Vec<u8>) -> usize {\n    of.len()\n}\n",
    )


def test_an_arrow_behind_a_closures_tuple(spec: Spec) -> None:
    spec(
        "syntax_foreign_words",
        "pub fn f(v: Option<(u8, u8)>) -> Option<u8> {\n    v.map((key, _) => key)\n}\n",
        "pub fn f(v: Option<(u8, u8)>) -> Option<u8> {\n    v.map(|(key, _)| key)\n}\n",
    )


def test_a_function_of_the_wrong_type_made_the_value(spec: Spec) -> None:
    before = """
        pub struct List(Vec<u8>);
        pub struct Set { list: List }
        impl List { pub fn of(v: Vec<u8>) -> Self { List(v) } }
        impl Set {
            pub fn of(v: Vec<u8>) -> Self {
                let list = Set::of(v);
                Set { list }
            }
        }
        """
    spec("e0308_path_of_another_type", before, before.replace("= Set::", "= List::"), first=True)


def test_the_variant_behind_a_doc_comment_is_lost(spec: Spec) -> None:
    before = """
        use Entry::*;
        pub enum Entry<'a> {
            /// Nothing is there.
            Vacant(VacantEntry<'a>),
            /// Something is there.
        }
        pub struct VacantEntry<'a>(&'a u8);
        pub struct OccupiedEntry<'a>(&'a u8);
        pub fn f(of: &u8) -> Entry<'_> {
            if *of > 1 { Occupied(OccupiedEntry(of)) } else { Vacant(VacantEntry(of)) }
        }
        """
    lost = "Something is there.\n                Occupied(OccupiedEntry<'a>),"
    spec(
        "e0585_missing_variant",
        before,
        before.replace("Something is there.", lost).replace(
            "                Occ", "            Occ"
        ),
    )


def test_markers_of_a_conflict_between_equal_sides(spec: Spec) -> None:
    spec(
        "syntax_conflict_markers",
        """
        pub fn f() -> u8 {
        <<<<<<< HEAD
            1
        =======
            1
        >>>>>>> feature
        }
        """,
        """
        pub fn f() -> u8 {
            1
        }
        """,
        first=True,
    )


def test_nobody_can_prove_which_side_of_a_conflict_is_meant(spec: Spec) -> None:
    spec.silent(
        "syntax_conflict_markers",
        """
        pub fn f() -> u8 {
        <<<<<<< HEAD
            1
        ||||||| base
            0
        =======
            2
        >>>>>>> feature
        }
        """,
    )


def test_static_without_its_quote(spec: Spec) -> None:
    spec(
        "syntax_lifetime_without_quote",
        'pub const NAMES: &static [&\'static str] = &["id"];\n',
        "pub const NAMES: &'static [&'static str] = &[\"id\"];\n",
        first=True,
    )


def test_an_allocator_nobody_meant(spec: Spec) -> None:
    spec(
        "e0658_type_argument_too_many",
        "pub struct S { pub names: Vec<String, ()> }\n",
        "pub struct S { pub names: Vec<String> }\n",
        first=True,
    )


def test_an_arm_that_a_like_match_has(spec: Spec) -> None:
    before = """
        pub struct S(Option<u8>);
        impl S {
            pub fn peek(&self) -> Option<u8> {
                match self.0 {
                    Some(n) => Some(n + 1),
                    None => None,
                }
            }
            pub fn get(&mut self) -> Option<u8> {
                match self.0 {
                    None => None,
                }
            }
        }
        """
    lost = "None => None,\n                    Some(n) => Some(n + 1),\n                }\n            }\n        }"
    spec(
        "e0004_arm_of_another_match",
        before,
        before.replace("None => None,\n                }\n            }\n        }", lost),
        first=True,
    )


def test_the_impl_of_a_sister(spec: Spec) -> None:
    before = """
        pub struct Values<'a, V: 'a> { iter: std::slice::Iter<'a, V> }
        pub struct ValuesMut<'a, V: 'a> { iter_mut: std::slice::IterMut<'a, V> }
        impl<'a, V> Iterator for ValuesMut<'a, V> {
            type Item = &'a mut V;
            fn next(&mut self) -> Option<&'a mut V> { self.iter_mut.next() }
        }
        pub fn f(v: &[u8]) -> usize { Values { iter: v.iter() }.count() }
        """
    new = """pub struct Values<'a, V: 'a> { iter: std::slice::Iter<'a, V> }

        impl<'a, V> Iterator for Values<'a, V> {
            type Item = &'a V;
            fn next(&mut self) -> Option<&'a V> { self.iter.next() }
        }"""
    old = "pub struct Values<'a, V: 'a> { iter: std::slice::Iter<'a, V> }"
    spec("e0277_impl_like_a_sister", before, before.replace(old, new), first=True)


def test_the_lost_element_holds_the_variable_that_nothing_reads(spec: Spec) -> None:
    before = """
        pub enum Given { Nothing, Text(String) }
        use Given::*;
        pub fn f(of: Option<String>, to: &mut Vec<(usize, Given)>) {
            if let Some(text) = of { to.push((1)); } else { to.push((2, Nothing)); }
            if to.len() > 9 { to.push((3, Text(String::new()))); }
        }
        """
    spec("e0308_tuple_element", before, before.replace("((1))", "((1, Text(text)))"))


def test_a_wrapper_is_called_as_what_it_wraps(spec: Spec) -> None:
    before = """
        use std::slice;
        pub struct IterMut<'a, T> { inner: State<'a, T> }
        enum State<'a, T> { Chunk(IterMut<'a, T>) }
        pub fn f(v: &mut [u8]) -> IterMut<'_, u8> { IterMut { inner: State::Chunk(v.iter_mut()) } }
        impl<'a, T> IterMut<'a, T> {
            pub fn n(&self) -> usize {
                let State::Chunk(inner) = &self.inner;
                inner.len()
            }
        }
        pub fn g(v: &mut [u8]) -> slice::IterMut<'_, u8> { v.iter_mut() }
        """
    spec("e0072_type_of_the_library", before, before.replace("(IterMut<", "(slice::IterMut<"))


def test_a_type_of_the_library_keeps_its_member_of_that_name(spec: Spec) -> None:
    before = """
        use std::mem::MaybeUninit;
        pub struct Part(pub MaybeUninit<u8>);
        impl Part { pub fn uninit_value() -> Self { Part(MaybeUninit::uninit()) } }
        pub fn f() -> Part { Part::uninit() }
        """
    spec("names_follow_rename", before, before.replace("Part::uninit()", "Part::uninit_value()"))


def test_a_closure_takes_a_tuple_apart(spec: Spec) -> None:
    spec(
        "e0593_parameters_of_a_closure",
        "pub fn f(v: &[(u8, u8)]) -> usize { v.iter().filter(|a, _b| *a > 1).count() }\n",
        "pub fn f(v: &[(u8, u8)]) -> usize { v.iter().filter(|(a, _b)| *a > 1).count() }\n",
    )


def test_the_impl_names_the_lifetime_that_its_method_names(spec: Spec) -> None:
    before = """
        pub struct S(u8);
        impl std::ops::Index<&str> for S {
            type Output = u8;
            fn index(&self, _: &str) -> &u8 { &self.0 }
        }
        impl<'a> std::ops::IndexMut<&str> for S {
            fn index_mut(&mut self, _: &'a str) -> &mut u8 { &mut self.0 }
        }
        """
    spec("e0308_name_the_lifetime", before, before.replace("Mut<&str", "Mut<&'a str"), first=True)


def test_a_method_is_looked_for_behind_a_reference_with_a_lifetime(spec: Spec) -> None:
    spec(
        "e0599_method_of_the_library",
        "pub fn f<'a>(v: &'a mut [u8]) -> &'a mut [u8] { v.sort_unstably(); v }\n",
        "pub fn f<'a>(v: &'a mut [u8]) -> &'a mut [u8] { v.sort_unstable(); v }\n",
    )
