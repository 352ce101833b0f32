"""rusta.applyPatch, rusta.applied, rusta.revert, rusta.preview: patches and the way back."""

import asyncio
import time
from functools import partial
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from rusta_server.contracts.documents import (
    ApplyDocument,
    PreviewDocument,
    PreviewedFile,
    RevertDocument,
    dump,
)
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import (
    ApplyOutcome,
    ApplyRequest,
    RevertOutcome,
    RevertRequest,
)
from rusta_server.lsp.chips import proposals_for
from rusta_server.lsp.commands import (
    at,
    chosen,
    command,
    errors_touched,
    failed,
    job,
    off_loop,
    word,
)
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.showing import show_uri

UNTOUCHED = "nothing was changed but what the message names"
# A client sends its didChange around the command that follows an edit of its own.
_SETTLE_S = 2.0
_POLL_S = 0.02


def register(server: RustaServer) -> None:
    @command(server, "rusta.applyPatch")
    async def apply(argument: Any) -> dict[str, Any]:
        """[{proposal?, uri?, position?, project?}]; the best proven proposal without one."""
        return await applied_here(server, *await wanted(server, argument))

    @command(server, "rusta.applied")
    async def applied(argument: Any) -> dict[str, Any]:
        """[{project, proposal}], by the client after a code action's edit: verified, recorded."""
        from rusta_server.lsp.buffers import EditorBuffers

        project, proposal = await wanted(server, argument)
        await _settled(server, project, proposal)
        finished = await job(
            project,
            "apply",
            ApplyRequest(proposal=proposal, accepted="person", done=True),
            EditorBuffers(server, project, {}, "undo the edit in the editor"),
        )
        if isinstance(finished.result, ApplyOutcome):
            return dump(ApplyDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished, "the edit is in the editor, but rusta.revert knows nothing")

    @command(server, "rusta.revert")
    async def revert(argument: Any) -> dict[str, Any]:
        """[{entry?, uri?, project?}]: the newest patch that stands, or the one with that id."""
        from rusta_server.lsp.buffers import EditorBuffers

        project, entry = chosen(server, argument), word(argument, "entry") or "last"
        labels = {"revert": "Revert the patch of rusta", "undo": "Take the revert back"}
        remedy = f"save and close the files, then: rusta revert {entry[:12]}"
        finished = await job(
            project,
            "revert",
            RevertRequest(entry=entry),
            EditorBuffers(server, project, labels, remedy),
        )
        server.refresh_when_idle(project)
        if isinstance(finished.result, RevertOutcome):
            return dump(RevertDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished, UNTOUCHED)

    @command(server, "rusta.preview")
    async def preview(argument: Any) -> dict[str, Any]:
        """[{proposal?, uri?, position?, project?}]: open the files as the proposal makes them."""
        from rusta_server.lsp.text_document_content import as_file, preview_uri

        project, proposal = await wanted(server, argument)
        files = []
        for file in proposal.patch.files:
            uri: str | None = preview_uri(project, proposal.record_id, file.path)
            if file.after_sha256 is None:
                uri = None
            elif not server.client.text_document_content:
                made = preview_uri(project, proposal.record_id, file.path)
                uri = await off_loop(server, partial(as_file, server, made))
            files.append(PreviewedFile(path=file.path, uri=uri))
        for shown in files:
            if shown.uri is not None:
                await show_uri(server, shown.uri)
        document = PreviewDocument(
            proposal=proposal.record_id, files=tuple(files), diff=proposal.patch.diff
        )
        return dump(document)


async def applied_here(server: RustaServer, project: Project, proposal: Proposal) -> dict[str, Any]:
    """Apply it for a person, in open files through the editor; the answer says how it went."""
    from rusta_server.lsp.buffers import EditorBuffers

    labels = {"apply": proposal.title, "undo": f"Take back: {proposal.title}"}
    remedy = f"save the open files, then: rusta apply {proposal.record_id[:12]}"
    finished = await job(
        project,
        "apply",
        ApplyRequest(proposal=proposal, accepted="person"),
        EditorBuffers(server, project, labels, remedy),
    )
    server.refresh_when_idle(project)
    if isinstance(finished.result, ApplyOutcome):
        return dump(ApplyDocument(trace=finished.trace, result=finished.result))
    return failed(server, finished, UNTOUCHED)


async def wanted(server: RustaServer, argument: Any) -> tuple[Project, Proposal]:
    """The proposal a command is about: the one it names, else the best for the error at its
    position, else the best for everything.

    Raises:
        JsonRpcInvalidParams: none is meant, or it is not known.
    """
    named = word(argument, "proposal")
    if named is not None:
        return await _stored(server, argument, named)
    project = chosen(server, argument)
    findings = project.findings
    if not server.is_current(project):
        raise JsonRpcInvalidParams("the texts changed since the last proof; wait for the next one")
    where = at(server, project, argument)
    if where is not None:
        found = [p for e in errors_touched(project, where) for p in proposals_for(findings, e)]
    else:
        found = list(findings.proposed.proposals) if findings.proposed is not None else []
    if not found:
        raise JsonRpcInvalidParams("nothing is proven here; rusta.proposePatch searches")
    return project, found[0]


async def _stored(server: RustaServer, argument: Any, named: str) -> tuple[Project, Proposal]:
    from rusta_server.proposals import NoSuchProposalError, ProposalStore

    try:
        projects = [chosen(server, argument)]
    except JsonRpcInvalidParams:
        projects = list(server.projects.values())
    reason = "no project is open"
    for project in projects:
        store = ProposalStore(project.state.proposals)
        try:
            return project, await off_loop(server, partial(store.get, named))
        except NoSuchProposalError as error:
            reason = str(error)
    raise JsonRpcInvalidParams(reason)


async def _settled(server: RustaServer, project: Project, proposal: Proposal) -> None:
    """Wait until the open files are what the edit makes of them, or it is clear they will not."""
    until = time.monotonic() + _SETTLE_S
    while time.monotonic() < until:
        open_ones = [
            (document, file.after_sha256)
            for file in proposal.patch.files
            if (path := project.path(file.path)) is not None
            and (document := server.documents.at(path)) is not None
        ]
        if open_ones and all(document.sha256 == sha for document, sha in open_ones):
            return
        await asyncio.sleep(_POLL_S)
