"""Code lenses: the confidence chip above each error, or the abstention with its next probe."""

from lsprotocol import types

from rusta_server.lsp.chips import chip, name_of, proposals_for
from rusta_server.lsp.locations import location_of
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer


def register(server: RustaServer) -> None:
    def changed(_: Project) -> None:
        if server.client.refreshes_lenses:
            server.protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH, None)

    server.listeners.append(changed)

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def asked(params: types.CodeLensParams) -> list[types.CodeLens]:
        document = server.documents.get(params.text_document.uri)
        project = server.project_of(document) if document is not None else None
        if document is None or project is None or not server.settings.editor.lens:
            return []
        if not server.is_current(project):
            return []
        found = []
        for error in project.findings.errors:
            where = location_of(server, project, error.primary) if error.primary else None
            if where is None or where.uri != document.uri:
                continue
            start = where.range.start
            argument = {
                "uri": document.uri,
                "position": {"line": start.line, "character": start.character},
            }
            proposals = proposals_for(project.findings, error)
            if proposals:
                argument |= {"proposal": proposals[0].record_id}
            found.append(
                types.CodeLens(
                    range=where.range,
                    command=types.Command(
                        title=f"{name_of(error)}: {chip(project.findings, error)}",
                        command="rusta.applyPatch" if proposals else "rusta.explain",
                        arguments=[argument],
                    ),
                )
            )
        return found
