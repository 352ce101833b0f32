"""Hover: the explanation of an error, its proof and its citations; nothing where there is none."""

import asyncio

from lsprotocol import types

from rusta_server.contracts.anchor import Explanation
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.results import At, ExplainRequest, ExplainResult
from rusta_server.lsp.chips import chip, proposals_for
from rusta_server.lsp.documents import Document
from rusta_server.lsp.locations import errors_at, location_of
from rusta_server.lsp.markdown import explanation as as_markdown
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.text_document_content import anchor_uri

Key = tuple[str, str, str, int]


def register(server: RustaServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def asked(params: types.HoverParams) -> types.Hover | None:
        document = server.documents.get(params.text_document.uri)
        server.focused = params.text_document.uri
        project = server.project_of(document) if document is not None else None
        if document is None or project is None or not server.settings.editor.hover:
            return None
        if not server.is_current(project):
            return None
        here = types.Range(params.position, params.position)
        errors = [
            e
            for e in errors_at(server, project, document, here)
            if _covers(server, document, e, here)
        ]
        if not errors:
            return None
        found = await explained(server, project, document, errors[0])
        if found is None:
            return None
        state = chip(project.findings, errors[0])
        marked = server.client.markdown_hover
        text = as_markdown(found, lambda a: anchor_uri(server, project, a), state, marked)
        where = location_of(server, project, errors[0].primary) if errors[0].primary else None
        kind = types.MarkupKind.Markdown if marked else types.MarkupKind.PlainText
        return types.Hover(types.MarkupContent(kind, text), where.range if where else None)


async def explained(
    server: RustaServer, project: Project, document: Document, error: Diagnostic
) -> Explanation | None:
    """The explanation of `error`, from the proof where there is one, else from a job. None where
    nothing could be cited or the text changed meanwhile."""
    for proposal in proposals_for(project.findings, error):
        first = proposal.resolves[0] if proposal.resolves else None
        if first is not None and first.fingerprint == error.fingerprint:
            return Explanation(code=error.code, message=error.message, claims=proposal.claims)
    span = error.primary
    if span is None:
        return None
    overlays, texts = server.texts_of(project)
    request = ExplainRequest(
        at=At(path=span.path, line=span.line, column=span.column), overlays=overlays
    )
    ticket = project.submit("explain", request, f"explain:{span.path}:{span.start}")
    try:
        finished = await asyncio.wrap_future(ticket.future)
    except asyncio.CancelledError:
        ticket.stop()
        raise
    if not isinstance(finished.result, ExplainResult) or texts != project.findings.texts:
        return None
    matching = [e for e in finished.result.explanations if e.code == error.code]
    return matching[0] if matching and matching[0].claims else None


def _covers(server: RustaServer, document: Document, error: Diagnostic, here: types.Range) -> bool:
    span = error.primary
    offset = document.offset(here.start, server.documents.encoding)
    return span is not None and span.start <= offset <= span.end
