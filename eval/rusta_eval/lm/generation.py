"""How often the model itself writes a repair where the engine has none.

Held-out triplets for which none of the engine's candidates compiles. For each at most 16 edits are
written, held to the same rules as in the product, judged together, asked by the guards, and what is
green is compiled once more alone on the true text: only that counts as proven.
"""

import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from rusta_eval.intervals import wilson
from rusta_eval.lm.shared import (
    opened,
    options,
    progressed,
    shown_share,
    work_folder,
    write,
)
from rusta_eval.report import console
from rusta_indexer.extract import extract
from rusta_indexer.scope import names_in_scope
from rusta_model.data.pins import read_pins
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.crates import Listed, listed
from rusta_model.data.triplets.rivals import Rivals, likenesses, stored
from rusta_model.data.triplets.rivals_build import Opened, opened_of, search_of
from rusta_model.data.triplets.rivals_judge import GreenJudge, Parts
from rusta_model.data.triplets.rivals_parts import Scopes, alone, parts_of
from rusta_server.candidates import written
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.phases import roots
from rusta_server.contracts.tools import LmEdit
from rusta_server.engine.held import held_to
from rusta_server.engine.node import apply_to
from rusta_server.engine.search import Search
from rusta_server.engine.writing import EDIT_SYMBOLS, EDITS
from rusta_server.lm.complete import Sampling
from rusta_server.lm.edit_checks import EditChecks
from rusta_server.lm.edit_rules import EditRules, known_names
from rusta_server.lm.names import Names, identifiers
from rusta_server.lm.prompt import place_of, repair_prompt, site_of
from rusta_server.lm.sample import sample
from rusta_server.lm.session import LmSession
from rusta_server.lm.symbols import Symbol


@dataclass(frozen=True)
class Outcome:
    """`written`: edits that fit the text. `proven`: one is, and the guards let it pass; `same`: one
    like the author's among them; `first`: the likeliest one is proven. `forbidden`: the guards
    refuse the author's edit."""

    crate: str
    slice: str
    written: int
    proven: bool
    same: bool
    first: bool
    forbidden: bool
    seconds: float


@click.command()
@click.option("--samples", type=click.IntRange(1, EDITS), default=EDITS, show_default=True)
@click.option("--no-sandbox", is_flag=True, help="Run the crates' macros with your own rights.")
@options
def generation(
    folder: Path | None, home: Path | None, limit: int | None, seed: int, out: Path | None,
    samples: int, no_sandbox: bool,
) -> None:  # fmt: skip
    """How often one of the model's own edits is proven where the engine has none."""
    artifact, session = opened(folder)
    triplets = work_folder(home) / "triplets"
    units = {crate.unit.key: crate for crate in listed(triplets / "units", read_pins())}
    cases = [case for case in unrepaired(stored(triplets), limit, seed) if case.crate in units]
    if not cases:
        raise click.ClickException(
            "there are no rivals: python -m rusta_model.data.triplets rivals --side heldout"
        )
    by_crate: dict[str, list[Rivals]] = defaultdict(list)
    for case in cases:
        by_crate[case.crate].append(case)
    outcomes: list[Outcome] = []
    bar = progressed(sorted(by_crate.items()), len(by_crate), "crates")
    for key, own in bar:
        outcomes += outcomes_of(units[key], own, session, samples, no_sandbox)
    figures = figures_of(outcomes) | {"samples": samples, "seed": seed}
    show(figures)
    write(out, artifact, figures)


def unrepaired(every: Iterator[Rivals], limit: int | None, seed: int) -> list[Rivals]:
    """Held-out ones for which the engine has nothing green, in a fair order."""
    found = [
        r
        for r in every
        if r.split == "heldout" and len(r.greens) == 1 and r.greens[0].order is None
    ]
    found.sort(key=lambda r: r.triplet.id)
    random.Random(f"generation:{seed}").shuffle(found)
    return found[:limit]


def outcomes_of(
    crate: Listed, cases: Sequence[Rivals], session: LmSession, samples: int, no_sandbox: bool
) -> list[Outcome]:
    """Raises ProbeFailure: NO_SANDBOX."""
    with on_bench(crate.unit, no_sandbox=no_sandbox) as bench:
        if bench is None:
            return []
        answers: list[Answered] = []
        for rivals in cases:
            broken = opened_of(bench.clean, rivals.triplet)
            if broken is not None and broken.errors:
                began = time.monotonic()
                own = list(candidates_of(broken, session, samples))
                answers.append(Answered(rivals, broken, own, time.monotonic() - began))
        return judged(bench, answers)


@dataclass
class Answered:
    """What the model wrote for a triplet, the likeliest first, and how long it took."""

    rivals: Rivals
    opened: Opened
    candidates: list[Candidate]
    seconds: float


