"""A result type with a case that the body never gives."""

import pytest

from .conftest import Spec

DECLARED = [
    (
        "pub struct S(u8); impl S { pub fn get(&self) -> Option<u8> { self.0 } }\n",
        "pub struct S(u8); impl S { pub fn get(&self) -> u8 { self.0 } }\n",
    ),
    (
        "pub struct Keys<'a, T> { inner: &'a [T] }\n"
        "pub fn keys<T>(all: &[T]) -> Option<Keys<T>> { Keys { inner: all } }\n",
        "pub struct Keys<'a, T> { inner: &'a [T] }\n"
        "pub fn keys<T>(all: &[T]) -> Keys<T> { Keys { inner: all } }\n",
    ),
    (
        "pub fn size(s: &str) -> std::io::Result<usize> { if s == \"\" { return 1; } s.len() }\n",
        "pub fn size(s: &str) -> usize { if s == \"\" { return 1; } s.len() }\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), DECLARED)
def test_the_plain_type_is_declared(spec: Spec, before: str, after: str) -> None:
    spec("e0308_never_none", before, after)


@pytest.mark.parametrize(
    "body", ["{ if n == 0 { return None; } n }", "{ let _ = n.checked_add(1)?; n }"]
)
def test_not_where_the_body_knows_the_other_case(spec: Spec, body: str) -> None:
    spec.silent("e0308_never_none", f"pub fn f(n: u8) -> Option<u8> {body}\n")
