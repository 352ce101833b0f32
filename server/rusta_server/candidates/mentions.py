"""Where a name stands as what it is: an item in a path, a type, a member; not a local of that name.
By the syntax alone, over all files of a scene."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit
from rusta_server.patches.test_list import inside_tests

_NAMES = frozenset(
    ("identifier", "type_identifier", "field_identifier", "shorthand_field_identifier")
)
_DEFINES = frozenset(
    """
    function_item function_signature_item struct_item enum_item union_item trait_item type_item
    const_item static_item mod_item enum_variant field_declaration macro_definition
    associated_type extern_crate_declaration
    """.split()
)
_PATHS = frozenset(
    """
    scoped_identifier scoped_type_identifier scoped_use_list use_list use_declaration use_as_clause
    generic_function generic_type struct_expression struct_pattern tuple_struct_pattern
    """.split()
)


class Mention(NamedTuple):
    """`file` is the site of the whole file that `node` stands in."""

    file: Site
    node: Node

    def renamed(self, name: str) -> Edit:
        """A field that is given by its own name keeps that for its value."""
        if self.node.type == "shorthand_field_identifier":
            return self.file.before(self.node, f"{name}: ")
        return self.file.replace(self.node, name)


def mentions(scene: Scene, name: str, *, member: bool) -> list[Mention]:
    """All places of the workspace that mean a `member` (field, method, variant) called `name`, or
    else an item. Those in tests are left out: tests say what is wanted."""
    found: list[Mention] = []
    for file in files(scene):
        for node in nodes_named(file, name):
            fits = _as_member(node) if member else _as_item(file, node)
            if fits and not _in_tests(file, node):
                found.append(Mention(file, node))
    return found


def definitions(scene: Scene, name: str) -> list[Mention]:
    """What the workspace declares under `name` and can be named from elsewhere."""
    return [
        Mention(file, node.parent)
        for file in files(scene)
        for node in nodes_named(file, name)
        if node.parent is not None
        and node.parent.type in _DEFINES
        and child(node.parent, "name") == node
    ]


def _in_tests(file: Site, node: Node) -> bool:
    if "/tests/" in file.path or "/benches/" in file.path:
        return True
    return inside_tests(file.source.decode(errors="replace"), (file.replace(node, ""),))


def nodes_named(file: Site, name: str) -> Iterator[Node]:
    """The leaves of the syntax that are `name`; comments and strings have none."""
    word = re.compile(rb"(?<![\w'])%s(?!\w)" % re.escape(name.encode()))
    for found in word.finditer(file.source):
        root = file.tree.root_node
        node = root.descendant_for_byte_range(found.start(), found.end())
        if node is not None and node.type in _NAMES and text(node) == name:
            yield node


def _as_member(node: Node) -> bool:
    if node.type in ("field_identifier", "shorthand_field_identifier"):
        return True
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("scoped_identifier", "scoped_type_identifier"):
        return child(parent, "name") == node and child(parent, "path") is not None
    # In a macro's arguments only the token before tells.
    before = node.prev_sibling
    return parent.type == "token_tree" and before is not None and text(before) in (".", "::")


def _as_item(file: Site, node: Node) -> bool:
    parent = node.parent
    if parent is None or node.type in ("field_identifier", "shorthand_field_identifier"):
        return False
    if node.type == "type_identifier" or parent.type in _PATHS:
        return True
    if parent.type == "call_expression":
        return child(parent, "function") == node
    if parent.type == "token_tree":
        before = node.prev_sibling
        after = file.source[node.end_byte : node.end_byte + 2]
        dotted = before is not None and text(before) == "."
        return not dotted and (after[:1] == b"(" or after == b"::" or text(node)[:1].isupper())
    return text(node)[:1].isupper()
