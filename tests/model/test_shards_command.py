"""`python -m rusta_model.shards`: what it is asked, and what it leaves alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_model import shards
from rusta_model.paths import VARIABLE


def test_help_and_what_it_does_not_know_make_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    helped = CliRunner().invoke(shards.main, ["--help"])
    assert helped.exit_code == 0
    assert "made anew" in helped.output
    assert CliRunner().invoke(shards.main, ["--fast"]).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_without_a_corpus_it_says_what_makes_one(tmp_path: Path) -> None:
    run = CliRunner().invoke(shards.main, ["--home", str(tmp_path)])
    assert run.exit_code == 1
    assert "there is no ledger" in run.output and "rusta_model.data" in run.output
    assert not list(tmp_path.iterdir())
