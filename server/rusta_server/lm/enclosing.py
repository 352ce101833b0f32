"""What new lines of a file stand in, read off its syntax tree: where their lexer begins."""

from tree_sitter import Node

from rusta_server.lm.binding import Binding, Region
from rusta_server.lm.lexing import Lexer, Mode
from rusta_server.patches.syntax import ancestors, parse

_REGIONS: dict[str, Region] = {
    "match_block": "arm",
    "field_declaration_list": "fields",
    "enum_variant_list": "variants",
    "parameters": "params",
    "closure_parameters": "closure",
}
_ENDS = frozenset(("block", "declaration_list", "source_file", "use_declaration", *_REGIONS))
_INSIDE: dict[str, Mode] = {
    "string_literal": "string", "raw_string_literal": "raw", "block_comment": "block comment",
}  # fmt: skip


def lexer_at(source: bytes, line: int | None) -> Lexer:
    """In place of line `line` (from 0); None where the place is not known yet."""
    if line is None:
        return Lexer(Binding())
    lines = source.split(b"\n")
    start = sum(len(each) + 1 for each in lines[:line])
    text = lines[line]
    first = start + len(text) - len(text.lstrip())
    return _lexer(source, start, first, start + len(text.rstrip()))


def lexer_behind(source: bytes, line: int) -> Lexer:
    """On a line of its own behind line `line`."""
    end = sum(len(each) + 1 for each in source.split(b"\n")[: line + 1]) - 1
    return _lexer(source, end, end, end)


def _lexer(source: bytes, start: int, first: int, end: int) -> Lexer:
    """The lines begin at `start`, the text that they stand for is `first..end`."""
    root = parse(source).root_node
    for node in ancestors(root.descendant_for_byte_range(start, start)):
        mode = _INSIDE.get(node.type)
        if mode is not None and node.start_byte < start < node.end_byte:
            return Lexer(Binding(), mode, outer=True, text=_opening(node))
    node = root.descendant_for_byte_range(first, end) or root
    around = next((n for n in ancestors(node) if n.type in _ENDS and _holds(n, first, end)), root)
    region = _REGIONS.get(around.type, "")
    head = b"use" if around.type == "use_declaration" else b""
    return Lexer(Binding(base=region, region=region, head=head))


def _holds(node: Node, first: int, end: int) -> bool:
    """Whether `first..end` lies between the brackets of `node`."""
    if node.type in ("source_file", "use_declaration"):
        return True
    return node.start_byte < first and end < node.end_byte


def _opening(node: Node) -> bytes:
    """What `Lexer.text` holds inside of `node`."""
    if node.type == "block_comment":
        return b"\x01"
    if node.type == "raw_string_literal":
        text = node.text or b""
        return text[: text.index(b'"') + 1].lstrip(b"br")
    return b""
