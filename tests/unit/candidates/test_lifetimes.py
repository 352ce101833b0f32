"""Lifetimes that are too long, missing or unrelated, and values that die too early."""

from .conftest import Spec


def test_static_is_too_much_for_a_parameter(spec: Spec) -> None:
    spec(
        "e0521_static_is_too_much",
        """
        pub struct Pair<'a> { a: &'a str, b: &'a str }
        impl<'a> Pair<'a> {
            pub fn new(a: &'static str, b: &'a str) -> Self { Pair { a, b } }
        }
        pub fn both(a: &str, b: &str) -> usize { let p = Pair::new(a, b); p.a.len() + p.b.len() }
        """,
        """
        pub struct Pair<'a> { a: &'a str, b: &'a str }
        impl<'a> Pair<'a> {
            pub fn new(a: &'a str, b: &'a str) -> Self { Pair { a, b } }
        }
        pub fn both(a: &str, b: &str) -> usize { let p = Pair::new(a, b); p.a.len() + p.b.len() }
        """,
        first=True,
    )


def test_static_leaves_a_parameter_unused(spec: Spec) -> None:
    spec(
        "e0521_static_is_too_much",
        "pub struct Text<'a> { pub all: &'static str }",
        "pub struct Text<'a> { pub all: &'a str }",
        first=True,
    )


def test_a_function_without_lifetimes_declares_one(spec: Spec) -> None:
    spec(
        "e0521_static_is_too_much",
        """
        fn size(text: &'static str) -> usize { text.len() }
        pub fn twice(text: &str) -> usize { size(text) * 2 }
        """,
        """
        fn size<'a>(text: &'a str) -> usize { text.len() }
        pub fn twice(text: &str) -> usize { size(text) * 2 }
        """,
    )


def test_a_static_item_stays_so(spec: Spec) -> None:
    spec.silent(
        "e0521_static_is_too_much",
        """
        pub static NAME: &'static str = "a";
        pub fn run(f: &str) { std::thread::spawn(|| f.len()); }
        """,
    )


def test_a_declared_lifetime_is_named(spec: Spec) -> None:
    spec(
        "e0726_lifetime_in_scope",
        """
        pub struct View<'a, T>(&'a T);
        impl<'a, T: Copy> Iterator for View<T> where T: 'a {
            type Item = &'a T;
            fn next(&mut self) -> Option<&'a T> { Some(self.0) }
        }
        """,
        """
        pub struct View<'a, T>(&'a T);
        impl<'a, T: Copy> Iterator for View<'a, T> where T: 'a {
            type Item = &'a T;
            fn next(&mut self) -> Option<&'a T> { Some(self.0) }
        }
        """,
    )


def test_no_lifetime_in_scope_no_offer(spec: Spec) -> None:
    spec.silent("e0726_lifetime_in_scope", 'pub fn name() -> &str { "a" }')


def test_the_bound_that_is_missing(spec: Spec) -> None:
    spec(
        "e0478_outlives_bound",
        "pub fn pick<'a, 'b>(x: &'a str, y: &'b str) -> &'a str { if x > y { x } else { y } }",
        "pub fn pick<'a, 'b: 'a>(x: &'a str, y: &'b str) -> &'a str { if x > y { x } else { y } }",
        first=True,
    )


def test_the_same_lifetime_for_both(spec: Spec) -> None:
    spec(
        "e0478_outlives_bound",
        "pub fn pick<'a, 'b>(x: &'a str, y: &'b str) -> &'a str { if x > y { x } else { y } }",
        "pub fn pick<'a, 'b>(x: &'a str, y: &'a str) -> &'a str { if x > y { x } else { y } }",
    )


def test_what_must_be_static_gets_no_bound(spec: Spec) -> None:
    spec.silent(
        "e0478_outlives_bound",
        "pub fn boxed<'a>(x: &'a str) -> Box<dyn Fn() -> usize> { Box::new(move || x.len()) }",
    )


def test_a_reserved_name(spec: Spec) -> None:
    spec(
        "e0262_another_lifetime_name",
        "pub fn same<'static>(x: &'static str) -> &'static str { x }",
        "pub fn same<'a>(x: &'a str) -> &'a str { x }",
        first=True,
    )


