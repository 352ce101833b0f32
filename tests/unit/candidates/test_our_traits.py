"""Impls, constructors and accessors that a type of ours lacks, and that the others of it settle."""

from .conftest import Spec


def test_an_assigning_operator_follows_from_the_plain_one(spec: Spec) -> None:
    spec(
        "e0368_assign_operator",
        """
        use std::ops::{Add, Sub};
        #[derive(Clone, Copy)]
        pub struct Money(pub u32);

        impl Add<u32> for Money {
            type Output = Money;

            #[inline]
            fn add(self, rhs: u32) -> Money {
                Money(self.0 + rhs)
            }
        }

        impl Sub for Money {
            type Output = u32;
            fn sub(self, other: Self) -> u32 {
                self.0 - other.0
            }
        }

        pub fn sum(mut all: Money) -> Money { all += 1; all += 2u32; all }
        """,
        """
        use std::ops::{Add, AddAssign, Sub};
        #[derive(Clone, Copy)]
        pub struct Money(pub u32);

        impl Add<u32> for Money {
            type Output = Money;

            #[inline]
            fn add(self, rhs: u32) -> Money {
                Money(self.0 + rhs)
            }
        }

        impl AddAssign<u32> for Money {
            #[inline]
            fn add_assign(&mut self, rhs: u32) {
                *self = *self + rhs;
            }
        }

        impl Sub for Money {
            type Output = u32;
            fn sub(self, other: Self) -> u32 {
                self.0 - other.0
            }
        }

        pub fn sum(mut all: Money) -> Money { all += 1; all += 2u32; all }
        """,
        first=True,
    )


def test_an_assigning_operator_sets_the_only_field(spec: Spec) -> None:
    spec(
        "e0368_assign_operator",
        """
        #[derive(Clone)]
        pub struct Flags { bits: u8 }

        impl core::ops::BitOr for Flags {
            type Output = u8;
            fn bitor(self, other: Self) -> u8 { self.bits | other.bits }
        }

        pub fn both(mut one: Flags, other: Flags) -> Flags { one |= other; one }
        """,
        """
        #[derive(Clone)]
        pub struct Flags { bits: u8 }

        impl core::ops::BitOr for Flags {
            type Output = u8;
            fn bitor(self, other: Self) -> u8 { self.bits | other.bits }
        }

        impl core::ops::BitOrAssign for Flags {
            fn bitor_assign(&mut self, other: Self) {
                self.bits = self.clone() | other;
            }
        }

        pub fn both(mut one: Flags, other: Flags) -> Flags { one |= other; one }
        """,
        first=True,
    )


def test_an_assigning_operator_is_as_generic_as_the_plain_one(spec: Spec) -> None:
    spec(
        "e0368_assign_operator",
        """
        use std::ops;
        #[derive(Clone, Copy)]
        pub struct V<T>(T);

        impl<T: Copy> ops::Mul<T> for V<T> where T: ops::Mul<Output = T> {
            type Output = Self;
            fn mul(self, by: T) -> Self { V(self.0 * by) }
        }

        pub fn twice(mut v: V<u8>) -> V<u8> { v *= 2; v }
        """,
        """
        use std::ops;
        #[derive(Clone, Copy)]
        pub struct V<T>(T);

        impl<T: Copy> ops::Mul<T> for V<T> where T: ops::Mul<Output = T> {
            type Output = Self;
            fn mul(self, by: T) -> Self { V(self.0 * by) }
        }

        impl<T: Copy> ops::MulAssign<T> for V<T> where T: ops::Mul<Output = T> {
            fn mul_assign(&mut self, by: T) {
                *self = *self * by;
            }
        }

        pub fn twice(mut v: V<u8>) -> V<u8> { v *= 2; v }
        """,
    )


