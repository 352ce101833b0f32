"""Private fields: the type's own functions are called in their place."""

import pytest

from .conftest import Spec

CONSTRUCT = "e0451_call_the_constructor"
ACCESS = "e0616_call_the_accessor"

SHAPES = """
mod shapes {
    #[derive(Debug)]
    pub struct Square { side: f64, label: String }
    impl Square {
        fn raw(side: f64, label: String) -> Self { Square { side, label } }
        pub fn labelled(label: &str, side: f64) -> Self { Self::raw(side, label.to_string()) }
        pub fn unlabelled(side: f64) -> Self { Self::raw(side, String::new()) }
        pub fn length(&self) -> f64 { self.side }
        pub fn get_label(&self) -> &str { &self.label }
        pub fn resize(&mut self, side: f64) { self.side = side; }
    }
    pub struct Even(u32);
    impl Even {
        pub fn checked(n: u32) -> Option<Even> { (n % 2 == 0).then_some(Even(n)) }
        pub fn value(&self) -> &u32 { &self.0 }
    }
}
use shapes::{Even, Square};
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'pub fn f(side: f64) -> Square { Square { side, label: "a".to_string() } }\n',
            'pub fn f(side: f64) -> Square { Square::labelled("a", side) }\n',
        ),
        (
            "pub fn f() -> Square { Square { side: 2.0, label: String::new() } }\n",
            "pub fn f() -> Square { Square::unlabelled(2.0) }\n",
        ),
        (
            "pub fn f(n: u32) -> Option<Even> { let e = Even(2 * n); Some(e) }\n",
            "pub fn f(n: u32) -> Option<Even> { let e = Even::checked(2 * n)?; Some(e) }\n",
        ),
        (
            "pub fn f(n: u32) -> Even { shapes::Even(2 * n) }\n",
            "pub fn f(n: u32) -> Even { shapes::Even::checked(2 * n).unwrap() }\n",
        ),
    ],
)
def test_a_value_is_made_by_a_constructor(spec: Spec, before: str, after: str) -> None:
    spec(CONSTRUCT, SHAPES + before, SHAPES + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "pub fn f(s: &Square) -> f64 { s.side * 2.0 }",
            "pub fn f(s: &Square) -> f64 { s.length() * 2.0 }",
        ),
        (
            "pub fn f(s: &Square) -> &str { &s.label }",
            "pub fn f(s: &Square) -> &str { s.get_label() }",
        ),
        ("pub fn f(e: &Even) -> u32 { e.0 + 1 }", "pub fn f(e: &Even) -> u32 { *e.value() + 1 }"),
        (
            'pub fn f(s: &Square) { println!("{}", s.label); }',
            'pub fn f(s: &Square) { println!("{}", s.get_label()); }',
        ),
        (
            "pub fn f(s: &mut Square) { s.side = 1.0; }",
            "pub fn f(s: &mut Square) { s.resize(1.0); }",
        ),
        (
            "pub fn f(s: &mut Square) { s.side *= 2.0; }",
            "pub fn f(s: &mut Square) { s.resize(s.length() * 2.0); }",
        ),
    ],
)
def test_a_field_is_read_and_set_by_a_method(spec: Spec, before: str, after: str) -> None:
    spec(ACCESS, f"{SHAPES}{before}\n", f"{SHAPES}{after}\n", first=True)


def test_without_a_function_for_it_there_is_nothing_to_call(spec: Spec) -> None:
    mute = "mod m { pub struct S { x: u8 } impl S { fn new(x: u8) -> S { S { x } } } }\n"
    spec.silent(CONSTRUCT, mute + "pub fn f() -> m::S { m::S { x: 1 } }\n")
    spec.silent(ACCESS, mute + "pub fn f(s: &m::S) -> u8 { s.x }\n")


def test_widening_a_field_with_an_accessor_is_another_source(spec: Spec) -> None:
    for use in (
        'pub fn f(s: &Square) { println!("{}", s.label); }\n',
        "pub fn f(n: u32) -> Even { Even(n) }\n",
    ):
        spec.silent("visibility_widen", SHAPES + use)
    before = SHAPES + "pub fn f(e: &Even) -> u32 { e.0 }\n"
    after = before.replace("pub struct Even(u32)", "pub struct Even(pub u32)")
    spec("visibility_widen_past_accessor", before, after)


def test_a_method_that_only_has_the_type_of_the_field_leaves_widening_first(spec: Spec) -> None:
    before = """
        mod m {
            pub struct Cursor { at: usize, text: String }
            impl Cursor { pub fn size(&self) -> usize { self.text.len() } }
        }
        pub fn f(c: &m::Cursor) -> usize { c.at }
        """
    spec("visibility_widen", before, before.replace("{ at: usize", "{ pub at: usize"), first=True)
    spec.silent("visibility_widen_past_accessor", before)
