"""ra.type_of: hover over a range, and the inlay hints beside it."""

import re
from collections.abc import Mapping
from typing import Any

from rusta_server.contracts.tools_ra import RaHint, RaRangeParams, RaType
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.desk import Desk, answered

_BLOCK = re.compile(r"```(?:rust|text)?\n(.*?)\n?```", re.DOTALL)
# Of an expression that is turned into another type where it stands.
_TURNED = re.compile(r"Type: *(?P<type>[^\n]+?) *\n *Coerced to: *(?P<coerced>[^\n]+)")
_BINDING = re.compile(r"^(?:let |static |const |pub(?:\([^)]*\))? )*(?:mut )?\w+: (.+)$", re.DOTALL)
_ITEM = re.compile(
    r"(pub(\([^)]*\))? )?((unsafe|async|const|extern)( \"\w*\")? )*"
    r"(fn|struct|enum|union|trait|mod|macro_rules!|use|type|macro|static|const) \S"
)
# What nobody writes.
_DEFAULT = re.compile(r", Global>")
_KINDS = {1: "type", 2: "parameter"}


def run(params: RaRangeParams, ctx: ProbeContext) -> RaType:
    """Raises ProbeFailure: as `desk.answered`."""
    return answered(params, ctx, lambda desk: _type(params, desk))


def _type(params: RaRangeParams, desk: Desk) -> RaType:
    given = desk.over(params.path, params.start, params.end)
    at: Any = given["range"]["start"] if params.start == params.end else given["range"]
    hover = desk.request(
        "textDocument/hover", {"textDocument": given["textDocument"], "position": at}
    )
    text = desk.says(_markdown(hover)) if hover is not None else None
    type_, coerced = read_type(text) if text is not None else (None, None)
    hints = desk.request("textDocument/inlayHint", _whole_lines(given)) or ()
    return RaType(
        **desk.frame,
        type=type_,
        coerced=coerced,
        hover=text,
        hints=tuple(
            sorted(
                (_hint(each, params.path, desk) for each in hints),
                key=lambda hint: (hint.offset, hint.kind, hint.label),
            )
        ),
    )


def read_type(hover: str) -> tuple[str | None, str | None]:
    """(type, what it is turned into) of a hover: the whole of an expression's, what stands after
    the colon of a name's, nothing where it shows an item."""
    blocks = [_DEFAULT.sub(">", block.strip()) for block in _BLOCK.findall(hover)]
    if not blocks:
        return None, None
    if turned := _TURNED.search(blocks[0]):
        return turned["type"], turned["coerced"]
    # A name's hover begins with the path of the module it is in.
    shown = blocks[1] if len(blocks) > 1 and re.fullmatch(r"[\w:<>' ]+", blocks[0]) else blocks[0]
    # What follows are comments, on sizes and the like.
    shown = shown.partition("\n//")[0].split(" // ")[0].strip()
    if binding := _BINDING.match(shown):
        return binding[1].strip(), None
    return (None, None) if _ITEM.match(shown) else (shown, None)


def _markdown(hover: Mapping[str, Any]) -> str:
    contents = hover["contents"]
    return str(contents["value"] if isinstance(contents, dict) else contents).strip()


def _whole_lines(given: dict[str, Any]) -> dict[str, Any]:
    first, last = given["range"]["start"]["line"], given["range"]["end"]["line"]
    whole = {
        "start": {"line": first, "character": 0},
        "end": {"line": last + 1, "character": 0},
    }
    return {"textDocument": given["textDocument"], "range": whole}


def _hint(hint: Mapping[str, Any], path: str, desk: Desk) -> RaHint:
    label = hint["label"]
    text = label if isinstance(label, str) else "".join(str(part["value"]) for part in label)
    spot = {"start": hint["position"], "end": hint["position"]}
    return RaHint.model_validate(
        {
            "offset": desk.places.span(path, spot)[0],
            "label": desk.says(text.strip()),
            "kind": _KINDS.get(hint.get("kind", 0), "other"),
        }
    )