def test_a_reserved_name_beside_another(spec: Spec) -> None:
    spec(
        "e0262_another_lifetime_name",
        "pub struct Two<'a, 'static> { pub a: &'a u8, pub b: &'static u8 }",
        "pub struct Two<'a, 'b> { pub a: &'a u8, pub b: &'b u8 }",
    )


def test_an_item_without_parameters_is_left_alone(spec: Spec) -> None:
    spec.silent("e0262_another_lifetime_name", "pub struct S { a: &'_ u8 }")


def test_a_reference_uses_the_lifetime(spec: Spec) -> None:
    spec(
        "e0392_use_the_parameter",
        "pub struct S<'a> { pub all: fn(&u8) }",
        "pub struct S<'a> { pub all: fn(&'a u8) }",
        first=True,
    )


def test_a_parameter_is_held_by_a_marker(spec: Spec) -> None:
    spec(
        "e0392_use_the_parameter",
        """
        use std::marker::PhantomData;
        pub struct Id<T> {
            pub n: u32,
        }
        pub type Other = PhantomData<u8>;
        """,
        """
        use std::marker::PhantomData;
        pub struct Id<T> {
            pub n: u32,
            _marker: PhantomData<T>,
        }
        pub type Other = PhantomData<u8>;
        """,
    )


def test_an_unused_parameter_of_an_alias_is_not_ours(spec: Spec) -> None:
    spec.silent("e0392_use_the_parameter", "pub struct S<T>(T);\npub type A = S;")


def test_the_owner_is_declared_outside(spec: Spec) -> None:
    spec(
        "e0597_declare_earlier",
        """
        pub fn last() -> u8 {
            let r;
            {
                let n = 5;
                r = &n;
            }
            *r
        }
        """,
        """
        pub fn last() -> u8 {
            let r;
            let n = 5;
            {
                r = &n;
            }
            *r
        }
        """,
    )


def test_the_owner_is_declared_before_the_borrower(spec: Spec) -> None:
    spec(
        "e0597_declare_earlier",
        """
        pub struct Foo<'a> { x: Option<&'a u32> }
        impl Drop for Foo<'_> { fn drop(&mut self) {} }
        pub fn f() {
            let mut foo = Foo { x: None };
            let y = 0;
            foo.x = Some(&y);
        }
        """,
        """
        pub struct Foo<'a> { x: Option<&'a u32> }
        impl Drop for Foo<'_> { fn drop(&mut self) {} }
        pub fn f() {
            let y = 0;
            let mut foo = Foo { x: None };
            foo.x = Some(&y);
        }
        """,
    )


def test_a_parameter_cannot_be_declared_earlier(spec: Spec) -> None:
    spec.silent(
        "e0597_declare_earlier", "pub fn f(n: u8) -> &'static u8 { let r: &'static u8 = &n; r }"
    )


def test_a_local_is_returned_itself(spec: Spec) -> None:
    spec(
        "e0515_return_owned",
        "pub fn name() -> &'static str { let s = String::new(); &s }",
        "pub fn name() -> String { let s = String::new(); s }",
        first=True,
    )


def test_a_view_of_a_local_is_not_returned(spec: Spec) -> None:
    spec(
        "e0515_return_owned",
        "pub fn all() -> &'static [u8] { let v = vec![1]; v.as_slice() }",
        "pub fn all() -> Vec<u8> { let v = vec![1]; v }",
        first=True,
    )


def test_an_iterator_over_a_local_owns_it(spec: Spec) -> None:
    spec(
        "e0515_return_owned",
        "pub fn all<'a>() -> std::slice::Iter<'a, u8> { let v = vec![1]; v.iter() }",
        "pub fn all<'a>() -> std::vec::IntoIter<u8> { let v = vec![1]; v.into_iter() }",
        first=True,
    )


def test_a_closure_is_no_reference(spec: Spec) -> None:
    spec.silent(
        "e0515_return_owned",
        "pub fn f() -> std::borrow::Cow<'static, str> { let s = String::new(); s.as_str().into() }",
    )


def test_the_parameters_of_the_trait(spec: Spec) -> None:
    spec(
        "e0195_generics_of_the_trait",
        """
        pub trait T { fn f<'a, 'b: 'a>(x: &'a str, y: &'b str) -> &'a str; }
        pub struct S;
        impl T for S { fn f<'a, 'b>(x: &'a str, y: &'b str) -> &'a str { x.max("") } }
        """,
        """
        pub trait T { fn f<'a, 'b: 'a>(x: &'a str, y: &'b str) -> &'a str; }
        pub struct S;
        impl T for S { fn f<'a, 'b: 'a>(x: &'a str, y: &'b str) -> &'a str { x.max("") } }
        """,
        first=True,
    )


