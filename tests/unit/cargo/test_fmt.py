"""cargo.fmt: edits that make a file rustfmt-clean."""

from collections.abc import Mapping

import pytest

from rusta_server.contracts.edits import Overlay, apply_edits
from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.contracts.tools import FmtParams, FmtResult
from rusta_server.probes import cargo_fmt

from .conftest import Make, World, manifest


def fmt(w: World, *paths: str, overlays: Mapping[str, str] | None = None) -> FmtResult:
    texts = tuple(Overlay(path=f"$WS/{p}", text=t) for p, t in (overlays or {}).items())
    params = FmtParams(paths=tuple(f"$WS/{p}" for p in paths), overlays=texts)
    return cargo_fmt.run(params, w.ctx)


def test_only_the_lines_that_change_are_edited(world: Make) -> None:
    text = "pub fn é() {}\npub fn g( ) { }\npub fn h() {}\n"
    w = world({"src/lib.rs": text})
    result = fmt(w, "src/lib.rs")
    assert len(result.edits) == 1
    after = apply_edits(text.encode(), result.edits).decode()
    assert after == "pub fn é() {}\npub fn g() {}\npub fn h() {}\n"
    assert fmt(w, "src/lib.rs", overlays={"src/lib.rs": after}).edits == ()


def test_the_packages_edition_and_rustfmt_toml_hold(world: Make) -> None:
    w = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["old"]\nresolver = "2"\n',
            "old/Cargo.toml": manifest("old").replace("2021", "2015"),
            "old/rustfmt.toml": "hard_tabs = true\n",
            "old/src/lib.rs": "pub fn f() {\n    let async = 1;\n    drop(async);\n}\n",
        }
    )
    (edit,) = fmt(w, "old/src/lib.rs").edits
    assert edit.text == "\tlet async = 1;\n\tdrop(async);\n"


def test_what_does_not_parse_cannot_be_formatted(world: Make) -> None:
    w = world({"src/lib.rs": "fn f( {\n"})
    with pytest.raises(ProbeFailure) as failure:
        fmt(w, "src/lib.rs")
    assert failure.value.code == UNREADABLE
    assert "$WS/src/lib.rs" in str(failure.value)


def test_a_missing_file_is_named(world: Make) -> None:
    with pytest.raises(ProbeFailure) as failure:
        fmt(world({"src/lib.rs": ""}), "src/gone.rs")
    assert failure.value.code == UNREADABLE
