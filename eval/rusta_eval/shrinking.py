"""`python -m rusta_eval.shrinking`: do bloated patches come back as small as they could be?

A true repair of a mutant is made longer by edits that are harmless, with the compiler's word that
it is green still; then rusta's own shrinking (`engine/reduce.py`) gets it, with the real judge."""

import os
import statistics
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import click
from pydantic import BaseModel
from rich.table import Table

from rusta_eval import cargo
from rusta_eval.bloat import bloated
from rusta_eval.cases import Case, digest, load
from rusta_eval.crates import Tree, write_tree
from rusta_eval.deletion import lines_changed
from rusta_eval.figures import percent, share
from rusta_eval.report import console, write_metrics
from rusta_eval.resume import read_records
from rusta_eval.strip_tests import is_source
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.engine.baseline import baseline
from rusta_server.engine.job import Ask, Step
from rusta_server.engine.node import Node
from rusta_server.engine.reduce import reduce
from rusta_server.engine.search import Search
from rusta_server.session import Session

EDITS = 4
"""Harmless edits a patch."""
BOUND = 1.1


Shrinking = Generator[Step, tuple[Evidence, ...], dict[str, str] | None]


class Record(BaseModel):
    """Sizes in lines, the larger of those added and removed. `exact`: nothing harmless is left."""

    case: str
    kinds: list[str]
    minimal: int
    before: int
    after: int
    exact: bool
    seconds: float

    @property
    def small(self) -> bool:
        return self.after <= BOUND * self.minimal


@click.command(help=__doc__)
@click.option("--patches", default=200, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="JSONL, resumable.")
@click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
def main(patches: int, out: Path, metrics: Path | None) -> None:
    done = read_records(out, Record)
    known = {record.case for record in done}
    given = [*load("dev"), *load("heldout-dev")]
    given = [case for case in given if case.slice not in ("lint",) and case.id not in known]
    given.sort(key=lambda case: digest("bloat", case.id))
    chosen = sorted(given[: 2 * patches], key=lambda case: digest(case.crate))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
        folders: dict[str, Path] = {}
        for case in chosen:
            if len(done) >= patches:
                break
            folder = folders.setdefault(case.crate, Path(home) / case.crate)
            record = measure(case, folder)
            if record is None:
                continue
            done.append(record)
            with out.open("a", encoding="utf-8") as file:
                file.write(record.model_dump_json() + "\n")
            click.echo(f"{len(done):4} {record.case}: {record.before} → {record.after} lines, "
                       f"minimal {record.minimal}, {record.seconds:.1f} s", err=True)  # fmt: skip
    show(done, metrics)


def show(records: list[Record], metrics: Path | None) -> None:
    """Prints the table, and writes the figures."""
    kinds = sorted({kind for record in records for kind in record.kinds})
    table = Table("with", "patches", "≤ 1.1 ×", "exact", "minimal", "bloated", "shrunk", "max", "s")
    rows = {}
    for name in ["all", *kinds]:
        part = [one for one in records if name == "all" or name in one.kinds]
        if not part:
            continue
        rows[name] = {
            "patches": len(part),
            "small": share([one.small for one in part]),
            "exact": share([one.exact for one in part]),
            "minimal": statistics.median([one.minimal for one in part]),
            "before": statistics.median([one.before for one in part]),
            "after": statistics.median([one.after for one in part]),
            "after_max": max(one.after for one in part),
            "seconds": statistics.median([one.seconds for one in part]),
        }
        row = rows[name]
        sizes = (f"{row[key]:g}" for key in ("minimal", "before", "after", "after_max"))
        table.add_row(name, str(row["patches"]), percent(row["small"]), percent(row["exact"]),
                      *sizes, f"{row['seconds']:.1f}")  # fmt: skip
    console().print(table)
    if metrics is not None:
        write_metrics(metrics, {"shrinking": rows})


def measure(case: Case, folder: Path) -> Record | None:
    """One bloated patch of the case, shrunk; None where no harmless edit could be made, or where
    the guards refuse the true repair: it takes words away only."""
    made = _bloated(case, folder)
    if made is None:
        return None
    tree, kinds = made
    broken, wanted = case.broken(), case.reference()
    write_tree(broken, folder)
    begun = time.monotonic()
    changed = [path for path in tree if tree[path] != broken[path]]
    after = shrunk(folder, _of_some(tree, changed), _of_some(wanted, changed))
    if after is None:
        return None
    seconds = time.monotonic() - begun
    shrunken = broken | after
    sizes = [lines_changed(_of(broken), _of(one)) for one in (wanted, tree, shrunken)]
    return Record(
        case=case.id, kinds=kinds, minimal=sizes[0], before=sizes[1], after=sizes[2],
        exact=_of(shrunken) == _of(wanted), seconds=round(seconds, 2),
    )  # fmt: skip


def _of_some(tree: Tree, paths: list[str]) -> dict[str, str]:
    return {f"$WS/{path}": tree[path].decode() for path in paths}


def _of(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if is_source(path)}


def _bloated(case: Case, folder: Path) -> tuple[Tree, list[str]] | None:
    """The repaired crate with up to `EDITS` harmless edits, of kinds as different as can be; which
    of those that change code are harmless, the compiler says."""
    tree = case.reference()
    write_tree(tree, folder)
    kinds: list[str] = []
    tried: set[str] = set()
    while len(kinds) < EDITS:
        made = bloated(tree[case.path], case.start, f"{case.id}{len(tried)}", EDITS)
        fresh = [(kind, data) for kind, data in made if kind not in tried]
        if not fresh:
            break
        kind, data = fresh[0]
        tried.add(kind)
        (folder / case.path).write_bytes(data)
        if kind in ("blank", "comment") or cargo.check(folder).green:
            tree, kinds = tree | {case.path: data}, [*kinds, kind]
    return (tree, kinds) if kinds else None


def shrunk(folder: Path, patch: dict[str, str], wanted: dict[str, str]) -> Tree | None:
    """What rusta's shrinking leaves of the changed texts `patch`; None where the guards refuse
    the texts `wanted`. How busy the machine is plays no part: the deadline is far."""
    with Session.open(folder) as session:
        far = session.policy.policy.search.model_copy(update={"deadline_s": 3600})
        policy = session.policy.policy.model_copy(update={"search": far})
        job = _job(patch, wanted, policy, folder)
        answer: tuple[Evidence, ...] | None = None
        while True:
            try:
                step = job.send(answer) if answer is not None else next(job)
            except StopIteration as stop:
                texts: dict[str, str] | None = stop.value
                if texts is None:
                    return None
                return {path.removeprefix("$WS/"): text.encode() for path, text in texts.items()}
            answer = _answer(step, session)


def _answer(step: Step, session: Session) -> tuple[Evidence, ...]:
    if isinstance(step, Ask):
        return tuple(session.ctx_executor.execute(probe) for probe in step.probes)
    return ()


def _job(texts: dict[str, str], wanted: dict[str, str], policy: Policy, folder: Path) -> Shrinking:
    found = yield from baseline((), None, ())
    base = {f"$WS/{path.relative_to(folder)}": path.read_text("utf-8")
            for path in sorted(folder.rglob("*.rs")) if "target" not in path.parts}  # fmt: skip
    search = Search(base=base, errors=found.findings, gate=found.gate, selectors=(), policy=policy)
    if search.refuses(wanted):
        return None
    node = yield from reduce(Node(texts, (), ()), search)
    return node.texts


if __name__ == "__main__":
    main()
