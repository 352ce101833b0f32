"""Prove: the full check and the tests, on the true text, for one candidate."""

from collections.abc import Generator, Sequence
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
    *,
    at_once: bool = False,
) -> Generator[Step, tuple[Evidence, ...], Attempt]:
    """Check (and under the clippy gate, lint) the tree with `overlays`, then run its tests; with
    `at_once`, for what is expected to be green, both side by side.

    Under the clippy gate green means: the check passes, one of the lints `before` is gone and no
    other appears; lints that remain are listed in the proof.
    """
    keys: list[str] = []
    check_it = _probe(CheckParams(selectors=selectors, overlays=overlays))
    test_it = _probe(_test_params(overlays, selectors, policy))
    both = at_once and gate == "check" and policy.tests.run
    check, *tested = yield from _ask((check_it, test_it) if both else (check_it,), keys)
    assert isinstance(check, CheckResult)
    remaining: tuple[Diagnostic, ...] = ()
    if not check.ok:
        errors = errors_of(check.diagnostics)
        return Attempt(None, f"cargo check reports {len(errors)} errors on the whole workspace")
    if gate == "clippy":
        lint_it = _probe(CheckParams(selectors=selectors, overlays=overlays, gate=gate))
        (linted,) = yield from _ask((lint_it,), keys)
        assert isinstance(linted, CheckResult)
        remaining = errors_of(linted.diagnostics)
        if added(before, remaining) or not added(remaining, before):
            return Attempt(None, "clippy reports a lint that was not there before")
    if policy.tests.run and not tested:
        tested = yield from _ask((test_it,), keys)
    tests = _summary(tested, known)
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


def _test_params(
    overlays: tuple[Overlay, ...], selectors: tuple[str, ...], policy: Policy
) -> TestParams:
    return TestParams(
        selectors=selectors,
        overlays=overlays,
        timeout_s=policy.tests.timeout_s,
        retries=policy.tests.retries,
        doc=policy.tests.doc,
    )


def _summary(tested: Sequence[CheckResult | TestResult], known: TestBaseline) -> TestSummary:
    """`tested` is empty where the policy wants no tests."""
    if not tested:
        return TestSummary(baseline=known.source, run="not-run")
    (result,) = tested
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


def _probe(params: CheckParams | TestParams) -> Probe:
    method = "cargo.check" if isinstance(params, CheckParams) else "cargo.test"
    return Probe(method=method, params=params.model_dump(mode="json"))


def _ask(
    probes: tuple[Probe, ...], keys: list[str]
) -> Generator[Step, tuple[Evidence, ...], list[CheckResult | TestResult]]:
    found: list[CheckResult | TestResult] = []
    for evidence in (yield Ask(probes=probes)):
        if evidence.error is not None:
            raise UnansweredError(evidence)
        keys.append(evidence.key)
        model = CheckResult if evidence.method == "cargo.check" else TestResult
        found.append(model.model_validate(evidence.result))
    return found
