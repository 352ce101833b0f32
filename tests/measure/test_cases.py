"""The cases are as many and as spread as the bar asks, and can be made again from the rules."""

from collections import Counter
from pathlib import Path

import pytest

from rusta_eval import cargo
from rusta_eval.cases import Case, apply, load, materialise
from rusta_eval.crates import pinned, write_tree
from rusta_eval.rulebook import rulebook
from rusta_eval.run import sample

HALVES = {"dev": load("dev"), "blind": load("blind")}
ALL = HALVES["dev"] + HALVES["blind"]
RESERVED = {
    "itoa", "semver", "smallvec", "either", "bitflags", "heck", "ryu", "slab", "tinyvec", "strsim",
    "percent-encoding", "fixedbitset", "fnv", "shlex", "bytecount", "roman", "matches",
}  # fmt: skip


def test_numbers_of_the_bar() -> None:
    assert len(ALL) >= 240
    assert len(HALVES["blind"]) >= 120
    assert len({case.crate for case in ALL}) >= 10
    for half in HALVES.values():
        assert len({case.rule for case in half}) >= 30
        assert {case.slice for case in half} == {
            "borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names"
        }  # fmt: skip


def test_no_rule_twice_in_a_crate() -> None:
    assert set(Counter((case.crate, case.rule) for case in ALL).values()) == {1}
    assert len({case.id for case in ALL}) == len(ALL)


def test_halves_share_no_crate_and_none_is_reserved() -> None:
    halves = [{case.crate for case in half} for half in HALVES.values()]
    assert not halves[0] & halves[1]
    assert not set().union(*halves) & RESERVED
    assert all(case.half == pinned()[case.crate].half for case in ALL)
    assert all(case.version == pinned()[case.crate].version for case in ALL)


@pytest.mark.registry
@pytest.mark.parametrize("case", sample(HALVES["dev"], 4, "recompute"), ids=lambda case: case.id)
def test_a_case_can_be_made_again(case: Case, tmp_path: Path) -> None:
    """The rule makes this very edit, the crate is green before it and fails with these codes."""
    source = rulebook().Source(case.original[case.path])
    assert (case.start, case.end, case.new.encode()) in list(
        rulebook().load()[case.rule].edits(source)
    )
    write_tree(case.reference(), tmp_path / "sound")
    assert cargo.check(tmp_path / "sound").green
    materialise(case, tmp_path / "broken")
    assert cargo.check(tmp_path / "broken").codes == case.codes


def test_edits_apply_together() -> None:
    assert apply(b"abcdef", [(4, 6, b"X"), (0, 1, b""), (2, 2, b"+")]) == b"b+cdX"


def test_a_folder_with_files_is_refused(tiny: Case, tmp_path: Path) -> None:
    (tmp_path / "old.rs").write_bytes(b"")
    with pytest.raises(FileExistsError):
        materialise(tiny, tmp_path)
