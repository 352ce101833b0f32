"""What a case of the measure over files is, on a workspace of two crates written here."""

import re
from pathlib import Path

import pytest

from rusta_eval.crates import Tree, write_tree
from rusta_eval.workspaces import cases, members
from rusta_eval.workspaces import judge as judge_module
from rusta_eval.workspaces.cases import Case
from rusta_eval.workspaces.drafts import Bench, Draft, Edit, rename, renamer
from rusta_eval.workspaces.items import Hidden, candidates
from rusta_eval.workspaces.judge import judge
from rusta_eval.workspaces.members import Workspace, pinned, restored, stripped
from rusta_eval.workspaces.names import renamed
from rusta_eval.workspaces.refactorings import REFACTORINGS, Outcome, Subject

RESERVED = frozenset(
    "itoa semver smallvec either bitflags heck ryu slab tinyvec strsim percent-encoding"
    " fixedbitset fnv shlex bytecount roman matches".split()
)
LOW = b"""\
pub struct Spot {
    pub row: usize,
}

pub fn spot(row: usize) -> Spot {
    Spot { row }
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_row() {
        assert_eq!(super::spot(2).row, 2);
    }
}
"""
HIGH = b"""\
use low::spot;

pub fn below(row: usize) -> usize {
    spot(row).row + 1
}
"""


def _manifest(name: str, more: str = "") -> bytes:
    return f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n{more}'.encode()


TREE: Tree = {
    "Cargo.toml": b'[workspace]\nresolver = "2"\nmembers = ["low", "high"]\n',
    "low/Cargo.toml": _manifest("low"),
    "low/src/lib.rs": LOW,
    "high/Cargo.toml": _manifest("high", '[dependencies.low]\npath = "../low"\n'),
    "high/src/lib.rs": HIGH,
    "high/tests/api.rs": b"#[test]\nfn below() {\n    assert_eq!(high::below(1), 2);\n}\n",
}


def _subject(tmp_path: Path, name: str, kind: str) -> tuple[Subject, Draft]:
    item = next(
        one for one in candidates(TREE, Hidden(TREE)) if (one.kind, one.name) == (kind, name)
    )
    new = renamed(name, kind).encode()
    own = rename(TREE, item.path, item.start, item.end, new)
    draft = Draft(TREE, {own})
    assert Bench(tmp_path).finish(draft, renamer(TREE, name.encode(), new))
    return Subject(TREE, item, tuple(sorted(draft.edits - {own}))), draft


def _texts(draft: Draft) -> tuple[str, str]:
    now = draft.now()
    return now["low/src/lib.rs"].decode(), now["high/src/lib.rs"].decode()


def _applied(outcome: Outcome | None) -> tuple[str, str]:
    assert outcome is not None
    definition, rest = outcome
    assert isinstance(rest, list)
    draft = Draft(TREE)
    draft.add([*definition, *rest])
    return _texts(draft)


def test_the_compiler_leads_to_every_use_of_a_function(tmp_path: Path) -> None:
    _, draft = _subject(tmp_path, "spot", "fn")
    new = renamed("spot", "fn")
    low, high = _texts(draft)
    assert f"pub fn {new}(" in low
    assert f"super::{new}(2)" in low
    assert f"use low::{new};" in high
    assert f"{new}(row).row" in high


def test_a_field_in_short_form_keeps_its_variable(tmp_path: Path) -> None:
    _, draft = _subject(tmp_path, "row", "field")
    new = renamed("row", "field")
    low, high = _texts(draft)
    assert f"Spot {{ {new}: row }}" in low
    assert f"spot(row).{new} + 1" in high


def test_every_caller_says_the_new_argument(tmp_path: Path) -> None:
    subject, _ = _subject(tmp_path, "spot", "fn")
    low, high = _applied(REFACTORINGS["parameter-added"][1](subject))
    added = re.search(r"pub fn spot\(row: usize, \w+: ([^)]*)\)", low)
    assert added
    value = {"bool": "false", "usize": "0"}.get(added[1], "None")
    assert f"spot(2, {value})" in low
    assert f"spot(row, {value})" in high


def test_a_parameter_by_reference(tmp_path: Path) -> None:
    subject, _ = _subject(tmp_path, "spot", "fn")
    low, high = _applied(REFACTORINGS["parameter-by-reference"][1](subject))
    assert "pub fn spot(row: &usize) -> Spot {\n        let row = *row;" in low
    assert "super::spot(&2)" in low
    assert "spot(&row)" in high


