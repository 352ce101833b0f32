"""workspace/configuration and didChangeConfiguration: settings at the start and while running."""

import logging
from typing import Any

from lsprotocol import types

from rusta_server.lsp.server import RustaServer

log = logging.getLogger(__name__)
SECTION = "rusta"


def register(server: RustaServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def changed(params: types.DidChangeConfigurationParams) -> None:
        if server.client.configuration:
            _ask(server)
            return
        value = params.settings
        _take(server, value.get(SECTION, value) if isinstance(value, dict) else value)

    server.starters.append(lambda: _ask(server) if server.client.configuration else None)


def _ask(server: RustaServer) -> None:
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])

    def answered(future: Any) -> None:
        if future.cancelled() or future.exception() is not None:
            log.info("the client gave no configuration")
            return
        values = future.result()
        if isinstance(values, list) and values:
            _take(server, values[0])

    server.protocol.send_request(types.WORKSPACE_CONFIGURATION, params).add_done_callback(answered)


def _take(server: RustaServer, value: Any) -> None:
    before = server.settings.editor
    wrong = server.settings.take(value)
    if wrong:
        server.say(f"settings: {wrong}; the settings before it stay in force")
    if server.settings.editor == before:
        return
    for project in server.projects.values():
        project.settings = server.settings.policy
        for listener in server.listeners:
            listener(project)
        if server.settings.policy != before.policy:
            server.refresh(project)
