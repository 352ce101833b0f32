"""Repairs around impls that lost something: their trait, their place, the mutable one beside them;
and of values whose wrapper is opened where they are bound."""

from .conftest import Spec


def test_an_impl_that_lost_its_trait(spec: Spec) -> None:
    spec(
        "e0277_trait_of_the_impl",
        """
        use std::fmt;
        pub struct S(u8);
        impl S {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0) }
        }
        pub fn show(s: &S) -> String { s.to_string() }
        """,
        """
        use std::fmt;
        pub struct S(u8);
        impl fmt::Display for S {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0) }
        }
        pub fn show(s: &S) -> String { s.to_string() }
        """,
    )


def test_an_impl_with_a_type_that_lost_its_trait(spec: Spec) -> None:
    spec(
        "e0277_trait_of_the_impl",
        """
        pub struct Count(u8);
        impl Count {
            type Item = u8;
            fn next(&mut self) -> Option<u8> { Some(self.0) }
        }
        """,
        """
        pub struct Count(u8);
        impl Iterator for Count {
            type Item = u8;
            fn next(&mut self) -> Option<u8> { Some(self.0) }
        }
        """,
        first=True,
    )


def test_an_impl_that_lost_a_generic_trait_of_the_library(spec: Spec) -> None:
    spec(
        "e0277_trait_of_the_impl",
        """
        pub struct S(pub u8);
        impl S {
            fn from(n: u8) -> S { S(n) }
        }
        pub fn of(n: u8) -> S { n.into() }
        """,
        """
        pub struct S(pub u8);
        impl From<u8> for S {
            fn from(n: u8) -> S { S(n) }
        }
        pub fn of(n: u8) -> S { n.into() }
        """,
        first=True,
    )


def test_an_impl_that_lost_a_trait_of_ours(spec: Spec) -> None:
    spec(
        "e0277_trait_of_the_impl",
        """
        pub trait Named { fn name(&self) -> &str; }
        pub struct S;
        impl S {
            fn name(&self) -> &str { "s" }
        }
        fn ask(of: impl Named) -> usize { of.name().len() }
        pub fn asked() -> usize { ask(S) }
        """,
        """
        pub trait Named { fn name(&self) -> &str; }
        pub struct S;
        impl Named for S {
            fn name(&self) -> &str { "s" }
        }
        fn ask(of: impl Named) -> usize { of.name().len() }
        pub fn asked() -> usize { ask(S) }
        """,
        first=True,
    )


def test_an_impl_with_other_methods_is_not_of_the_trait(spec: Spec) -> None:
    spec.silent(
        "e0277_trait_of_the_impl",
        """
        pub trait Named { fn name(&self) -> &str; }
        pub struct S;
        impl S {
            pub fn size(&self) -> usize { 1 }
        }
        fn ask(of: impl Named) -> usize { of.name().len() }
        pub fn asked() -> usize { ask(S) }
        """,
    )


def test_deref_without_its_mutable_sister(spec: Spec) -> None:
    spec(
        "e0596_mutable_sister_of_an_impl",
        """
        use std::ops::Deref;
        pub struct Names(Vec<u8>);
        impl Deref for Names {
            type Target = Vec<u8>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
        pub fn add(names: &mut Names) { names.push(1) }
        """,
        """
        use std::ops::Deref;
        use std::ops::DerefMut;
        pub struct Names(Vec<u8>);
        impl Deref for Names {
            type Target = Vec<u8>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl DerefMut for Names {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
        pub fn add(names: &mut Names) { names.push(1) }
        """,
        first=True,
    )


def test_index_without_its_mutable_sister(spec: Spec) -> None:
    spec(
        "e0596_mutable_sister_of_an_impl",
        """
        pub struct Names(Vec<u8>);
        impl std::ops::Index<usize> for Names {
            type Output = u8;

            fn index(&self, at: usize) -> &u8 {
                self.0.get(at).unwrap()
            }
        }
        pub fn set(names: &mut Names) { names[0] = 1 }
        """,
        """
        pub struct Names(Vec<u8>);
        impl std::ops::Index<usize> for Names {
            type Output = u8;

            fn index(&self, at: usize) -> &u8 {
                self.0.get(at).unwrap()
            }
        }

        impl std::ops::IndexMut<usize> for Names {
            fn index_mut(&mut self, at: usize) -> &mut u8 {
                self.0.get_mut(at).unwrap()
            }
        }
        pub fn set(names: &mut Names) { names[0] = 1 }
        """,
        first=True,
    )


def test_a_method_of_the_trait_goes_back_behind_its_documentation(spec: Spec) -> None:
    spec(
        "e0407_declare_in_the_trait",
        """
        pub trait Sized2 {
            /// How wide it is.

            /// How high it is.
            fn height(&self) -> u8;
        }
        pub struct S;
        impl Sized2 for S {
            fn width(&self) -> u8 { 1 }
            fn height(&self) -> u8 { 2 }
        }
        """,
        """
        pub trait Sized2 {
            /// How wide it is.
            fn width(&self) -> u8;

            /// How high it is.
            fn height(&self) -> u8;
        }
        pub struct S;
        impl Sized2 for S {
            fn width(&self) -> u8 { 1 }
            fn height(&self) -> u8 { 2 }
        }
        """,
        first=True,
    )


