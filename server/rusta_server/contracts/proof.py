"""Patches, their proofs, and proposals: what is offered, and what was shown before the offer."""

from typing import Literal

from rusta_server.contracts.anchor import Anchor, Claim
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit


class FileChange(Record):
    """One file of a patch. Hashes are sha256 of the whole file; None: it does not exist."""

    path: str
    before_sha256: str | None
    after_sha256: str | None
    edits: tuple[Edit, ...]


class Patch(Record):
    """A change of one or more files. `diff` is unified (3 lines of context, token paths), `lines`
    is max(added, removed) over all hunks: what the policy's K counts."""

    files: tuple[FileChange, ...]
    diff: str
    lines: int


class TestSummary(Record):
    """Outcome of the tests around a patch. `baseline` is `none` where no green state was recorded;
    then every test must pass. Names are `<target>::<path>`, sorted."""

    baseline: Literal["none", "recorded", "head"]
    run: Literal["passed", "failed", "timeout", "not-run", "no-tests"]
    passed: int = 0
    failed: tuple[str, ...] = ()
    known_failing: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    ignored: int = 0


class Proof(Record):
    """What was shown in the shadow for one patch. `green`: the check passes (under `gate`) and
    tests are no worse. `partial`: the target diagnostic is gone, no new error appears; the errors
    that remain are listed. `probe_keys` name the evidence in the trace."""

    level: Literal["green", "partial"]
    gate: Literal["check", "clippy"]
    tree_before: str
    tree_after: str
    tests: TestSummary
    remaining: tuple[Diagnostic, ...] = ()
    sandbox: str
    rustc: str
    probe_keys: tuple[str, ...]


class Confidence(Record):
    """p in basis points (0..10000) that the patch is right: that tests withheld from the search
    pass and nothing was degraded. That it compiles is proven, not probable."""

    bp: int
    calibrated: bool
    features: dict[str, int | str | bool]


class Proposal(Record):
    """A proven patch, ready to be applied. Its id is the record's sha256."""

    title: str
    sources: tuple[str, ...]
    patch: Patch
    proof: Proof
    confidence: Confidence
    claims: tuple[Claim, ...]
    anchors: tuple[Anchor, ...]
    workspace_id: str
    resolves: tuple[Diagnostic, ...]
