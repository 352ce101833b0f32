"""Edition 2024 has `unsafe` said of extern blocks and attributes; that opens nothing unchecked."""

import pytest

from rusta_server.contracts.policy import Guards
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check

LIB = "$WS/src/lib.rs"


def rules(before: str, after: str) -> set[str]:
    old, new = {LIB: before}, {LIB: after}
    return {r.rule for r in check(patch_between(old, new), old, new, (), Guards())}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('extern "C" { fn a(); }\n', 'unsafe extern "C" { fn a(); }\n'),
        ("extern { fn a(); }\n", "unsafe extern { fn a(); }\n"),
        ("#[no_mangle]\nfn a() {}\n", "#[unsafe(no_mangle)]\nfn a() {}\n"),
    ],
)
def test_what_has_always_been_so_may_be_said(before: str, after: str) -> None:
    assert "added-unsafe" not in rules(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('extern "C" fn a() {}\n', 'unsafe extern "C" fn a() {}\n'),
        ("fn a() { b() }\n", "fn a() { unsafe { b() } }\n"),
        ("fn a(c: u8) { b[c](c) }\n", "fn a(c: u8) { b[c](unsafe { c }) }\n"),
    ],
)
def test_what_is_unsafe_anew_is_refused(before: str, after: str) -> None:
    assert "added-unsafe" in rules(before, after)
