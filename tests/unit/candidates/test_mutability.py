"""`mut` that is missing somewhere else than where the error is."""

import pytest

from .conftest import Spec


def test_a_borrow_in_an_argument(spec: Spec) -> None:
    spec(
        "e0308_mutability",
        """
        fn grow(v: &mut Vec<u8>) { v.push(1); }
        pub fn start() -> Vec<u8> { let mut v = vec![]; grow(&v); v }
        """,
        """
        fn grow(v: &mut Vec<u8>) { v.push(1); }
        pub fn start() -> Vec<u8> { let mut v = vec![]; grow(&mut v); v }
        """,
        first=True,
    )


def test_a_parameter_handed_on(spec: Spec) -> None:
    spec(
        "e0308_mutability",
        """
        fn grow(v: &mut Vec<u8>) { v.push(1); }
        pub fn twice(v: &Vec<u8>) { grow(v); grow(v); }
        """,
        """
        fn grow(v: &mut Vec<u8>) { v.push(1); }
        pub fn twice(v: &mut Vec<u8>) { grow(v); grow(v); }
        """,
    )


def test_the_function_called_may_be_content(spec: Spec) -> None:
    spec(
        "e0308_mutability",
        """
        fn size(v: &mut Vec<u8>) -> usize { v.len() }
        pub fn twice(v: &Vec<u8>) -> usize { size(v) * 2 }
        """,
        """
        fn size(v: &Vec<u8>) -> usize { v.len() }
        pub fn twice(v: &Vec<u8>) -> usize { size(v) * 2 }
        """,
    )


def test_other_mismatches_are_left_alone(spec: Spec) -> None:
    spec.silent("e0308_mutability", "pub fn size(v: &Vec<u8>) -> usize { v }")


@pytest.mark.parametrize(
    ("shared", "mutable"),
    [
        ("let cell = self.cells.first().unwrap();", "let cell = self.cells.first_mut().unwrap();"),
        ("let cell = &self.cells[0];", "let cell = &mut self.cells[0];"),
        (
            "let Some(ref cell) = self.one else { return };",
            "let Some(ref mut cell) = self.one else { return };",
        ),
    ],
)
def test_the_reference_is_made_mutable_where_it_comes_from(
    spec: Spec, shared: str, mutable: str
) -> None:
    before = f"""
        pub struct Row {{ pub cells: Vec<Cell>, pub one: Option<Cell> }}
        pub struct Cell {{ n: u8 }}
        impl Row {{
            pub fn fill(&mut self) {{
                {shared}
                cell.n = 1;
            }}
        }}
        """
    spec("e0594_mutable_at_its_source", before, before.replace(shared, mutable))


def test_a_loop_over_shared_items(spec: Spec) -> None:
    spec(
        "e0594_mutable_at_its_source",
        "pub fn zero(all: &mut Vec<u8>) { for n in all.iter() { *n = 0; } }",
        "pub fn zero(all: &mut Vec<u8>) { for n in all.iter_mut() { *n = 0; } }",
        first=True,
    )


def test_a_copy_to_work_on(spec: Spec) -> None:
    spec(
        "e0594_mutable_at_its_source",
        """
        #[derive(Clone)]
        pub struct Stream { at: usize }
        impl Stream {
            pub fn end(&self) -> usize { let mut s = self; s.at = 9; s.at }
        }
        """,
        """
        #[derive(Clone)]
        pub struct Stream { at: usize }
        impl Stream {
            pub fn end(&self) -> usize { let mut s = self.clone(); s.at = 9; s.at }
        }
        """,
    )


def test_a_static_has_no_binding(spec: Spec) -> None:
    spec.silent(
        "e0594_mutable_at_its_source", "static COUNT: u8 = 0;\npub fn count() { COUNT = 1; }"
    )


def test_the_operator_makes_a_binding_mutable(spec: Spec) -> None:
    spec(
        "mutability",
        "pub fn one() -> Vec<u8> { let v = vec![]; v.push(1); v }",
        "pub fn one() -> Vec<u8> { let mut v = vec![]; v.push(1); v }",
        first=True,
    )


def test_the_operator_changes_the_signature(spec: Spec) -> None:
    spec(
        "mutability",
        "pub fn one(v: &Vec<u8>) { v.push(1); }",
        "pub fn one(v: &mut Vec<u8>) { v.push(1); }",
    )


def test_the_operator_is_silent_outside_of_functions(spec: Spec) -> None:
    spec.silent("mutability", "pub static N: u8 = 256;")


def test_a_closure_that_changes_is_accepted(spec: Spec) -> None:
    spec(
        "e0594_accept_fn_mut",
        """
        fn twice<F: Fn()>(f: F) { f(); f(); }
        pub fn count() -> u8 { let mut n = 0; twice(|| n += 1); n }
        """,
        """
        fn twice<F: FnMut()>(mut f: F) { f(); f(); }
        pub fn count() -> u8 { let mut n = 0; twice(|| n += 1); n }
        """,
        first=True,
    )


def test_a_closure_that_gives_away_is_accepted_once(spec: Spec) -> None:
    spec(
        "e0594_accept_fn_mut",
        """
        fn once<F>(f: F) -> String where F: Fn() -> String { f() }
        pub fn name() -> String { let s = String::new(); once(move || s) }
        """,
        """
        fn once<F>(f: F) -> String where F: FnOnce() -> String { f() }
        pub fn name() -> String { let s = String::new(); once(move || s) }
        """,
    )


def test_a_foreign_function_keeps_its_bound(spec: Spec) -> None:
    spec.silent(
        "e0594_accept_fn_mut",
        "pub fn f(b: Box<dyn Fn()>) { b(); }\npub fn g() { let n = 0; f(Box::new(|| n += 1)); }",
    )
