"""The documents `--json` prints: one per command, `document` names the kind and its version."""

from typing import Any, Literal

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.explore import ExploreResult
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence, ProbeError
from rusta_server.contracts.results import (
    Abstention,
    ApplyOutcome,
    DiagnoseResult,
    ExplainResult,
    PartialStep,
    ProposeResult,
    RevertOutcome,
)
from rusta_server.contracts.tools import GraphStats


class ErrorDocument(Record):
    """Bad input or environment: exit code 2. `untouched` says what was left as it was."""

    document: Literal["error/1"] = "error/1"
    error: ProbeError
    untouched: str = "nothing in your tree was changed"
    trace: str | None = None


class DiagnoseDocument(Record):
    document: Literal["diagnose/1"] = "diagnose/1"
    trace: str
    result: DiagnoseResult


class ExplainDocument(Record):
    document: Literal["explain/1"] = "explain/1"
    trace: str
    result: ExplainResult


class ProposeDocument(Record):
    """`ids` are the proposals' ids, in their order: what `rusta apply` takes."""

    document: Literal["propose/1"] = "propose/1"
    trace: str
    ids: tuple[str, ...]
    result: ProposeResult


class ExploreDocument(Record):
    """`ids` as in a ProposeDocument. `golden`: the run is kept as a candidate for a golden trace
    under this name."""

    document: Literal["explore/1"] = "explore/1"
    trace: str
    ids: tuple[str, ...]
    result: ExploreResult
    golden: str | None = None


class ApplyDocument(Record):
    document: Literal["apply/1"] = "apply/1"
    trace: str
    result: ApplyOutcome


class RevertDocument(Record):
    document: Literal["revert/1"] = "revert/1"
    trace: str
    result: RevertOutcome


class FixStep(Record):
    """One proven patch and what became of it."""

    proposal: str
    title: str
    sources: tuple[str, ...]
    confidence_bp: int
    calibrated: bool
    lines: int
    diff: str
    tests: str
    outcome: Literal["applied", "offered", "declined"]
    entry: str | None = None
    at_threshold: bool = False
    features: dict[str, int | str | bool] = {}


class FixDocument(Record):
    """`status`: `clean` nothing was broken · `fixed` green now · `offered` proven patches wait for
    a yes · `abstained` nothing provable is left while it is still broken."""

    document: Literal["fix/1"] = "fix/1"
    status: Literal["clean", "fixed", "offered", "abstained"]
    traces: tuple[str, ...]
    steps: tuple[FixStep, ...]
    remaining: tuple[Diagnostic, ...] = ()
    abstentions: tuple[Abstention, ...] = ()
    partial: tuple[PartialStep, ...] = ()
    counts: dict[str, int] = {}


class ReplayDocument(Record):
    """`same` is True where every step and the outcome came out to the same bytes. `step` counts
    from 0; -1 is the header."""

    document: Literal["replay/1"] = "replay/1"
    trace: str
    job: str | None
    steps: int
    same: bool
    step: int | None = None
    reason: str | None = None
    recorded: str | None = None
    replayed: str | None = None


class TraceSummary(Record):
    """A recorded job; `error` is what stopped it. `ended_unix_s` is None where its time is gone."""

    trace: str
    job: str
    steps: int
    ended_unix_s: int | None = None
    error: str | None = None


class TracesDocument(Record):
    """The traces of a workspace, newest first."""

    document: Literal["traces/1"] = "traces/1"
    workspace_id: str
    traces: tuple[TraceSummary, ...]


