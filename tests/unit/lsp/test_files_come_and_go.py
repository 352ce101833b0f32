"""A proven patch that creates or deletes files: no client can be relied on to do that in an edit,
so it is offered as a command, and as an edit it is refused with the name of that command."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from rusta_server.contracts import proof as records
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import Confidence, Patch, Proof, Proposal
from rusta_server.contracts.results import DiagnoseResult, ProposeResult
from rusta_server.contracts.tools import Snapshot
from rusta_server.lsp.client import Client
from rusta_server.lsp.project import Findings, Project
from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.workspace_edits import StaleError, edit_of
from rusta_server.patches.build import patch_between
from rusta_server.probes.context import ProbeContext
from rusta_server.proposals import ProposalStore
from rusta_server.workspace.tree import hash_entries

LIB, MODULE = "$WS/src/lib.rs", "$WS/src/absent.rs"
BEFORE = {LIB: "mod absent;\n"}
PATCHES = {
    "created": patch_between({}, {MODULE: "pub fn found() {}\n"}),
    "created beside an edit": patch_between(
        BEFORE, {LIB: "pub mod absent;\n", MODULE: "pub fn found() {}\n"}
    ),
    "deleted": patch_between({LIB: BEFORE[LIB], MODULE: "x\n"}, BEFORE),
}
EDITOR = {
    "workspace": {"workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}}},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    },
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    root = tmp_path / "crate"
    (root / "src").mkdir(parents=True)
    (root / "Cargo.toml").write_text('[package]\nname = "c"\nversion = "0.1.0"\n')
    (root / "src/lib.rs").write_text(BEFORE[LIB])
    return root


@asynccontextmanager
async def serving(root: Path, capabilities: Any) -> AsyncIterator[tuple[RustaServer, Project]]:
    server = RustaServer()
    server.started(asyncio.get_running_loop())
    server.settings.take({"check_on": "off"})
    server.client = Client(capabilities)
    server.open_project(root)
    while not server.projects:
        await asyncio.sleep(0.01)
    try:
        yield server, next(iter(server.projects.values()))
    finally:
        server.close()


def proposed(server: RustaServer, project: Project, patch: Patch) -> Proposal:
    """Have it be known that `patch` is proven for the error in the open file."""
    entries = dict(ProbeContext(project.workspace).tree.read().hashes)
    before = hash_entries(entries)
    for file in patch.files:
        entries.pop(file.path, None)
        if file.after_sha256 is not None:
            entries[file.path] = (False, file.after_sha256)
    span = Span(
        path=LIB, start=0, end=11, line=1, column=1, end_line=1, end_column=12, primary=True
    )
    error = Diagnostic(level="error", code="E0583", slice="names", message="m", spans=(span,))
    proof = Proof(
        level="green",
        gate="check",
        tree_before=before,
        tree_after=hash_entries(entries),
        tests=records.TestSummary(baseline="none", run="no-tests"),
        sandbox="none",
        rustc="rustc",
        probe_keys=(),
    )
    proposal = Proposal(
        title="Write the module",
        sources=(),
        patch=patch,
        proof=proof,
        confidence=Confidence(bp=9_000, calibrated=False, features={}),
        claims=(),
        anchors=(),
        workspace_id=project.id,
        resolves=(error,),
    )
    snapshot = Snapshot(
        workspace_id=project.id, tree=before, packages=(), rustc="rustc", cargo="cargo",
        toolchain_commit="", sandbox="none",
    )  # fmt: skip
    project.findings = Findings(
        server.texts_of(project)[1],
        "done",
        DiagnoseResult(ok=False, gate="check", snapshot=snapshot, diagnostics=(error,), roots=(0,)),
        ProposeResult(
            status="proposed", gate="check", snapshot=snapshot, diagnostics=(error,),
            proposals=(proposal,),
        ),
    )  # fmt: skip
    return proposal


async def actions(server: RustaServer, root: Path) -> list[Any]:
    uri = (root / "src/lib.rs").as_uri()
    here = types.Range(types.Position(0, 0), types.Position(0, 5))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(uri), here, types.CodeActionContext([])
    )
    found: list[Any] = await server.protocol.fm.features["textDocument/codeAction"](params)
    return found


def opened(server: RustaServer, root: Path) -> None:
    uri = (root / "src/lib.rs").as_uri()
    server.documents.opened(types.TextDocumentItem(uri, "rust", 1, BEFORE[LIB]))


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
@pytest.mark.parametrize("capabilities", [EDITOR, {}], ids=["literals", "commands"])
def test_it_is_offered_as_a_command_without_an_edit(
    root: Path, patch: Patch, capabilities: Any
) -> None:
    async def run() -> None:
        async with serving(root, capabilities) as (server, project):
            opened(server, root)
            proposal = proposed(server, project, patch)
            found = await actions(server, root)
            fix = next(a for a in found if a.title.startswith(proposal.title))
            command = fix if isinstance(fix, types.Command) else fix.command
            assert command.command == "rusta.applyPatch"
            assert command.arguments == [{"project": project.id, "proposal": proposal.record_id}]
            assert getattr(fix, "edit", None) is None and getattr(fix, "data", None) is None

    asyncio.run(run())


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_as_an_edit_it_is_refused_with_the_command_that_does_it(root: Path, patch: Patch) -> None:
    async def run() -> None:
        async with serving(root, EDITOR) as (server, project):
            opened(server, root)
            proposal = proposed(server, project, patch)
            with pytest.raises(StaleError, match=r"absent\.rs is .*rusta\.applyPatch"):
                edit_of(server, project, proposal, Policy())

    asyncio.run(run())


def test_the_command_makes_the_file_and_revert_takes_it_away(root: Path) -> None:
    async def run() -> None:
        async with serving(root, EDITOR) as (server, project):
            proposal = proposed(server, project, PATCHES["created"])
            ProposalStore(project.state.proposals).put(proposal)
            commands = server.protocol.fm.commands
            named = {"project": project.id, "proposal": proposal.record_id}
            applied = await commands["rusta.applyPatch"](named)
            assert applied["document"] == "apply/1", applied
            assert (root / "src/absent.rs").read_text() == "pub fn found() {}\n"
            reverted = await commands["rusta.revert"]({"project": project.id})
            assert reverted["document"] == "revert/1", reverted
            assert not (root / "src/absent.rs").exists()

    asyncio.run(run())
