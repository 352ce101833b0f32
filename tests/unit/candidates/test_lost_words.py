"""What code lost by one word or one line: an item of an impl, the module or the type of a name."""

from rusta_server.candidates.std_items import MODULES

from ..conftest import Rustc
from .conftest import Spec

LIKE = "e0046_like_the_other_impls"
MODULE = "names_module_of_std"
TYPE = "e0599_path_of_another_type"
PARAMETER = "names_parameter_instead"
DERIVE = "derive_of_the_library"
COPY = "e0507_copy_of_our_type"


def test_a_missing_method_is_written_as_the_next_impl_has_it(spec: Spec) -> None:
    spec(
        LIKE,
        """
        pub trait Key { fn key(&self) -> u64; fn of(n: u64) -> Self; }
        impl Key for u8 {
            fn key(&self) -> u64 { u64::from(*self) }

            fn of(n: u64) -> Self { n as u8 }
        }
        impl Key for u16 {
            fn key(&self) -> u64 { u64::from(*self) }
        }
        """,
        """
        pub trait Key { fn key(&self) -> u64; fn of(n: u64) -> Self; }
        impl Key for u8 {
            fn key(&self) -> u64 { u64::from(*self) }

            fn of(n: u64) -> Self { n as u8 }
        }
        impl Key for u16 {
            fn key(&self) -> u64 { u64::from(*self) }

            fn of(n: u64) -> Self { n as u16 }
        }
        """,
        first=True,
    )


def test_names_of_the_trait_stay_where_they_are_the_other_type(spec: Spec) -> None:
    spec(
        LIKE,
        """
        pub trait Key { fn key(&self) -> u64; }
        impl Key for u64 {
            #[inline]
            fn key(&self) -> u64 {
                (*self).into()
            }
        }
        impl Key for u32 {}
        """,
        """
        pub trait Key { fn key(&self) -> u64; }
        impl Key for u64 {
            #[inline]
            fn key(&self) -> u64 {
                (*self).into()
            }
        }
        impl Key for u32 {
            #[inline]
            fn key(&self) -> u64 {
                (*self).into()
            }
        }
        """,
    )


def test_the_item_goes_behind_the_attribute_that_lost_it(spec: Spec) -> None:
    spec(
        LIKE,
        """
        pub trait Key { fn key(&self) -> usize; }
        impl Key for u8 {
            #[inline(always)]
            fn key(&self) -> usize {
                *self as usize
            }
        }
        impl Key for usize {
            #[inline(always)]
        }
        """,
        """
        pub trait Key { fn key(&self) -> usize; }
        impl Key for u8 {
            #[inline(always)]
            fn key(&self) -> usize {
                *self as usize
            }
        }
        impl Key for usize {
            #[inline(always)]
            fn key(&self) -> usize {
                *self as usize
            }
        }
        """,
        first=True,
    )


def test_the_item_goes_behind_the_doc_comment_that_lost_it(spec: Spec) -> None:
    spec(
        "e0046_missing_items",
        """
        pub trait Key { fn key(&self) -> usize; }
        pub struct Wide(usize);
        impl Key for Wide {
            /// The number itself.
        }
        """,
        """
        pub trait Key { fn key(&self) -> usize; }
        pub struct Wide(usize);
        impl Key for Wide {
            /// The number itself.
            fn key(&self) -> usize {
                0
            }
        }
        """,
    )


def test_an_impl_that_a_macro_makes_shows_the_item_too(spec: Spec) -> None:
    spec(
        LIKE,
        """
        pub trait Key { const BITS: u32; fn key(self) -> u64; }
        macro_rules! keys {
            ($($t:ty),*) => {
                $(
                    impl Key for $t {
                        const BITS: u32 = <$t>::BITS;
                        #[inline]
                        fn key(self) -> u64 {
                            <$t as Into<u64>>::into(self)
                        }
                    }
                )*
            };
        }
        keys!(u8, u16);
        impl Key for u32 {
            const BITS: u32 = 31;
            #[inline]
        }
        """,
        """
        pub trait Key { const BITS: u32; fn key(self) -> u64; }
        macro_rules! keys {
            ($($t:ty),*) => {
                $(
                    impl Key for $t {
                        const BITS: u32 = <$t>::BITS;
                        #[inline]
                        fn key(self) -> u64 {
                            <$t as Into<u64>>::into(self)
                        }
                    }
                )*
            };
        }
        keys!(u8, u16);
        impl Key for u32 {
            const BITS: u32 = 31;
            #[inline]
            fn key(self) -> u64 {
                <u32 as Into<u64>>::into(self)
            }
        }
        """,
        first=True,
    )


