"""Requests and results of the jobs: what the CLI prints with `--json` and the server sends."""

from typing import Any, Literal

from pydantic import Field

from rusta_server.contracts.anchor import Explanation
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.tools import Gate, Snapshot


class At(Record):
    """A position a user names: 1-based line and column (characters) of a token path."""

    path: str
    line: int = Field(ge=1)
    column: int = Field(default=1, ge=1)


class NextProbe(Record):
    """The probe that would settle what is open: its JSON-RPC method, params and why."""

    method: str
    params: dict[str, Any] = {}
    why: str


class DiagnoseRequest(Record):
    """`gate` None: check, and clippy where the check is green. `overlays`: unsaved text."""

    selectors: tuple[str, ...] = ()
    gate: Gate | None = None
    overlays: tuple[Overlay, ...] = ()


class DiagnoseResult(Record):
    """`roots` index into `diagnostics`: those to look at first; others may be their cascades."""

    ok: bool
    gate: Gate
    snapshot: Snapshot
    diagnostics: tuple[Diagnostic, ...]
    roots: tuple[int, ...]


class ExplainRequest(Record):
    """With `code`: the documentation of that code alone, nothing of the repository runs. With `at`:
    the diagnostics whose spans touch that position. Otherwise every root diagnostic."""

    selectors: tuple[str, ...] = ()
    gate: Gate | None = None
    at: At | None = None
    code: str | None = None
    limit: int = Field(default=5, ge=1)
    overlays: tuple[Overlay, ...] = ()


class ExplainResult(Record):
    ok: bool
    explanations: tuple[Explanation, ...]
    missing: tuple[str, ...] = ()


class KnownPatch(Record):
    """A patch that was proven for the same errors before the text was edited elsewhere, as `edits`
    of the text now. `features` are those of its confidence: how it stood among its rivals."""

    title: str
    sources: tuple[str, ...]
    edits: tuple[Edit, ...]
    features: dict[str, int | str | bool]


class Checked(Record):
    """What a job that ended just now found in the same tree with the same overlays: the errors
    under `gate`."""

    snapshot: Snapshot
    gate: Gate
    findings: tuple[Diagnostic, ...]


class ProposeRequest(Record):
    """`at` restricts to diagnostics touching it. `limit` bounds how many proposals are proven.
    `known` patches, best first, are proven before anything is searched for. `checked` is believed
    as long as the tree, the toolchain and the sandbox are still the same."""

    selectors: tuple[str, ...] = ()
    gate: Gate | None = None
    at: At | None = None
    limit: int = Field(default=3, ge=1)
    overlays: tuple[Overlay, ...] = ()
    known: tuple[KnownPatch, ...] = ()
    checked: Checked | None = None


class LintRequest(Record):
    """Everything of one lint (`needless_return`, `unused_mut`; `rustfmt` for the layout), of one
    file (a token path), or both; of the whole workspace where neither is named."""

    selectors: tuple[str, ...] = ()
    lint: str | None = None
    file: str | None = None
    overlays: tuple[Overlay, ...] = ()


class Abstention(Record):
    """Why nothing (or nothing certain enough) is offered for a diagnostic, and what would help."""

    diagnostic: Diagnostic | None
    reason: str
    next_probe: NextProbe


class PartialStep(Record):
    """A step that was shown to help but does not reach green: offered by hand only. `resolves`: the
    errors that are gone with it, `remaining` how many are left."""

    title: str
    diff: str
    remaining: int
    resolves: tuple[Diagnostic, ...] = ()


class ProposeResult(Record):
    """`status`: `clean` nothing to repair · `proposed` at least one proven proposal · `abstained`.

    `proposals` best first. `counts`: candidates generated, guarded, judged, green, proven."""

    status: Literal["clean", "proposed", "abstained"]
    gate: Gate
    snapshot: Snapshot
    diagnostics: tuple[Diagnostic, ...]
    proposals: tuple[Proposal, ...] = ()
    abstentions: tuple[Abstention, ...] = ()
    partial: tuple[PartialStep, ...] = ()
    counts: dict[str, int] = {}


class ApplyRequest(Record):
    """`accepted` says who agreed: a person at the prompt, a flag, or the policy's threshold.
    `done`: the editor has made the edit already; it is verified and recorded."""

    proposal: Proposal
    accepted: Literal["person", "flag", "threshold"] = "person"
    done: bool = False


class ApplyOutcome(Record):
    """`verified`: the tree's hash after the apply is the proof's `tree_after`. `buffers`: those of
    `files` that are changed in an editor and wait to be saved."""

    entry: str
    proposal: str
    files: tuple[str, ...]
    tree_after: str
    verified: bool
    buffers: tuple[str, ...] = ()


class RevertRequest(Record):
    entry: str = "last"


class RevertOutcome(Record):
    """`buffers`: those of `files` that went back in an editor and wait to be saved."""

    entry: str
    files: tuple[str, ...]
    tree_after: str
    buffers: tuple[str, ...] = ()
