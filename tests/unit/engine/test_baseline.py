"""The start of a job: what the tree is and what the compiler says, and what a position touches."""

from collections.abc import Sequence

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import Evidence, ProbeError
from rusta_server.contracts.results import At
from rusta_server.contracts.tools import CheckResult, Gate, Snapshot
from rusta_server.engine.baseline import Baseline, baseline, touches
from rusta_server.engine.job import Ask, Decide, Plan, Step, UnansweredError

from .diagnostics import diagnostic, span

SNAPSHOT = Snapshot(
    workspace_id="w",
    tree="t",
    packages=(),
    rustc="r",
    cargo="c",
    toolchain_commit="",
    sandbox="none",
)
ERROR, WARNING = diagnostic("E0308"), diagnostic("unused_mut", level="warning")
LINT = diagnostic("clippy::needless_return")


def checked(ok: bool, *diagnostics: Diagnostic) -> CheckResult:
    return CheckResult(ok=ok, diagnostics=diagnostics, tree="t", sandbox="none")


def drive(
    gate: Gate | None, answers: Sequence[CheckResult | ProbeError], *overlays: Overlay
) -> tuple[Baseline, list[Step]]:
    """Run it on a snapshot and these answers; every answer is used."""
    job = baseline(("-p", "demo"), gate, overlays)
    steps: list[Step] = []
    left: list[Snapshot | CheckResult | ProbeError] = [SNAPSHOT, *answers]
    evidence: tuple[Evidence, ...] | None = None
    while True:
        try:
            step = next(job) if evidence is None else job.send(evidence)
        except StopIteration as stop:
            assert left == []
            return stop.value, steps
        steps.append(step)
        evidence = ()
        if isinstance(step, Ask):
            (probe,) = step.probes
            given = left.pop(0)
            evidence = (
                Evidence(method=probe.method, key="", error=given)
                if isinstance(given, ProbeError)
                else Evidence(method=probe.method, key="", result=given.model_dump(mode="json")),
            )


def asked(steps: list[Step]) -> list[tuple[str, object]]:
    probes = [probe for step in steps if isinstance(step, Ask) for probe in step.probes]
    return [(probe.method, probe.params.get("gate")) for probe in probes]


def decided(steps: list[Step]) -> list[str]:
    return [step.what for step in steps if isinstance(step, Decide)]


def test_a_broken_tree_is_not_linted():
    found, steps = drive(None, [checked(False, ERROR, WARNING)])
    assert (found.gate, found.findings, found.snapshot) == ("check", (ERROR,), SNAPSHOT)
    assert asked(steps) == [("workspace.snapshot", None), ("cargo.check", "check")]
    assert isinstance(steps[0], Plan)
    assert decided(steps) == ["broken"]


def test_a_tree_that_compiles_is_linted():
    found, steps = drive(None, [checked(True, WARNING), checked(False, LINT)])
    assert (found.gate, found.findings) == ("clippy", (LINT,))
    assert asked(steps)[2:] == [("cargo.check", "clippy")]
    assert decided(steps) == ["style"]


def test_a_clean_tree():
    found, steps = drive(None, [checked(True, WARNING), checked(True, WARNING)])
    assert (found.gate, found.findings, found.check.ok) == ("clippy", (), True)
    assert decided(steps) == ["clean"]


def test_the_check_alone_where_that_is_asked():
    found, steps = drive("check", [checked(True, WARNING)])
    assert (found.gate, found.findings, decided(steps)) == ("check", (), ["clean"])


def test_under_the_clippy_gate_errors_come_first():
    found, _ = drive("clippy", [checked(False, ERROR)])
    assert (found.gate, found.findings) == ("check", (ERROR,))


def test_selectors_and_unsaved_texts_go_to_every_check():
    overlay = Overlay(path="$WS/src/lib.rs", text="fn f() {}")
    _, steps = drive(None, [checked(True), checked(True)], overlay)
    checks = [step.probes[0].params for step in steps if isinstance(step, Ask)][1:]
    assert [params["selectors"] for params in checks] == [["-p", "demo"]] * 2
    assert [params["overlays"] for params in checks] == [[overlay.model_dump()]] * 2


def test_a_check_that_cannot_run_stops_the_job():
    gone = ProbeError(code=-32002, message="no cargo", remedy="rustup")
    with pytest.raises(UnansweredError) as caught:
        drive(None, [gone])
    assert caught.value.error == gone


LINES = diagnostic("E0308", spans=(span(3, 5, to=(3, 9)), span(7, 3, to=(9, 2))))


@pytest.mark.parametrize(
    ("line", "column", "inside"),
    [
        (3, 4, False),
        (3, 5, True),
        (3, 8, True),
        (3, 9, True),
        (3, 10, False),
        (3, 80, False),
        (2, 6, False),
        (4, 6, False),
        (7, 2, False),
        (7, 80, True),
        (8, 2, True),
        (9, 2, True),
        (9, 3, False),
        (3, 1, True),
        (8, 1, True),
        (9, 1, True),
        (6, 1, False),
        (10, 1, False),
    ],
)
def test_a_position_touches_the_spans_that_cover_it(line: int, column: int, inside: bool):
    """Column 1 stands for the whole line: it is what FILE:LINE means."""
    assert touches(LINES, At(path="$WS/src/lib.rs", line=line, column=column)) is inside


def test_a_position_in_another_file_touches_nothing():
    assert not touches(LINES, At(path="$WS/src/b.rs", line=3, column=6))
    assert not touches(diagnostic("E1", spans=()), At(path="$WS/src/lib.rs", line=1))
