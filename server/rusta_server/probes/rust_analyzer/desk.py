"""Which rust-analyzer answers a question, and the frame in which every answer stands.

The editor's own where there is one: it has loaded already. But it sees what the user sees, and can
be shown nothing else; a question about other texts goes to one of ours, where one may run.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rusta_server.contracts.probe import KILLED, REFUSED, STALE, TOOL_MISSING, ProbeFailure
from rusta_server.contracts.tools_ra import RaParams
from rusta_server.probes.context import EditorAnalyzer, ProbeContext
from rusta_server.probes.rust_analyzer import running
from rusta_server.probes.rust_analyzer.analyzer import Analyzer, OutdatedError
from rusta_server.probes.rust_analyzer.connection import EndedError
from rusta_server.probes.rust_analyzer.places import Places

R = TypeVar("R")
_STARTS, _CRASHES = 4, 2


@dataclass(frozen=True)
class Desk:
    """One question's: `request` asks rust-analyzer and raises what `Analyzer.ask` raises. `frame`
    are the fields of `RaAnswer`; `says` makes text that names no place of this machine."""

    places: Places
    request: Callable[[str, Any], Any]
    frame: dict[str, Any]
    says: Callable[[str], str]

    def at(self, token: str, offset: int) -> dict[str, Any]:
        """LSP's TextDocumentPositionParams."""
        return {
            "textDocument": self.places.document(token),
            "position": self.places.position(token, offset),
        }

    def over(self, token: str, start: int, end: int) -> dict[str, Any]:
        return {
            "textDocument": self.places.document(token),
            "range": self.places.range(token, start, end),
        }


def answered(params: RaParams, ctx: ProbeContext, question: Callable[[Desk], R]) -> R:
    """What `question` makes of the answers.

    Raises:
        ProbeFailure: TOOL_MISSING, REFUSED (none may run here, or not be asked this), TIMEOUT,
            CANCELLED, KILLED (it keeps crashing), STALE (the texts changed meanwhile), UNREADABLE,
            INVALID_PARAMS, INTERNAL_ERROR; NO_SANDBOX, NOT_TRUSTED.
    """
    until = time.monotonic() + params.deadline_ms / 1000
    editor = ctx.editor_analyzer
    if editor is not None and (not ctx.spawns_analyzer or _sees(editor, params)):
        try:
            return _of_editor(editor, params, ctx, question, until)
        except ProbeFailure as failure:
            if failure.code not in (TOOL_MISSING, STALE) or not ctx.spawns_analyzer:
                raise
    if not ctx.spawns_analyzer:
        raise ProbeFailure(
            REFUSED,
            "no rust-analyzer may be started here",
            'set sources.rust_analyzer = "on" in policy.toml',
        )
    return _of_ours(params, ctx, question, until)


def _of_ours(params: RaParams, ctx: ProbeContext, question: Callable[[Desk], R], until: float) -> R:
    said, crashes = "", 0
    asked = params.model_copy(update={"deadline_ms": 1}).record_id
    key = f"{question.__module__}:{question.__qualname__}:{asked}"
    with running.turn(ctx, until) as slot:
        for _ in range(_STARTS):
            if crashes == _CRASHES:
                slot.deadly.add(key)
            if key in slot.deadly:
                break
            analyzer = slot.running(ctx)
            try:
                tree = analyzer.show(ctx, params.overlays, until)
                return question(_desk_of_ours(analyzer, tree, params, ctx, until))
            except OutdatedError:
                slot.end()
            except EndedError as ended:
                slot.crash()
                crashes += 1
                said = f": {ended}" if str(ended) else ""
    message = f"rust-analyzer does not survive this question{said}"
    raise ProbeFailure(KILLED, ctx.tokens.scrub(message))


def _desk_of_ours(
    analyzer: Analyzer, tree: str, params: RaParams, ctx: ProbeContext, until: float
) -> Desk:
    def request(method: str, given: Any) -> Any:
        return analyzer.ask(method, given, until, ctx.cancel)

    analyzer.ready(until, ctx.cancel)
    return Desk(
        places=Places(ctx.tokens, _texts(params), "utf-8", analyzer.place.layout.inside),
        request=request,
        frame={
            "analyzer": analyzer.version,
            "by": "rusta",
            "tree": tree,
            "sandbox": ctx.sandbox.mode,
        },
        says=ctx.tokens.scrub,
    )


def _of_editor(
    editor: EditorAnalyzer,
    params: RaParams,
    ctx: ProbeContext,
    question: Callable[[Desk], R],
    until: float,
) -> R:
    if not _sees(editor, params):
        raise ProbeFailure(STALE, "the editor's rust-analyzer sees other texts than these")
    version, encoding = editor.greet(until, ctx.cancel)
    desk = Desk(
        places=Places(ctx.tokens, _texts(params), encoding, lambda real: real),
        request=lambda method, given: editor.ask(method, given, until, ctx.cancel),
        frame={"analyzer": version, "by": "editor"},
        says=ctx.tokens.scrub,
    )
    answer = question(desk)
    if not _sees(editor, params):
        raise ProbeFailure(STALE, "the texts changed while rust-analyzer answered")
    return answer


def _sees(editor: EditorAnalyzer, params: RaParams) -> bool:
    """Whether the editor shows it the texts that the question is about."""
    return {o.path: o.text for o in editor.overlays()} == {o.path: o.text for o in params.overlays}


def _texts(params: RaParams) -> dict[str, str]:
    return {o.path: o.text for o in params.overlays if o.text is not None}
