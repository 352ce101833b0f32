"""How visible an item should be: as its neighbours are, and as its crate does it."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors, enclosing
from rusta_server.candidates.items import Item, fields, items_named, visibility_node
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

_WRITTEN = re.compile(r"\bpub(?:\([^)]*\))?(?=\s+(?:fn|struct|enum|trait|mod|const|static|type)\b)")
_PRIVATE = frozenset(("", "pub(self)", "pub(in self)"))


def levels(scene: Scene, item: Item) -> list[str]:
    """Visibilities for an item or a struct's field that is too private, likeliest first: what its
    neighbours of the same kind have, what the module's other items have, what the crate writes."""
    here = level_of(item.node)
    found: Counter[str] = Counter()
    ordered: list[str] = []
    for near in (_alike(scene, item), _around(item.node)):
        found = Counter(level for level in map(level_of, near) if level not in _PRIVATE)
        ordered += [level for level, _ in found.most_common()]
    crate = Counter(level for file in files(scene) for level in _levels_in(file))
    ordered += [level for level, _ in crate.most_common() if level in ("pub", "pub(crate)")]
    strict = any(b"missing_docs" in file.source for file in files(scene))
    if strict and not _documented(item.node) and _may_be_reached(scene, item):
        # What can be reached from outside has to be documented there.
        ordered = ["pub(crate)", *ordered]
    wider = ("pub",) if here == "pub(crate)" else tuple(dict.fromkeys((*ordered, "pub")))
    return [level for level in wider if level not in (here, *_PRIVATE)]


def _may_be_reached(scene: Scene, item: Item) -> bool:
    """From outside of the crate, were it `pub`: all modules around it are, or it is re-exported."""
    name = text(child(item.node, "name"))
    exported = re.compile(rf"\bpub use [^;]*(?:\b{re.escape(name)}\b|::\*)" if name else r"(?!)")
    if any(exported.search(file.source.decode(errors="replace")) for file in files(scene)):
        return True
    inner = (n for n in ancestors(item.node) if n.type == "mod_item" and n != item.node)
    if any(level_of(module) != "pub" for module in inner):
        return False
    module = re.search(r"(\w+)(?:/mod)?\.rs$", item.file.path)
    if module is None or module[1] in ("lib", "main"):
        return True
    declared = re.compile(rf"^[ \t]*(pub(?:\([^)]*\))?\s+)?mod {module[1]}\s*;", re.MULTILINE)
    found = [
        match[1] or ""
        for file in files(scene)
        for match in declared.finditer(file.source.decode(errors="replace"))
    ]
    return any(level.strip() == "pub" for level in found)


def _documented(node: Node) -> bool:
    before = node.prev_named_sibling
    while before is not None and before.type == "attribute_item":
        before = before.prev_named_sibling
    return before is not None and text(before).startswith(("///", "/**"))


def level_of(node: Node) -> str:
    """`pub`, `pub(crate)` … of an item or a field; empty where nothing is written."""
    return re.sub(r"\s+", " ", text(visibility_node(node) or _before(node)))


def raise_to(file: Site, node: Node, level: str) -> Edit:
    """`node` (an item, a field or a tuple struct's type) becomes `level`."""
    old = visibility_node(node) or _before(node)
    return file.replace(old, level) if old is not None else file.before(node, f"{level} ")


def _alike(scene: Scene, item: Item) -> Iterator[Node]:
    """The other fields, the other functions of the type's impls, the module's like items."""
    node = item.node
    if node.parent is not None and node.parent.type.endswith("field_declaration_list"):
        struct = enclosing(node, "struct_item", "union_item")
        yield from (field for _, field, _ in fields(struct) if field != node) if struct else ()
        return
    impl = node.parent.parent if node.parent is not None else None
    if impl is not None and impl.type == "impl_item":
        of_type = re.match(r"\w*", text(child(impl, "type")))
        for other in _impls(item.file.tree.root_node):
            if of_type and text(child(other, "type")).startswith(of_type[0]):
                body = child(other, "body")
                yield from (n for n in (body.named_children if body else ()) if _other(n, node))
        return
    yield from (n for n in _around(node) if _other(n, node))


def _other(node: Node, than: Node) -> bool:
    return node.type == than.type and node != than


def _around(node: Node) -> list[Node]:
    return [n for n in node.parent.named_children if n != node] if node.parent is not None else []


def _impls(root: Node) -> Iterator[Node]:
    """Inherent ones: what a trait's impl holds has no visibility."""
    for node in root.named_children:
        if node.type == "impl_item" and child(node, "trait") is None:
            yield node
        elif node.type == "mod_item" and (body := child(node, "body")) is not None:
            yield from _impls(body)


def _levels_in(file: Site) -> list[str]:
    return _WRITTEN.findall(file.source.decode(errors="replace"))


def _before(node: Node) -> Node | None:
    """A tuple struct's field has its visibility in front of its type."""
    if node.parent is None or node.parent.type != "ordered_field_declaration_list":
        return None
    before = node.prev_named_sibling
    return before if before is not None and before.type == "visibility_modifier" else None


def private_fields(scene: Scene, struct: str, names: list[str]) -> list[Item]:
    """The fields called `names` of the first struct or union called `struct` that has them all."""
    for item in items_named(scene, struct, "struct_item", "union_item"):
        found = {name: node for name, node, _ in fields(item.node)}
        if names and all(name in found for name in names):
            return [Item(item.file, found[name]) for name in names]
    return []
