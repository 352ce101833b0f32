"""Every bar names a part that is measured, and reads its figure from what the part writes."""

import pytest

from rusta_eval import suites
from rusta_eval.bars import BARS, PARTS, held
from rusta_eval.figures import figures
from rusta_eval.judge import Verdict
from rusta_eval.peers import Outcome
from rusta_eval.run import Record


def record(case: str, slice_: str, right: bool, sure: bool = True) -> Record:
    verdict = Verdict(green=True, tests=right, exact=right, same=right, degenerate=False, lines=2)
    return Record(case=case, engine="rusta", half="heldout-blind", crate="tiny", slice=slice_,
                  rule="r", outcome=Outcome(applied=True, sure=sure), seconds=1.0, verdict=verdict,
                  rustc="r")  # fmt: skip


def test_every_bar_is_of_a_part_that_is_measured() -> None:
    assert {bar.part for bar in BARS} == set(PARTS)


def test_every_suite_that_is_data_has_a_bar() -> None:
    """But the pairs of the first suite, which the held-out ones stand for."""
    assert set(suites.load()) - set(PARTS) <= {"mutants-pairs"}


def test_the_bars_of_the_heldout_suite_read_its_figures() -> None:
    given = [record(str(n), "types", n < 9) for n in range(10)]
    given += [record(f"b{n}", "borrow", n < 2, sure=n < 2) for n in range(4)]
    found = {bar.name: value for bar, value in held({"held-out": {"engines": figures(given)}})}
    assert found["tests green"] == pytest.approx(11 / 14)
    assert (found["tests green, the worst slice"], found["tests green, borrow"]) == (0.5, 0.5)
    assert found["applied at the threshold"] == pytest.approx(12 / 14)
    assert found["right of it"] == pytest.approx(11 / 12)
    assert (found["lines changed, median"], found["lines changed, most"]) == (2, 2)


def test_the_bar_of_upgrades_counts_both_kinds_by_their_cases() -> None:
    kinds = {"dependency": {"cases": 30, "green": 0.4}, "edition": {"cases": 10, "green": 0.9}}
    found = {bar.name: value for bar, value in held({"upgrades": {"upgrades": {"rusta": kinds}}})}
    assert found["green"] == pytest.approx((12 + 9) / 40)
    assert found["green, editions"] == pytest.approx(0.9)


def test_a_workspace_that_is_not_rolled_back_misses_its_bar() -> None:
    rows = {"engines": {"rusta": {"all": {"tests": 0.75, "rolled_back": 0.98}}}}
    met = {bar.name: bar.met(value or 0) for bar, value in held({"workspaces": rows})}
    assert met == {"green with tests": True, "rolled back to the byte": False}


def test_a_part_that_broke_down_misses_its_bars() -> None:
    assert {value for _, value in held({"listings": None})} == {None}
