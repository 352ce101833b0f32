"""Trust: nothing of a repository runs before the user agreed; asked once, remembered, revocable."""

import logging
from concurrent.futures import Future
from typing import Any

from lsprotocol import types

from rusta_server.contracts.probe import INTERNAL_ERROR, ProbeError, ProbeFailure
from rusta_server.lsp.project import Project, error_of, remembered_trust
from rusta_server.lsp.server import RustaServer
from rusta_server.workspace.trust import TrustStore

log = logging.getLogger(__name__)

YES, NO = "Trust and check", "Not now"


def register(server: RustaServer) -> None:
    """A client with a trust of its own says so in `rusta.trusted`: True is as good as a yes here,
    False a no, and neither is remembered. Without it counts what the user said to us, in the
    terminal too; who said nothing is asked."""

    asked: set[str] = set()
    told: set[str] = set()
    """Projects whose trust is the client's word."""

    def consider(project: Project) -> None:
        own = server.settings.editor.trusted
        project.denied = own is False
        if own is not None:
            told.add(project.id)
        elif project.id in told:
            told.discard(project.id)
            own, project.trouble = remembered_trust(project.id)
        if own is not None and own != project.trusted:
            _put_in_force(server, project, own)
        undecided = server.settings.editor.trusted is None and server.configured
        if undecided and not project.trusted and project.id not in asked:
            asked.add(project.id)
            ask(server, project)

    server.openers.append(consider)
    server.reconfigured.append(consider)


def ask(server: RustaServer, project: Project) -> None:
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Info,
        message=f"May rusta build and test {project.workspace.root}? Its build scripts, macros and "
        "tests then run in a sandbox without network. Explanations from the documentation work "
        "without it.",
        actions=[types.MessageActionItem(YES), types.MessageActionItem(NO)],
    )

    def answered(future: Any) -> None:
        if future.cancelled() or future.exception() is not None:
            log.info("the client did not answer the question of trust")
            return
        choice = future.result()
        if choice is not None and choice.title == YES:
            set_trust(server, project, True)

    server.protocol.send_request(types.WINDOW_SHOW_MESSAGE_REQUEST, params).add_done_callback(
        answered
    )


def set_trust(server: RustaServer, project: Project, trusted: bool) -> "Future[None]":
    """Remember or revoke; what runs stops where it is revoked. The future ends when it is written
    down; it is in force then."""
    store, root = TrustStore(), project.workspace.root

    def written() -> None:
        if trusted:
            store.remember(project.id, root)
        else:
            store.forget(project.id)

    future: Future[None] = server.query(written).future
    future.add_done_callback(lambda f: server.on_loop(_in_force, server, project, trusted, f))
    return future


def _in_force(
    server: RustaServer, project: Project, trusted: bool, written: "Future[None]"
) -> None:
    if written.cancelled():
        return
    if (error := written.exception()) is not None:
        told = error_of(error) if isinstance(error, ProbeFailure) else None
        text = f"the answer about trust holds until the editor ends, it could not be kept: {error}"
        remedy = told.remedy if told is not None else "rusta doctor"
        code = told.code if told is not None else INTERNAL_ERROR
        server.tell(ProbeError(code=code, message=text, remedy=remedy))
    _put_in_force(server, project, trusted)


def _put_in_force(server: RustaServer, project: Project, trusted: bool) -> None:
    project.trusted = trusted
    if trusted:
        server.refresh(project)
    else:
        project.stop()
        project.forget()
