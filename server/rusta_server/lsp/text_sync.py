"""didOpen, didChange, didSave, didClose: the texts, and when to look at them anew."""

from lsprotocol import types

from rusta_server.lsp.documents import Document
from rusta_server.lsp.server import RustaServer


def register(server: RustaServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = server.documents.opened(params.text_document)
        server.focused = document.uri
        if document.path is None:
            return
        project = server.project_of(document)
        if project is None:
            server.open_project(document.path)
        elif _is_news(server, document):
            server.refresh(project)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.changed(params)
        if document is None:
            lost = server.documents.get(params.text_document.uri)
            if lost is not None:
                server.lost(lost)
            return
        server.focused = document.uri
        project = server.project_of(document)
        if project is not None and server.settings.editor.check_on == "idle":
            server.refresh_when_idle(project)
        elif project is not None:
            project.stop()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        project = server.project_of(document) if document is not None else None
        if project is None and document is not None and document.path is not None:
            # It could not be opened before; what was in the way may be gone.
            server.open_project(document.path)
        if project is not None and server.settings.editor.check_on != "off":
            if server.is_current(project) and project.findings.phase in ("done", "proving"):
                return
            server.refresh(project)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        document = server.documents.closed(params.text_document.uri)
        project = server.project_of(document) if document is not None else None
        if project is not None:
            # What was unsaved is gone: the text on disk counts again.
            server.refresh_when_idle(project)


def _is_news(server: RustaServer, document: Document) -> bool:
    """Opening a file that is as on disk tells nothing new."""
    project = server.project_of(document)
    if project is None or project.findings.checked is None:
        return True
    overlays, _ = server.texts_of(project)
    if overlays or any(not text for text in project.findings.texts):
        return True
    project.known_too(server.texts_of(project)[1])
    return False
