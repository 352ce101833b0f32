"""Bounds, derives and impls that an error asks for."""

from .conftest import Spec


def test_a_bound_stands_at_the_method_that_needs_it(spec: Spec) -> None:
    spec(
        "bounds_missing",
        """
        pub struct Bag<T>(Vec<T>);
        impl<T> Bag<T> {
            pub fn add(&mut self, more: &[T]) { self.0.extend_from_slice(more) }
        }
        """,
        """
        pub struct Bag<T>(Vec<T>);
        impl<T> Bag<T> {
            pub fn add(&mut self, more: &[T]) where T: Clone { self.0.extend_from_slice(more) }
        }
        """,
        first=True,
    )


def test_all_bounds_the_errors_ask_for_come_together(spec: Spec) -> None:
    spec(
        "bounds_missing",
        """
        pub fn show<T>(a: T) -> [String; 2] { [a.to_string(), format!("{a:?}")] }
        """,
        """
        pub fn show<T: ToString + std::fmt::Debug>(a: T) -> [String; 2] { [a.to_string(), format!("{a:?}")] }
        """,
    )


def test_a_clause_is_written_as_the_neighbours_write_it(spec: Spec) -> None:
    spec(
        "bounds_missing",
        """
        pub struct Names(Vec<String>);
        impl Names {
            pub fn first<S>(&mut self, name: S)
            where
                S: AsRef<str>,
            {
                self.0.insert(0, name.as_ref().to_string());
            }
            pub fn last<S>(&mut self, name: S)

            {
                self.0.push(name.as_ref().to_string());
            }
        }
        """,
        """
        pub struct Names(Vec<String>);
        impl Names {
            pub fn first<S>(&mut self, name: S)
            where
                S: AsRef<str>,
            {
                self.0.insert(0, name.as_ref().to_string());
            }
            pub fn last<S>(&mut self, name: S)
            where
                S: AsRef<str>,
            {
                self.0.push(name.as_ref().to_string());
            }
        }
        """,
        first=True,
    )


def test_a_type_of_ours_gets_no_bound(spec: Spec) -> None:
    spec.silent(
        "bounds_missing",
        """
        pub struct Opaque;
        pub fn copy(a: &[Opaque]) -> Vec<Opaque> { a.to_vec() }
        """,
    )


def test_a_missing_associated_type_is_what_the_parameter_yields(spec: Spec) -> None:
    spec(
        "e0046_missing_items",
        """
        pub struct Twice<I>(I);
        impl<I: Iterator> Iterator for Twice<I> {
            fn next(&mut self) -> Option<Self::Item> {
                self.0.next();
                self.0.next()
            }
        }
        """,
        """
        pub struct Twice<I>(I);
        impl<I: Iterator> Iterator for Twice<I> {
            type Item = I::Item;
            fn next(&mut self) -> Option<Self::Item> {
                self.0.next();
                self.0.next()
            }
        }
        """,
        first=True,
    )


def test_a_missing_method_answers_as_its_sisters_do(spec: Spec) -> None:
    spec(
        "e0046_missing_items",
        """
        pub trait Source {
            fn size(&self) -> usize;
            fn read(&self, at: usize) -> u8;
        }
        pub struct Wrapped<S> {
            inner: S,
        }
        impl<S: Source> Source for Wrapped<S> {
            fn size(&self) -> usize {
                self.inner.size()
            }
        }
        """,
        """
        pub trait Source {
            fn size(&self) -> usize;
            fn read(&self, at: usize) -> u8;
        }
        pub struct Wrapped<S> {
            inner: S,
        }
        impl<S: Source> Source for Wrapped<S> {
            fn size(&self) -> usize {
                self.inner.size()
            }

            fn read(&self, at: usize) -> u8 {
                self.inner.read(at)
            }
        }
        """,
        first=True,
    )


def test_a_default_is_made_of_the_fields(spec: Spec) -> None:
    spec(
        "e0046_missing_items",
        """
        pub struct Size { w: u32, h: u32 }
        impl Default for Size {}
        """,
        """
        pub struct Size { w: u32, h: u32 }
        impl Default for Size {
            fn default() -> Self {
                Size { w: Default::default(), h: Default::default() }
            }
        }
        """,
    )


