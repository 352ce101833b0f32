"""The items and imports of the modules and blocks of one file, imports followed within the file."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from tree_sitter import Node

from rusta_indexer.items import ITEM_KINDS, USE_TYPES, base_path, plain, signature
from rusta_indexer.use_tree import Import, imports

# Imports of imports are followed this far.
_MAX_STEPS = 16

# The (body, name) pairs that the question being answered came by: none is asked twice.
Asked = frozenset[tuple[int, str]]
_NOTHING: Asked = frozenset()


class ItemName(NamedTuple):
    name: str
    kind: str
    path: str
    type: str | None
    signature: str | None
    start: int
    end: int


class Modules(NamedTuple):
    """The bodies of the modules around a place: the file, then each inline module."""

    bodies: tuple[Node, ...]

    @classmethod
    def around(cls, path: list[Node]) -> Self:
        inner = (
            body
            for node, body in pairwise(path)
            if node.type == "mod_item" and body.type == "declaration_list"
        )
        return cls((path[0], *inner))

    @property
    def body(self) -> Node:
        return self.bodies[-1]

    def into(self, body: Node) -> "Modules":
        return Modules((*self.bodies, body))


class Found(NamedTuple):
    """An item, and the modules it lies in."""

    item: Node
    modules: Modules


def module_names(body: Node, modules: Modules) -> list[ItemName]:
    """The names that `body` (a module's or a block's) declares or imports; explicit ones first,
    then what globs bring in."""
    return _names(body, modules, set())


def self_members(impl_or_trait: Node, modules: Modules) -> list[ItemName]:
    """`Self`, the fields of its type and its methods, as far as they are in this file."""
    if impl_or_trait.type != "impl_item":
        return [*_self_of(impl_or_trait), *_methods(impl_or_trait)]
    written = impl_or_trait.child_by_field_name("type")
    if written is None:
        return []
    text = plain(written)
    at = (written.start_byte, written.end_byte)
    found = [ItemName("Self", "type_alias", text, text, None, *at)]
    targets = _resolve(base_path(written).split("::"), modules)
    for target in targets:
        found += _fields(target.item)
    items = {target.item.start_byte for target in targets}
    for block in _impls(modules):
        same = block == impl_or_trait or any(
            other.item.start_byte in items
            for other in _resolve(base_path(block.child_by_field_name("type")).split("::"), modules)
        )
        if same:
            found += _methods(block)
    return found


def _self_of(item: Node) -> list[ItemName]:
    """`Self` in the definition of a type or a trait."""
    name = item.child_by_field_name("name")
    if name is None:
        return []
    kind = "type_param" if item.type == "trait_item" else "type_alias"
    text = plain(name)
    return [ItemName("Self", kind, text, text, None, name.start_byte, name.end_byte)]


def _names(body: Node, modules: Modules, seen: set[int]) -> list[ItemName]:
    # Once for each body, however many globs lead there: ways through them can double at each.
    if body.start_byte in seen:
        return []
    seen.add(body.start_byte)
    named: list[ItemName] = []
    globs: list[ItemName] = []
    for item in _items(body):
        if item.type not in USE_TYPES:
            named += _item_name(item)
            continue
        for leaf in imports(item):
            if leaf.name == "*":
                globs += _glob(leaf, modules, seen)
            elif leaf.name != "_":
                named += _import_name(leaf, modules)
    taken = {name.name for name in named}
    return named + [name for name in globs if name.name not in taken]


def _items(body: Node) -> Iterator[Node]:
    for child in body.named_children:
        if child.type == "foreign_mod_item":
            inner = child.child_by_field_name("body")
            yield from inner.named_children if inner is not None else ()
        else:
            yield child


def _item_name(item: Node, prefix: str = "") -> list[ItemName]:
    kind = ITEM_KINDS.get(item.type)
    name = item.child_by_field_name("name")
    if kind is None or name is None or kind == "impl":
        return []
    text = plain(name)
    written = item.child_by_field_name("type") if kind in ("const", "static", "field") else None
    return [
        ItemName(
            text,
            kind,
            prefix + text,
            plain(written) if written is not None else None,
            signature(item),
            name.start_byte,
            name.end_byte,
        )
    ]


def _import_name(leaf: Import, modules: Modules) -> list[ItemName]:
    at = (leaf.name_node.start_byte, leaf.name_node.end_byte)
    found = _resolve(leaf.path.split("::"), modules)
    named = [name for target in found for name in _item_name(target.item)]
    if not named:
        return [ItemName(leaf.name, "use", leaf.path, None, None, *at)]
    return [name._replace(name=leaf.name, path=leaf.path, start=at[0], end=at[1]) for name in named]


def _glob(leaf: Import, modules: Modules, seen: set[int]) -> list[ItemName]:
    found: list[ItemName] = []
    for body, around in _module_of(leaf.path.split("::"), modules):
        found += [
            name
            if name.kind in ("use", "macro")
            else name._replace(path=f"{leaf.path}::{name.name}")
            for name in _names(body, around, seen)
        ]
    for target in _resolve(leaf.path.split("::"), modules):
        if target.item.type == "enum_item":
            for variant in _variants(target.item):
                found += _item_name(variant, f"{leaf.path}::")
    return found


def _module_of(segments: list[str], modules: Modules) -> list[tuple[Node, Modules]]:
    around, rest = _start(segments, modules)
    if around is not None and not rest:
        return [(around.body, around)]
    bodies = (
        (target.item.child_by_field_name("body"), target.modules)
        for target in _resolve(segments, modules)
        if target.item.type == "mod_item"
    )
    return [(body, outer.into(body)) for body, outer in bodies if body is not None]


def _start(segments: list[str], modules: Modules) -> tuple[Modules | None, list[str]]:
    """The module that the leading `crate`, `self` and `super`s name, and the segments after them.
    The file stands for its crate: where it is no root, such paths lead nowhere or one file too far,
    which the project graph knows better."""
    rest = list(segments)
    if rest[0] == "crate":
        return Modules(modules.bodies[:1]), rest[1:]
    if rest[0] == "self":
        rest = rest[1:]
    while rest and rest[0] == "super":
        if len(modules.bodies) == 1:
            return None, rest
        modules, rest = Modules(modules.bodies[:-1]), rest[1:]
    return modules, rest


def _resolve(segments: list[str], modules: Modules, asked: Asked = _NOTHING) -> list[Found]:
    """The items of this file that a path names, from within `modules`."""
    around, rest = _start(segments, modules)
    if around is None or not rest:
        return []
    found = _lookup(rest[0], around, asked)
    for segment in rest[1:]:
        found = [inner for outer in found for inner in _member(segment, outer, asked)]
    return found


def _lookup(name: str, modules: Modules, asked: Asked) -> list[Found]:
    question = (modules.body.start_byte, name)
    if question in asked or len(asked) > _MAX_STEPS:
        return []
    items, imported = _declared(modules.body)
    found = [Found(item, modules) for item in items.get(name, ())]
    for path in imported.get(name, ()):
        found += _resolve(path.split("::"), modules, asked | {question})
    return found


@lru_cache(maxsize=128)
def _declared(body: Node) -> tuple[dict[str, list[Node]], dict[str, list[str]]]:
    """Items and imported paths by the name they have in `body`."""
    items: defaultdict[str, list[Node]] = defaultdict(list)
    imported: defaultdict[str, list[str]] = defaultdict(list)
    for item in _items(body):
        if item.type in USE_TYPES:
            for leaf in imports(item):
                imported[leaf.name].append(leaf.path)
        elif item.type in ITEM_KINDS and (name := item.child_by_field_name("name")):
            items[plain(name)].append(item)
    return items, imported


def _member(name: str, outer: Found, asked: Asked) -> list[Found]:
    if outer.item.type == "mod_item":
        body = outer.item.child_by_field_name("body")
        return _lookup(name, outer.modules.into(body), asked) if body is not None else []
    if outer.item.type == "enum_item":
        return [
            Found(variant, outer.modules)
            for variant in _variants(outer.item)
            if plain(variant.child_by_field_name("name")) == name
        ]
    return []


def _variants(enum: Node) -> list[Node]:
    body = enum.child_by_field_name("body")
    children = body.named_children if body is not None else []
    return [child for child in children if child.type == "enum_variant"]


def _fields(item: Node) -> list[ItemName]:
    body = item.child_by_field_name("body")
    if body is None or item.type not in ("struct_item", "union_item"):
        return []
    if body.type == "ordered_field_declaration_list":
        types = body.children_by_field_name("type")
        return [
            ItemName(str(n), "field", str(n), plain(t), None, t.start_byte, t.end_byte)
            for n, t in enumerate(types)
        ]
    return [name for child in body.named_children for name in _item_name(child)]


def _impls(modules: Modules) -> Iterator[Node]:
    for body in modules.bodies:
        yield from (child for child in body.named_children if child.type == "impl_item")


def _methods(impl_or_trait: Node) -> Iterator[ItemName]:
    body = impl_or_trait.child_by_field_name("body")
    for child in body.named_children if body is not None else ():
        if ITEM_KINDS.get(child.type) == "fn":
            for name in _item_name(child, "Self::"):
                yield name._replace(kind="method")
