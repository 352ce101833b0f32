"""ra.code_actions: quick fixes and assists at a range, as edits by token path."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import INTERNAL_ERROR, ProbeFailure
from rusta_server.contracts.tools_ra import RaAction, RaActions, RaActionsParams
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered

# `${1:name}`, `$0`: where an editor would put its cursor. We ask for none; some come all the same.
_SNIPPET = re.compile(r"\$\{\d+:([^}]*)\}|\$\{?\d+\}?")


def run(params: RaActionsParams, ctx: ProbeContext) -> RaActions:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _actions(params, desk))


def _actions(params: RaActionsParams, desk: Desk) -> RaActions:
    given = {
        **desk.over(params.path, params.start, params.end),
        "context": {"diagnostics": [], "only": list(params.kinds), "triggerKind": 1},
    }
    offered = desk.request("textDocument/codeAction", given) or []
    actions: list[RaAction] = []
    for each in offered:
        if len(actions) == params.limit:
            break
        action = _action(each, desk)
        if action is not None and action not in actions:
            actions.append(action)
    return RaActions(**desk.frame, actions=tuple(actions), left_out=len(offered) - len(actions))


def _action(offered: dict[str, Any], desk: Desk) -> RaAction | None:
    name = str((offered.get("data") or {}).get("id", "")).partition(":")[0]
    if offered.get("edit") is None and "data" in offered:
        try:
            offered = desk.request("codeAction/resolve", offered)
        except ProbeFailure as failure:
            if failure.code != INTERNAL_ERROR:
                raise
            # One that it cannot work out is none.
            return None
    edit = offered.get("edit")
    edits = tuple(_edits(edit, desk)) if edit is not None else ()
    if not edits or None in edits:
        return None
    diagnosed = "check" if _repeats_the_compiler(offered) else "fix"
    return RaAction(
        name=name or diagnosed,
        title=desk.says(str(offered["title"])),
        kind=str(offered.get("kind", "")),
        edits=tuple(sorted((e for e in edits if e), key=lambda e: (e.path, e.start, e.end))),
    )


def _edits(edit: Mapping[str, Any], desk: Desk) -> Iterator[Edit | None]:
    """None for what is no edit of a file of the workspace."""
    for uri, changes in (edit.get("changes") or {}).items():
        yield from (_edit(uri, change, desk) for change in changes)
    for change in edit.get("documentChanges") or ():
        if "textDocument" not in change:
            yield None
            continue
        uri = change["textDocument"]["uri"]
        yield from (_edit(uri, each, desk) for each in change["edits"])


def _edit(uri: str, change: Mapping[str, Any], desk: Desk) -> Edit | None:
    token = desk.places.token(uri)
    if not token.startswith("$WS/"):
        return None
    start, end = desk.places.span(token, change["range"])
    text = str(change["newText"])
    if change.get("insertTextFormat") == 2:
        text = _SNIPPET.sub(lambda found: found[1] or "", text)
    return Edit(path=token, start=start, end=end, text=text)


def _repeats_the_compiler(offered: Mapping[str, Any]) -> bool:
    diagnostics = offered.get("diagnostics") or ()
    return any(each.get("source") in ("rustc", "clippy") for each in diagnostics)
