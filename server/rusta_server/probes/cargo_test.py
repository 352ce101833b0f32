"""`cargo.test`: every test's outcome, on the tree with overlays."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from rusta_server.contracts.tools import TestOutcome, TestParams, TestResult
from rusta_server.patches.shadow import Shadow
from rusta_server.probes import tests_baseline
from rusta_server.probes.cargo_run import package_name, run_cargo
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.diagnostics.messages import CargoMessage, RawTarget
from rusta_server.probes.doctests import run_doctests, stable_names
from rusta_server.probes.test_runner import Ran, TestRunner, has_target_selectors
from rusta_server.workspace.metadata import CargoPackage

BUILD_TIMEOUT_S = 1_800
# How many crashing tests of one executable are told apart; more are one failure of the executable.
_MAX_CRASHES = 8

Outcome = Literal["passed", "failed", "ignored", "flaky"]


def run(params: TestParams, ctx: ProbeContext) -> TestResult:
    """`timeout_s` bounds running, not building. Names are nextest's binary ids and the test's path:
    `pkg::module::test`, `pkg::bin/name::test`, `pkg::integration::test`, `pkg::doc::file - item`.

    Raises:
        ProbeFailure: as `run_cargo` and the shadow do.
    """
    ctx.progress("building the tests", None, None)
    with ctx.shadows.lease() as shadow:
        shadow.sync()
        with shadow.overlaid(params.overlays) as tree:
            args = ["test", "--no-run", "--message-format=json", "--frozen", *params.selectors]
            built = run_cargo(shadow, ctx, args, timeout_s=BUILD_TIMEOUT_S)
            if not built.ok:
                return TestResult(
                    run="not-built",
                    tests=(),
                    diagnostics=built.diagnostics,
                    tree=tree,
                    sandbox=ctx.sandbox.mode,
                )
            session = _Session(params, ctx, shadow, time.monotonic() + params.timeout_s)
            ctx.progress("running the tests", None, None)
            session.run_executables(built.messages)
            if params.doc and not has_target_selectors(params.selectors):
                session.run_doctests(built.messages)
    tests = tuple(
        TestOutcome(name=n, outcome=o, notes=tuple(session.notes.get(n, ())))
        for n, o in sorted(session.outcomes.items())
    )
    result = TestResult(run=session.verdict, tests=tests, tree=tree, sandbox=ctx.sandbox.mode)
    if not params.overlays:
        tests_baseline.record(result, ctx)
    return result


@dataclass
class _Session:
    params: TestParams
    ctx: ProbeContext
    shadow: Shadow
    deadline: float
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    in_time: bool = True

    @property
    def verdict(self) -> Literal["passed", "failed", "timeout", "no-tests"]:
        if not self.in_time:
            return "timeout"
        if "failed" in self.outcomes.values():
            return "failed"
        return "passed" if self.outcomes else "no-tests"

    def run_executables(self, messages: Iterable[CargoMessage]) -> None:
        binaries = dict(_executables(messages, self.ctx))
        if not binaries:
            return
        runner = TestRunner(self.shadow, self.ctx, self.params.selectors, self.deadline)
        ran, self.in_time = runner.run()
        # Built but never ended: it could not be started (another machine's, a broken runner).
        never: dict[str, Outcome] = {"": "failed"} if self.in_time else {}
        found = {name: self._read(ran[name]) if name in ran else dict(never) for name in binaries}
        if self.params.notes:
            self._note(ran, binaries, self.params.notes)
        self._isolate_crashes(runner, ran, found)
        for _ in range(self.params.retries):
            failing = {n: [t for t, o in r.items() if o == "failed"] for n, r in found.items()}
            failing = {name: tests for name, tests in failing.items() if tests}
            if not failing or not self._has_time():
                break
            again, _ = runner.run({n: _only(tests) for n, tests in failing.items()})
            for name, tests in failing.items():
                if name in again:
                    _mark_flaky(found[name], tests, self._read(again[name]))
        for name, results in found.items():
            for test, outcome in results.items():
                self.outcomes[f"{binaries[name]}::{test}" if test else binaries[name]] = outcome

    def _note(self, ran: Mapping[str, Ran], binaries: Mapping[str, str], mark: str) -> None:
        for name, end in ran.items():
            printed = end.output.printed if end.output is not None and name in binaries else {}
            for test, lines in printed.items():
                kept = [line for line in lines if line.startswith(mark)]
                self.notes[f"{binaries[name]}::{test}"] = kept

    def run_doctests(self, messages: Iterable[CargoMessage]) -> None:
        for package in _libraries(messages, self.ctx):
            if not self._has_time():
                self.in_time = False
                return
            selectors = self.params.selectors
            spec = f"{package.name}@{package.version}"
            found, in_time = run_doctests(self.shadow, self.ctx, spec, selectors, self.deadline)
            self.in_time &= in_time
            if found is None or not (found.finished or found.results):
                if in_time:
                    self.outcomes[f"{package.name}::doc"] = "failed"
                continue
            results: dict[str, Outcome] = dict(found.results)
            failing = [test for test, outcome in results.items() if outcome == "failed"]
            for _ in range(self.params.retries if failing else 0):
                if not self._has_time():
                    break
                again, _ = run_doctests(
                    self.shadow, self.ctx, spec, selectors, self.deadline, failing
                )
                _mark_flaky(results, failing, dict(again.results) if again else {})
            stable = stable_names(list(results))
            for test, outcome in results.items():
                self.outcomes[f"{package.name}::doc::{stable[test]}"] = outcome

    def _has_time(self) -> bool:
        return self.in_time and time.monotonic() < self.deadline

    def _read(self, end: Ran) -> dict[str, Outcome]:
        """Outcomes by test path. The empty path stands for the executable as a whole: one with a
        harness of its own, or one whose tests all passed and that failed all the same."""
        results: dict[str, Outcome] = dict(end.output.results) if end.output else {}
        if end.code is None:
            return {**results, "": "failed"} if self.in_time else results
        if end.output is None:
            results[""] = "passed" if end.code == 0 else "failed"
        elif end.code != 0 and not end.crashed and "failed" not in results.values():
            results[""] = "failed"
        return results

    def _isolate_crashes(
        self, runner: TestRunner, ran: Mapping[str, Ran], found: dict[str, dict[str, Outcome]]
    ) -> None:
        """An executable that dies takes along the tests that had not run. Run it again one test at
        a time: the last one announced is the one that killed it; go on without it."""
        crashed = {name for name, end in ran.items() if name in found and end.crashed}
        dead: dict[str, list[str]] = {name: [] for name in crashed}
        for _ in range(_MAX_CRASHES):
            if not crashed or not self._has_time():
                break
            skips = {n: [w for t in dead[n] for w in ("--skip", t)] for n in crashed}
            again, self.in_time = runner.run(
                {n: ["--test-threads=1", "--exact", *skips[n]] for n in sorted(crashed)}
            )
            for name in sorted(crashed):
                end = again.get(name)
                if end is None or end.output is None:
                    continue
                found[name] = {**self._read(end), **dict.fromkeys(dead[name], "failed")}
                if not end.crashed or end.output.begun is None:
                    crashed.discard(name)
                    if end.crashed:
                        found[name][""] = "failed"
                else:
                    dead[name].append(end.output.begun)
                    found[name][end.output.begun] = "failed"
        for name in crashed:
            found[name][""] = "failed"


def _only(tests: Iterable[str]) -> list[str]:
    named = [test for test in tests if test]
    return ["--exact", *named] if named else []


def _mark_flaky(
    results: dict[str, Outcome], failing: Iterable[str], again: Mapping[str, Outcome]
) -> None:
    for test in failing:
        if again.get(test) == "passed":
            results[test] = "flaky"


def _executables(messages: Iterable[CargoMessage], ctx: ProbeContext) -> Iterable[tuple[str, str]]:
    """File name and binary id of every test executable."""
    for message in messages:
        executable, target = message.get("executable"), message.get("target")
        if executable and target is not None and message.get("profile", {}).get("test"):
            package = package_name(message.get("package_id", ""), ctx.workspace)
            yield executable.rpartition("/")[2], _binary_id(package, target)


def _binary_id(package: str, target: RawTarget) -> str:
    """As cargo-nextest has it (https://nexte.st/docs/glossary/#binary-id)."""
    kind = target["kind"][0]
    if kind == "test":
        return f"{package}::{target['name']}"
    return f"{package}::{kind}/{target['name']}" if kind in ("bin", "example", "bench") else package


def _libraries(messages: Iterable[CargoMessage], ctx: ProbeContext) -> list[CargoPackage]:
    """The packages under test that have a library with doctests switched on."""
    tested = {
        message.get("package_id")
        for message in messages
        if message["reason"] == "compiler-artifact" and message.get("profile", {}).get("test")
    }
    return sorted(
        (
            package
            for package in ctx.workspace.members
            if package.id in tested
            and any(
                t.doctest and set(t.kind) & {"lib", "rlib", "proc-macro"} for t in package.targets
            )
        ),
        key=lambda p: (p.name, p.version),
    )
