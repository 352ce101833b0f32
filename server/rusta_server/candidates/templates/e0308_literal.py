"""E0308, E0277, E0604, E0606: a literal of the wrong kind: text for a number, a number for text, an
integer for a float, characters for bytes.

Write the literal of the kind that is expected.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.nearby import expressions_near
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import shown, text
from rusta_server.candidates.types import FLOATS, INTEGERS
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0369", "E0606", "E0604", "E0600")

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_INTEGER = re.compile(r"(-?[0-9][0-9_]*)(?:[iu](?:8|16|32|64|128|size))?")
_FLOAT = re.compile(r"(-?[0-9][0-9_]*)\.0?(?:f32|f64)?")


def candidates(scene: Scene) -> Iterator[Offer]:
    label = scene.diagnostic.primary.label if scene.diagnostic.primary is not None else None
    said = f"{scene.diagnostic.message} {label or ''}"
    for site, node in expressions_near(scene):
        if not node.type.endswith("_literal") or node.type == "boolean_literal":
            continue
        for new in _others(node, said):
            yield Offer(f"Write {new} instead of {shown(node)}", (site.replace(node, new),))


def _others(node: Node, said: str) -> Iterator[str]:
    written = text(node)
    inner = _TEXT.fullmatch(written)
    if inner is not None:
        if re.fullmatch(r"-?[0-9][0-9_]*(\.[0-9]+)?", inner[1]):
            whole = "." not in inner[1]
            if whole and _mentions(said, FLOATS) and not _mentions(said, INTEGERS):
                yield f"{inner[1]}.0"
            yield inner[1]
        if inner[1] in ("true", "false"):
            yield inner[1]
        yield f"b{written}"
        if len(inner[1]) == 1 or re.fullmatch(r"\\(.|x[0-9a-f]{2})", inner[1]):
            quoted = inner[1].replace('\\"', '"').replace("'", "\\'")
            yield f"b'{quoted}'"
            yield f"'{quoted}'"
    elif node.type == "string_literal" and written.startswith("b"):
        yield written.removeprefix("b")
    elif node.type == "char_literal":
        yield f"b{written}" if written.startswith("'") else written.removeprefix("b")
        yield '"' + written.removeprefix("b")[1:-1].replace('"', '\\"').replace("\\'", "'") + '"'
    elif (whole_number := _INTEGER.fullmatch(written)) is not None:
        yield f"{whole_number[1]}.0"
        if re.search(r"`(&str|String)`", said):
            yield f'"{whole_number[1]}"'
    elif (fraction := _FLOAT.fullmatch(written)) is not None:
        yield fraction[1]


def _mentions(said: str, names: frozenset[str]) -> bool:
    return any(re.search(rf"\b{name}\b", said) for name in names)
