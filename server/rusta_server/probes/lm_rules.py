"""The rules of an edit that the byte model writes, from the workspace as it is: its files, its
graph, the crates it depends on."""

from collections.abc import Sequence

from rusta_server.contracts.probe import INVALID_PARAMS, ProbeFailure
from rusta_server.contracts.tools import LmEdit, ScopeParams
from rusta_server.lm.edit_checks import EditChecks
from rusta_server.lm.edit_rules import EditRules, EditState, known_names
from rusta_server.lm.edit_text import Place
from rusta_server.lm.names import Names, identifiers
from rusta_server.lm.symbols import TOOLS, Symbol
from rusta_server.probes import graph
from rusta_server.probes.context import ProbeContext


def rules_of(edit: LmEdit, prompt: Sequence[int], ctx: ProbeContext) -> EditState:
    """Where the edit that `prompt` has begun goes on: behind its last EDIT.

    Raises:
        ProbeFailure: INVALID_PARAMS (no EDIT, no such tool, a beginning that no edit has),
            UNREADABLE, REFUSED.
    """
    if Symbol.EDIT not in prompt:
        raise ProbeFailure(INVALID_PARAMS, "prefix and begin hold no EDIT")
    if unknown := set(edit.tools) - set(TOOLS):
        raise ProbeFailure(INVALID_PARAMS, f"the model cannot ask for {min(unknown)}")
    at = len(prompt) - 1 - tuple(reversed(prompt)).index(Symbol.EDIT)
    files = {path: _text(path, edit, ctx) for path in dict.fromkeys((edit.path, *edit.others))}
    site = Place(edit.path, files[edit.path].encode().count(b"\n", 0, edit.offset))
    known = known_names(_names(edit, files, ctx), files)
    checks = EditChecks(files, known, fewer=edit.syntax, errors=edit.errors)
    state: EditState | None = EditRules(
        files, site, prompt[:at], known, checks, edit.abstains, edit.tools
    ).begin()
    for symbol in prompt[at + 1 :]:
        state = state and state.after(symbol)
    if state is None:
        raise ProbeFailure(INVALID_PARAMS, "no edit that may stand begins like this")
    return state


def _names(edit: LmEdit, files: dict[str, str], ctx: ProbeContext) -> Names:
    scope = graph.scope(
        ScopeParams(path=edit.path, offset=edit.offset, overlays=edit.overlays), ctx
    )
    defined, spoken = graph.names(ctx, edit.overlays)
    packages = ctx.workspace.local_packages
    crates = [d.name.replace("-", "_") for package in packages for d in package.dependencies]
    missing = {part for name in edit.missing for part in identifiers(name)}
    said = {part for text in (*files.values(), *spoken) for part in identifiers(text)} - missing
    local = [name.name for name in scope.names]
    return Names.of(defined, crates, local, edit.names, (each.decode() for each in said))


def _text(path: str, edit: LmEdit, ctx: ProbeContext) -> str:
    source: bytes = graph.source_of(path, edit.overlays, ctx)
    return source.decode(errors="replace")
