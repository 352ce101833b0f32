"""Repairs of types and bounds that were declared wrong or lost, and of tokens in the wrong order."""

from .conftest import Spec


def test_a_constant_that_is_reckoned_with_beside_others(spec: Spec) -> None:
    spec(
        "e0308_declared_type",
        """
        const LINES: u64 = 3;
        const BLANKS: usize = 2;
        pub fn f(n: usize) -> bool { n == LINES + BLANKS }
        pub fn g(of: &[u8]) -> u8 { of[LINES] }
        """,
        """
        const LINES: usize = 3;
        const BLANKS: usize = 2;
        pub fn f(n: usize) -> bool { n == LINES + BLANKS }
        pub fn g(of: &[u8]) -> u8 { of[LINES] }
        """,
        first=True,
    )


def test_a_constant_that_a_range_of_an_index_ends_at(spec: Spec) -> None:
    spec(
        "e0308_declared_type",
        """
        const END: u32 = 3;
        pub fn g(of: &str) -> &str { &of[..END] }
        """,
        """
        const END: usize = 3;
        pub fn g(of: &str) -> &str { &of[..END] }
        """,
        first=True,
    )


def test_a_parameter_that_is_a_bare_trait_object(spec: Spec) -> None:
    spec(
        "e0277_impl_instead_of_dyn",
        """
        fn sum(of: dyn Iterator<Item = u8>) -> u8 { let mut n = 0; for i in of { n += i } n }
        pub fn f(of: Vec<u8>) -> u8 { sum(of.into_iter()) }
        """,
        """
        fn sum(of: impl Iterator<Item = u8>) -> u8 { let mut n = 0; for i in of { n += i } n }
        pub fn f(of: Vec<u8>) -> u8 { sum(of.into_iter()) }
        """,
    )


def test_a_predicate_that_lost_its_lifetime(spec: Spec) -> None:
    spec(
        "syntax_predicate_without_bound",
        """
        pub fn leak<'a, T>(of: T) -> &'a mut T
        where
            T,
        {
            Box::leak(Box::new(of))
        }
        """,
        """
        pub fn leak<'a, T>(of: T) -> &'a mut T
        where
            T: 'a,
        {
            Box::leak(Box::new(of))
        }
        """,
        first=True,
    )


def test_a_predicate_that_lost_its_trait(spec: Spec) -> None:
    spec(
        "syntax_predicate_without_bound",
        """
        pub fn twice<T>(of: T) -> (T, T) where T: Clone { (of.clone(), of) }
        pub fn thrice<T>(of: T) -> (T, T, T)
        where
            T,
        {
            (of.clone(), of.clone(), of)
        }
        """,
        """
        pub fn twice<T>(of: T) -> (T, T) where T: Clone { (of.clone(), of) }
        pub fn thrice<T>(of: T) -> (T, T, T)
        where
            T: Clone,
        {
            (of.clone(), of.clone(), of)
        }
        """,
    )


def test_mut_before_its_reference(spec: Spec) -> None:
    spec(
        "syntax_wrong_token",
        "pub fn f(n: mut & u8) { *n = 1 }\n",
        "pub fn f(n: & mut u8) { *n = 1 }\n",
    )
    spec(
        "syntax_wrong_token",
        "pub fn f(n: mut &u8) { *n = 1 }\n",
        "pub fn f(n: &mut u8) { *n = 1 }\n",
    )


def test_a_pointer_to_another_type_is_cast(spec: Spec) -> None:
    spec(
        "e0308_cast_the_pointer",
        """
        use std::mem::MaybeUninit;
        pub unsafe fn f<T>(of: &[MaybeUninit<T>]) -> &[T] {
            unsafe { &*(of as *const [MaybeUninit<T>]) }
        }
        """,
        """
        use std::mem::MaybeUninit;
        pub unsafe fn f<T>(of: &[MaybeUninit<T>]) -> &[T] {
            unsafe { &*(of as *const [MaybeUninit<T>] as *const [T]) }
        }
        """,
        first=True,
    )


def test_a_closure_without_the_tuple_that_it_names(spec: Spec) -> None:
    spec(
        "e0593_parameters_of_a_closure",
        "pub fn f(of: Vec<(u8, u8)>) -> Vec<u8> { of.into_iter().map(|| e.1).collect() }\n",
        "pub fn f(of: Vec<(u8, u8)>) -> Vec<u8> { of.into_iter().map(|e| e.1).collect() }\n",
    )


def test_a_text_that_was_taken_for_what_is_written_to(spec: Spec) -> None:
    spec(
        "format_missing_target",
        """
        use std::fmt::{self, Write};
        pub fn f(out: &mut String, n: bool) -> fmt::Result { write!("{}", n) }
        """,
        """
        use std::fmt::{self, Write};
        pub fn f(out: &mut String, n: bool) -> fmt::Result { write!(out, "{}", n) }
        """,
        first=True,
    )
