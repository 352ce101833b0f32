"""Which edit comes first, and with which weights."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from rusta_eval.intervals import wilson
from rusta_eval.lm.__main__ import main
from rusta_eval.lm.choices import NEVER, Choice, Option
from rusta_eval.lm.fit import conditional_logit, fitted, sensible
from rusta_eval.lm.ranking import SCORERS, figures_of, first
from rusta_model.data.triplets import store
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals import FOLDER, Green, Rivals
from rusta_server.engine.combine import Features, read_weights

ARTIFACT = Path(__file__).parents[2] / "unit/lm/tiny_artifact"
SOURCE = "pub fn first(words: &[String]) -> String {\n    words[0].clone()\n}\n"


def option(order: int, size: int, mbit: int | None = None, right: int = 0) -> Option:
    return Option(
        sources=("operator:views",), order=order, bytes=size, prior_bp=5_000,
        likelihood_mbit=mbit, symbols=mbit and 10, right_mlogit=None if mbit is None else right,
    )  # fmt: skip


def choice(*options: Option, crate: str = "a-1.0.0") -> Choice:
    return Choice(triplet="t", crate=crate, slice="types", offered=True, options=options)


def test_equals_share_the_first_place() -> None:
    tied = choice(option(3, 5), option(1, 5), option(2, 9))
    assert first(tied, SCORERS["shortest edit"]) == 0.5
    assert first(tied, SCORERS["source order"]) == 0


def test_what_the_model_cannot_read_comes_last() -> None:
    unread = choice(option(0, 5, -4_000), option(1, 5, None))
    assert first(unread, SCORERS["likelihood"]) == 1
    assert first(choice(option(0, 5, None), option(1, 5, -9_000)), SCORERS["judgement"]) == 0


def test_an_edit_that_only_its_author_had_is_last_in_the_engines_order() -> None:
    figures = figures_of([choice(option(NEVER, 5), option(7, 5))], SCORERS)
    assert figures["first"]["source order"]["share"] == 0
    assert set(figures["by_source"]) == {"author"}
    assert figures["chance"] == 0.5


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(70, 100)
    assert (round(low, 3), round(high, 3)) == (0.604, 0.781)


def test_the_fit_finds_what_the_choices_were_made_by() -> None:
    chance = np.random.default_rng(1)
    true = np.array([2.0, -1.0, 0.0])
    tables = []
    for _ in range(1500):
        table = chance.normal(size=(4, 3))
        scores = table @ true + chance.gumbel(size=4)
        best = int(scores.argmax())
        tables.append(np.concatenate([table[best : best + 1], np.delete(table, best, 0)]))
    assert np.allclose(conditional_logit(tables), true, atol=0.25)


def test_no_fact_counts_against_its_own_sense() -> None:
    """The second fact is the first with noise, and is what the choice was made against."""
    rng = np.random.default_rng(3)
    names = list(Features.model_fields)
    tables = []
    for _ in range(400):
        table = np.zeros((4, len(names)))
        table[:, 0] = rng.normal(size=4)
        table[:, 1] = table[:, 0] + rng.normal(size=4)
        chosen = int(np.argmax(2 * table[:, 0] - table[:, 1] + rng.gumbel(size=4)))
        tables.append(np.roll(table, -chosen, axis=0))
    assert conditional_logit(tables)[1] < 0
    weights = sensible(tables)
    assert weights[0] > 0
    assert (weights[1:] == 0).all()


def test_few_choices_fit_nothing_and_many_weights_that_are_used() -> None:
    likely = [choice(option(1, 5, -1_000 - n), option(0, 5, -9_000)) for n in range(60)]
    assert fitted(likely[:20], "m") is None
    weights = fitted(likely, "m")
    assert weights is not None and weights.provenance.fitted
    assert weights.provenance.triplets == 60
    assert weights.weights.likelihood_mbit > 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One held-out choice: the author's `.clone()`, and `.to_string()`."""
    crate = tmp_path / "vendor" / "words-1.0.0" / "src"
    crate.mkdir(parents=True)
    (crate / "lib.rs").write_text(SOURCE)
    at = SOURCE.index(".clone()")
    triplet = Triplet.model_validate(
        {
            "id": "0" * 16, "crate": "words", "version": "1.0.0", "path": "$WS/src/lib.rs",
            "split": "heldout", "kind": "body", "family": "conversions", "operator": "o",
            "function": "first", "codes": ["E0507"], "start": at, "broken": "",
            "fixed": ".clone()", "clean_sha256": _sha256(SOURCE),
            "diagnostics": [
                {
                    "code": "E0507", "message": "cannot move out of index of `[String]`",
                    "spans": [{"start": at - 8, "end": at, "primary": True}],
                }
            ],
        }
    )  # fmt: skip
    greens = [
        Green(edits=(("", at, at, text),), sources=("operator:views",), order=order, lines=1,
              reference=order == 1)
        for order, text in ((1, ".clone()"), (0, ".to_string()"))
    ]  # fmt: skip
    rivals = Rivals(triplet=triplet, slice="moves", greens=tuple(greens), judged=9)
    store.write(tmp_path / "triplets" / FOLDER / "words-1.0.0" / "0.jsonl.zst", [rivals])
    return tmp_path


def test_the_command_prints_and_writes_the_figures(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "ranking.json"
    words = ["ranking", "--home", str(home), "--model", str(ARTIFACT), "--json", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    figures = json.loads(out.read_text())
    assert figures["offered"]["choices"] == figures["all"]["choices"] == 1
    assert figures["offered"]["first"]["source order"]["share"] == 0
    assert figures["offered"]["first"]["shortest edit"]["share"] == 1
    assert {"likelihood", "judgement", "as shipped"} <= set(figures["offered"]["first"])
    assert "fitted on validation" not in figures["offered"]["first"]
    assert "source order" in done.output


def test_without_rivals_the_command_that_helps_is_named(tmp_path: Path) -> None:
    words = ["ranking", "--home", str(tmp_path), "--model", str(ARTIFACT)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "triplets rivals" in done.output


def test_the_weights_can_be_read_back(tmp_path: Path) -> None:
    from rusta_server.engine.combine import write_weights

    weights = fitted([choice(option(1, 5, -1_000), option(0, 5, -9_000))] * 60, "m")
    assert weights is not None
    assert read_weights(write_weights(weights)) == weights


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()
