"""An enum of ours has no variant of the name that is used: its declaration is missing.

Declare it in the shape of its uses (alone, with values, with fields), where a `match` over the enum
has it in its order.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.items import Item, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.value_types import types_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0599", "E0433")

_MESSAGE = re.compile(
    r"no (?:variant|associated item)[^`]* named `([A-Z]\w*)` found for enum `(?:\w+::)*(\w+)"
)
_COMMON = ("String", "usize", "u32", "char")
_MAX_SHAPES = 10


def candidates(scene: Scene) -> Iterator[Offer]:
    found = _MESSAGE.search(scene.diagnostic.message)
    if found is None:
        return
    name, enum = found[1], found[2]
    uses = [(file, node) for file in files(scene) for node in _uses(file, enum, name)]
    if not uses or (scene.diagnostic.suggestions and len(uses) < 2):
        return
    for item in items_named(scene, enum, "enum_item")[:1]:
        for shape in list(dict.fromkeys(shapes(scene, item, uses)))[:_MAX_SHAPES]:
            edit = _declare(item, name, shape, _order(scene, enum, name))
            if edit is not None:
                yield Offer(f"Declare the variant {name}{shape} of {enum}", (edit,))


def _uses(file: Site, enum: str, name: str) -> Iterator[Node]:
    """The paths to the variant."""
    pattern = "[(scoped_identifier) (scoped_type_identifier)] @path"
    for match in query(file.tree, pattern):
        path = match["path"][0]
        if re.search(rf"(?:^|::)(?:{enum}|Self)::{name}$", plain(path)):
            yield path


def shapes(scene: Scene, item: Item, uses: list[tuple[Site, Node]]) -> Iterator[str]:
    """What follows the variant's name in its declaration, as its uses have it."""
    counts = set()
    for file, path in uses:
        parent = path.parent
        if parent is None:
            continue
        if parent.type == "call_expression":
            given = arguments(parent)
            counts.add(len(given))
            types = [next(types_of(scene, file, value), "") for value in given]
            if all(types):
                yield f"({', '.join(types)})"
        elif parent.type == "tuple_struct_pattern":
            counts.add(len(parent.named_children) - 1)
        elif parent.type in ("struct_expression", "struct_pattern"):
            yield from _with_fields(scene, item, file, parent)
    for count in sorted(counts):
        known = _contents(item)
        yield from (content for content in known if content.count(",") == count - 1)
        if count == 1:
            yield from (f"({written})" for written in _COMMON)
    if not counts:
        yield ""


def _with_fields(scene: Scene, item: Item, file: Site, use: Node) -> Iterator[str]:
    body = child(use, "body")
    if body is None:
        return
    declared = []
    for member in body.named_children:
        called = text(child(member, "field") or child(member, "name")) or text(member)
        like = re.search(rf"\b{re.escape(called)}: ([^,\n}}]+)", text(item.node))
        written = next(types_of(scene, file, child(member, "value") or member), "")
        declared.append(f"{called}: {like[1] if like is not None else written or 'String'}")
    yield f" {{ {', '.join(declared)} }}"


def _contents(item: Item) -> list[str]:
    found = query(item.node, "(enum_variant body: (ordered_field_declaration_list) @body)")
    return [plain(match["body"][0]) for match in found]


def _order(scene: Scene, enum: str, name: str) -> list[str]:
    """The variants that follow it in a match that names it."""
    for file in files(scene):
        for match in query(file.tree, "(match_block) @arms"):
            arms = [text(child(arm, "pattern")) for arm in match["arms"][0].named_children]
            named = [re.search(rf"(?:{enum}|Self)::(\w+)", arm) for arm in arms]
            order = [found[1] for found in named if found is not None]
            if name in order:
                return order[order.index(name) + 1 :]
    return []


def _declare(item: Item, name: str, shape: str, later: list[str]) -> Edit | None:
    body = child(item.node, "body")
    variants = [n for n in body.named_children if n.type == "enum_variant"] if body else []
    if body is None or not variants:
        return None
    file, lines = item.file, body.start_point.row != body.end_point.row
    for other in later:
        for variant in variants:
            if text(child(variant, "name")) == other:
                between = f",\n{file.indent(variant)}" if lines else ", "
                return file.before(variant, f"{name}{shape}{between}")
    last, end = variants[-1], body.end_byte - 1
    if lines and file.source[last.end_byte : end].strip() in (b"", b","):
        indent, outer = file.indent(last), file.indent(item.node)
        return file.replace_range(last.end_byte, end, f",\n{indent}{name}{shape},\n{outer}")
    return file.after(last, f", {name}{shape}")
