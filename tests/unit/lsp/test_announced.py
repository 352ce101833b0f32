"""`initialize` is answered before the server is loaded: what it announces must be what there is."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from rusta_server.lsp.announced import COMMANDS, initialize_result
from rusta_server.lsp.client import Client
from rusta_server.lsp.converter import strict_converter
from rusta_server.lsp.server import RustaServer

# pygls makes them of the features that are registered, but for these.
_NOT_OF_PYGLS = {"workspace"}


@pytest.fixture(scope="module")
def server() -> RustaServer:
    async def made() -> RustaServer:
        return RustaServer()

    return asyncio.run(made())


def announced(capabilities: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = initialize_result(Client(capabilities))["capabilities"]
    return found


def test_every_feature_is_announced_and_nothing_else(server: RustaServer) -> None:
    manager = server.protocol.fm
    features = {*manager.features, *manager.builtin_features}
    kind = types.TextDocumentSyncKind.Incremental
    built = ServerCapabilitiesBuilder(types.ClientCapabilities(), features, {}, [], kind).build()
    found = set(strict_converter().unstructure(built))
    assert found - _NOT_OF_PYGLS == set(announced()) - _NOT_OF_PYGLS
    assert (types.WORKSPACE_TEXT_DOCUMENT_CONTENT in features) == (
        "textDocumentContent" in announced()["workspace"]
    )


def test_every_command_is_announced_and_nothing_else(server: RustaServer) -> None:
    assert set(COMMANDS) == set(server.protocol.fm.commands)


def test_it_is_an_answer_of_lsp() -> None:
    read = strict_converter().structure(initialize_result(Client({})), types.InitializeResult)
    sync = read.capabilities.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert sync.change is types.TextDocumentSyncKind.Incremental


@pytest.mark.parametrize(
    "capabilities",
    [None, 5, {"general": 5}, {"general": {"positionEncodings": [1, None]}},
     {"textDocument": {"codeAction": True}}],
)  # fmt: skip
def test_capabilities_of_another_shape_are_none(capabilities: Any) -> None:
    assert announced(capabilities) == announced({})


def test_nothing_heavy_is_imported_before_the_answer() -> None:
    script = (
        "import sys, rusta_server.cli.commands.serve, rusta_server.lsp.main; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "asyncio" in loaded
    assert not loaded & {"lsprotocol", "pygls", "cattrs", "attrs", "pydantic", "rusta_indexer"}
