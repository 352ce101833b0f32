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


def test_without_the_plain_operator_there_is_nothing_to_follow(spec: Spec) -> None:
    spec.silent(
        "e0368_assign_operator",
        "#[derive(Clone, Copy)] pub struct S(u8);\npub fn f(mut s: S) -> S { s -= 1; s }",
    )