def test_no_item_is_taken_from_an_impl_that_lacks_it_too(spec: Spec) -> None:
    spec.silent(
        LIKE,
        """
        pub trait Key { fn key(&self) -> usize; }
        impl Key for u8 {}
        impl Key for u16 {}
        """,
    )


def test_every_item_of_the_library_is_where_it_is_said_to_be(rustc: Rustc) -> None:
    paths = [f"std::{module}::{name}" for module, names in MODULES.items() for name in names]
    uses = "\n".join(f"use {path} as _{at};" for at, path in enumerate(paths))
    found = rustc(f"#![allow(unused_imports)]\n{uses}\n")
    assert [d.message for d in found if d.level == "error"] == []


def test_an_import_leads_to_the_module_that_has_the_item(spec: Spec) -> None:
    spec(
        MODULE,
        """
        use core::vec::Iter;
        pub fn f(i: Iter<'_, u8>) -> usize { i.as_slice().len() }
        """,
        """
        use core::slice::Iter;
        pub fn f(i: Iter<'_, u8>) -> usize { i.as_slice().len() }
        """,
        first=True,
    )


def test_a_module_that_core_lacks_is_one_of_std(spec: Spec) -> None:
    spec(
        MODULE,
        "pub fn f() -> core::collections::HashMap<u8, u8> { Default::default() }",
        "pub fn f() -> std::collections::HashMap<u8, u8> { Default::default() }",
    )


def test_a_path_in_an_expression_leads_there_too(spec: Spec) -> None:
    spec(
        MODULE,
        "pub fn f(a: u8) -> u8 { std::mem::max(a, 2) }",
        "pub fn f(a: u8) -> u8 { std::cmp::max(a, 2) }",
        first=True,
    )


def test_a_list_moves_as_a_whole_where_one_module_has_it_all(spec: Spec) -> None:
    spec(
        MODULE,
        """
        use std::vec::{Chunks, Windows};
        pub fn f(a: Chunks<'_, u8>, b: Windows<'_, u8>) -> usize { a.len() + b.len() }
        """,
        """
        use std::slice::{Chunks, Windows};
        pub fn f(a: Chunks<'_, u8>, b: Windows<'_, u8>) -> usize { a.len() + b.len() }
        """,
        first=True,
    )


def test_a_name_leaves_the_list_of_another_module(spec: Spec) -> None:
    spec(
        MODULE,
        """
        use std::rc::{HashMap, Rc};
        pub fn f(a: Rc<u8>) -> HashMap<u8, Rc<u8>> { HashMap::from([(1, a)]) }
        """,
        """
        use std::rc::Rc;
        use std::collections::HashMap;
        pub fn f(a: Rc<u8>) -> HashMap<u8, Rc<u8>> { HashMap::from([(1, a)]) }
        """,
    )


def test_a_name_that_the_library_lacks_stays(spec: Spec) -> None:
    spec.silent(MODULE, "use std::collections::TreeMap;")
    spec.silent(MODULE, "mod shelf { pub struct Vec; }\npub use shelf::Iter;")


def test_a_type_that_clones_itself_as_a_copy_is_one(spec: Spec) -> None:
    spec(
        COPY,
        """
        pub struct Span<'a, T> { items: &'a [T], name: &'a str }

        impl<'a, T> Clone for Span<'a, T> {
            fn clone(&self) -> Self {
                *self
            }
        }
        pub fn both<'a>(a: &Span<'a, u8>) -> (Span<'a, u8>, Span<'a, u8>) { (*a, *a) }
        """,
        """
        pub struct Span<'a, T> { items: &'a [T], name: &'a str }

        impl<'a, T> Copy for Span<'a, T> {}
        impl<'a, T> Clone for Span<'a, T> {
            fn clone(&self) -> Self {
                *self
            }
        }
        pub fn both<'a>(a: &Span<'a, u8>) -> (Span<'a, u8>, Span<'a, u8>) { (*a, *a) }
        """,
        first=True,
    )


