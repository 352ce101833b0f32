"""Derives that an error asks for."""

from .conftest import Spec


def test_a_comparison_extends_the_list_of_derives(spec: Spec) -> None:
    spec(
        "e0369_derive_missing_trait",
        """
        #[derive(Debug, Clone)]
        pub struct Version { pub major: u32 }
        pub fn newer(a: &Version, b: &Version) -> bool { *a == *b }
        """,
        """
        #[derive(Debug, Clone, PartialEq)]
        pub struct Version { pub major: u32 }
        pub fn newer(a: &Version, b: &Version) -> bool { *a == *b }
        """,
    )


def test_an_ordering_needs_both_traits_and_gets_a_line_of_its_own(spec: Spec) -> None:
    spec(
        "e0369_derive_missing_trait",
        """
        /// How bad it is.
        pub enum Level { Low, High }
        pub fn worse(a: Level, b: Level) -> bool { a > b }
        """,
        """
        /// How bad it is.
        #[derive(PartialEq, PartialOrd)]
        pub enum Level { Low, High }
        pub fn worse(a: Level, b: Level) -> bool { a > b }
        """,
    )


def test_a_foreign_type_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0369_derive_missing_trait",
        "pub fn same(a: std::fs::File, b: std::fs::File) -> bool { a == b }",
    )


def test_a_method_that_needs_a_trait_gets_all_that_its_type_lacks(spec: Spec) -> None:
    spec(
        "e0369_derive_missing_trait",
        """
        #[derive(Debug, PartialEq)]
        pub struct Item(u8);
        pub fn sorted(mut a: Vec<Item>) -> Vec<Item> { a.sort(); a.clone() }
        """,
        """
        #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
        pub struct Item(u8);
        pub fn sorted(mut a: Vec<Item>) -> Vec<Item> { a.sort(); a.clone() }
        """,
    )


def test_a_new_list_is_the_neighbours_list(spec: Spec) -> None:
    spec(
        "e0369_derive_missing_trait",
        """
        #[derive(Clone, Copy, Debug)]
        pub struct One;
        pub struct Two;
        pub fn copy(a: &[Two]) -> Vec<Two> { let b = a[0]; vec![b, a[0].clone()] }
        """,
        """
        #[derive(Clone, Copy, Debug)]
        pub struct One;
        #[derive(Clone, Copy, Debug)]
        pub struct Two;
        pub fn copy(a: &[Two]) -> Vec<Two> { let b = a[0]; vec![b, a[0].clone()] }
        """,
    )


def test_no_order_is_derived_beside_one_written_by_hand(spec: Spec) -> None:
    spec.silent(
        "e0369_derive_missing_trait",
        """
        use std::cmp::Ordering;
        #[derive(PartialEq, Eq)]
        pub struct Rank(u8);
        impl PartialOrd for Rank {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> { Some(self.cmp(other)) }
        }
        """,
    )


def test_the_usual_list_is_without_what_is_implemented_by_hand(spec: Spec) -> None:
    before = """
    pub struct S(u8);
    impl PartialEq for S {
        fn eq(&self, other: &S) -> bool { self.0 == other.0 }
    }
    pub fn f(s: &S) -> S { Clone::clone(s) }
    """
    spec(
        "e0369_derive_missing_trait",
        before.replace("Clone::clone(s)", "twice(s)")
        + "fn twice<T: Clone>(t: &T) -> T { t.clone() }\n",
        before.replace("Clone::clone(s)", "twice(s)").replace(
            "pub struct", "#[derive(Debug, Clone)]\n    pub struct"
        )
        + "fn twice<T: Clone>(t: &T) -> T { t.clone() }\n",
        first=True,
    )
