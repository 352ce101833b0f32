"""Floats, which have no total order of their own, where an order is asked for."""

import pytest

from .conftest import Spec

ORDER = "e0277_order_of_floats"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("v.sort_unstable();", "v.sort_unstable_by(f64::total_cmp);"),
        ("let m = v.iter().copied().max();", "let m = v.iter().copied().max_by(f64::total_cmp);"),
        ("v.sort_by_key(|n| *n);", "v.sort_by(|a, b| a.total_cmp(b));"),
        ("v.sort_by_key(|&n| n);", "v.sort_by(|&a, &b| a.total_cmp(&b));"),
        ("v.sort_by_key(|n| -n);", "v.sort_by(|a, b| b.total_cmp(&a));"),
        (
            "v.sort_by_key(|n| std::cmp::Reverse(n.abs()));",
            "v.sort_by(|a, b| b.abs().total_cmp(&a.abs()));",
        ),
        (
            "let m = v.iter().min_by_key(|n| (a - **n).abs());",
            "let m = v.iter().min_by(|x, y| (a - **x).abs().total_cmp(&(a - **y).abs()));",
        ),
        (
            "let m = v.binary_search(&a);",
            "let m = v.binary_search_by(|probe| probe.total_cmp(&a));",
        ),
        ("let m = std::cmp::max(a, 1.5);", "let m = a.max(1.5);"),
        ("let m = std::cmp::min(0.5 + a, 1.5);", "let m = f64::min(0.5 + a, 1.5);"),
        ("v.sort_by(|x, y| y.cmp(x));", "v.sort_by(|x, y| y.total_cmp(x));"),
        ("v.sort_by(|x, y| x.partial_cmp(y));", "v.sort_by(|x, y| x.total_cmp(y));"),
    ],
)
def test_numbers(spec: Spec, before: str, after: str) -> None:
    wrapped = "pub fn f(v: &mut Vec<f64>, a: f64) {{ {} drop((v, a)); }}\n"
    spec(ORDER, wrapped.format(before), wrapped.format(after), first=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("v.sort_by_key(|t| t.weight);", "v.sort_by(|a, b| a.weight.total_cmp(&b.weight));"),
        (
            "v.iter().max_by_key(|t| t.mean());",
            "v.iter().max_by(|a, b| a.mean().total_cmp(&b.mean()));",
        ),
        (
            "v.sort_by_key(Thing::mean);",
            "v.sort_by(|a, b| Thing::mean(a).total_cmp(&Thing::mean(b)));",
        ),
        (
            "v.sort_by_key(|t| (t.weight, t.count));",
            "v.sort_by(|a, b| a.weight.total_cmp(&b.weight).then_with(|| a.count.cmp(&b.count)));",
        ),
    ],
)
def test_keys(spec: Spec, before: str, after: str) -> None:
    wrapped = (
        "pub struct Thing {{ pub weight: f32, pub count: u8 }}\n"
        "impl Thing {{ pub fn mean(&self) -> f32 {{ self.weight / self.count as f32 }} }}\n"
        "pub fn f(v: &mut Vec<Thing>) {{ {} }}\n"
    )
    spec(ORDER, wrapped.format(before), wrapped.format(after), first=True)


def test_references_are_compared_by_a_closure(spec: Spec) -> None:
    before = "pub fn f(v: &[f32]) -> Option<&f32> { v.iter().max() }\n"
    after = "pub fn f(v: &[f32]) -> Option<&f32> { v.iter().max_by(|a, b| a.total_cmp(b)) }\n"
    spec(ORDER, before, after)


def test_a_partial_order_stays_one(spec: Spec) -> None:
    before = """
        use std::cmp::Ordering;
        #[derive(PartialEq)]
        pub struct Level(f64);
        impl PartialOrd for Level {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> { self.0.cmp(&other.0) }
        }
        """
    spec(ORDER, before, before.replace(".cmp(", ".partial_cmp("), first=True)


@pytest.mark.parametrize(
    "body",
    [
        "v.sort_by_key(|s| s.parts());",
        "v.iter().max_by_key(|(x, y)| x + y);",
    ],
)
def test_what_is_no_float_is_left_alone(spec: Spec, body: str) -> None:
    spec.silent(ORDER, f"pub fn f(v: &mut Vec<(String, u8)>) {{ {body} }}\n")


def test_what_floats_never_have_is_not_derived(spec: Spec) -> None:
    before = """
        #[derive(Debug, PartialEq, PartialOrd, Eq, Ord)]
        pub struct Weight { pub grams: f64, pub label: u8 }
        """
    after = before.replace(", Eq, Ord", "")
    spec("e0277_derive_for_floats", before, after, first=True)


def test_a_derive_that_another_type_lacks_stays(spec: Spec) -> None:
    spec.silent(
        "e0277_derive_for_floats",
        "#[derive(PartialEq)]\npub struct A;\n#[derive(PartialEq, Eq)]\npub struct B(A);\n",
    )