def test_a_type_parameter_the_impl_forgot(spec: Spec) -> None:
    spec(
        "e0195_generics_of_the_trait",
        """
        pub trait T { fn f<A: Copy>(&self, x: u8) -> u8; }
        pub struct S;
        impl T for S { fn f(&self, x: u8) -> u8 { x } }
        """,
        """
        pub trait T { fn f<A: Copy>(&self, x: u8) -> u8; }
        pub struct S;
        impl T for S { fn f<A: Copy>(&self, x: u8) -> u8 { x } }
        """,
    )


def test_a_foreign_trait_is_not_read(spec: Spec) -> None:
    spec.silent(
        "e0195_generics_of_the_trait",
        "pub struct S;\nimpl Clone for S { fn clone<T>(&self) -> S { S } }",
    )


def test_a_lifetime_of_the_impl_is_not_declared_again(spec: Spec) -> None:
    spec(
        "e0262_another_lifetime_name",
        """
        pub struct S<'a>(&'a u8);
        impl<'a> S<'a> { pub fn f<'a>(&self, x: &'a u8) -> &'a u8 { x } }
        """,
        """
        pub struct S<'a>(&'a u8);
        impl<'a> S<'a> { pub fn f<'b>(&self, x: &'b u8) -> &'b u8 { x } }
        """,
        first=True,
    )


def test_a_result_without_a_parameter_of_its_lifetime(spec: Spec) -> None:
    spec(
        "e0582_lifetime_of_the_result",
        "pub fn f() { let _x: for<'a> fn() -> &'a u8; }",
        "pub fn f() { let _x: for<'a> fn() -> &'static u8; }",
    )


def test_a_result_with_a_lifetime_in_scope(spec: Spec) -> None:
    spec(
        "e0582_lifetime_of_the_result",
        "pub fn f<'b, F>(f: F, _x: &'b u8) where F: for<'a> Fn(u8) -> &'a u8 { f(1); }",
        "pub fn f<'b, F>(f: F, _x: &'b u8) where F: for<'a> Fn(u8) -> &'b u8 { f(1); }",
        first=True,
    )


def test_a_lifetime_from_nowhere(spec: Spec) -> None:
    spec.silent("e0582_lifetime_of_the_result", "pub fn f() -> &'a u8 { &1 }")


def test_a_late_bound_lifetime_is_bound_early(spec: Spec) -> None:
    spec(
        "e0794_early_bound_lifetime",
        "pub fn f<'a>(x: &'a str) -> &'a str { x }\npub fn g() { let _ = f::<'static>; }",
        "pub fn f<'a: 'a>(x: &'a str) -> &'a str { x }\npub fn g() { let _ = f::<'static>; }",
        first=True,
    )


def test_a_method_binds_early(spec: Spec) -> None:
    spec(
        "e0794_early_bound_lifetime",
        """
        pub struct S;
        impl S { pub fn f<'a>(x: &'a str) -> usize { x.len() } }
        pub fn g() -> usize { S::f::<'static>("a") }
        """,
        """
        pub struct S;
        impl S { pub fn f<'a: 'a>(x: &'a str) -> usize { x.len() } }
        pub fn g() -> usize { S::f::<'static>("a") }
        """,
    )


def test_too_many_lifetimes_are_another_error(spec: Spec) -> None:
    spec.silent("e0794_early_bound_lifetime", "pub fn f() {}\npub fn g() { f::<'static>; }")


def test_a_field_of_a_type_without_lifetimes_holds_what_is_static(spec: Spec) -> None:
    spec(
        "e0106_static_reference",
        'pub struct Id { name: &str }\npub fn f() -> Id { Id { name: "a" } }\nimpl Id { pub fn name(&self) -> &str { self.name } }',
        'pub struct Id { name: &\'static str }\npub fn f() -> Id { Id { name: "a" } }\nimpl Id { pub fn name(&self) -> &str { self.name } }',
        first=True,
    )


def test_a_reference_in_a_signature_is_no_field(spec: Spec) -> None:
    spec.silent("e0106_static_reference", "pub fn f() -> &str { todo!() }")