def test_a_complete_impl_with_another_error_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0046_missing_items",
        "pub trait T { fn f(&self); }\nimpl T for u8 { fn f(&self) -> u8 { *self } }",
    )


def test_a_bound_says_which_item_its_iterator_has(spec: Spec) -> None:
    spec(
        "e0271_associated_type_bound",
        """
        pub fn first<'a, I: Iterator>(mut it: I) -> Option<&'a str> { it.next() }
        """,
        """
        pub fn first<'a, I: Iterator<Item = &'a str>>(mut it: I) -> Option<&'a str> { it.next() }
        """,
        first=True,
    )


def test_a_constraint_goes_to_a_bound_by_a_subtrait(spec: Spec) -> None:
    spec(
        "e0271_associated_type_bound",
        """
        pub fn last<I>(mut it: I) -> Option<u8>
        where
            I: DoubleEndedIterator,
        {
            it.next_back()
        }
        """,
        """
        pub fn last<I>(mut it: I) -> Option<u8>
        where
            I: DoubleEndedIterator<Item = u8>,
        {
            it.next_back()
        }
        """,
        first=True,
    )


def test_a_mismatch_without_an_associated_type_is_left_alone(spec: Spec) -> None:
    spec.silent("e0271_associated_type_bound", "pub fn f<T>(a: T) -> u8 { a }")


_TRAIT = """
pub trait Shape {
    fn area(&self, scale: u8) -> u32;
}
pub struct Square(u32);
"""


def test_a_method_takes_the_parameters_of_its_trait(spec: Spec) -> None:
    spec(
        "e0050_signature_of_the_trait",
        _TRAIT + "impl Shape for Square {\n    fn area(&self) -> u32 { self.0 }\n}\n",
        _TRAIT + "impl Shape for Square {\n    fn area(&self, scale: u8) -> u32 { self.0 }\n}\n",
        first=True,
    )


def test_a_method_keeps_its_own_names(spec: Spec) -> None:
    spec(
        "e0050_signature_of_the_trait",
        _TRAIT + "impl Shape for Square {\n    fn area(&self, by: u16) -> u32 { by as u32 }\n}\n",
        _TRAIT + "impl Shape for Square {\n    fn area(&self, by: u8) -> u32 { by as u32 }\n}\n",
        first=True,
    )


def test_a_method_of_no_trait_is_left_alone(spec: Spec) -> None:
    spec.silent("e0050_signature_of_the_trait", "pub fn f(a: u8) -> u16 { a }")


def test_a_trait_is_implemented_behind_its_last_impl(spec: Spec) -> None:
    spec(
        "e0277_implement_trait",
        """
        pub trait Named { fn name(&self) -> String; }
        impl Named for u8 { fn name(&self) -> String { "byte".to_string() } }
        pub fn show<T: Named>(a: T) -> String { a.name() }
        pub fn run() -> String { show(5i32) }
        """,
        """
        pub trait Named { fn name(&self) -> String; }
        impl Named for u8 { fn name(&self) -> String { "byte".to_string() } }

        impl Named for i32 {
            fn name(&self) -> String { String::new() }
        }
        pub fn show<T: Named>(a: T) -> String { a.name() }
        pub fn run() -> String { show(5i32) }
        """,
    )


def test_a_trait_of_the_library_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0277_implement_trait",
        "pub struct A;\npub fn f<T: Copy>(_: T) {}\npub fn g(a: A) { f(a) }",
    )


def test_a_trait_asks_for_what_its_impl_asks_for(spec: Spec) -> None:
    spec(
        "e0276_bound_of_the_trait",
        """
        pub trait Keep { fn keep<T>(&self, x: T); }
        impl Keep for bool { fn keep<T: Copy>(&self, _: T) {} }
        """,
        """
        pub trait Keep { fn keep<T: Copy>(&self, x: T); }
        impl Keep for bool { fn keep<T: Copy>(&self, _: T) {} }
        """,
    )