class TracePlace(Record):
    """A place that a step is about: a token path, 1-based lines, and columns in characters."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str | None = None


class RecordedStep(Record):
    """One step in words. `kind` is that of the step (`plan`, `probe`, `decide`, `ledger`, `patch`),
    `failed` why a probe was not answered, `ms` how long it took where that is known."""

    seq: int
    kind: str
    title: str
    detail: str
    ms: int | None = None
    failed: str | None = None
    anchors: tuple[str, ...] = ()
    places: tuple[TracePlace, ...] = ()


class TraceStepsDocument(Record):
    """A trace to be gone through step by step; `error` is what stopped the job."""

    document: Literal["trace-steps/1"] = "trace-steps/1"
    trace: str
    job: str
    steps: tuple[RecordedStep, ...]
    ended_unix_s: int | None = None
    error: str | None = None


class ToolDocument(Record):
    document: Literal["tool/1"] = "tool/1"
    evidence: Evidence


class ShowDocument(Record):
    document: Literal["show/1"] = "show/1"
    anchor: Anchor
    ok: bool
    uri: str
    text: str
    reason: str | None = None


class TrustDocument(Record):
    document: Literal["trust/1"] = "trust/1"
    workspace_id: str
    root: str
    trusted: bool


class PreviewedFile(Record):
    """`uri` opens the file as the proposal would make it; None where there is none after it."""

    path: str
    uri: str | None


class PreviewDocument(Record):
    """What an editor was asked to show of a proposal."""

    document: Literal["preview/1"] = "preview/1"
    proposal: str
    files: tuple[PreviewedFile, ...]
    diff: str


class MemoryDocument(Record):
    """What is remembered of earlier fixes in a workspace. `note` says what there is to know where
    it is nothing."""

    document: Literal["memory/1"] = "memory/1"
    workspace_id: str
    remembered: int
    note: str


class CleanDocument(Record):
    document: Literal["clean/1"] = "clean/1"
    freed_bytes: int


class IndexDocument(Record):
    document: Literal["index/1"] = "index/1"
    stats: GraphStats


class DoctorItem(Record):
    """One thing rusta needs or can use; `remedy` is the command that gets it where missing."""

    name: str
    found: bool
    required: bool
    detail: str
    remedy: str | None = None


class DoctorDocument(Record):
    """`origins` names the layer that set a knob, where it is not the default."""

    document: Literal["doctor/1"] = "doctor/1"
    ok: bool
    items: tuple[DoctorItem, ...]
    policy: Policy
    origins: dict[str, str]


class NegotiatedCapability(Record):
    """A capability of LSP by its name there; `without` is what rusta does where it is missing."""

    name: str
    announced: bool
    without: str


class LspDocument(Record):
    """What the last client of `rusta serve` and the server agreed on. `client` and its version are
    as the client says; `at` is in seconds since 1970."""

    document: Literal["lsp/1"] = "lsp/1"
    client: str | None
    client_version: str | None
    server_version: str
    encoding: Literal["utf-8", "utf-16", "utf-32"]
    capabilities: tuple[NegotiatedCapability, ...]
    at: int


class LmStatusDocument(Record):
    """Whether a model can be used; `remedy` is the command that helps where not. `model` is the id
    of its manifest."""

    document: Literal["lm-status/1"] = "lm-status/1"
    usable: bool
    detail: str
    remedy: str | None = None
    model: str | None = None


Phase = Literal["unknown", "checking", "checked", "proving", "done", "failed"]
"""How far the language server is with a project's texts as they are now."""


class ProjectStatus(Record):
    """An open project of the language server; `errors` are those of the last check."""

    root: str
    trusted: bool
    phase: Phase
    errors: int


class LoopStatus(Record):
    """How much later than asked the event loop came round, since somebody watches."""

    ticks: int
    p50_us: int
    p99_us: int
    max_us: int


class ServerStatusDocument(Record):
    """What `rusta/status` is answered with: `jobs` under way or waiting, the projects by id, and
    the byte model that is there, told without loading it."""

    document: Literal["server-status/1"] = "server-status/1"
    jobs: int
    projects: dict[str, ProjectStatus]
    resident_bytes: int
    loop: LoopStatus
    model: LmStatusDocument


class LmScoreDocument(Record):
    """Log-likelihoods in thousandths of a bit, in the order of the candidates."""

    document: Literal["lm-score/1"] = "lm-score/1"
    model: str
    likelihoods_mbit: tuple[int, ...]


class LmCompleteDocument(Record):
    """`end`: `end` the model ended it, `limit`, `refused` no line that may stand was found."""

    document: Literal["lm-complete/1"] = "lm-complete/1"
    model: str
    text: str
    end: Literal["end", "limit", "refused"]
    likelihood_mbit: int


class LmBenchDocument(Record):
    """Microseconds: to load; to read 2 kB and score 32 candidates of 100 bytes; to write 512."""

    document: Literal["lm-bench/1"] = "lm-bench/1"
    model: str
    quantisation: Literal["none", "int8", "int4"]
    artifact_bytes: int
    load_us: int
    score_us: int
    write_us: int
    resident_bytes: int


class SchemaDocument(Record):
    """`stale` and `missing` are empty where the checked-in schemas are those of the models."""

    document: Literal["schema/1"] = "schema/1"
    ok: bool
    contracts: tuple[str, ...]
    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


DOCUMENTS: dict[str, type[Record]] = {
    model.model_fields["document"].default: model
    for model in (
        ErrorDocument,
        DiagnoseDocument,
        ExplainDocument,
        ProposeDocument,
        ExploreDocument,
        ApplyDocument,
        RevertDocument,
        FixDocument,
        ReplayDocument,
        TracesDocument,
        TraceStepsDocument,
        ToolDocument,
        ShowDocument,
        TrustDocument,
        PreviewDocument,
        MemoryDocument,
        CleanDocument,
        IndexDocument,
        DoctorDocument,
        LspDocument,
        LmStatusDocument,
        ServerStatusDocument,
        LmScoreDocument,
        LmCompleteDocument,
        LmBenchDocument,
        SchemaDocument,
    )
}


def dump(document: Record) -> dict[str, Any]:
    return document.model_dump(mode="json")
