"""The held-out suite is as wide as the bar asks, and its pairs follow from its cases."""

from collections import Counter
from pathlib import Path

import pytest

from rusta_eval import cargo
from rusta_eval.cases import Case, Change, find, load, materialise
from rusta_eval.crates import HALVES, HELD_OUT, home, pinned, write_tree
from rusta_eval.pairs import APART, joined, pairs
from rusta_eval.run import sample
from rusta_model.data.pins import read_pins

HALVES_OF = {half: load(half) for half in HELD_OUT}
ALL = [case for half in HELD_OUT for case in HALVES_OF[half]]


def test_numbers_of_the_bar() -> None:
    assert len(ALL) >= 400
    assert len({case.crate for case in ALL}) >= 20
    assert len({case.rule for case in ALL}) >= 100
    assert sum(case.origin == "new" for case in ALL) * 2 >= len(ALL)
    assert sum(case.across for case in ALL) * 4 >= len(ALL)
    assert len({case.id for case in ALL}) == len(ALL)
    assert set(Counter((case.crate, case.rule) for case in ALL).values()) == {1}


def test_a_quarter_may_be_looked_at() -> None:
    assert 0.2 <= len(HALVES_OF["heldout-dev"]) / len(ALL) <= 0.3
    assert not {case.crate for case in HALVES_OF["heldout-dev"]} & {
        case.crate for case in HALVES_OF["heldout-blind"]
    }


def test_no_crate_is_trained_on_or_measured_elsewhere() -> None:
    given = pinned(home("heldout-dev"))
    assert set(given) <= {pin.name for pin in read_pins() if pin.split == "heldout"}
    assert not set(given) & set(pinned(home("dev")))


@pytest.mark.parametrize("suite", [HALVES[:2], HELD_OUT])
def test_a_suite_has_a_hundred_pairs(suite: tuple[str, ...]) -> None:
    found = [pair for half in HALVES if half in suite for pair in pairs(load(half))]
    assert len(found) >= 100
    assert len({pair.id for pair in found}) == len(found)
    assert all(pair.pair and len(pair.changes) > 1 for pair in found)


def test_mistakes_of_one_function_are_no_pair(tiny: Case) -> None:
    """Nor is a case in two pairs."""
    near = tiny.model_copy(update={"id": "near", "start": tiny.end, "end": tiny.end})
    far = tiny.model_copy(update={"id": "far", "start": tiny.end + APART, "end": tiny.end + APART})
    assert pairs([tiny, near]) == []
    assert [len(pair.changes) for pair in pairs([tiny, near, far])] == [2]
    assert len(pairs([tiny, far, near])) == 1


def test_both_mistakes_of_a_pair_are_there(tiny: Case) -> None:
    end = tiny.original["src/lib.rs"].rindex(b"add(a, a)")
    other = tiny.model_copy(
        update={"id": "tiny-1", "start": end, "end": end + 3, "new": "ad", "codes": ["E0425"]}
    )
    pair = joined(tiny, other)
    assert pair.codes == ["E0384", "E0425"]
    assert b"let sum = a;" in pair.broken()["src/lib.rs"]
    assert b"ad(a, a)" in pair.broken()["src/lib.rs"]
    assert pair.reference() == tiny.reference()


def test_a_mistake_may_lie_in_several_files(tiny: Case) -> None:
    more = (Change(path="Cargo.toml", start=0, end=0, new="# a note\n"),)
    broken = tiny.model_copy(update={"more": more}).broken()
    assert broken["Cargo.toml"].startswith(b"# a note\n")
    assert b"let sum = a;" in broken["src/lib.rs"]


def test_a_case_is_found_by_its_id() -> None:
    assert find(ALL[0].id) == ALL[0]


@pytest.mark.registry
@pytest.mark.parametrize(
    "case", sample(HALVES_OF["heldout-dev"], 3, "recompute"), ids=lambda case: case.id
)
def test_a_case_can_be_made_again(case: Case, tmp_path: Path) -> None:
    """The crate is green before the mistake and fails with these codes after it."""
    write_tree(case.reference(), tmp_path / "sound")
    assert cargo.check(tmp_path / "sound").green
    materialise(case, tmp_path / "broken")
    assert cargo.check(tmp_path / "broken").codes == case.codes