def test_a_trait_of_the_library_keeps_its_bounds(spec: Spec) -> None:
    spec.silent(
        "e0276_bound_of_the_trait",
        """
        pub struct N;
        impl Iterator for N {
            type Item = u8;
            fn next(&mut self) -> Option<u8> { None }
            fn map<B: Copy, F: FnMut(u8) -> B>(self, _: F) -> std::iter::Map<Self, F> { loop {} }
        }
        """,
    )


def test_a_method_that_returns_self_is_left_out_of_the_object(spec: Spec) -> None:
    spec(
        "e0038_not_for_the_object",
        """
        pub trait Plan {
            fn copy(&self) -> Self;
            fn run(&self);
        }
        pub fn go(plan: Box<dyn Plan>) { plan.run() }
        """,
        """
        pub trait Plan {
            fn copy(&self) -> Self where Self: Sized;
            fn run(&self);
        }
        pub fn go(plan: Box<dyn Plan>) { plan.run() }
        """,
    )


def test_a_supertrait_that_no_object_has_is_left_alone(spec: Spec) -> None:
    spec.silent("e0038_not_for_the_object", "pub trait A: Sized {}\npub fn f(_: &dyn A) {}")


def test_an_item_takes_the_name_of_its_own_kind(spec: Spec) -> None:
    spec(
        "e0323_item_of_the_trait",
        """
        pub trait Unit { const SIZE: u32 = 1; fn size(&self) -> u32 { 1 } }
        impl Unit for u8 { fn SIZE(&self) -> u32 { 8 } }
        """,
        """
        pub trait Unit { const SIZE: u32 = 1; fn size(&self) -> u32 { 1 } }
        impl Unit for u8 { fn size(&self) -> u32 { 8 } }
        """,
    )


def test_an_item_without_a_counterpart_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0323_item_of_the_trait",
        "pub trait Unit { const SIZE: u32 = 1; }\nimpl Unit for u8 { fn SIZE() {} }",
    )


def test_a_partial_order_is_the_order_that_is_there(spec: Spec) -> None:
    spec(
        "e0277_implement_std_trait",
        """
        use std::cmp::Ordering;
        #[derive(PartialEq, Eq)]
        pub struct Rank(u8);
        impl Ord for Rank {
            fn cmp(&self, other: &Self) -> Ordering { other.0.cmp(&self.0) }
        }
        """,
        """
        use std::cmp::Ordering;
        #[derive(PartialEq, Eq)]
        pub struct Rank(u8);
        impl Ord for Rank {
            fn cmp(&self, other: &Self) -> Ordering { other.0.cmp(&self.0) }
        }

        impl PartialOrd for Rank {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        """,
    )


def test_a_question_mark_converts_into_the_variant_that_holds_the_error(spec: Spec) -> None:
    spec(
        "e0277_implement_std_trait",
        """
        use std::num::ParseIntError;
        pub enum Failure {
            Empty,
            Number(ParseIntError),
        }
        pub fn read(s: &str) -> Result<u8, Failure> { let n = s.parse::<u8>()?; Ok(n) }
        """,
        """
        use std::num::ParseIntError;
        pub enum Failure {
            Empty,
            Number(ParseIntError),
        }

        impl From<ParseIntError> for Failure {
            fn from(error: ParseIntError) -> Self {
                Failure::Number(error)
            }
        }
        pub fn read(s: &str) -> Result<u8, Failure> { let n = s.parse::<u8>()?; Ok(n) }
        """,
    )


def test_a_trait_that_nothing_settles_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0277_implement_std_trait",
        'pub struct A;\npub fn f(a: A) -> String { format!("{}", a) }',
    )


def test_an_impl_goes_where_its_like_stand(spec: Spec) -> None:
    spec(
        "e0277_implement_trait",
        """
        pub trait Behavior {}

        pub struct Saturating;

        impl Behavior for Saturating {}

        pub struct Wrapping;

        pub struct Deque<B: Behavior>(pub B);
        pub fn f() -> Deque<Wrapping> { Deque(Wrapping) }
        """,
        """
        pub trait Behavior {}

        pub struct Saturating;

        impl Behavior for Saturating {}

        pub struct Wrapping;

        impl Behavior for Wrapping {}

        pub struct Deque<B: Behavior>(pub B);
        pub fn f() -> Deque<Wrapping> { Deque(Wrapping) }
        """,
        first=True,
    )
