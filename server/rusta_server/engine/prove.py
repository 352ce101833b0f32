"""Prove: the full check and the tests, on the true text, for one candidate."""

from collections.abc import Generator
from dataclasses import dataclass

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.phases import added, errors_of
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.proof import Proof, TestSummary
from rusta_server.contracts.tools import (
    CheckParams,
    CheckResult,
    Gate,
    Snapshot,
    TestBaseline,
    TestParams,
    TestResult,
)
from rusta_server.engine.job import Ask, Step, UnansweredError


@dataclass(frozen=True)
class Attempt:
    """`proof` where it is green, else the `reason` it is not."""

    proof: Proof | None
    reason: str
    tests: TestSummary | None = None


def prove(
    overlays: tuple[Overlay, ...],
    selectors: tuple[str, ...],
    gate: Gate,
    snapshot: Snapshot,
    before: tuple[Diagnostic, ...],
    known: TestBaseline,
    policy: Policy,
) -> Generator[Step, tuple[Evidence, ...], Attempt]:
    """Check (and under the clippy gate, lint) the tree with `overlays`, then run its tests.

    Under the clippy gate green means: the check passes, one of the lints `before` is gone and no
    other appears; lints that remain are listed in the proof.
    """
    keys: list[str] = []
    check = yield from _ask(
        "cargo.check", CheckParams(selectors=selectors, overlays=overlays), keys
    )
    assert isinstance(check, CheckResult)
    remaining: tuple[Diagnostic, ...] = ()
    if not check.ok:
        errors = errors_of(check.diagnostics)
        return Attempt(None, f"cargo check reports {len(errors)} errors on the whole workspace")
    if gate == "clippy":
        linted = yield from _ask(
            "cargo.check", CheckParams(selectors=selectors, overlays=overlays, gate=gate), keys
        )
        assert isinstance(linted, CheckResult)
        remaining = errors_of(linted.diagnostics)
        if added(before, remaining) or not added(remaining, before):
            return Attempt(None, "clippy reports a lint that was not there before")
    tests = yield from _tests(overlays, selectors, known, policy, keys)
    if tests.run in ("failed", "timeout"):
        names = ", ".join(tests.failed[:3]) or "time limit"
        return Attempt(None, f"the check is green, but tests fail: {names}", tests)
    proof = Proof(
        level="green",
        gate=gate,
        tree_before=snapshot.tree,
        tree_after=check.tree,
        tests=tests,
        remaining=remaining,
        sandbox=check.sandbox,
        rustc=snapshot.rustc.splitlines()[0] if snapshot.rustc else "",
        probe_keys=tuple(keys),
    )
    return Attempt(proof, "green", tests)


def _tests(
    overlays: tuple[Overlay, ...],
    selectors: tuple[str, ...],
    known: TestBaseline,
    policy: Policy,
    keys: list[str],
) -> Generator[Step, tuple[Evidence, ...], TestSummary]:
    if not policy.tests.run:
        return TestSummary(baseline=known.source, run="not-run")
    params = TestParams(
        selectors=selectors,
        overlays=overlays,
        timeout_s=policy.tests.timeout_s,
        retries=policy.tests.retries,
        doc=policy.tests.doc,
    )
    result = yield from _ask("cargo.test", params, keys)
    assert isinstance(result, TestResult)
    failed = [t.name for t in result.tests if t.outcome == "failed"]
    fresh = tuple(name for name in failed if name not in known.failing)
    run = result.run
    if run == "not-built":
        built = errors_of(result.diagnostics)
        return TestSummary(
            baseline=known.source,
            run="failed",
            failed=tuple(f"(tests do not build) {d.message}" for d in built[:3]),
        )
    if run == "failed" and failed and not fresh:
        run = "passed"
    return TestSummary(
        baseline=known.source,
        run=run,
        passed=sum(t.outcome in ("passed", "flaky") for t in result.tests),
        failed=fresh,
        known_failing=tuple(name for name in failed if name in known.failing),
        flaky=tuple(t.name for t in result.tests if t.outcome == "flaky"),
        ignored=sum(t.outcome == "ignored" for t in result.tests),
    )


def _ask(
    method: str, params: CheckParams | TestParams, keys: list[str]
) -> Generator[Step, tuple[Evidence, ...], CheckResult | TestResult]:
    (evidence,) = yield Ask(probes=(Probe(method=method, params=params.model_dump(mode="json")),))
    if evidence.error is not None:
        raise UnansweredError(evidence)
    keys.append(evidence.key)
    model = CheckResult if method == "cargo.check" else TestResult
    return model.model_validate(evidence.result)
