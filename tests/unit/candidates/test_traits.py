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
