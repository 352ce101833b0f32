"""A seeded sample of the measures, with a floor: a change that breaks the engine shows in CI.

The whole is measured by `make bars`; the floors here lie well below what it says.
"""

from pathlib import Path

import pytest

from rusta_eval import cases as mutants
from rusta_eval.crates import Half
from rusta_eval.error_index import cases as error_index
from rusta_eval.error_index.run import run_all as run_error_index
from rusta_eval.run import run_all, sample

SEED = "floor"


def test_mutants_are_repaired_so_that_their_tests_pass(tmp_path: Path) -> None:
    chosen = sample(mutants.load("dev"), 10, SEED)
    records = list(run_all(chosen, ["rusta"], tmp_path / "mutants.jsonl", jobs=1))
    assert [r.case for r in records if r.outcome.failed] == []
    assert [r.case for r in records if r.verdict.degenerate] == []
    assert sum(r.verdict.tests for r in records) >= 6


def test_examples_of_the_error_index_are_repaired(tmp_path: Path) -> None:
    chosen = sample(error_index.chosen("even"), 16, SEED)
    records = list(run_error_index(chosen, ["rusta"], tmp_path / "error-index.jsonl", jobs=1))
    assert [r.case for r in records if r.outcome.failed] == []
    assert sum(r.verdict.proven for r in records) >= 4


@pytest.mark.parametrize("half", ["dev", "blind"])
def test_the_sample_is_the_same_on_every_machine(half: Half) -> None:
    given = mutants.load(half)
    once = [case.id for case in sample(given, 5, SEED)]
    assert once == [case.id for case in sample(list(reversed(given)), 5, SEED)]
