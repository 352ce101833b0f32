"""A workspace's state with traces of proven fixes in it, written as rusta writes them."""

from pathlib import Path
from typing import Any

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import (
    Confidence,
    FileChange,
    Patch,
    Proof,
    Proposal,
    TestSummary,
)
from rusta_server.contracts.results import (
    ApplyOutcome,
    ApplyRequest,
    ProposeRequest,
    ProposeResult,
    RevertOutcome,
    RevertRequest,
)
from rusta_server.contracts.tools import Snapshot
from rusta_server.contracts.trace import TraceHeader
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.writer import TraceWriter

PATH = "$WS/src/lib.rs"


def source(number: int) -> str:
    return f"pub fn total{number}(x: u8) -> u32 {{\n    let sum = x + {number};\n    sum\n}}\n"


def diagnostic(number: int) -> Diagnostic:
    start = source(number).index("    sum\n") + 4
    span = Span(
        path=PATH, start=start, end=start + 3, primary=True, line=3, column=5, end_line=3,
        end_column=8, label="expected `u32`, found `u8`",
    )  # fmt: skip
    return Diagnostic(
        level="error", code="E0308", slice="types", message=f"mismatched types ({number})",
        spans=(span,),
    )  # fmt: skip


def proposal(number: int, text: str, tests: Any = "passed", level: Any = "green") -> Proposal:
    span = diagnostic(number).spans[0]
    edit = Edit(path=PATH, start=span.start, end=span.end, text=text)
    before = sha256_hex(source(number).encode())
    change = FileChange(path=PATH, before_sha256=before, after_sha256="1" * 64, edits=(edit,))
    proof = Proof(
        level=level, gate="check", tree_before="2" * 64, tree_after="3" * 64,
        tests=TestSummary(baseline="recorded", run=tests), sandbox="bwrap", rustc="rustc",
        probe_keys=(),
    )  # fmt: skip
    return Proposal(
        title=f"Write {text}", sources=("operator:convert",),
        patch=Patch(files=(change,), diff="", lines=1), proof=proof,
        confidence=Confidence(bp=8_000, calibrated=False, features={}), claims=(), anchors=(),
        workspace_id="w", resolves=(diagnostic(number),),
    )  # fmt: skip


class State:
    """Of one workspace, below a folder of states."""

    def __init__(self, states: Path) -> None:
        self.folder = states / "workspace"
        self._blobs = BlobStore(self.folder / "blobs")

    def propose(self, number: int, *proposals: Proposal) -> None:
        result = ProposeResult(
            status="proposed", gate="check", snapshot=_SNAPSHOT,
            diagnostics=(diagnostic(number),), proposals=proposals,
        )  # fmt: skip
        text = source(number)
        read = {"path": PATH, "text": text, "sha256": sha256_hex(text.encode()), "error": None}
        evidence = Evidence(method="fs.read", key="4" * 64, result={"files": [read]})
        self._write("propose", ProposeRequest(), result, (evidence,))

    def apply(self, taken: Proposal, entry: str) -> None:
        outcome = ApplyOutcome(
            entry=entry, proposal=taken.record_id, files=(PATH,), tree_after="3" * 64, verified=True
        )
        self._write("apply", ApplyRequest(proposal=taken), outcome)

    def revert(self, entry: str) -> None:
        outcome = RevertOutcome(entry=entry, files=(PATH,), tree_after="2" * 64)
        self._write("revert", RevertRequest(entry=entry), outcome)

    def _write(
        self, job: str, request: Any, result: Any, evidence: tuple[Evidence, ...] = ()
    ) -> None:
        header = TraceHeader(
            job=job, request=request.model_dump(mode="json"),
            policy=Policy().model_dump(mode="json"), rusta="0.1.0", workspace_id="w",
        )  # fmt: skip
        writer = TraceWriter(self.folder / "traces", self._blobs, header)
        writer.step({"probe": job}, evidence, 0.1)
        writer.close(result.model_dump(mode="json"))


_SNAPSHOT = Snapshot(
    workspace_id="w", tree="2" * 64, packages=(), rustc="rustc", cargo="cargo",
    toolchain_commit="c", sandbox="bwrap",
)  # fmt: skip
