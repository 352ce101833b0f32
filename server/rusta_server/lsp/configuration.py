"""workspace/configuration and didChangeConfiguration: settings at the start and while running."""

import logging
from typing import Any

from lsprotocol import types

from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.settings import EditorSettings

log = logging.getLogger(__name__)
SECTION = "rusta"


def register(server: RustaServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def changed(params: types.DidChangeConfigurationParams) -> None:
        if server.client.configuration:
            _ask(server)
            return
        value = params.settings
        # Others are told of in the same way: their sections are no settings of ours.
        if isinstance(value, dict):
            ours = value if value.keys() & EditorSettings.model_fields.keys() else None
            value = value.get(SECTION, ours)
        _take(server, value)

    def start() -> None:
        if server.client.configuration:
            _ask(server)
        else:
            _take(server, None)

    server.starters.append(start)


def _ask(server: RustaServer) -> None:
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])

    def answered(future: Any) -> None:
        if future.cancelled() or future.exception() is not None:
            log.info("the client gave no configuration")
            _take(server, None)
            return
        values = future.result()
        value = values[0] if isinstance(values, list | tuple) and values else None
        _take(server, server.initial_settings if value is None else value)

    server.protocol.send_request(types.WORKSPACE_CONFIGURATION, params).add_done_callback(answered)


def _take(server: RustaServer, value: Any) -> None:
    """None leaves everything as it is."""
    before = server.settings.editor
    for wrong in server.settings.take(value):
        server.say(f"settings: {wrong}")
    first, server.configured = not server.configured, True
    if server.settings.editor == before and not first:
        return
    for project in list(server.projects.values()):
        project.settings = server.settings.policy
        for listener in (*server.reconfigured, *server.listeners):
            listener(project)
        if server.settings.policy != before.policy or before.check_on == "off":
            server.refresh(project)
