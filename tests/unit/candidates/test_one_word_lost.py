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