def test_an_assigning_operator_follows_from_one_of_references(spec: Spec) -> None:
    spec(
        "e0368_assign_operator",
        """
        pub struct Big(Vec<u8>);

        impl<'a> std::ops::Mul<&'a Big> for &'a Big {
            type Output = Big;
            fn mul(self, by: &'a Big) -> Big { Big(vec![self.0[0] * by.0[0]]) }
        }

        pub fn f(mut one: Big, two: &Big) -> Big { one *= two; one }
        """,
        """
        pub struct Big(Vec<u8>);

        impl<'a> std::ops::Mul<&'a Big> for &'a Big {
            type Output = Big;
            fn mul(self, by: &'a Big) -> Big { Big(vec![self.0[0] * by.0[0]]) }
        }

        impl std::ops::MulAssign<&Big> for Big {
            fn mul_assign(&mut self, by: &Big) {
                *self = &*self * by;
            }
        }

        pub fn f(mut one: Big, two: &Big) -> Big { one *= two; one }
        """,
        first=True,
    )


def test_without_the_plain_operator_there_is_nothing_to_follow(spec: Spec) -> None:
    spec.silent(
        "e0368_assign_operator",
        "#[derive(Clone, Copy)] pub struct S(u8);\npub fn f(mut s: S) -> S { s -= 1; s }",
    )


def test_an_error_is_made_of_another_as_its_siblings_are(spec: Spec) -> None:
    spec(
        "e0277_from_as_its_siblings",
        """
        use std::fmt;
        pub struct Failure { pub what: String }

        impl From<fmt::Error> for Failure {
            fn from(err: fmt::Error) -> Self {
                Failure { what: format!("{}", err) }
            }
        }

        pub fn port(text: &str) -> Result<u16, Failure> { Ok(text.parse::<u16>()?) }
        """,
        """
        use std::fmt;
        pub struct Failure { pub what: String }

        impl From<fmt::Error> for Failure {
            fn from(err: fmt::Error) -> Self {
                Failure { what: format!("{}", err) }
            }
        }

        impl From<std::num::ParseIntError> for Failure {
            fn from(err: std::num::ParseIntError) -> Self {
                Failure { what: format!("{}", err) }
            }
        }

        pub fn port(text: &str) -> Result<u16, Failure> { Ok(text.parse::<u16>()?) }
        """,
        first=True,
    )


def test_the_sibling_of_a_variant_that_is_called_like_its_error_is_no_model(spec: Spec) -> None:
    spec.silent(
        "e0277_from_as_its_siblings",
        """
        pub enum Failure { Io(String), Other }
        impl From<std::io::Error> for Failure {
            fn from(err: std::io::Error) -> Self { Failure::Io(err.to_string()) }
        }
        pub fn port(text: &str) -> Result<u16, Failure> { Ok(text.parse::<u16>()?) }
        """,
    )


def test_from_puts_what_is_given_into_the_field_of_its_type(spec: Spec) -> None:
    spec(
        "e0046_from_of_the_field",
        """
        pub struct Stack { top: u32, below: Vec<u8> }
        impl From<u32> for Stack {
            #[inline]
        }
        """,
        """
        pub struct Stack { top: u32, below: Vec<u8> }
        impl From<u32> for Stack {
            #[inline]
            fn from(top: u32) -> Self {
                Self { top, below: Vec::new() }
            }
        }
        """,
        first=True,
    )


def test_from_of_an_enum_makes_the_variant_that_holds_it(spec: Spec) -> None:
    spec(
        "e0046_from_of_the_field",
        """
        pub struct Name(Box<str>);
        impl From<Box<str>> for Name {
            fn from(text: Box<str>) -> Self { Self(text) }
        }
        pub enum Value { Number(u8), Name(Name), Pair(Name, Name) }
        impl From<Name> for Value {}
        """,
        """
        pub struct Name(Box<str>);
        impl From<Box<str>> for Name {
            fn from(text: Box<str>) -> Self { Self(text) }
        }
        pub enum Value { Number(u8), Name(Name), Pair(Name, Name) }
        impl From<Name> for Value {
            fn from(text: Name) -> Self {
                Self::Name(text)
            }
        }
        """,
        first=True,
    )


def test_from_of_our_type_takes_its_only_field_out(spec: Spec) -> None:
    spec(
        "e0046_from_of_the_field",
        "pub struct Metres(f64);\nimpl From<Metres> for f64 {\n}\n",
        """
        pub struct Metres(f64);
        impl From<Metres> for f64 {
            fn from(value: Metres) -> Self {
                value.0
            }
        }
        """,
        first=True,
    )


