"""rusta.fixLints: every finding of a lint, or of a file, mended together in one step."""

from pathlib import Path
from typing import Any

from lsprotocol import types

from rusta_server.contracts.documents import ProposeDocument, dump
from rusta_server.contracts.results import LintRequest, ProposeResult
from rusta_server.lsp.commands import chosen, command, failed, job, word
from rusta_server.lsp.commands_patches import UNTOUCHED, applied_here
from rusta_server.lsp.documents import path_of
from rusta_server.lsp.server import RustaServer


def register(server: RustaServer) -> None:
    @command(server, "rusta.fixLints")
    async def fix_lints(argument: Any) -> dict[str, Any]:
        """[{uri?, lint?, only?}]: all of `lint`, or of every lint; `only: "file"` those of `uri`.

        Applied where it is proven; else the answer is the proposal document that says why not.
        """
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        path: Path | None = path_of(word(argument, "uri") or "")
        whole = word(argument, "only") != "file" or path is None
        request = LintRequest(
            lint=word(argument, "lint"),
            file=None if whole or path is None else project.token(path),
            overlays=overlays,
        )
        linted = await job(project, "lint", request)
        if not isinstance(linted.result, ProposeResult):
            return failed(server, linted, UNTOUCHED)
        if not linted.result.proposals:
            _say_why(server, linted.result)
            return dump(ProposeDocument(trace=linted.trace, ids=(), result=linted.result))
        return await applied_here(server, project, linted.result.proposals[0])


def _say_why(server: RustaServer, result: ProposeResult) -> None:
    """Whoever pressed for it sees nothing change, and should know the reason."""
    if result.abstentions:
        said = f"rusta changed nothing: {result.abstentions[0].reason}"
    else:
        said = "rusta changed nothing: clippy finds nothing of it"
    server.window_show_message(types.ShowMessageParams(type=types.MessageType.Info, message=said))
