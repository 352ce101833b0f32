"""What the server can do, as `initialize` announces it: plain JSON, since the answer does not wait
for the types of LSP to be imported (see `greeting`).
"""

from typing import Any

from rusta_server.__about__ import __version__
from rusta_server.lsp.client import Client
from rusta_server.lsp.positions import ENCODINGS, Encoding

NAME = "rusta"
SOURCE = NAME
"""Of our diagnostics."""
SCHEME = NAME
"""Of our own documents."""

FIX = "quickfix.rusta"
EXPLAIN = "quickfix.rusta.explain"
FIX_ALL = "source.fixAll.rusta"
FIX_LINTS = "source.rusta.fixLints"
DIAGNOSE = "source.rusta.diagnose"
REVERT = "source.rusta.revert"

COMMANDS = (
    "rusta.diagnose",
    "rusta.explain",
    "rusta.proposePatch",
    "rusta.applyPatch",
    "rusta.applied",
    "rusta.fixLints",
    "rusta.revert",
    "rusta.preview",
    "rusta.replayTrace",
    "rusta.traces",
    "rusta.trace",
    "rusta.memoryExport",
    "rusta.showAnchor",
    "rusta.trust",
    "rusta.revokeTrust",
)

_INCREMENTAL = 2


def initialize_result(client: Client) -> dict[str, Any]:
    """LSP 3.18, InitializeResult."""
    actions: Any = {
        "codeActionKinds": [FIX, EXPLAIN, FIX_ALL, FIX_LINTS, DIAGNOSE, REVERT],
        "resolveProvider": True,
    }
    capabilities = {
        "positionEncoding": encoding_for(client),
        "textDocumentSync": {
            "openClose": True,
            "change": _INCREMENTAL,
            "save": {"includeText": False},
        },
        "hoverProvider": True,
        # Options are for clients that know actions as more than commands.
        "codeActionProvider": actions if client.action_literals else True,
        "codeLensProvider": {"resolveProvider": False},
        "diagnosticProvider": {
            "identifier": SOURCE,
            "interFileDependencies": True,
            "workspaceDiagnostics": False,
        },
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "textDocumentContent": {"schemes": [SCHEME]},
        },
    }
    return {"capabilities": capabilities, "serverInfo": {"name": NAME, "version": __version__}}


def encoding_for(client: Client) -> Encoding:
    """The client's favourite of those we know, else what every client has to take."""
    for given in client.encodings:
        for known in ENCODINGS:
            if known == given:
                return known
    return "utf-16"
