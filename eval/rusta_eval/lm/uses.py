"""What each use of the model changes: mistakes in real crates, repaired and explained with all
uses, without one of them, and without any.

Of a repair the first proposal counts, judged by the tests that were withheld. Of an explanation it
can only be said how many cite something else: which passage is better nobody wrote down.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from rich.table import Table

from rusta_eval.cases import Case, load, materialise, patched
from rusta_eval.intervals import wilson
from rusta_eval.judge import judge, unrepaired
from rusta_eval.lm.shared import opened, options, progressed, shown_share, write
from rusta_eval.report import console
from rusta_eval.run import sample
from rusta_server.contracts.documents import ExplainDocument, ProposeDocument
from rusta_server.lm.artifact import installed_folder

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "all": (),
    "without rank": ("lm.rank=false",),
    "without propose": ("lm.propose=false",),
    "without fill": ("lm.fill=false",),
    "no model": ("lm.enabled=false",),
}
SECONDS = 300.0


class Run(BaseModel):
    """One case with one variant: what became of the first proposal."""

    case: str
    variant: str
    offered: bool
    tests: bool
    same: bool
    by_model: bool
    seconds: float


@click.command()
@click.option(
    "--half", type=click.Choice(["dev", "blind"]), default="dev", show_default=True,
    help="Of the mutants (rusta_eval.mutants).",
)  # fmt: skip
@options
def uses(
    folder: Path | None, home: Path | None, limit: int | None, seed: int, out: Path | None,
    half: str,
) -> None:  # fmt: skip
    """What rank, propose, fill and cite change, each switched off in the policy."""
    artifact, _ = opened(folder)
    cases = sample(load("dev" if half == "dev" else "blind"), limit, str(seed))
    runs: list[Run] = []
    cited = [0, 0]
    with tempfile.TemporaryDirectory() as data:
        model = Path(data, "rusta", installed_folder().name)
        model.parent.mkdir()
        model.symlink_to(artifact.folder.resolve())
        for case in progressed(cases, len(cases), "cases"):
            runs += [run_of(case, name, data) for name in VARIANTS]
            with_model, without = (
                citations(case, words, data) for words in ((), ("lm.cite=false",))
            )
            cited[0] += len(with_model)
            cited[1] += sum(a != b for a, b in zip(with_model, without, strict=False))
    figures = figures_of(runs) | {
        "half": half, "seed": seed, "explanations": cited[0], "cite_something_else": cited[1],
    }  # fmt: skip
    show(figures)
    write(out, artifact, figures)


def run_of(case: Case, variant: str, data: str) -> Run:
    """`data`: the folder in which the server looks for an installed model."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.crate
        materialise(case, folder)
        began = time.monotonic()
        said = _rusta("propose", folder, VARIANTS[variant], scratch, data, "--limit", "1")
        seconds = time.monotonic() - began
    proposals = ProposeDocument.model_validate(said).result.proposals if said else ()
    if not proposals:
        verdict, sources = unrepaired(), tuple[str, ...]()
    else:
        tree = patched(case.broken(), proposals[0].patch)
        verdict, sources = judge(case, tree), proposals[0].sources
    return Run(
        case=case.id,
        variant=variant,
        offered=bool(proposals),
        tests=verdict.tests,
        same=verdict.same,
        by_model=any(source.startswith("lm") for source in sources),
        seconds=seconds,
    )


def citations(case: Case, policy: Sequence[str], data: str) -> list[Any]:
    """What each explanation of the broken crate cites."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.crate
        materialise(case, folder)
        said = _rusta("explain", folder, policy, scratch, data)
    if not said:
        return []
    found = ExplainDocument.model_validate(said).result.explanations
    return [[claim.anchors for claim in explanation.claims] for explanation in found]


def _rusta(
    command: str, folder: Path, policy: Sequence[str], home: str, data: str, *words: str
) -> Any:
    """The JSON document; None where the command gave none in time."""
    argv = [sys.executable, "-m", "rusta_server.cli.main", command, str(folder), "--json", *words]
    for setting in ("thresholds.abstain=0", "lm.rank_ms=60000", *policy):
        argv += ["--policy", setting]
    own = {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
    env = os.environ | own | {"XDG_DATA_HOME": data}
    try:
        done = subprocess.run(argv, env=env, capture_output=True, timeout=SECONDS, check=False)
        document = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return document if document.get("document") == f"{command}/1" else None


def figures_of(runs: Sequence[Run]) -> dict[str, Any]:
    """By variant: shares, the median of the seconds, and on how many cases it is better or worse
    than with all uses."""
    whole = {run.case: run for run in runs if run.variant == "all"}
    found: dict[str, Any] = {}
    for variant in VARIANTS:
        own = [run for run in runs if run.variant == variant]
        tests = sum(run.tests for run in own)
        low, high = wilson(tests, len(own))
        seconds = sorted(run.seconds for run in own)
        found[variant] = {
            "cases": len(own),
            "offered": sum(run.offered for run in own),
            "tests": tests,
            "tests_low": low,
            "tests_high": high,
            "same": sum(run.same for run in own),
            "by_model": sum(run.by_model for run in own),
            "better": sum(run.tests > whole[run.case].tests for run in own),
            "worse": sum(run.tests < whole[run.case].tests for run in own),
            "median_seconds": seconds[len(seconds) // 2] if seconds else None,
        }
    return {"variants": found}


def show(figures: Mapping[str, Any]) -> None:
    table = Table("", "cases", "offered", "tests pass, %", "the author's", "the model's", "better",
                  "worse", "s")  # fmt: skip
    for name, own in figures["variants"].items():
        table.add_row(
            name, str(own["cases"]), str(own["offered"]), shown_share(own["tests"], own["cases"]),
            *(str(own[kind]) for kind in ("same", "by_model", "better", "worse")),
            f"{own['median_seconds'] or 0:.1f}",
        )  # fmt: skip
    console().print(table)
    console().print(
        f"{figures['cite_something_else']} of {figures['explanations']} explanations cite "
        "something else by the model's word"
    )