def test_from_of_what_two_fields_could_hold_is_not_guessed(spec: Spec) -> None:
    spec.silent(
        "e0046_from_of_the_field", "pub struct P { x: u8, y: u8 }\nimpl From<u8> for P {\n}\n"
    )


def test_a_missing_constructor_fills_the_fields_in_order(spec: Spec) -> None:
    spec(
        "e0599_missing_constructor",
        """
        pub struct Point { x: u8, y: u16 }
        impl Point {
            pub const ORIGIN: Point = Point { x: 0, y: 0 };

            pub fn flat(x: u8) -> Point { Point { x, y: 0 } }
        }
        pub fn f() -> Point { Point::new(Point::flat(7).x, 2) }
        """,
        """
        pub struct Point { x: u8, y: u16 }
        impl Point {
            pub const ORIGIN: Point = Point { x: 0, y: 0 };

            pub fn new(x: u8, y: u16) -> Point {
                Point { x, y }
            }

            pub fn flat(x: u8) -> Point { Point { x, y: 0 } }
        }
        pub fn f() -> Point { Point::new(Point::flat(7).x, 2) }
        """,
        first=True,
    )


def test_a_constructor_of_nothing_makes_the_empty_struct(spec: Spec) -> None:
    spec(
        "e0599_missing_constructor",
        """
        pub struct Log<T>(Vec<T>, Option<u8>);
        impl<T> Log<T> {
            pub fn last(&self) -> Option<&T> { self.0.last() }
        }
        pub fn f() -> Log<u8> { Log::empty() }
        """,
        """
        pub struct Log<T>(Vec<T>, Option<u8>);
        impl<T> Log<T> {
            pub fn empty() -> Self {
                Self(Vec::new(), None)
            }

            pub fn last(&self) -> Option<&T> { self.0.last() }
        }
        pub fn f() -> Log<u8> { Log::empty() }
        """,
        first=True,
    )


def test_a_constructor_under_another_name_is_not_written_again(spec: Spec) -> None:
    spec.silent(
        "e0599_missing_constructor",
        """
        pub struct Id(u8);
        impl Id { pub fn of(value: u8) -> Self { Id(value) } }
        pub fn f() -> Id { Id::new(1) }
        """,
    )


def test_a_missing_accessor_lends_its_field(spec: Spec) -> None:
    spec(
        "e0599_missing_accessor",
        """
        pub struct User { name: String, age: u8 }

        pub fn f(user: &User) -> usize { user.name().len() }
        """,
        """
        pub struct User { name: String, age: u8 }

        impl User {
            pub fn name(&self) -> &str {
                &self.name
            }
        }

        pub fn f(user: &User) -> usize { user.name().len() }
        """,
        first=True,
    )


def test_a_missing_length_is_that_of_the_only_collection(spec: Spec) -> None:
    spec(
        "e0599_missing_accessor",
        """
        pub struct Queue<'a, T> { items: &'a [T], at: usize }
        impl<'a, T> Queue<'a, T> {
            fn at(&self) -> usize { self.at }
        }
        pub fn f(queue: Queue<'_, u8>) -> bool { queue.is_empty() || queue.at() > 0 }
        """,
        """
        pub struct Queue<'a, T> { items: &'a [T], at: usize }
        impl<'a, T> Queue<'a, T> {
            fn at(&self) -> usize { self.at }

            fn is_empty(&self) -> bool {
                self.items.is_empty()
            }
        }
        pub fn f(queue: Queue<'_, u8>) -> bool { queue.is_empty() || queue.at() > 0 }
        """,
        first=True,
    )


def test_a_method_that_no_field_answers_is_not_written(spec: Spec) -> None:
    spec.silent("e0599_missing_accessor", "pub struct S { a: u8 }\npub fn f(s: S) -> u8 { s.b() }")


