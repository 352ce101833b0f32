"""The list of crates that the corpus is made from: nothing that is reserved, and a side for each.

Reads the lists themselves, so it needs none of training's libraries."""

import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[3]
DATA = ROOT / "model/rusta_model/data"
RESERVED = tomllib.loads((ROOT / "tests/model/data/reserved.toml").read_text())
PINS = tomllib.loads((DATA / "crates.toml").read_text())
EXCLUDED = tomllib.loads((DATA / "excluded.toml").read_text())
MUTANTS = tomllib.loads((ROOT / "tests/measure/mutants/crates.toml").read_text())


def plain(name: str) -> str:
    """cargo takes `-` and `_`, capital and small letters for the same in a crate's name."""
    return name.lower().replace("-", "_")


def pinned() -> Counter[str]:
    return Counter(plain(name) for side in PINS.values() for name in side)


def test_no_reserved_crate_is_in_the_corpus() -> None:
    reserved = {plain(name) for name in RESERVED["crates"] + RESERVED["collections"]}
    assert reserved & set(pinned()) == set()


def test_the_data_room_knows_every_reserved_crate() -> None:
    assert sorted(EXCLUDED["reserved"]) == sorted(RESERVED["crates"] + RESERVED["collections"])


def test_nothing_that_is_measured_on_is_in_the_corpus() -> None:
    measured = {plain(name) for name in EXCLUDED["measured"] + EXCLUDED["derived"]}
    assert measured & set(pinned()) == set()


def test_every_crate_of_the_mutants_is_excluded() -> None:
    assert {crate["name"] for crate in MUTANTS["crate"]} == set(EXCLUDED["measured"])


def test_no_crate_has_two_sides() -> None:
    assert [name for name, times in pinned().items() if times > 1] == []


def test_there_are_crates_enough_on_every_side() -> None:
    counts = {side: len(crates) for side, crates in PINS.items()}
    assert set(counts) == {"train", "validation", "heldout"}
    assert counts["train"] >= 150
    assert counts["heldout"] >= 30
    assert counts["validation"] >= 10
