"""Diagnostics with our `source`: pulled where the client pulls and can be told to pull again, else
published."""

from lsprotocol import types

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.lsp.announced import SOURCE
from rusta_server.lsp.chips import chip, name_of, proposals_for, state
from rusta_server.lsp.documents import Document
from rusta_server.lsp.locations import location_of
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "ice": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
}


def register(server: RustaServer) -> None:
    published: dict[str, set[str]] = {}

    def changed(project: Project) -> None:
        if server.client.pulls_diagnostics and server.client.refreshes_diagnostics:
            server.protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH, None)
            return
        found = by_uri(server, project)
        before = published.get(project.id, set())
        published[project.id] = set(found)
        for uri in sorted(before | set(found)):
            document = server.documents.get(uri)
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    uri, found.get(uri, []), document.version if document else None
                )
            )

    server.listeners.append(changed)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC)
    def pulled(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = server.documents.get(params.text_document.uri)
        project = server.project_of(document) if document is not None else None
        pushing = not server.client.refreshes_diagnostics
        items = (
            [] if document is None or project is None or pushing else of(server, project, document)
        )
        shape = server.protocol._converter.unstructure(items)
        result_id = sha256_hex(canonical_bytes(shape))[:16]
        if params.previous_result_id == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=result_id)


def of(server: RustaServer, project: Project, document: Document) -> list[types.Diagnostic]:
    return by_uri(server, project).get(document.uri, [])


def by_uri(server: RustaServer, project: Project) -> dict[str, list[types.Diagnostic]]:
    """What to show of the findings; empty where they are about another text than the client's."""
    mode = server.settings.editor.diagnostics
    found: dict[str, list[types.Diagnostic]] = {}
    if mode == "off" or not server.is_current(project):
        return found
    shown = project.findings.errors
    if mode == "full" and project.findings.checked is not None:
        shown = project.findings.checked.diagnostics
    for error in shown:
        primary = error.primary
        where = location_of(server, project, primary) if primary is not None else None
        if where is not None:
            found.setdefault(where.uri, []).append(_diagnostic(server, project, error, where))
    return found


def shown(server: RustaServer, project: Project, error: Diagnostic) -> types.Diagnostic | None:
    """`error` as it is shown; None where it has no place in the workspace."""
    where = location_of(server, project, error.primary) if error.primary is not None else None
    return None if where is None else _diagnostic(server, project, error, where)


def _diagnostic(
    server: RustaServer, project: Project, error: Diagnostic, where: types.Location
) -> types.Diagnostic:
    broken = error.level in ("error", "ice")
    said = chip(project.findings, error) if broken else ""
    data = _data(project, error) if broken and server.client.diagnostic_data else None
    if server.settings.editor.diagnostics == "chip":
        return types.Diagnostic(
            range=where.range,
            message=f"{name_of(error)} · {said}",
            severity=types.DiagnosticSeverity.Hint,
            code=error.code,
            source=SOURCE,
            data=data,
        )
    lines = [error.message, *([said] if said else [])]
    return types.Diagnostic(
        range=where.range,
        message="\n".join(lines),
        severity=_SEVERITY.get(error.level, types.DiagnosticSeverity.Information),
        code=error.code,
        source=SOURCE,
        related_information=_related(server, project, error),
        data=data,
    )


def _data(project: Project, error: Diagnostic) -> dict[str, str]:
    """The chip for clients that draw it themselves: `state`, and the best proven `proposal`."""
    proposals = proposals_for(project.findings, error)
    named = {"proposal": proposals[0].record_id} if proposals else {}
    return {"project": project.id, "state": state(project.findings, error), **named}


def _related(
    server: RustaServer, project: Project, error: Diagnostic
) -> list[types.DiagnosticRelatedInformation] | None:
    found = []
    for span in error.spans:
        where = None if span.primary or not span.label else location_of(server, project, span)
        if where is not None and span.label:
            found.append(types.DiagnosticRelatedInformation(where, span.label))
    return found or None
