"""Tool protocol v1, method by method: the params and results of every probe.

Jobs build params from these models and read results into them; executors do the same from the
other side. `METHODS` is the published list; `rusta tool METHOD` and the JSON Schemas come from it.
"""

from typing import Annotated, Literal

from pydantic import Field

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay
from rusta_server.contracts.proof import Patch
from rusta_server.contracts.tools_deps import DepsParams, DepsResult
from rusta_server.contracts.tools_git import GIT_METHODS
from rusta_server.contracts.tools_place import (
    ItemDocParams,
    PlaceParams,
    PlaceResult,
    ProposalsParams,
    ProposalsResult,
)
from rusta_server.contracts.tools_ra import RA_METHODS

Gate = Literal["check", "clippy"]
"""`check`: cargo check without errors. `clippy`: `cargo clippy -- -D warnings` without errors."""


class NoParams(Record):
    """For methods that ask without arguments."""


# workspace.snapshot, fs.read, clock.now


class Package(Record):
    """`needs`: the packages of the workspace that its manifest names as dependencies."""

    name: str
    version: str
    manifest: str
    edition: str
    targets: tuple[str, ...]
    needs: tuple[str, ...] = ()


class Snapshot(Record):
    """What the tree is now. `tree` hashes every file cargo and git would see but the target
    folder; `rustc` is `rustc -vV`; `sandbox` the mode probes run in (`bwrap`, `none`)."""

    workspace_id: str
    tree: str
    packages: tuple[Package, ...]
    rustc: str
    cargo: str
    toolchain_commit: str
    sandbox: str


class ReadParams(Record):
    paths: tuple[str, ...]


class FileText(Record):
    """`text` is None where the file is missing, not UTF-8 or too large: `error` says which."""

    path: str
    text: str | None
    sha256: str | None
    error: str | None = None


class ReadResult(Record):
    files: tuple[FileText, ...]


class ListParams(Record):
    """Files of the workspace (as the tree hash sees them) whose path ends with `suffix`."""

    suffix: str = ".rs"


class ListedFile(Record):
    path: str
    size: int


class ListResult(Record):
    """Sorted by path."""

    files: tuple[ListedFile, ...]


class ClockResult(Record):
    unix_s: int


class BlobParams(Record):
    """Keep `text` by content hash, so that anchors of kind `blob` can point into it."""

    text: str


class BlobResult(Record):
    blob_sha256: str


class TestBaseline(Record):
    """Tests recorded failing at the last green state of this workspace; `none`: no record."""

    source: Literal["none", "recorded", "head"]
    failing: tuple[str, ...] = ()


# cargo.check, cargo.test, cargo.fmt, rustc.judge


class CheckParams(Record):
    """`selectors` are cargo's own (`-p`, `--workspace`, `--features` …), passed through."""

    selectors: tuple[str, ...] = ()
    gate: Gate = "check"
    overlays: tuple[Overlay, ...] = ()


class CheckResult(Record):
    """`ok`: cargo exited 0. `diagnostics` sorted by (path, start, level, code, message), the same
    one reported for several targets kept once. `tree` is the hash of the tree with overlays."""

    ok: bool
    diagnostics: tuple[Diagnostic, ...]
    tree: str
    sandbox: str


class TestParams(Record):
    """`timeout_s` bounds the whole run. A failing test is run again `retries` times and called
    flaky if it then passes. `doc` includes doctests. `notes`: of what a failing test prints, the
    lines that begin with it are kept."""

    selectors: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    timeout_s: int = 300
    retries: int = 1
    doc: bool = True
    notes: str | None = None


class TestOutcome(Record):
    name: str
    outcome: Literal["passed", "failed", "ignored", "flaky"]
    notes: tuple[str, ...] = ()