def test_the_bounds_of_a_clone_are_those_of_a_copy(spec: Spec) -> None:
    spec(
        COPY,
        """
        pub struct Pair<T>(T, T);
        #[derive(Clone, Copy)]
        pub struct Named { pair: Pair<u8> }

        #[rustfmt::skip]
        impl<T: Clone> Clone for Pair<T> where T: Copy {
            fn clone(&self) -> Self { *self }
        }
        """,
        """
        pub struct Pair<T>(T, T);
        #[derive(Clone, Copy)]
        pub struct Named { pair: Pair<u8> }

        impl<T: Copy> Copy for Pair<T> where T: Copy {}
        #[rustfmt::skip]
        impl<T: Clone> Clone for Pair<T> where T: Copy {
            fn clone(&self) -> Self { *self }
        }
        """,
    )


def test_a_type_of_small_parts_derives_it_beside_clone(spec: Spec) -> None:
    spec(
        COPY,
        """
        #[derive(Clone, Debug)]
        pub enum Shape { Round, Flat { width: u8, name: &'static str } }
        pub fn twice(a: Shape) -> [Shape; 2] { [a, a] }
        """,
        """
        #[derive(Clone, Copy, Debug)]
        pub enum Shape { Round, Flat { width: u8, name: &'static str } }
        pub fn twice(a: Shape) -> [Shape; 2] { [a, a] }
        """,
    )


def test_what_owns_memory_is_no_copy(spec: Spec) -> None:
    spec.silent(
        COPY,
        """
        #[derive(Clone)]
        pub struct Text(String);
        pub fn twice(a: Text) -> [Text; 2] { [a, a] }
        """,
    )


def test_an_iterator_is_no_copy(spec: Spec) -> None:
    spec.silent(
        COPY,
        """
        #[derive(Clone)]
        pub struct Steps(u8);
        impl Iterator for Steps {
            type Item = u8;
            fn next(&mut self) -> Option<u8> { self.0 += 1; Some(self.0) }
        }
        pub fn twice(a: Steps) -> [Steps; 2] { [a, a] }
        """,
    )


def test_what_cannot_be_derived_gives_way_to_what_the_uses_ask_for(spec: Spec) -> None:
    spec(
        DERIVE,
        """
        /// A pair.
        #[derive(Display, Clone)]
        pub struct Pair(u8, u8);
        pub fn same(a: &Pair, b: &Pair) -> bool { a == b }
        """,
        """
        /// A pair.
        #[derive(PartialEq, Clone)]
        pub struct Pair(u8, u8);
        pub fn same(a: &Pair, b: &Pair) -> bool { a == b }
        """,
        first=True,
    )


def test_what_is_shown_is_shown_to_programmers(spec: Spec) -> None:
    spec(
        DERIVE,
        "#[derive(Display, Clone)]\npub struct Pair(u8, u8);",
        "#[derive(Debug, Clone)]\npub struct Pair(u8, u8);",
        first=True,
    )


def test_a_total_order_comes_with_what_it_needs(spec: Spec) -> None:
    spec(
        DERIVE,
        "#[derive(Clone, PartialEq, Eq, Sort)]\npub struct Pair(u8, u8);",
        "#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]\npub struct Pair(u8, u8);",
    )


def test_an_unknown_attribute_is_no_derive(spec: Spec) -> None:
    spec.silent(DERIVE, "#[derived(Debug)]\npub struct Pair(u8, u8);")


def test_all_that_can_be_derived_is_there_already(spec: Spec) -> None:
    spec.silent(
        DERIVE,
        """
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Display)]
        pub enum Name { Given(String), Family(String) }
        """,
    )


def test_a_variant_belongs_to_the_enum_of_the_match(spec: Spec) -> None:
    spec(
        TYPE,
        """
        pub enum Traverse { Descend, Skip }
        pub enum Gate { Open, Close }
        pub enum Edge { Open(u8), Close(u8) }
        pub fn depth(e: Edge) -> u8 {
            match e {
                Edge::Open(n) => n,
                Traverse::Close(n) => n,
            }
        }
        """,
        """
        pub enum Traverse { Descend, Skip }
        pub enum Gate { Open, Close }
        pub enum Edge { Open(u8), Close(u8) }
        pub fn depth(e: Edge) -> u8 {
            match e {
                Edge::Open(n) => n,
                Edge::Close(n) => n,
            }
        }
        """,
        first=True,
    )