def test_a_type_of_the_trait_goes_back_before_its_methods(spec: Spec) -> None:
    spec(
        "e0407_declare_in_the_trait",
        """
        pub trait Holds {
            fn get(&self) -> &Self::Item;
        }
        pub struct S(u8);
        impl Holds for S {
            type Item = u8;
            fn get(&self) -> &u8 { &self.0 }
        }
        """,
        """
        pub trait Holds {
            type Item;
            fn get(&self) -> &Self::Item;
        }
        pub struct S(u8);
        impl Holds for S {
            type Item = u8;
            fn get(&self) -> &u8 { &self.0 }
        }
        """,
        first=True,
    )


def test_a_method_goes_back_to_the_impl_of_a_type_that_a_macro_defines(spec: Spec) -> None:
    spec(
        "e0407_move_to_inherent_impl",
        """
        macro_rules! defined { ($item:item) => { $item }; }
        defined! { pub struct S(pub u8); }
        impl S {
            /// The value.

            /// One more.
            pub fn more(&self) -> u8 { self.value() + 1 }
        }
        impl Clone for S {
            fn value(&self) -> u8 { self.0 }
            fn clone(&self) -> S { S(self.0) }
        }
        """,
        """
        macro_rules! defined { ($item:item) => { $item }; }
        defined! { pub struct S(pub u8); }
        impl S {
            /// The value.
            fn value(&self) -> u8 { self.0 }

            /// One more.
            pub fn more(&self) -> u8 { self.value() + 1 }
        }
        impl Clone for S {
            fn clone(&self) -> S { S(self.0) }
        }
        """,
        first=True,
    )


def test_a_method_that_only_a_macros_impl_lacks(spec: Spec) -> None:
    spec(
        "e0046_uncalled_method",
        """
        pub trait Part {
            fn reset(&mut self);
            fn size(&self) -> u8;
        }
        macro_rules! part {
            ($name:ident) => { pub struct $name; impl Part for $name { fn size(&self) -> u8 { 1 } } };
        }
        part!(A);
        """,
        """
        pub trait Part {
            fn size(&self) -> u8;
        }
        macro_rules! part {
            ($name:ident) => { pub struct $name; impl Part for $name { fn size(&self) -> u8 { 1 } } };
        }
        part!(A);
        """,
    )


def test_a_wrapper_is_opened_where_the_name_is_bound(spec: Spec) -> None:
    spec(
        "e0599_call_at_the_binding",
        """
        pub struct S { of: std::ptr::NonNull<(u8, u8)> }
        impl S {
            pub fn sum(&self) -> u8 {
                let pair = unsafe { self.of };
                pair.0 + pair.1
            }
        }
        """,
        """
        pub struct S { of: std::ptr::NonNull<(u8, u8)> }
        impl S {
            pub fn sum(&self) -> u8 {
                let pair = unsafe { self.of.as_ref() };
                pair.0 + pair.1
            }
        }
        """,
        first=True,
    )


def test_a_chain_is_ended_where_the_name_is_bound(spec: Spec) -> None:
    spec(
        "e0308_collect_at_the_binding",
        """
        pub struct S { pub all: Vec<u8> }
        pub fn f(given: &[u8]) -> S {
            let all = given
                .iter()
                .map(|n| n + 1);
            S { all }
        }
        """,
        """
        pub struct S { pub all: Vec<u8> }
        pub fn f(given: &[u8]) -> S {
            let all = given
                .iter()
                .map(|n| n + 1)
                .collect();
            S { all }
        }
        """,
        first=True,
    )


def test_a_chain_is_counted_where_the_name_is_bound(spec: Spec) -> None:
    spec(
        "e0308_collect_at_the_binding",
        "pub fn f(given: &[u8]) -> usize { let n = given.iter().filter(|n| **n > 1); n }\n",
        "pub fn f(given: &[u8]) -> usize { let n = given.iter().filter(|n| **n > 1).count(); n }\n",
        first=True,
    )


def test_what_a_future_is_asked_for_in_a_macro(spec: Spec) -> None:
    spec(
        "e0308_plain_instead_of_async",
        """
        pub struct S(Vec<u8>);
        impl S { async fn all(self) -> Vec<u8> { self.0 } }
        macro_rules! boxed { ($of:ty) => { impl $of { pub fn boxed(self) -> Box<[u8]> { self.all().into_boxed_slice() } } }; }
        boxed!(S);
        """,
        """
        pub struct S(Vec<u8>);
        impl S { fn all(self) -> Vec<u8> { self.0 } }
        macro_rules! boxed { ($of:ty) => { impl $of { pub fn boxed(self) -> Box<[u8]> { self.all().into_boxed_slice() } } }; }
        boxed!(S);
        """,
        flags=("--edition=2021",),
    )