class TestResult(Record):
    """`run` is `not-built` where the tests do not compile; `diagnostics` then say why."""

    run: Literal["passed", "failed", "timeout", "not-built", "no-tests"]
    tests: tuple[TestOutcome, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    tree: str
    sandbox: str


class FmtParams(Record):
    paths: tuple[str, ...]
    overlays: tuple[Overlay, ...] = ()


class FmtResult(Record):
    """Edits that would make the files rustfmt-clean; empty where they are."""

    edits: tuple[Edit, ...]


class JudgeCandidate(Record):
    id: str
    edits: tuple[Edit, ...]


class JudgeParams(Record):
    """Judge candidates against the tree with `overlays`, many at once. `limit_greens` stops the
    batch once that many are green; unjudged ones come back as `skipped`."""

    selectors: tuple[str, ...] = ()
    gate: Gate = "check"
    overlays: tuple[Overlay, ...] = ()
    candidates: tuple[JudgeCandidate, ...]
    limit_greens: int | None = None
    deadline_s: int = 60


class Verdict(Record):
    """`green`: no error under the gate. `red`: `errors` are what the compiler still reports.
    `invalid`: the edits do not fit the text. `skipped`: not judged (limit, deadline).
    `warnings`: codes of the lints that a green one still trips, one for each warning, sorted; what
    the author meant rarely leaves something unused."""

    id: str
    verdict: Literal["green", "red", "invalid", "skipped"]
    errors: tuple[Diagnostic, ...] = ()
    warnings: tuple[str, ...] = ()


class JudgeResult(Record):
    verdicts: tuple[Verdict, ...]
    sandbox: str


# docs.*


class CodeDocParams(Record):
    """`code` as in Diagnostic.code, or None with `message` for a syntax error without a code.
    `alternatives`: how many other hits of a search to name beside the one that is taken."""

    code: str | None
    message: str = ""
    alternatives: int = Field(default=0, ge=0, le=20)


class DocSearchParams(Record):
    """Full-text search. `sources`: std, book, reference, nomicon, rbe, error-index, rustc-book."""

    query: str
    sources: tuple[str, ...] = ()
    limit: int = Field(default=5, ge=1, le=50)


class PassagesResult(Record):
    """Best first. Empty with `missing` set where the docs (or clippy) are not there; it names the
    command that gets them. `alternatives`: hits of a search that match as well as the last of
    `passages`, which one of them could stand for."""

    passages: tuple[Passage, ...]
    missing: str | None = None
    alternatives: tuple[Passage, ...] = ()


class ShowParams(Record):
    anchor: Anchor


class ShowResult(Record):
    """`ok` is False where the source is gone or its bytes no longer hash to the anchor."""

    ok: bool
    uri: str
    text: str
    reason: str | None = None


# graph.*


class UpdateParams(Record):
    """`overlays` count in place of their files."""

    overlays: tuple[Overlay, ...] = ()


class ScopeParams(Record):
    """Names visible at byte `offset` of `path`."""

    path: str
    offset: int
    overlays: tuple[Overlay, ...] = ()


class ScopeName(Record):
    """`kind` is a project-graph node kind (fn, struct, enum, trait, const, macro, module, local,
    param, field, variant, use) or one of type_param, const_param, lifetime, label. `path` is the
    Rust path it stands for: that of the import where it is imported, `Self::f` for methods, else
    the name. `type` is the written type, where one is written."""

    name: str
    kind: str
    path: str
    type: str | None = None
    signature: str | None = None


class ScopeResult(Record):
    names: tuple[ScopeName, ...]


class SymbolsParams(Record):
    """Definitions by exact `name`, or those spelled like it where `near`."""

    name: str
    near: bool = False
    kinds: tuple[str, ...] = ()
    limit: int = 20
    overlays: tuple[Overlay, ...] = ()


class Symbol(Record):
    """`symbol` is the SCIP symbol string. `start..end` is the whole item, in bytes."""

    symbol: str
    name: str
    kind: str
    path: str
    start: int
    end: int
    visibility: str
    signature: str


class SymbolsResult(Record):
    symbols: tuple[Symbol, ...]


class GraphStats(Record):
    """`skipped`: files that were not looked into, each with its reason (`$WS/a.rs: too large`)."""

    files: int
    nodes: dict[str, int]
    edges: dict[str, int]
    reparsed: int
    skipped: tuple[str, ...] = ()


# journal.*


class ApplyParams(Record):
    """Apply a proven patch. Refused (STALE) where a file or the tree is not as it was proven.

    `journal.apply` changes what is open in an editor there. `journal.record` writes down a patch
    that the editor has made already. The unsaved text of an editor counts as the tree; `tree_after`
    tells then whether it is the one of the proof.
    """

    proposal: str
    patch: Patch
    tree_before: str
    tree_after: str | None = None
    trace: str | None = None


class ApplyResult(Record):
    """`buffers`: those of `files` that were changed in the editor and wait to be saved."""

    entry: str
    tree_after: str
    files: tuple[str, ...]
    buffers: tuple[str, ...] = ()


class RevertParams(Record):
    """`entry` is a journal entry's id (a unique prefix of at least 8) or `last`."""

    entry: str = "last"


class RevertResult(Record):
    """`files` of the entry; `buffers`: those of them that went back in the editor just now."""

    entry: str
    files: tuple[str, ...]
    tree_after: str
    buffers: tuple[str, ...] = ()


# lm.*


LmSymbol = Annotated[int, Field(ge=0, lt=288)]


class LmScoreParams(Record):
    """Symbols of `rusta_server.lm.symbols`: a prefix of whole patches, and what may follow it.
    Past `deadline_ms`, loading included, the answer is a TIMEOUT."""

    prefix: tuple[LmSymbol, ...] = Field(min_length=4)
    candidates: tuple[tuple[LmSymbol, ...], ...]
    deadline_ms: int = Field(default=60_000, ge=1)


class LmScore(Record):
    """`likelihood_mbit`: log-likelihood of all `symbols` but padding, in thousandths of a bit.
    The logit that the edit is right, in thousandths."""

    likelihood_mbit: int
    symbols: int
    right_mlogit: int


class LmScoreResult(Record):
    """In the order of the candidates. `model` is the id of the artifact's manifest."""

    model: str
    scores: tuple[LmScore, ...]


class LmEdit(Record):
    """Holds what is written to edits that may stand: of lines that the prompt shows of `path` and
    `others`, parsing no worse than before, with names that exist or that the edit brings in.

    The error is at byte `offset` of `path`. `missing`: names that it calls unknown; they do not
    exist because the files speak of them. `syntax`: the error is one of syntax, so fewer places
    must be broken after the edit. `errors`: what the guards judge it by, the default ones; without
    any they are not asked. `abstains`, `tools`: whether it may say ABSTAIN, and for which
    probes it may ask, in place of an edit.
    """

    path: str
    offset: int = Field(ge=0)
    others: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    missing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    syntax: bool = False
    errors: tuple[Diagnostic, ...] = ()
    abstains: bool = False
    tools: tuple[str, ...] = ()


class LmCompleteParams(Record):
    """`samples` completions with the seeds from `seed` on, each after `begin`; those begun within
    `deadline_ms`, loading included, and a TIMEOUT where none was. `nucleus_bp`: of each next symbol
    only the likeliest that together have this share of the probability are drawn.

    With `edit` the completions all end, no two mean the same, and the likeliest comes first; there
    may be fewer. Without temperature they are those of a beam search. What stands after the last
    EDIT of prefix and `begin` is the beginning of the edit's text.
    """

    prefix: tuple[LmSymbol, ...] = Field(min_length=4)
    begin: tuple[LmSymbol, ...] = ()
    limit: int = Field(default=256, ge=1, le=4096)
    temperature_bp: int = Field(default=0, ge=0, le=100_000)
    seed: int = 0
    samples: int = Field(default=1, ge=1, le=64)
    deadline_ms: int = Field(default=60_000, ge=1)
    nucleus_bp: int = Field(default=10_000, ge=1, le=10_000)
    edit: LmEdit | None = None


class LmCompletion(Record):
    """`end`: `end` the model ended it, `limit`, `refused` nothing that may stand could follow.
    `confidence_bp`: the model's own word that the edit is right, uncalibrated."""

    symbols: tuple[int, ...]
    end: Literal["end", "limit", "refused"]
    likelihood_mbit: int
    confidence_bp: int


class LmCompleteResult(Record):
    model: str
    completions: tuple[LmCompletion, ...]


METHODS: dict[str, tuple[type[Record], type[Record]]] = {
    "workspace.snapshot": (NoParams, Snapshot),
    "fs.read": (ReadParams, ReadResult),
    "fs.list": (ListParams, ListResult),
    "clock.now": (NoParams, ClockResult),
    "blob.put": (BlobParams, BlobResult),
    "tests.baseline": (NoParams, TestBaseline),
    "cargo.check": (CheckParams, CheckResult),
    "cargo.test": (TestParams, TestResult),
    "cargo.fmt": (FmtParams, FmtResult),
    "rustc.judge": (JudgeParams, JudgeResult),
    "docs.code": (CodeDocParams, PassagesResult),
    "docs.search": (DocSearchParams, PassagesResult),
    "docs.show": (ShowParams, ShowResult),
    "docs.item": (ItemDocParams, PassagesResult),
    "deps.items": (DepsParams, DepsResult),
    "graph.scope": (ScopeParams, ScopeResult),
    "graph.symbols": (SymbolsParams, SymbolsResult),
    "graph.update": (UpdateParams, GraphStats),
    "graph.at": (PlaceParams, PlaceResult),
    "proposals.at": (ProposalsParams, ProposalsResult),
    "lm.score": (LmScoreParams, LmScoreResult),
    "lm.complete": (LmCompleteParams, LmCompleteResult),
    **RA_METHODS,
    **GIT_METHODS,
    "journal.record": (ApplyParams, ApplyResult),
    "journal.apply": (ApplyParams, ApplyResult),
    "journal.revert": (RevertParams, RevertResult),
}