def test_a_type_of_another_module_is_named_by_its_path(spec: Spec) -> None:
    spec(
        TYPE,
        """
        pub mod units { pub struct Meter; impl Meter { pub const LONG: u8 = 3; } }
        pub struct Second;
        pub fn f() -> u8 { Second::LONG }
        """,
        """
        pub mod units { pub struct Meter; impl Meter { pub const LONG: u8 = 3; } }
        pub struct Second;
        pub fn f() -> u8 { crate::units::Meter::LONG }
        """,
    )


def test_a_variant_of_the_library_is_its_own(spec: Spec) -> None:
    spec(
        TYPE,
        """
        use std::cmp::Ordering;
        pub struct Rank(u8);
        pub fn f(a: &Rank, b: &Rank) -> Ordering { if a.0 < b.0 { Rank::Less } else { Ordering::Equal } }
        """,
        """
        use std::cmp::Ordering;
        pub struct Rank(u8);
        pub fn f(a: &Rank, b: &Rank) -> Ordering { if a.0 < b.0 { Ordering::Less } else { Ordering::Equal } }
        """,
        first=True,
    )


def test_a_name_that_no_type_has_stays(spec: Spec) -> None:
    spec.silent(TYPE, "pub enum Edge { Open }\npub fn f() -> Edge { Edge::Shut }")


def test_an_unknown_type_in_a_bound_is_the_parameter_there_is(spec: Spec) -> None:
    spec(
        PARAMETER,
        """
        pub struct Cell<T>(*mut T);
        unsafe impl<T> Sync for Cell<T> where Item: Send {}
        """,
        """
        pub struct Cell<T>(*mut T);
        unsafe impl<T> Sync for Cell<T> where T: Send {}
        """,
        first=True,
    )


def test_an_associated_type_is_of_the_parameter_that_has_it(spec: Spec) -> None:
    spec(
        PARAMETER,
        "pub fn f<A, I: Iterator<Item = A>>(i: I) -> Option<Item> { i.last() }",
        "pub fn f<A, I: Iterator<Item = A>>(i: I) -> Option<I::Item> { i.last() }",
        first=True,
    )


def test_a_name_is_the_parameter_wherever_it_stands_in_the_item(spec: Spec) -> None:
    spec(
        PARAMETER,
        """
        pub struct Stack<T>(Vec<T>);
        impl<T> Stack<T> {
            pub fn push(&mut self, one: Elem) -> &Elem { self.0.push(one); &self.0[0] }
        }
        """,
        """
        pub struct Stack<T>(Vec<T>);
        impl<T> Stack<T> {
            pub fn push(&mut self, one: T) -> &T { self.0.push(one); &self.0[0] }
        }
        """,
        first=True,
    )


def test_a_trait_is_no_parameter(spec: Spec) -> None:
    spec.silent(PARAMETER, "pub fn f<T: Elem>(_: T) {}")
    spec.silent(PARAMETER, "pub fn f(_: Elem) {}")


def test_nested_lists_leading_colons_and_new_names_are_kept(spec: Spec) -> None:
    spec(
        MODULE,
        """
        use core::{fmt::Debug, vec::Iter};
        pub fn f<T: Debug>(i: Iter<'_, T>) -> usize { i.as_slice().len() }
        """,
        """
        use core::{fmt::Debug, slice::Iter};
        pub fn f<T: Debug>(i: Iter<'_, T>) -> usize { i.as_slice().len() }
        """,
        first=True,
    )
    spec(
        MODULE,
        "pub fn f(i: ::std::vec::Chunks<'_, u8>) -> usize { i.len() }",
        "pub fn f(i: ::std::slice::Chunks<'_, u8>) -> usize { i.len() }",
        first=True,
    )
    spec(MODULE, "pub use std::rc::Arc as Shared;", "pub use std::sync::Arc as Shared;")
    spec(
        MODULE,
        "pub use std::{rc::Weak, sync::{Arc, Rc}};",
        "pub use std::{rc::Weak, sync::Arc};\npub use std::rc::Rc;",
    )


def test_no_type_is_named_that_is_a_parameter_or_has_no_name(spec: Spec) -> None:
    spec.silent(
        TYPE,
        """
        pub trait Named { const NAME: u8; }
        impl<T: Copy> Named for [T] { const NAME: u8 = 1; }
        impl<T> Named for &T { const NAME: u8 = 2; }
        pub struct Text(String);
        pub fn f() -> u8 { Text::NAME }
        """,
    )
