"""How often the author's edit comes first among edits that all compile.

What is compared: the engine's order, the shortest edit first, the engine's priors; and the model:
its likelihood of the edit, the same for each byte, its judgement head, all of it together with the
weights that the server has, and with weights fitted on the validation crates.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from rusta_eval.intervals import wilson
from rusta_eval.lm.choices import NEVER, Choice, Option, rivals_of, scored
from rusta_eval.lm.fit import fitted
from rusta_eval.lm.shared import (
    opened,
    options,
    progressed,
    shown_share,
    work_folder,
    write,
)
from rusta_eval.report import console
from rusta_server.contracts.dataset import Split
from rusta_server.engine.combine import (
    RankWeights,
    combine,
    features_of,
    shipped_weights,
    write_weights,
)
from rusta_server.lm.session import LmSession

Scorer = Callable[[Sequence[Option]], Sequence[float]]
"""A score for each option; the highest comes first."""

MANY = 5
"""Options from here on are one group in the table."""


@click.command()
@click.option("--fit/--no-fit", default=True, help="Fit weights on the validation side's rivals.")
@click.option("--fit-limit", type=int, default=1000, show_default=True, help="For the fit.")
@click.option(
    "--weights", type=click.Path(path_type=Path), help="Write the fitted weights there, as TOML."
)
@options
def ranking(
    folder: Path | None, home: Path | None, limit: int | None, seed: int, out: Path | None,
    fit: bool, fit_limit: int, weights: Path | None,
) -> None:  # fmt: skip
    """How often the author's edit comes first among the rivals of held-out crates."""
    artifact, session = opened(folder)
    where = work_folder(home)
    heldout = choices_of(where, "heldout", session, limit, seed)
    if not heldout:
        raise click.ClickException(
            "there are no rivals: python -m rusta_model.data.triplets rivals --side heldout"
        )
    scorers = dict(SCORERS)
    scorers["as shipped"] = _combined(shipped_weights())
    fit_on = choices_of(where, "validation", session, fit_limit, seed) if fit else []
    own = fitted(fit_on, artifact.manifest.record_id)
    if own is not None:
        scorers["fitted on validation"] = _combined(own)
        if weights is not None:
            weights.write_text(write_weights(own), "utf-8")
    figures: dict[str, Any] = {
        "seed": seed,
        "fit_choices": len(fit_on),
        "offered": figures_of([c for c in heldout if c.offered], scorers),
        "all": figures_of(heldout, scorers),
    }
    for name, title in (
        ("offered", "the engine has the author's edit"), ("all", "the author's edit put in")
    ):  # fmt: skip
        show(figures[name], title)
    write(out, artifact, figures)


def choices_of(
    home: Path, split: Split, session: LmSession, limit: int | None, seed: int
) -> list[Choice]:
    rivals = rivals_of(home, split, limit, seed)
    found = progressed(scored(rivals, home, session), len(rivals), split)
    return [choice for choice in found if choice is not None]


def _known(values: Sequence[float | None]) -> list[float]:
    """What the model cannot read comes last."""
    return [float("-inf") if value is None else value for value in values]


def _combined(weights: RankWeights) -> Scorer:
    return lambda given: [
        combine(features, weights) for features in features_of([o.facts() for o in given])
    ]


SCORERS: Mapping[str, Scorer] = {
    "source order": lambda given: [-o.order for o in given],
    "shortest edit": lambda given: [-o.bytes for o in given],
    "priors": lambda given: [o.prior_bp for o in given],
    "likelihood": lambda given: _known([o.likelihood_mbit for o in given]),
    "likelihood per byte": lambda given: _known(
        [
            None if o.likelihood_mbit is None or not o.symbols else o.likelihood_mbit / o.symbols
            for o in given
        ]
    ),
    "judgement": lambda given: _known([o.right_mlogit for o in given]),
}


def first(choice: Choice, scorer: Scorer) -> float:
    """1 where the author's edit comes first; of k equals that come first, 1/k."""
    scores = scorer(choice.options)
    best = max(scores)
    return (scores[0] == best) / sum(score == best for score in scores)


def figures_of(choices: Sequence[Choice], scorers: Mapping[str, Scorer]) -> dict[str, Any]:
    """Shares by scorer: of all, by number of options, slice and source of the author's edit."""
    groups: dict[str, dict[str, list[Choice]]] = {
        kind: defaultdict(list) for kind in ("rivals", "slice", "source")
    }
    for choice in choices:
        count = len(choice.options)
        groups["rivals"][f"{MANY}+" if count >= MANY else str(count)].append(choice)
        groups["slice"][choice.slice].append(choice)
        groups["source"][_source(choice)].append(choice)
    crates = Counter(choice.crate for choice in choices)
    return {
        "choices": len(choices),
        "options": sum(len(choice.options) for choice in choices),
        "crates": len(crates),
        "largest_crate": max(crates.values(), default=0) / max(1, len(choices)),
        "chance": sum(1 / len(c.options) for c in choices) / max(1, len(choices)),
        "first": {name: _share(choices, scorer) for name, scorer in scorers.items()},
        **{
            f"by_{kind}": {
                group: {name: _share(own, scorer) for name, scorer in scorers.items()}
                for group, own in sorted(found.items())
            }
            for kind, found in groups.items()
        },
    }


def _source(choice: Choice) -> str:
    reference = choice.options[0]
    if reference.order == NEVER:
        return "author"
    return reference.sources[0].split(":", 1)[0] if reference.sources else "author"


def _share(choices: Sequence[Choice], scorer: Scorer) -> dict[str, float]:
    hits = sum(first(choice, scorer) for choice in choices)
    low, high = wilson(hits, len(choices))
    return {
        "cases": len(choices), "hits": hits, "share": hits / max(1, len(choices)),
        "low": low, "high": high,
    }  # fmt: skip


def show(figures: Mapping[str, Any], title: str) -> None:
    about = f"{figures['choices']} choices of {figures['crates']} crates, "
    about += f"by chance {100 * figures['chance']:.1f} %"
    table = Table("author's edit first, %", title=f"{title}: {about}")
    columns = [("all", figures["first"])]
    for kind in ("rivals", "source", "slice"):
        columns += [(f"{group}", own) for group, own in figures[f"by_{kind}"].items()]
    for name, own in columns:
        cases = next(iter(own.values()))["cases"]
        table.add_column(f"{name}\n{cases}", justify="right")
    for scorer in figures["first"]:
        cells = [own[scorer] for _, own in columns]
        table.add_row(
            scorer,
            shown_share(cells[0]["hits"], cells[0]["cases"]),
            *(f"{100 * cell['share']:.0f}" for cell in cells[1:]),
        )
    console().print(table)
