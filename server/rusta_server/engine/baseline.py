"""The start of every job: what the tree is, and what the compiler says about it."""

from collections.abc import Generator
from dataclasses import dataclass

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.phases import errors_of
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.results import At, Checked
from rusta_server.contracts.tools import CheckParams, CheckResult, Gate, Snapshot
from rusta_server.engine.job import Decide, Plan, Step, ask


@dataclass(frozen=True)
class Found:
    """`findings`: errors under `gate`. `gate` is `clippy` only where the check itself is green."""

    snapshot: Snapshot
    gate: Gate
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Baseline(Found):
    check: CheckResult


def baseline(
    selectors: tuple[str, ...], gate: Gate | None, overlays: tuple[Overlay, ...]
) -> Generator[Step, tuple[Evidence, ...], Baseline]:
    """Check the tree; with `gate` None go on to clippy where it compiles.

    Raises:
        UnansweredError: cargo cannot answer (no project, no sandbox, …).
    """
    yield Plan(
        goal="know what the compiler says about the tree as it is",
        probes=("workspace.snapshot", "cargo.check"),
    )
    snapshot: Snapshot = yield from ask(method="workspace.snapshot")
    params = CheckParams(selectors=selectors, overlays=overlays)
    check: CheckResult = yield from ask(params, method="cargo.check")
    findings = errors_of(check.diagnostics)
    if gate == "check" or not check.ok:
        yield Decide(
            what="clean" if check.ok else "broken",
            because=f"cargo check reports {len(findings)} errors",
        )
        return Baseline(snapshot, "check", findings, check)
    linted: CheckResult = yield from ask(
        params.model_copy(update={"gate": "clippy"}), method="cargo.check"
    )
    findings = errors_of(linted.diagnostics)
    yield Decide(
        what="clean" if linted.ok else "style",
        because=f"cargo check is green, clippy reports {len(findings)} lints",
    )
    return Baseline(snapshot, "clippy", findings, linted)


def found_before(checked: Checked) -> Generator[Step, tuple[Evidence, ...], Found | None]:
    """What was found just now; None where it is about another tree, toolchain or sandbox."""
    yield Plan(goal="know whether the tree is as it was checked", probes=("workspace.snapshot",))
    snapshot: Snapshot = yield from ask(method="workspace.snapshot")
    if snapshot != checked.snapshot:
        return None
    yield Decide(
        what="broken",
        because=f"cargo {checked.gate} reported {len(checked.findings)} errors of this tree",
    )
    return Found(snapshot, checked.gate, checked.findings)


def touches(diagnostic: Diagnostic, at: At) -> bool:
    """Whether a span of `diagnostic` covers the position, its end included; column 1 stands for
    the whole line."""
    return any(span.path == at.path and _covers(span, at) for span in diagnostic.spans)


def _covers(span: Span, at: At) -> bool:
    if at.column == 1:
        return span.line <= at.line <= span.end_line
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return start <= (at.line, at.column) <= end
