"""The demo: `rusta` repairs copies of the broken crates in examples/ and puts them back.

    python -m rusta_eval.demo [CRATE…] [--keep]

It runs the real command line and prints every command. The checkout is only read: the copies, and
what rusta keeps about them, lie in a temporary folder. Exit 1 where a crate was not repaired or
did not come back to the same bytes, 2 where rusta cannot run here at all.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rusta_eval.report import write_metrics
from rusta_eval.tree_bytes import digest
from rusta_server.contracts.proof import Proposal

EXAMPLES = Path(__file__).parents[2] / "examples"
REVERTS_AT_MOST = 20

console = Console(highlight=False)


@dataclass
class Shown:
    """What happened to one crate. `seconds` by subcommand."""

    crate: str
    proposals: list[Proposal] = field(default_factory=list)
    repaired: bool = False
    same_bytes: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.repaired and self.same_bytes


class CannotRunError(Exception):
    """rusta ended with exit code 2; it has said why and what helps."""


@dataclass(frozen=True)
class Stage:
    """The temporary folder: `copies` of the crates, and `state` that rusta keeps about them."""

    copies: Path
    state: Path

    def rusta(self, *words: str, shown: Shown) -> int:
        """Run one command with this terminal as its own; its exit code.

        Raises:
            CannotRunError: exit code 2.
        """
        console.print(Text.assemble(("$ ", "dim"), ("rusta " + " ".join(words), "bold cyan")))
        sys.stdout.flush()
        began = time.monotonic()
        done = subprocess.run(
            [_rusta(), *words],
            cwd=self.copies,
            env={**os.environ, "XDG_STATE_HOME": str(self.state)},
            check=False,
        )
        spent = shown.seconds.get(words[0], 0.0) + time.monotonic() - began
        shown.seconds[words[0]] = spent
        if done.returncode == 2:
            raise CannotRunError
        return done.returncode

    def proposals(self) -> dict[str, Path]:
        found = self.state.glob("rusta/*/proposals/*.json")
        return {path.stem: path for path in sorted(found, key=lambda path: path.stat().st_mtime_ns)}


def show(stage: Stage, crate: str, *, open_a_citation: bool) -> Shown:
    """Explain, fix and revert the copy of `crate`."""
    shown = Shown(crate)
    before, known = digest(stage.copies / crate), stage.proposals()
    stage.rusta("explain", crate, shown=shown)
    code = stage.rusta("fix", crate, "--yes", "--min-confidence", "0", shown=shown)
    fixed = digest(stage.copies / crate)
    shown.repaired = code == 0 and fixed != before
    shown.proposals = [
        Proposal.from_json(path.read_bytes())
        for name, path in stage.proposals().items()
        if name not in known
    ]
    console.print()
    if open_a_citation:
        _open_a_citation(stage, shown)
    now = fixed
    for _ in range(REVERTS_AT_MOST):
        if now == before or stage.rusta("revert", "last", "-C", crate, shown=shown) != 0:
            break
        now = digest(stage.copies / crate)
    shown.same_bytes = now == before
    _print_bytes(before, fixed, now)
    return shown


def _open_a_citation(stage: Stage, shown: Shown) -> None:
    for proposal in shown.proposals[:1]:
        for anchor in [a for a in proposal.anchors if a.kind == "doc"][:1]:
            console.print(Text("Every citation opens on this disk:", style="italic"))
            stage.rusta("show", anchor.record_id[:10], shown=shown)
            console.print()


def _print_bytes(before: str, fixed: str, after: str) -> None:
    same = after == before
    console.print(
        Text.assemble(
            "tree ",
            (before[:12], "cyan"),
            " → ",
            (fixed[:12], "yellow" if fixed != before else "cyan"),
            " → ",
            (after[:12], "cyan" if same else "red"),
            "  ",
            ("the same bytes as before", "green") if same else ("NOT the same bytes", "bold red"),
        )
    )


def summary(all_shown: list[Shown], seconds: float) -> Table:
    right = sum(shown.ok for shown in all_shown)
    table = Table(
        title=f"{right} of {len(all_shown)} repaired with proof, and reverted · {seconds:.0f} s",
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column("")
    table.add_column("crate", no_wrap=True)
    table.add_column("tests", justify="right")
    table.add_column("p", justify="right")
    table.add_column("s", justify="right")
    table.add_column("source of the patch", overflow="fold")
    for shown in all_shown:
        tests, p, sources = _columns(shown.proposals)
        table.add_row(
            Text("✓", "green") if shown.ok else Text("✗", "bold red"),
            shown.crate,
            tests,
            p,
            f"{sum(shown.seconds.values()):.1f}",
            sources,
        )
    return table


def _columns(proposals: list[Proposal]) -> tuple[str, str, str]:
    """Tests that passed, confidence, sources."""
    if not proposals:
        return ("", "", "nothing was proven")
    sources = dict.fromkeys(source for proposal in proposals for source in proposal.sources)
    return (
        str(proposals[-1].proof.tests.passed),
        f"{min(p.confidence.bp for p in proposals) / 10_000:.2f}",
        " ".join(sources),
    )


@contextmanager
def staged(crates: list[str], *, keep: bool) -> Iterator[Stage]:
    """Copies of `crates` in a temporary folder, removed at the end unless `keep`."""
    folder = Path(tempfile.mkdtemp(prefix="rusta-demo-"))
    stage = Stage(folder / "examples", folder / "state")
    try:
        for crate in crates:
            shutil.copytree(
                EXAMPLES / crate, stage.copies / crate, ignore=shutil.ignore_patterns("target")
            )
        yield stage
    finally:
        if keep:
            console.print(f"kept: {stage.copies}; to open citations and revert there:")
            console.print(f"  export XDG_STATE_HOME={stage.state}", style="bold", soft_wrap=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _rusta() -> str:
    beside = Path(sys.executable).with_name("rusta")
    found = str(beside) if beside.exists() else shutil.which("rusta")
    if found is None:
        raise click.ClickException("rusta is not installed; help: pip install -e .")
    return found


def _described(crate: str) -> str:
    package = tomllib.loads((EXAMPLES / crate / "Cargo.toml").read_text())["package"]
    return str(package.get("description", ""))


@click.command()
@click.argument("crates", nargs=-1)
@click.option("--keep", is_flag=True, help="Keep the copies and what rusta knows about them.")
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(crates: tuple[str, ...], keep: bool, metrics: Path | None) -> None:
    """Repair copies of examples/ (or of CRATES among them), then put them back."""
    there = sorted(path.parent.name for path in EXAMPLES.glob("*/Cargo.toml"))
    unknown = [crate for crate in crates if crate not in there]
    if unknown or not there:
        raise click.ClickException(f"no such crate in {EXAMPLES}: {', '.join(unknown) or 'none'}")
    chosen = list(crates) or there
    began = time.monotonic()
    all_shown: list[Shown] = []
    with staged(chosen, keep=keep) as stage:
        console.print(
            f"{len(chosen)} broken crates, copied to {stage.copies}. Confidence p estimates that "
            "tests nobody has seen would pass; it is not calibrated yet, so nothing reaches the "
            "default threshold and --min-confidence 0 says yes to every proven patch."
        )
        for number, crate in enumerate(chosen, 1):
            console.print()
            console.print(Rule(f"[bold]{number}/{len(chosen)}  {crate}", align="left"))
            console.print(Text(_described(crate), style="italic dim"))
            try:
                all_shown.append(show(stage, crate, open_a_citation=number == 1))
            except CannotRunError:
                raise SystemExit(2) from None
        console.print()
        console.print(Rule())
        seconds = time.monotonic() - began
        console.print(summary(all_shown, seconds))
    if metrics:
        proven = sum(shown.ok for shown in all_shown)
        failed = len(all_shown) - proven
        write_metrics(
            metrics,
            {"examples": {"proven": proven, "failed": failed, "seconds": round(seconds)}},
        )
    raise SystemExit(0 if all(shown.ok for shown in all_shown) else 1)


if __name__ == "__main__":
    main()