def judged(bench: Bench, answers: Sequence[Answered]) -> list[Outcome]:
    """In the order of `answers`."""
    scopes = {path: Scopes(text) for path, text in bench.clean.items()}
    every = [(n, candidate) for n, answer in enumerate(answers) for candidate in answer.candidates]
    parts = [
        parts_of(
            answers[n].rivals.triplet, answers[n].opened.files, candidate.edits, bench.clean, scopes
        )
        for n, candidate in every
    ]
    known = [each for each in parts if each is not None]
    verdicts = iter(GreenJudge(bench.clean, bench.compile).judge(known))
    greens: dict[int, list[int]] = defaultdict(list)
    for (n, candidate), each in zip(every, parts, strict=True):
        # None stands for what the batch could not tell: alone it can.
        maybe = each is not None and next(verdicts) is not False
        if maybe and _is_proven(bench, answers[n].opened, candidate, each or ()):
            greens[n].append(answers[n].candidates.index(candidate))
    return [_outcome(answer, greens[n]) for n, answer in enumerate(answers)]


def _is_proven(bench: Bench, opened: Opened, candidate: Candidate, parts: Parts) -> bool:
    after = apply_to(candidate.edits, opened.files)
    if after is None or search_of(Search, opened).refuses(after):
        return False
    return not parts or bench.compile(alone(parts, bench.clean)) == ()


def _outcome(case: Answered, greens: Sequence[int]) -> Outcome:
    opened, path = case.opened, case.rivals.triplet.path
    texts = [opened.clean]
    for n in greens:
        after = apply_to(case.candidates[n].edits, opened.files) or {}
        if after.keys() == {path}:
            texts.append(after[path])
    author, *others = likenesses(opened.clean, texts)
    return Outcome(
        crate=case.rivals.crate,
        slice=case.rivals.slice,
        written=len(case.candidates),
        proven=bool(greens),
        same=author in others,
        first=0 in greens,
        forbidden=case.rivals.greens[0].refused,
        seconds=case.seconds,
    )


def candidates_of(opened: Opened, session: LmSession, samples: int) -> Iterator[Candidate]:
    """What the model writes for the first error, the likeliest first."""
    error, files = _root(opened.errors), opened.files
    site, place = site_of(error, files), place_of(error, files)
    if site is None or place is None:
        return
    held = held_to(error, site, files, (), opened.errors)
    prompt = repair_prompt(error, files)
    shown = {path: files[path] for path in (held.path, *held.others)}
    known = known_names(_names(files, held), shown)
    checks = EditChecks(shown, known, fewer=held.syntax, errors=held.errors)
    rules = EditRules(shown, place, prompt, known, checks, held.abstains, held.tools).begin()
    found = sample(
        session, session.read(prompt), Sampling(EDIT_SYMBOLS), samples, [int(Symbol.EDIT)], rules
    )
    texts = [
        each.text.decode(errors="replace") for each in found if all(s < 256 for s in each.symbols)
    ]
    yield from written.candidates(texts, files, place)


def _root(errors: Sequence[Diagnostic]) -> Diagnostic:
    return errors[roots(errors)[0]]


def _names(files: Mapping[str, str], held: LmEdit) -> Names:
    """As in the product, but from the crate's own files alone: what they define, what is in scope,
    and what they speak of but for what the error calls unknown."""
    unknown = {part for name in held.missing for part in identifiers(name)}
    said = {part for text in files.values() for part in identifiers(text)} - unknown
    local = (found.name for found in names_in_scope(files[held.path].encode(), held.offset))
    defined = {name for text in files.values() for name in _defined(text)}
    return Names.of(held.names, local, defined, (part.decode() for part in said))


@lru_cache(maxsize=512)
def _defined(text: str) -> frozenset[str]:
    items = extract(text.encode()).items
    return frozenset(item.name for item in items if item.kind != "use" and item.name)


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Shares of all, of those whose author's edit the guards allow, and by slice."""
    slices: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        slices[outcome.slice].append(outcome)
    seconds = sorted(outcome.seconds for outcome in outcomes)
    return {
        "crates": len({outcome.crate for outcome in outcomes}),
        "written": sum(outcome.written for outcome in outcomes),
        "median_seconds": seconds[len(seconds) // 2] if seconds else None,
        "all": _shares(outcomes),
        "allowed": _shares([outcome for outcome in outcomes if not outcome.forbidden]),
        "by_slice": {name: _shares(own) for name, own in sorted(slices.items())},
    }


def _shares(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    proven = sum(outcome.proven for outcome in outcomes)
    low, high = wilson(proven, len(outcomes))
    return {
        "cases": len(outcomes), "proven": proven, "low": low, "high": high,
        "same": sum(outcome.same for outcome in outcomes),
        "first": sum(outcome.first for outcome in outcomes),
        "silent": sum(not outcome.written for outcome in outcomes),
    }  # fmt: skip


def show(figures: Mapping[str, Any]) -> None:
    table = Table(
        "", "cases", "proven, %", "likeliest one proven", "like the author's", "nothing written",
        title=f"at most {figures['samples']} edits each, {figures['crates']} crates",
    )  # fmt: skip
    rows = [("all", figures["all"]), ("author's edit allowed", figures["allowed"])]
    for name, own in [*rows, *figures["by_slice"].items()]:
        table.add_row(
            name, str(own["cases"]), shown_share(own["proven"], own["cases"]),
            *(str(own[kind]) for kind in ("first", "same", "silent")),
        )  # fmt: skip
    console().print(table)