def test_offsets_of_a_changed_file_lead_back() -> None:
    draft = Draft(TREE, {Edit("high/src/lib.rs", 4, 7, b"lowest")})
    assert draft.back("high/src/lib.rs", 2) == ("high/src/lib.rs", 2)
    assert draft.back("high/src/lib.rs", 12) == ("high/src/lib.rs", 9)
    with pytest.raises(ValueError, match="two edits"):
        draft.add([Edit("high/src/lib.rs", 5, 6, b"")])


def test_tests_are_taken_out_and_put_back_around_a_repair() -> None:
    bare = stripped(TREE)
    assert "high/tests/api.rs" not in bare
    assert b"keeps_the_row" not in bare["low/src/lib.rs"]
    assert b"keeps_the_row" in stripped(TREE, "low")["low/src/lib.rs"]
    repaired = bare | {"high/src/lib.rs": bare["high/src/lib.rs"].replace(b"+ 1", b"+ 2")}
    whole = restored(TREE, repaired)
    assert b"+ 2" in whole["high/src/lib.rs"]
    assert whole["low/src/lib.rs"] == LOW
    assert whole["high/tests/api.rs"] == TREE["high/tests/api.rs"]


@pytest.fixture
def follow(monkeypatch: pytest.MonkeyPatch) -> Case:
    """`spot` became `place`, and a test of its own crate says so."""
    monkeypatch.setattr(cases, "whole", lambda name: TREE)
    row = Workspace(name="w", half="dev", members={"low": "1", "high": "1"}, licenses=[], tests=2)
    monkeypatch.setattr(judge_module, "pinned", lambda: {"w": row})

    def change(path: str, start: int) -> dict[str, object]:
        return {"path": path, "start": start, "end": start + 4, "new": "place"}

    return Case.model_validate({
        "id": "x", "workspace": "w", "half": "dev", "kind": "fn-renamed", "judged": "follow",
        "item": "spot", "member": "low", "codes": ["E0432"], "files": 1, "crates": 1, "lines": 2,
        "definition": [change("low/src/lib.rs", LOW.index(b"spot(row"))],
        "uses": [change("high/src/lib.rs", HIGH.index(b"spot;")),
                 change("high/src/lib.rs", HIGH.index(b"spot(row)"))],
        "tests": [change("low/src/lib.rs", LOW.index(b"spot(2)"))],
    })  # fmt: skip


def test_an_engine_sees_the_tests_that_follow_and_no_others(follow: Case) -> None:
    broken = follow.broken()
    assert b"pub fn place(row" in broken["low/src/lib.rs"]
    assert b"super::place(2)" in broken["low/src/lib.rs"]
    assert broken["high/src/lib.rs"] == HIGH
    assert "high/tests/api.rs" not in broken
    assert follow.whole()["high/src/lib.rs"] == HIGH.replace(b"spot", b"place")


def test_the_repair_as_the_reference_has_it_is_exact(follow: Case) -> None:
    verdict = judge(follow, follow.reference())
    assert verdict.exact
    assert verdict.lines == 2


def test_another_way_to_follow_is_right_by_all_tests(follow: Case) -> None:
    mine = HIGH.replace(b"use low::spot;", b"use low::place as spot;")
    verdict = judge(follow, follow.broken() | {"high/src/lib.rs": mine})
    assert verdict.right
    assert not verdict.exact
    assert not verdict.back


def test_going_back_is_green_and_fails_the_tests_that_follow(follow: Case) -> None:
    verdict = judge(follow, follow.before())
    assert verdict.green
    assert not verdict.tests
    assert verdict.back


def test_the_list_of_workspaces() -> None:
    """Three crates or more each, permissive, none of them reserved for measuring from outside."""
    rows = pinned()
    assert len(rows) >= 8
    for row in rows.values():
        assert len(row.members) >= 3
        assert not RESERVED & set(row.members)
        assert row.tests > 0
        assert all(re.search(r"MIT|Apache-2\.0|0BSD|Unlicense", one) for one in row.licenses)
        assert (members.HERE / "locks" / f"{row.name}.lock").is_file()


def test_every_case_reaches_over_files_and_is_within_the_policy() -> None:
    for half in ("dev", "blind"):
        for case in cases.load("dev" if half == "dev" else "blind"):
            assert pinned()[case.workspace].half == case.half == half
            assert case.files >= 2, case.id
            assert 0 < case.lines <= 20, case.id
            assert (case.judged == "follow") == bool(case.tests)


def test_a_case_is_never_written_over_another(tmp_path: Path) -> None:
    write_tree(TREE, tmp_path)
    with pytest.raises(FileExistsError):
        cases.materialise(Case.model_construct(), tmp_path)