def test_a_trait_of_types_that_are_all_copy_asks_for_copy(spec: Spec) -> None:
    spec(
        "traits_copy_supertrait",
        """
        pub trait Key: PartialEq { fn index(self) -> usize; }
        macro_rules! keys { ($($t:ty),*) => { $(impl Key for $t { fn index(self) -> usize { self as usize } })* } }
        keys!(u8, u16);
        #[derive(Clone, Copy, PartialEq)]
        pub struct Id(u8);
        impl Key for Id { fn index(self) -> usize { self.0.into() } }
        pub fn twice<K: Key>(key: K) -> usize { key.index() + key.index() }
        pub fn of<K>(key: &K) -> usize where K: Key { key.index() }
        """,
        """
        pub trait Key: PartialEq + Copy { fn index(self) -> usize; }
        macro_rules! keys { ($($t:ty),*) => { $(impl Key for $t { fn index(self) -> usize { self as usize } })* } }
        keys!(u8, u16);
        #[derive(Clone, Copy, PartialEq)]
        pub struct Id(u8);
        impl Key for Id { fn index(self) -> usize { self.0.into() } }
        pub fn twice<K: Key>(key: K) -> usize { key.index() + key.index() }
        pub fn of<K>(key: &K) -> usize where K: Key { key.index() }
        """,
        first=True,
    )


def test_a_trait_that_moves_itself_asks_for_copy(spec: Spec) -> None:
    spec(
        "traits_copy_supertrait",
        """
        pub trait Flag { fn bits(self) -> u8; fn any(&self) -> bool { self.bits() > 0 } }
        impl Flag for u8 { fn bits(self) -> u8 { self } }
        """,
        """
        pub trait Flag: Copy { fn bits(self) -> u8; fn any(&self) -> bool { self.bits() > 0 } }
        impl Flag for u8 { fn bits(self) -> u8 { self } }
        """,
        first=True,
    )


def test_a_trait_of_a_type_that_is_not_copy_asks_for_nothing(spec: Spec) -> None:
    spec.silent(
        "traits_copy_supertrait",
        """
        pub trait Key { fn index(self) -> usize; }
        impl Key for String { fn index(self) -> usize { self.len() } }
        impl Key for u8 { fn index(self) -> usize { 1 } }
        pub fn twice<K: Key>(key: K) -> usize { key.index() + key.index() }
        """,
    )


def test_an_item_of_a_trait_is_called_as_its_use_has_it(spec: Spec) -> None:
    spec(
        "names_of_the_trait",
        """
        pub trait Shape { fn area(&self) -> u8 { 1 } fn paint_all(&self, _by: u8) {} }
        pub fn f(shape: &impl Shape) -> u8 { Shape::paint(shape, 2); shape.area() }
        """,
        """
        pub trait Shape { fn area(&self) -> u8 { 1 } fn paint(&self, _by: u8) {} }
        pub fn f(shape: &impl Shape) -> u8 { Shape::paint(shape, 2); shape.area() }
        """,
        first=True,
    )


def test_a_name_that_a_trait_has_not_is_written_as_it_has_it(spec: Spec) -> None:
    spec(
        "names_of_the_trait",
        """
        pub trait Unit { const ONE: u8; fn one() -> u8 { Self::ONE } }
        pub fn f<T: Unit>() -> u8 { <T as Unit>::only_one() + T::one() }
        """,
        """
        pub trait Unit { const ONE: u8; fn one() -> u8 { Self::ONE } }
        pub fn f<T: Unit>() -> u8 { <T as Unit>::one() + T::one() }
        """,
        first=True,
    )


def test_a_constructor_spelt_alike_is_not_written_again(spec: Spec) -> None:
    spec.silent(
        "e0599_missing_constructor",
        """
        pub struct Id(u8);
        impl Id { pub fn parsed(value: u8) -> Self { Id(value) } }
        pub fn f() -> [Id; 2] { [Id::parsed(1), Id::parse(2)] }
        """,
    )


def test_an_accessor_under_another_name_is_not_written_again(spec: Spec) -> None:
    spec.silent(
        "e0599_missing_accessor",
        """
        pub struct User { name: String }
        impl User { pub fn title(&self) -> &str { &self.name } }
        pub fn f(user: &User) -> &str { user.name() }
        """,
    )
