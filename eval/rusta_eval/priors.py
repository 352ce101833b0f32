"""`python -m rusta_eval.priors`: fits the prior of every candidate source on the development half.

`run` proves up to 5 rivals for each case and lets the withheld tests judge every one; `fit` counts,
per source, how many of the green ones were right and writes `rusta_server/engine/priors.py`. A rare
source leans on its family: `LEAN` cases with the family's share are added to its own. The prior is
the lower end of Wilson's 95 % interval of that, so that what was seen seldom is not called sure.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import click
from pydantic import BaseModel

import rusta_server.engine.priors as fitted
from rusta_eval.cases import Case, load, materialise, patched
from rusta_eval.crates import HALVES, UNREAD, Half
from rusta_eval.intervals import wilson
from rusta_eval.judge import judge
from rusta_eval.pairs import pairs
from rusta_eval.resume import read_records, run_rest
from rusta_server.contracts.documents import ProposeDocument
from rusta_server.contracts.proof import Proposal

RIVALS = 5
SECONDS = 300.0
READ: tuple[Half, ...] = tuple(half for half in HALVES if half not in UNREAD)
LEAN = 10
"""How many cases of a source its family's share counts for."""


class Rival(BaseModel):
    """One proven proposal, and what the withheld tests say of it."""

    sources: tuple[str, ...]
    bp: int
    lines: int
    warnings: int
    right: bool
    exact: bool
    degenerate: bool
    features: dict[str, int | str | bool] = {}


class Rivals(BaseModel):
    case: str
    engine: str
    failed: bool
    rivals: tuple[Rival, ...]


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/priors.jsonl"))
@click.option("--half", "halves", type=click.Choice(READ), multiple=True, default=READ)
@click.option("--pairs", "joined", is_flag=True, help="Two mistakes at once in each crate.")
@click.option("--jobs", default=2, show_default=True)
def run(out: Path, halves: tuple[Half, ...], joined: bool, jobs: int) -> None:
    """Prove and judge the rivals of every development case; goes on where it stopped."""
    known = {(one.case, one.engine) for one in read_records(out, Rivals) if not one.failed}
    given = [pairs(load(half)) if joined else load(half) for half in halves]
    asked = [(case, "rusta") for cases in given for case in cases]
    for number, record in enumerate(run_rest(asked, rivals_of, known, {}, out, jobs), 1):
        right = sum(rival.right for rival in record.rivals)
        click.echo(f"{number:4} {record.case} {right}/{len(record.rivals)}")


@main.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def fit(records: tuple[Path, ...]) -> None:
    """Write the priors that the records say."""
    found = [record for path in records for record in read_records(path, Rivals)]
    rivals = [rival for record in found for rival in record.rivals]
    path = Path(fitted.__file__)
    head = path.read_text("utf-8").partition("DEFAULT_BP = ")[0]
    overall, table = priors(rivals)
    lines = [f'    "{source}": {bp:_},\n' for source, bp in sorted(table.items())]
    text = f"{head}DEFAULT_BP = {overall:_}\n\nPRIORS_BP: dict[str, int] = {{\n{''.join(lines)}}}\n"
    path.write_text(text, "utf-8")
    right = sum(rival.right for rival in rivals)
    click.echo(f"{right} of {len(rivals)} rivals right, {len(table)} priors")


def priors(rivals: list[Rival]) -> tuple[int, dict[str, int]]:
    """(prior of a source of no known family, by source and by family), in basis points. Joined
    sources count for each of theirs: all had to be right."""
    seen: dict[str, list[bool]] = defaultdict(list)
    for rival in rivals:
        right = rival.right and not rival.degenerate
        for source in dict.fromkeys(rival.sources):
            seen[source].append(right)
            seen[source.split(":", 1)[0]].append(right)
    overall = sum(r.right for r in rivals) / len(rivals) if rivals else 0.5
    family = {name: _leaning(given, overall) for name, given in seen.items() if ":" not in name}
    table = {name: _lower(share, LEAN) for name, share in family.items()}
    for name, given in seen.items():
        if ":" in name:
            share = _leaning(given, family[name.split(":", 1)[0]])
            table[name] = _lower(share, len(given) + LEAN)
    unseen = _lower(overall, LEAN)
    return round(10_000 * unseen), {name: round(10_000 * p) for name, p in table.items()}


def rivals_of(case: Case, engine: str) -> Rivals:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.crate
        materialise(case, folder)
        document = _proposed(folder, Path(scratch))
    if document is None:
        return Rivals(case=case.id, engine=engine, failed=True, rivals=())
    found = [_judged(case, proposal) for proposal in document.result.proposals]
    return Rivals(case=case.id, engine=engine, failed=False, rivals=tuple(found))


def _proposed(folder: Path, home: Path) -> ProposeDocument | None:
    script = Path(sys.executable).with_name("rusta")
    own = {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
    words = [str(script), "propose", str(folder), "--json", "--limit", str(RIVALS)]
    words += ["--policy", "thresholds.abstain=0", "--no-tests"]
    try:
        done = subprocess.run(
            words, env=os.environ | own, capture_output=True, timeout=SECONDS, check=False
        )
        document = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    is_answer = document.get("document") == "propose/1"
    return ProposeDocument.model_validate(document) if is_answer else None


def _judged(case: Case, proposal: Proposal) -> Rival:
    verdict = judge(case, patched(case.broken(), proposal.patch))
    return Rival(
        sources=proposal.sources,
        bp=proposal.confidence.bp,
        lines=proposal.patch.lines,
        warnings=int(proposal.confidence.features.get("warnings", 0)),
        right=verdict.tests,
        exact=verdict.exact,
        degenerate=verdict.degenerate,
        features=proposal.confidence.features,
    )


def _leaning(given: list[bool], towards: float) -> float:
    return (sum(given) + LEAN * towards) / (len(given) + LEAN)


def _lower(share: float, cases: int) -> float:
    return wilson(share * cases, cases)[0]


if __name__ == "__main__":
    main()
