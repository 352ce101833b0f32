"""A definition and its uses no longer agree: one of them follows the other."""

from .conftest import Spec


def test_a_field_is_called_again_as_its_uses_call_it(spec: Spec) -> None:
    spec(
        "names_restore_definition",
        """
        pub struct Full<T> { pub element_inner: T }
        pub fn f(a: u8) -> Full<u8> { Full { element: a } }
        pub fn g(b: Full<u8>) -> u8 { b.element }
        """,
        """
        pub struct Full<T> { pub element: T }
        pub fn f(a: u8) -> Full<u8> { Full { element: a } }
        pub fn g(b: Full<u8>) -> u8 { b.element }
        """,
        first=True,
    )


def test_uses_follow_a_new_name_that_is_in_use(spec: Spec) -> None:
    spec(
        "names_follow_rename",
        """
        pub struct Rect { pub width: u8 }
        pub fn new(width: u8) -> Rect { Rect { width } }
        pub fn f(r: &Rect) -> u8 { r.w + r.w }
        """,
        """
        pub struct Rect { pub width: u8 }
        pub fn new(width: u8) -> Rect { Rect { width } }
        pub fn f(r: &Rect) -> u8 { r.width + r.width }
        """,
        first=True,
    )
    spec.silent(
        "names_follow_rename",
        """
        pub struct Rect { pub w: u8 }
        impl Rect { pub fn w(&self) -> u8 { self.w() } }
        pub fn f(r: &Rect) -> u8 { r.w.len() }
        """,
    )


def test_a_path_follows_what_was_moved(spec: Spec) -> None:
    spec(
        "names_follow_move",
        """
        mod a { pub fn other() {} pub mod deep { pub fn moved() {} } }
        use crate::a::{moved, other};
        pub fn f() { moved(); other(); crate::a::moved() }
        """,
        """
        mod a { pub fn other() {} pub mod deep { pub fn moved() {} } }
        use crate::a::{deep::moved, other};
        pub fn f() { moved(); other(); crate::a::deep::moved() }
        """,
        first=True,
    )


def test_what_was_pasted_twice_stands_once(spec: Spec) -> None:
    spec(
        "names_defined_twice",
        """
        pub struct S;
        impl S {
            /// Nothing.
            pub fn f(&self) {}

            /// Nothing.
            pub fn f(&self) {}

            pub fn g(&self) {}
        }
        """,
        """
        pub struct S;
        impl S {
            /// Nothing.
            pub fn f(&self) {}

            pub fn g(&self) {}
        }
        """,
    )
    spec.silent("names_defined_twice", "pub fn f() {}\npub fn f() { let _ = 1; }\n")


def test_the_same_value_given_twice_is_given_once(spec: Spec) -> None:
    spec(
        "names_defined_twice",
        """
        pub struct S { pub a: u8, pub b: u8 }
        pub fn f() -> S {
            S {
                a: 1,
                a: 1,
                b: 2,
            }
        }
        """,
        """
        pub struct S { pub a: u8, pub b: u8 }
        pub fn f() -> S {
            S {
                a: 1,
                b: 2,
            }
        }
        """,
    )


def test_a_definition_with_a_word_more_is_called_as_its_uses_call_it(spec: Spec) -> None:
    after = "pub struct Plan;\npub fn f() -> Plan { Plan }\n"
    spec("names_restore_definition", after.replace("struct Plan", "struct PlanData"), after)
    spec.silent("names_restore_definition", "pub struct Plane;\npub fn f(_: Data) {}\n")


def test_the_same_words_in_another_order_are_the_name(spec: Spec) -> None:
    spec(
        "names_words_swapped",
        "fn on_color() -> u8 { 1 }\npub fn f() -> u8 { color_on() + color_on() }\n",
        "fn on_color() -> u8 { 1 }\npub fn f() -> u8 { on_color() + on_color() }\n",
    )
    spec(
        "names_words_swapped",
        "pub struct S { max_len: u8 }\npub fn f(s: &S) -> u8 { s.len_max }\n",
        "pub struct S { max_len: u8 }\npub fn f(s: &S) -> u8 { s.max_len }\n",
    )
    spec.silent("names_words_swapped", "fn color() -> u8 { 1 }\npub fn f() -> u8 { color_on() }\n")


def test_nothing_says_that_an_unlike_name_is_the_new_one(spec: Spec) -> None:
    spec.silent("names_follow_rename", "pub fn one() -> u8 { fetch_from_the_moon() }\n")
    spec.silent(
        "names_follow_rename",
        "pub fn fetch_from() -> u8 { fetch_from_the_moon() }\n",
    )


def test_an_item_of_a_trait_is_called_as_a_macro_implements_it(spec: Spec) -> None:
    before = """
        pub trait T { fn size_of_it(self) -> u8; }
        macro_rules! sized { ($k:ty) => { impl T for $k { fn size(self) -> u8 { 1 } } } }
        sized!(u8);
        pub fn f<X: T>(x: X) -> u8 { x.size() }
        """
    spec("names_restore_definition", before, before.replace("size_of_it", "size"))
