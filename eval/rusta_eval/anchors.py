"""`python -m rusta_eval.anchors`: do the citations that rusta shows open, with the recorded hash?

Explains the broken crates of `examples/` and a sample of the development half of the mutants, and
the documentation of every code of the installed error index. Every anchor of every claim is shown
again; an explanation has to cite the diagnostic and what documents it.
"""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import click
from pydantic import BaseModel
from rich.table import Table

from rusta_eval.cases import load, materialise
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample
from rusta_server.contracts.anchor import Anchor, Explanation
from rusta_server.contracts.probe import Probe
from rusta_server.contracts.results import ExplainRequest, ExplainResult
from rusta_server.contracts.tools import ShowParams, ShowResult
from rusta_server.session import Session

EXAMPLES = Path(__file__).parents[2] / "examples"


class Counts(BaseModel):
    """`documented`: explanations that cite what documents the code (see `documents`)."""

    explanations: int = 0
    citations: int = 0
    opened: int = 0
    diagnosed: int = 0
    documented: int = 0


@dataclass
class Measure:
    counts: dict[str, Counts] = field(default_factory=dict)
    amiss: list[str] = field(default_factory=list)
    undocumented: Counter[str] = field(default_factory=Counter)

    def take(self, group: str, session: Session, result: ExplainResult) -> None:
        counts = self.counts.setdefault(group, Counts())
        for explanation in result.explanations:
            counts.explanations += 1
            roles = {claim.role for claim in explanation.claims}
            counts.diagnosed += "diagnosis" in roles
            if any(documents(explanation.code, anchor) for anchor in _rules(explanation)):
                counts.documented += 1
            else:
                self.undocumented[explanation.code or explanation.message] += 1
            for claim in explanation.claims:
                if not claim.anchors:
                    self.amiss.append(f"a claim without a citation: {claim.text}")
                for anchor in claim.anchors:
                    counts.citations += 1
                    shown = _show(session, anchor)
                    if shown.ok:
                        counts.opened += 1
                    else:
                        self.amiss.append(f"{anchor.title}: {shown.reason}")


def documents(code: str | None, anchor: Anchor) -> bool:
    """Whether `anchor` is what has to be cited for `code`: the error index for an E-code, the
    listing of the rustc book for a rustc lint, `cargo clippy --explain` for a clippy lint, the
    Reference (or any book) for an error without a code."""
    if code is None:
        return anchor.kind == "doc"
    if code.startswith("clippy::"):
        return anchor.kind == "blob" and "clippy --explain" in anchor.title
    path = anchor.source.partition("/")[2]
    if code[:1] == "E" and code[1:].isdigit():
        return path.startswith("error_codes/")
    return path.startswith("rustc/lints/")


def measure(mutants: int) -> Measure:
    found = Measure()
    with tempfile.TemporaryDirectory() as scratch, own_state(Path(scratch)):
        for crate in sorted(path.parent for path in EXAMPLES.glob("*/Cargo.toml")):
            copy = Path(scratch) / "examples" / crate.name
            shutil.copytree(crate, copy, ignore=shutil.ignore_patterns("target"))
            _explain(found, "examples", copy, ExplainRequest())
        for case in sample(load("dev"), mutants, "anchors"):
            copy = Path(scratch) / case.id
            materialise(case, copy)
            _explain(found, "mutants", copy, ExplainRequest())
        with Session.open(Path(scratch), anywhere=True) as session:
            for code in error_codes(session):
                _run(found, "codes", session, ExplainRequest(code=code))
    return found


def error_codes(session: Session) -> list[str]:
    """Every code with a page in the installed error index."""
    pages = session.ctx.workspace.sysroot / "share/doc/rust/html/error_codes"
    return sorted(page.stem for page in pages.glob("E[0-9]*.html"))


@contextmanager
def own_state(folder: Path) -> Iterator[None]:
    """State of the measure's own; the documentation's index stays where it is, it is a cache."""
    with patch.dict("os.environ", {"XDG_STATE_HOME": str(folder / "state")}):
        yield


def _explain(found: Measure, group: str, crate: Path, request: ExplainRequest) -> None:
    with Session.open(crate) as session:
        _run(found, group, session, request)


def _run(found: Measure, group: str, session: Session, request: ExplainRequest) -> None:
    finished = session.run("explain", request)
    if isinstance(finished.result, ExplainResult):
        found.take(group, session, finished.result)
    else:
        found.amiss.append(f"{group}: {finished.error.message if finished.error else 'no answer'}")


def _show(session: Session, anchor: Anchor) -> ShowResult:
    params = ShowParams(anchor=anchor).model_dump(mode="json")
    evidence = session.ctx_executor.execute(Probe(method="docs.show", params=params))
    if evidence.error is not None:
        return ShowResult(ok=False, uri="", text="", reason=evidence.error.message)
    return ShowResult.model_validate(evidence.result)


def _rules(explanation: Explanation) -> Iterator[Anchor]:
    for claim in explanation.claims:
        if claim.role == "rule":
            yield from claim.anchors


@click.command(help=__doc__)
@click.option("--mutants", default=60, show_default=True, help="Cases of the development half.")
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(mutants: int, metrics: Path | None) -> None:
    found = measure(mutants)
    table = Table("explained", *Counts.model_fields)
    for group, counts in found.counts.items():
        table.add_row(group, *(str(n) for n in counts.model_dump().values()))
    console().print(table)
    for line in found.amiss[:20]:
        click.echo(f"amiss: {line}")
    if found.undocumented:
        click.echo("without the passage that documents them: " + json.dumps(found.undocumented))
    if metrics:
        groups = {name: counts.model_dump() for name, counts in found.counts.items()}
        write_metrics(metrics, {"anchors": groups, "undocumented": dict(found.undocumented)})
    raise SystemExit(1 if found.amiss else 0)


if __name__ == "__main__":
    main()
