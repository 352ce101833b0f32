"""A struct of ours has no field of the name that several places use: its declaration is missing.

Declare it where the struct's literals have it in their order, as visible as its neighbours. Its
type is that of the values given to it, of like-named fields, or one declared and not used.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.items import Item, fields, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.value_types import types_of
from rusta_server.candidates.visibility import level_of
from rusta_server.candidates.words import names_in
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0609", "E0560", "E0026", "E0615")

_MESSAGE = re.compile(
    r"no field `(\w+)` on type `&*(?:'\w+ )?(?:mut )?(?:\w+::)*(\w+)|"
    r"`(?:\w+::)*(\w+)(?:<.*>)?` (?:has no field named|does not have a field named) `(\w+)`"
)
_COMMON = ("usize", "bool", "String", "u32", "Vec<u8>")
_MAX_TYPES = 14
_ASSIGNED = """(assignment_expression
    left: (field_expression field: (field_identifier) @name) right: (_) @value)"""
_ABOVE = ("attribute_item", "line_comment", "block_comment")


def candidates(scene: Scene) -> Iterator[Offer]:
    found = _MESSAGE.search(scene.diagnostic.message)
    if found is None or (scene.diagnostic.suggestions and _told(scene) < 2):
        return
    name, struct = (found[1], found[2]) if found[1] else (found[4], found[3])
    for item in items_named(scene, struct, "struct_item", "union_item")[:1]:
        if not any(known == name for known, _, _ in fields(item.node)):
            given = list(_given(scene, struct, name))
            for written in list(dict.fromkeys(_types(scene, item, name, given)))[:_MAX_TYPES]:
                edit = _declare(item, name, written, [order for _, _, order in given])
                if edit is not None:
                    yield Offer(f"Declare the field {name}: {written} of {struct}", (edit,))


def _told(scene: Scene) -> int:
    """How many places miss the field: one may well be a slip of the pen."""
    found = _MESSAGE.search(scene.diagnostic.message)
    name = (found[1] or found[4]) if found is not None else ""
    return sum(
        f"field `{name}`" in e.message or f"named `{name}`" in e.message for e in scene.errors
    )


def _given(scene: Scene, struct: str, name: str) -> Iterator[tuple[Site, Node, list[str]]]:
    """(file, value, names in order) of the literals of `struct` that give the field a value."""
    for file in files(scene):
        for match in query(file.tree, "(struct_expression name: (_) @name body: (_) @body)"):
            of_type = text(match["name"][0]).split("::")[-1].split("<")[0]
            if of_type not in (struct, "Self"):
                continue
            members = [n for n in match["body"][0].named_children if "field_init" in n.type]
            order = [text(child(n, "field") or child(n, "name")) or text(n) for n in members]
            for member, called in zip(members, order, strict=True):
                if called == name:
                    yield file, child(member, "value") or member, order


def _types(
    scene: Scene, item: Item, name: str, given: list[tuple[Site, Node, list[str]]]
) -> Iterator[str]:
    for file, value, _ in given:
        yield from types_of(scene, file, value)
    for file in files(scene):
        for match in query(file.tree, _ASSIGNED):
            if text(match["name"][0]) == name:
                yield from types_of(scene, file, match["value"][0])
    yield from _unused(scene, item.file)
    for match in query(
        item.file.tree, "(_ name: (field_identifier) @name type: (_) @type)"
    ) + query(item.file.tree, "(parameter pattern: (identifier) @name type: (_) @type)"):
        if text(match["name"][0]) == name:
            yield plain(match["type"][0])
    yield from (plain(child(field, "type")) for _, field, _ in fields(item.node))
    yield from _COMMON


def _unused(scene: Scene, file: Site) -> Iterator[str]:
    """Types that the file declares or imports and no file names a second time."""
    seen = names_in(scene)
    declared = query(file.tree, "[(type_item name: (_) @n) (struct_item name: (_) @n) "
                                "(enum_item name: (_) @n)]")  # fmt: skip
    counted = Counter(text(match["n"][0]) for match in declared)
    imported = re.findall(r"\b[A-Z]\w*", " ".join(_uses(file)))
    for name, times in [*counted.items(), *Counter(imported).items()]:
        if seen[name] <= times:
            yield name


def _uses(file: Site) -> list[str]:
    return [text(n) for n in file.tree.root_node.named_children if n.type == "use_declaration"]


def _declare(item: Item, name: str, written: str, orders: list[list[str]]) -> Edit | None:
    body = child(item.node, "body")
    if body is None or body.type != "field_declaration_list":
        return None
    known = fields(item.node)
    levels = Counter(level_of(field) for _, field, _ in known)
    level = levels.most_common(1)[0][0] if levels else ""
    declared = f"{level} {name}: {written}".lstrip()
    follows = orders[0][orders[0].index(name) + 1 :] if orders else []
    at = next((field for other in follows for n, field, _ in known if n == other), None)
    lines = body.start_point.row != body.end_point.row
    file = item.file
    if at is not None:
        first = _with_comments(at, known)
        return file.before(
            first, f"{declared},\n{file.indent(first)}" if lines else f"{declared}, "
        )
    if not known:
        return file.insert(body.start_byte + 1, f" {declared} ")
    last, end = known[-1][1], body.end_byte - 1
    if lines and file.source[last.end_byte : end].strip() in (b"", b","):
        indent, outer = file.indent(last), file.indent(item.node)
        return file.replace_range(last.end_byte, end, f",\n{indent}{declared},\n{outer}")
    return file.after(last, f", {declared}")


def _with_comments(field: Node, known: list[tuple[str, Node, Node | None]]) -> Node:
    """The first of the comments and attributes above it; where they are more than any other field
    has, the first of them are left over from the one that is missing."""
    above = _above(field)
    usual = max((len(_above(other)) for _, other, _ in known if other != field), default=0)
    own = above[:usual] if len(above) > usual > 0 else above
    return own[-1] if own else field


def _above(field: Node) -> list[Node]:
    """The comments and attributes on the lines above, the nearest first."""
    found: list[Node] = []
    before = field.prev_named_sibling
    while before is not None and before.type in _ABOVE:
        found.append(before)
        before = before.prev_named_sibling
    return found
