"""Types that do not match what is written."""

from .conftest import Spec


def test_the_result_type_follows_the_value_and_the_callers(spec: Spec) -> None:
    spec(
        "e0308_declared_type",
        """
        pub fn even(n: u32) -> i32 { n % 2 == 0 }
        pub fn odd(n: u32) -> bool { !(even(n) == true) }
        """,
        """
        pub fn even(n: u32) -> bool { n % 2 == 0 }
        pub fn odd(n: u32) -> bool { !(even(n) == true) }
        """,
        first=True,
    )


def test_a_binding_gets_the_type_it_is_used_as(spec: Spec) -> None:
    spec(
        "e0308_declared_type",
        """
        pub fn bump(n: &mut usize) { *n += 1 }
        pub fn run() { let mut n: u32 = 0; bump(&mut n); }
        """,
        """
        pub fn bump(n: &mut usize) { *n += 1 }
        pub fn run() { let mut n: usize = 0; bump(&mut n); }
        """,
        first=True,
    )


def test_what_cannot_be_written_is_not_offered(spec: Spec) -> None:
    spec.silent("e0308_declared_type", "pub fn f() -> u8 { || 1u8 }")


def test_text_becomes_the_number_in_it(spec: Spec) -> None:
    spec(
        "e0308_literal",
        'pub fn f(x: &mut [u8]) { x.swap("0", 1) }',
        "pub fn f(x: &mut [u8]) { x.swap(0, 1) }",
        first=True,
    )


def test_an_integer_becomes_a_float(spec: Spec) -> None:
    spec(
        "e0308_literal",
        "pub fn half(x: f64) -> f64 { x / 2 }",
        "pub fn half(x: f64) -> f64 { x / 2.0 }",
    )


def test_other_literals_are_left_alone(spec: Spec) -> None:
    spec.silent("e0308_literal", "pub fn f() -> String { true }")


def test_a_branch_returns_what_the_function_returns(spec: Spec) -> None:
    spec(
        "e0308_return_early",
        """
        pub fn first(xs: &[u8]) -> Option<u8> {
            for x in xs {
                match x {
                    0 => Some(*x),
                    _ => {}
                }
            }
            None
        }
        """,
        """
        pub fn first(xs: &[u8]) -> Option<u8> {
            for x in xs {
                match x {
                    0 => return Some(*x),
                    _ => {}
                }
            }
            None
        }
        """,
        first=True,
    )


def test_a_block_returns_and_ends_its_statement(spec: Spec) -> None:
    spec(
        "e0308_return_early",
        """
        pub fn sign(x: i32) -> Result<i32, String> {
            if x < 0 {
                Err("negative".to_string())
            }
            Ok(x)
        }
        """,
        """
        pub fn sign(x: i32) -> Result<i32, String> {
            if x < 0 {
                return Err("negative".to_string());
            }
            Ok(x)
        }
        """,
        first=True,
    )


def test_a_value_the_function_does_not_return_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0308_return_early",
        'pub fn f(x: bool) -> u8 { if x { String::from("a") }; 1 }',
    )


def test_else_keeps_what_the_condition_compares(spec: Spec) -> None:
    spec(
        "e0317_missing_else",
        """
        pub fn month(m: u32) -> u32 {
            let shifted = if m + 2 > 12 {
                m - 10
            };
            shifted
        }
        """,
        """
        pub fn month(m: u32) -> u32 {
            let shifted = if m + 2 > 12 {
                m - 10
            } else {
                m + 2
            };
            shifted
        }
        """,
        first=True,
    )


def test_else_is_nothing_where_the_branch_is_something(spec: Spec) -> None:
    spec(
        "e0317_missing_else",
        "pub fn f(a: bool) -> Option<u8> { if a { Some(1) } }",
        "pub fn f(a: bool) -> Option<u8> { if a { Some(1) } else { None } }",
    )


def test_an_else_leaves_where_there_is_nothing_to_bind(spec: Spec) -> None:
    before = """
    pub fn f(s: &mut Option<Vec<u8>>, all: &mut Vec<u8>) {
        let given = if let Some(v) = s.take() {
            v.into_boxed_slice()
        };
        all.extend(given.iter());
    }
    """
    after = before.replace("        };", "        } else {\n            return;\n        };")
    spec("e0317_missing_else", before, after)


def test_an_if_with_else_is_left_alone(spec: Spec) -> None:
    spec.silent("e0317_missing_else", "pub fn f(a: bool) -> u8 { if a { 1 } else { () } }")


def test_a_field_is_filled_from_the_name_in_scope(spec: Spec) -> None:
    spec(
        "e0063_missing_field",
        """
        pub struct Point { x: i32, y: i32 }
        pub fn on_axis(x: i32, y: i32) -> Point { Point { x } }
        """,
        """
        pub struct Point { x: i32, y: i32 }
        pub fn on_axis(x: i32, y: i32) -> Point { Point { x, y } }
        """,
        first=True,
    )


def test_a_field_is_filled_as_the_other_literals_do(spec: Spec) -> None:
    spec(
        "e0063_missing_field",
        """
        pub struct Page { text: String, lines: Option<usize> }
        pub fn one() -> Page {
            Page {
                text: String::new(),
                lines: Some(1),
            }
        }
        pub fn two(text: String) -> Page {
            Page {
                text,
            }
        }
        """,
        """
        pub struct Page { text: String, lines: Option<usize> }
        pub fn one() -> Page {
            Page {
                text: String::new(),
                lines: Some(1),
            }
        }
        pub fn two(text: String) -> Page {
            Page {
                text,
                lines: Some(1),
            }
        }
        """,
        first=True,
    )


def test_a_literal_with_too_many_fields_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0063_missing_field", "pub struct A { x: u8 }\npub fn f() -> A { A { x: 1, y: 2 } }"
    )


def test_a_pattern_takes_the_name_that_is_used_below(spec: Spec) -> None:
    spec(
        "e0023_pattern_fields",
        "pub fn f(x: Option<u8>) -> u8 { if let Some() = x { found } else { 0 } }",
        "pub fn f(x: Option<u8>) -> u8 { if let Some(found) = x { found } else { 0 } }",
        first=True,
    )


def test_a_pattern_takes_the_names_of_another_pattern(spec: Spec) -> None:
    spec(
        "e0023_pattern_fields",
        """
        pub enum Shape { Box(u8, u8), Dot }
        pub fn width(s: &Shape) -> u8 { match s { Shape::Box(w, h) => w * h, Shape::Dot => 0 } }
        pub fn is_box(s: &Shape) -> bool { match s { Shape::Box(w) => *w > 0, Shape::Dot => false } }
        """,
        """
        pub enum Shape { Box(u8, u8), Dot }
        pub fn width(s: &Shape) -> u8 { match s { Shape::Box(w, h) => w * h, Shape::Dot => 0 } }
        pub fn is_box(s: &Shape) -> bool { match s { Shape::Box(w, h) => *w > 0, Shape::Dot => false } }
        """,
    )


def test_a_pattern_with_two_fields_too_many_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0023_pattern_fields",
        "pub fn f(x: Option<u8>) -> u8 { match x { Some(a, b, c) => a, None => 0 } }",
    )


def test_a_field_is_declared_as_it_is_filled(spec: Spec) -> None:
    spec(
        "e0308_declared_type",
        """
        pub struct Full<T> { pub element: Option<T> }
        pub fn f<T>(element: T) -> Full<T> { Full { element } }
        """,
        """
        pub struct Full<T> { pub element: T }
        pub fn f<T>(element: T) -> Full<T> { Full { element } }
        """,
    )
