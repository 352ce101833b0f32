"""Literals as another kind: a character for a text, bytes for either, a number with or without a
point, a suffix more or less, `true` for `false`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.nearby import is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, sites, text
from rusta_server.candidates.types import mismatch
from rusta_server.contracts.candidate import Scene

_LITERALS = """[
    (string_literal) (raw_string_literal) (char_literal) (integer_literal) (float_literal)
    (boolean_literal)
] @literal"""
_NUMBER = re.compile(r"([0-9][0-9_]*)(\.[0-9_]*)?((?:[iu](?:8|16|32|64|128|size)|f(?:32|64))?)")
_KINDS = re.compile(r"[iu](?:8|16|32|64|128|size)|f(?:32|64)")
_MAX = 8


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    said = mismatch(scene.diagnostic)
    wanted = said.expected if said is not None else ""
    seen: set[tuple[str, int]] = set()
    for site, _ in list(sites(scene))[:3]:
        node = site.expression
        around = node.parent if node is not None else None
        for holder in (node, around):
            if holder is None or holder.end_byte - holder.start_byte > 400:
                continue
            for match in query(holder, _LITERALS):
                literal = match["literal"][0]
                if (site.path, literal.start_byte) not in seen and len(seen) < _MAX:
                    seen.add((site.path, literal.start_byte))
                    yield from _other_kinds(site, literal, wanted)


def _other_kinds(site: Site, literal: Node, wanted: str) -> Iterator[Offer]:
    written = text(literal)
    for new in dict.fromkeys(_written_as(literal.type, written, wanted)):
        if new != written:
            yield Offer(f"Write {new} instead of {written}", (site.replace(literal, new),))


def _written_as(kind: str, written: str, wanted: str) -> Iterator[str]:
    inner = written[written.find(written[-1]) + 1 : -1]
    if kind == "string_literal" and written.startswith('"'):
        yield f"b{written}"
        if re.fullmatch(r"[^\\']|\\.", inner):
            yield from (f"'{inner}'", f"b'{inner}'")
        elif inner == '\\"':
            yield "'\"'"
    elif kind == "string_literal":
        yield written.lstrip("bc")
    elif kind == "char_literal" and not written.startswith("b"):
        quoted = inner.replace('"', '\\"') if inner != "\\'" else "'"
        yield from (f'"{quoted}"', f"b{written}")
    elif kind == "char_literal":
        yield from (written[1:], f'"{inner}"')
    elif kind == "boolean_literal":
        yield "false" if written == "true" else "true"
    elif (number := _NUMBER.fullmatch(written)) is not None:
        whole, point, suffix = number[1], number[2] or "", number[3]
        expected = _KINDS.search(wanted)
        if suffix:
            yield f"{whole}{point}"
        if expected is not None:
            yield f"{whole}{point}{expected[0]}"
        yield whole if point else f"{whole}.0"
