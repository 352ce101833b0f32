"""Items of the same file that an error speaks of: signatures of functions, types as they are."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.lm.surroundings import Window
from rusta_server.patches.syntax import parse

_NAMED = frozenset(
    """
    function_item function_signature_item struct_item enum_item union_item trait_item type_item
    const_item static_item
    """.split()
)
_NESTED = frozenset(("impl_item", "trait_item", "mod_item", "foreign_mod_item"))
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_MOST = 6
_BYTES = 200


def definitions_of(source: bytes, message: str, window: Window) -> list[bytes]:
    """Definitions outside of `window` of names in `message`, then of names next to the site."""
    line_start = window.before.rfind(b"\n") + 1
    line_end = window.behind.find(b"\n")
    line = window.before[line_start:] + window.inside + window.behind[: max(line_end, 0)]
    words = dict.fromkeys([*_WORD.findall(message.encode()), *_WORD.findall(line)])
    found: dict[bytes, list[bytes]] = {}
    for name, node in _items(parse(source).root_node):
        if name in words and not window.covers(node.start_byte):
            found.setdefault(name, []).append(_shown(source, node))
    # A name with many definitions (`new`, `fmt`) says nothing.
    return [text for w in words for text in found.get(w, ()) if len(found[w]) <= 2][:_MOST]


def imports_of(source: bytes, window: Window, limit: int) -> bytes:
    """The file's `use` lines outside of `window`, the last ones where they are too many."""
    lines = [
        b" ".join(source[n.start_byte : n.end_byte].split()) + b"\n"
        for n in parse(source).root_node.children
        if n.type == "use_declaration" and not window.covers(n.start_byte)
    ]
    kept: list[bytes] = []
    for line in reversed(lines):
        limit -= len(line)
        if limit < 0:
            break
        kept.insert(0, line)
    return b"".join(kept)


def _items(root: Node) -> Iterator[tuple[bytes, Node]]:
    open_nodes = [root]
    while open_nodes:
        for node in open_nodes.pop().named_children:
            if node.type in _NAMED:
                name = node.child_by_field_name("name")
                if name is not None and name.text is not None:
                    yield name.text, node
            if node.type in _NESTED and (body := node.child_by_field_name("body")) is not None:
                open_nodes.append(body)


def _shown(source: bytes, node: Node) -> bytes:
    body = node.child_by_field_name("body")
    headed = node.type in ("function_item", "trait_item") and body is not None
    end = body.start_byte if headed and body is not None else node.end_byte
    return b" ".join(source[node.start_byte : end].split())[:_BYTES]
