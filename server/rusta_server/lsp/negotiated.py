"""What this client and the server agreed on, in LSP's own names, kept for `rusta doctor --lsp`."""

import logging
import time
from functools import partial

from rusta_server import __about__
from rusta_server.contracts.documents import LspDocument, NegotiatedCapability
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.lsp.server import RustaServer
from rusta_server.workspace.last_client import keep

log = logging.getLogger(__name__)

# By the property of `Client`: LSP's name, and what happens without it.
CAPABILITIES = {
    "configuration": (
        "workspace.configuration",
        "settings come with initialize and didChangeConfiguration",
    ),
    "applies_edits": (
        "workspace.applyEdit",
        "commands change only files that are not open",
    ),
    "versioned_edits": (
        "workspace.workspaceEdit.documentChanges",
        "edits name no version of the text they are for",
    ),
    "annotations": (
        "workspace.workspaceEdit.changeAnnotationSupport",
        "patches below the threshold are not marked for confirmation",
    ),
    "action_literals": (
        "textDocument.codeAction.codeActionLiteralSupport",
        "code actions are plain commands",
    ),
    "resolves_edits": (
        "textDocument.codeAction.resolveSupport",
        "code actions come with their edits",
    ),
    "disabled_actions": (
        "textDocument.codeAction.disabledSupport",
        "why nothing is offered is said by the diagnostic alone",
    ),
    "pulls_diagnostics": ("textDocument.diagnostic", "diagnostics are published"),
    "refreshes_diagnostics": (
        "workspace.diagnostics.refreshSupport",
        "diagnostics are published",
    ),
    "diagnostic_data": (
        "textDocument.publishDiagnostics.dataSupport",
        "hints do not name the proposal they are about",
    ),
    "refreshes_lenses": (
        "workspace.codeLens.refreshSupport",
        "lenses are as old as the client's last request",
    ),
    "markdown_hover": ("textDocument.hover.contentFormat", "hovers are plain text"),
    "progress": ("window.workDoneProgress", "work under way is not shown"),
    "shows_documents": ("window.showDocument", "previews and passages are named, not opened"),
    "rust_analyzer": (
        "experimental.rustAnalyzer",
        "rust-analyzer is not asked, unless one of rusta's own may be started",
    ),
    "text_document_content": (
        "workspace.textDocumentContent",
        "previews and passages are files on disk",
    ),
    "watches_files": (
        "workspace.didChangeWatchedFiles.dynamicRegistration",
        "rusta watches the files itself",
    ),
}


def register(server: RustaServer) -> None:
    def start() -> None:
        server.query(partial(_keep, negotiated(server)))

    server.starters.append(start)


def negotiated(server: RustaServer) -> LspDocument:
    client = server.client
    return LspDocument(
        client=client.name,
        client_version=client.version,
        server_version=__about__.__version__,
        encoding=server.documents.encoding,
        capabilities=tuple(
            NegotiatedCapability(name=name, announced=getattr(client, own), without=without)
            for own, (name, without) in CAPABILITIES.items()
        ),
        at=int(time.time()),
    )


def _keep(document: LspDocument) -> None:
    try:
        keep(document)
    except (OSError, ProbeFailure) as error:
        log.info("what the client negotiated is not kept: %s", error)
