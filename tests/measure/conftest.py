"""A crate of two functions stands in for the published ones: most tests need no registry."""

import pytest

from rusta_eval import cases, judge
from rusta_eval.cases import Case
from rusta_eval.crates import PinnedCrate, Tree

LIB = b"""\
pub fn add(a: u32, b: u32) -> u32 {
    let mut sum = a;
    sum += b;
    sum
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::add(1, 2), 3);
    }
}

pub fn twice(a: u32) -> u32 {
    add(a, a)
}
"""
TREE: Tree = {
    "Cargo.toml": b'[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n',
    "Cargo.lock": b'version = 4\n\n[[package]]\nname = "tiny"\nversion = "0.1.0"\n',
    "src/lib.rs": LIB,
    "tests/api.rs": b"#[test]\nfn twice() {\n    assert_eq!(tiny::twice(2), 4);\n}\n",
}
TINY = PinnedCrate(name="tiny", version="0.1.0", license="MIT", half="dev", tests=2)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "registry: fetches crates unless they are in the cache")


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Case:
    """`let mut sum` without its `mut`, E0384: rustc's own suggestion restores it."""
    monkeypatch.setattr(cases, "pinned", lambda: {"tiny": TINY})
    monkeypatch.setattr(judge, "pinned", lambda: {"tiny": TINY})
    monkeypatch.setattr(cases, "ready", lambda crate: dict(TREE))
    start = LIB.index(b"mut sum")
    return Case(id="tiny-0", crate="tiny", version="0.1.0", half="dev", slice="borrow",
                rule="drop-mut-of-let", path="src/lib.rs", start=start, end=start + 4, new="",
                codes=["E0384"])  # fmt: skip
