"""The peers repair what rustc itself knows how to repair, and leave alone what it does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from rusta_eval.cases import Case, materialise
from rusta_eval.crates import read_tree, write_tree
from rusta_eval.peers import ENGINES
from rusta_eval.peers.rusta import outcome
from rusta_eval.peers.suggestions import Suggestion, suggestions, together


def span(start: int, end: int, text: str | None, sure: str = "MaybeIncorrect") -> dict[str, Any]:
    return {"file_name": "src/lib.rs", "byte_start": start, "byte_end": end,
            "suggested_replacement": text, "suggestion_applicability": sure}  # fmt: skip


def error(*children: list[dict[str, Any]]) -> dict[str, Any]:
    parts = [{"spans": spans, "children": []} for spans in children]
    return {"spans": [span(0, 1, None)], "children": parts}


def test_parts_belong_together_and_alternatives_do_not() -> None:
    parts = suggestions(error([span(3, 3, "("), span(5, 5, ")")]))
    assert [one.edits for one in parts] == [
        (("src/lib.rs", 3, 3, "("), ("src/lib.rs", 5, 5, ")")),
    ]
    others = suggestions(error([span(0, 0, "use a::X;"), span(0, 0, "use b::X;")]))
    assert [one.edits[0][3] for one in others] == ["use a::X;", "use b::X;"]


def test_first_suggestions_together_apply_once(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_bytes(b"abcdef")
    one = suggestions(error([span(1, 2, "B")]))[0]
    two = suggestions(error([span(4, 4, "+", "HasPlaceholders")]))[0]
    both = together([one, two, one])
    both.apply(tmp_path)
    assert (tmp_path / "src" / "lib.rs").read_bytes() == b"aBcd+ef"
    assert (both.applicability, one.rank, two.rank) == ("HasPlaceholders", 1, 3)


def test_overlapping_edits_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_bytes(b"abcdef")
    with pytest.raises(ValueError, match="overlap"):
        Suggestion((("a.rs", 1, 4, ""), ("a.rs", 2, 5, "")), "Unspecified").apply(tmp_path)


def test_files_outside_of_the_crate_are_not_touched() -> None:
    outside = span(0, 1, "x") | {"file_name": "/lib/core.rs"}
    assert suggestions(error([outside])) == []


@pytest.mark.parametrize("engine", ["first-suggestion", "verified-suggestions"])
def test_peers_restore_a_mut(tiny: Case, tmp_path: Path, engine: str) -> None:
    materialise(tiny, tmp_path)
    assert ENGINES[engine](tmp_path).applied
    assert b"let mut sum = a;" in (tmp_path / "src" / "lib.rs").read_bytes()


def test_cargo_fix_applies_what_rustc_is_sure_of(tiny: Case, tmp_path: Path) -> None:
    materialise(tiny, tmp_path)
    path = tmp_path / "src" / "lib.rs"
    path.write_bytes(tiny.reference()["src/lib.rs"].replace(b"sum = a", b"sum = (a)"))
    assert ENGINES["cargo-fix"](tmp_path).applied
    assert b"(a)" not in path.read_bytes()


@pytest.mark.parametrize("engine", ["cargo-fix", "first-suggestion", "verified-suggestions"])
def test_peers_give_up_without_a_suggestion(tiny: Case, tmp_path: Path, engine: str) -> None:
    start = tiny.original["src/lib.rs"].index(b"add(a, a)")
    case = tiny.model_copy(update={"start": start, "end": start + 9, "new": "absent_name"})
    materialise(case, tmp_path)
    assert not ENGINES[engine](tmp_path).applied
    assert read_tree(tmp_path)["src/lib.rs"] == case.broken()["src/lib.rs"]


def test_what_rusta_says_is_read() -> None:
    step = {"outcome": "applied", "at_threshold": False, "features": {"score": 7_000}}
    better = {**step, "features": {"score": 8_000}}
    fixed = outcome(0, json.dumps({"status": "fixed", "steps": [better, step]}).encode(), "")
    assert (fixed.applied, fixed.sure, fixed.failed, fixed.score) == (True, False, False, 7_000)
    left = outcome(1, json.dumps({"status": "abstained", "steps": []}).encode(), "")
    assert (left.applied, left.failed, left.note) == (False, False, "abstained")
    broken = outcome(1, b"", "ModuleNotFoundError")
    assert (broken.applied, broken.failed) == (False, True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"pub fn f() -> HashMap<u8, u8> {\n    HashMap::new()\n}\n",
         b"use std::collections::HashMap;\n\npub fn f() -> HashMap<u8, u8> {\n    HashMap::new()\n}\n"),
        (b"pub fn f() -> u8 {\n    absent(1)\n}\n", None),
    ],
)  # fmt: skip
def test_rust_analyzer_imports_and_gives_up(
    tiny: Case, tmp_path: Path, text: bytes, left: bytes | None
) -> None:
    write_tree(tiny.broken() | {"src/lib.rs": text}, tmp_path)
    outcome = ENGINES["rust-analyzer"](tmp_path)
    assert (outcome.applied, outcome.failed) == (left is not None, False)
    assert read_tree(tmp_path)["src/lib.rs"] == (left or text)


def test_a_missing_rust_analyzer_is_no_abstention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = ENGINES["rust-analyzer"](tmp_path)
    assert (outcome.applied, outcome.failed, outcome.note) == (
        False, True, "there is no rust-analyzer"
    )  # fmt: skip
