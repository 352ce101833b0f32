"""The public items of a published crate, read off its sources without building it.

Modules are followed from the root; `pub use` is resolved within the crate, so that an item's path
is the one a caller would write. What macros make is not seen, but for items in `cfg_…! { … }`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.syntax import node_text, parse_uncached

MAX_FILE = 1_500_000
_SIGNATURE = 240
_KINDS = {
    "function_item": "fn", "function_signature_item": "fn", "struct_item": "struct",
    "enum_item": "enum", "union_item": "union", "trait_item": "trait", "type_item": "type",
    "const_item": "const", "static_item": "static", "macro_definition": "macro",
}  # fmt: skip
_NOTE = re.compile(r'note\s*=\s*(?:r#*)?"((?:[^"\\]|\\.)*)"')
# An item first of all, behind its documentation and attributes.
_WRAPPED = re.compile(
    rb"(?:\s*//[^\n]*\n|\s*#\[[^\]]*\])*\s*pub\s+(?:unsafe\s+)?(?:struct|enum|trait|union|type|fn)\s+\w"
)
_ALIAS = re.compile(r'doc\s*\(\s*alias\s*=\s*"([^"]+)"')

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """`home`: the module it is written in; `members`: methods, fields and variants below a type."""

    kind: str
    name: str
    home: Path_
    signature: str
    file: str
    start: int
    end: int
    owner: str = ""
    trait: str = ""
    required: bool = False
    deprecated: str | None = None
    aliases: tuple[str, ...] = ()


class Use(NamedTuple):
    """`pub use path as name`; `name` is `*` for a glob."""

    path: Path_
    name: str


@dataclass
class Module:
    items: list[Item] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)


@dataclass
class Crate:
    """`modules` by path below the root; `members` by the name of their type or trait."""

    modules: dict[Path_, Module] = field(default_factory=dict)
    members: dict[str, list[Item]] = field(default_factory=dict)


class Reached(NamedTuple):
    """An item with the shortest path it can be named by; `outside` where it is only re-exported."""

    path: Path_
    item: Item | None
    outside: Path_ = ()


def read_crate(root: Path) -> Crate:
    """Follow the modules from `src/lib.rs`, or the path the manifest gives."""
    crate = Crate()
    lib = root / "src" / "lib.rs"
    manifest = root / "Cargo.toml"
    if manifest.is_file():
        found = re.search(r'(?ms)^\[lib\][^\[]*?^path = "([^"]+)"', manifest.read_text("utf-8"))
        lib = root / found[1] if found else lib
    _file(crate, root, lib, (), lib.parent)
    return crate


def reach(crate: Crate) -> list[Reached]:
    """Every public item once, by its shortest path, the members of types not among them."""
    tables = _exports(crate)
    found: dict[object, Reached] = {}
    queue: list[tuple[Path_, Path_]] = [((), ())]
    seen: set[Path_] = {()}
    while queue:
        shown, real = queue.pop(0)
        for name, what in sorted(tables.get(real, {}).items()):
            path = (*shown, name)
            if isinstance(what, Item):
                found.setdefault(what, Reached(path, what))
            elif what[0] == "mod":
                if what[1] not in seen:
                    seen.add(what[1])
                    queue.append((path, what[1]))
                    module = Item("module", name, real, "", "", 0, 0)
                    found.setdefault(("mod", what[1]), Reached(path, module))
            else:
                found.setdefault(("use", what[1], name), Reached(path, None, what[1]))
    return list(found.values())


_What = Item | tuple[str, Path_]


def _exports(crate: Crate) -> dict[Path_, dict[str, _What]]:
    """Module → name → what is public there: an item, a module or a path of another crate."""
    tables: dict[Path_, dict[str, _What]] = {}
    for path, module in crate.modules.items():
        table: dict[str, _What] = {name: ("mod", (*path, name)) for name in module.public}
        table.update({item.name: item for item in module.items})
        tables[path] = table
    everything: dict[Path_, dict[str, _What]] = {}
    for path, module in crate.modules.items():
        private: dict[str, _What] = {name: ("mod", (*path, name)) for name in module.children}
        everything[path] = private | tables[path]
    for _ in range(4):
        for path, module in crate.modules.items():
            for use in module.uses:
                _bring(use, path, tables, everything)
    return tables


def _bring(
    use: Use, home: Path_, tables: dict[Path_, dict[str, _What]],
    everything: dict[Path_, dict[str, _What]],
) -> None:  # fmt: skip
    if use.name == "*":
        module = _resolve(use.path, home, everything)
        if isinstance(module, tuple) and module[0] == "mod":
            for name, what in list(tables.get(module[1], {}).items()):
                tables[home].setdefault(name, what)
                everything[home].setdefault(name, what)
        elif module is None:
            tables[home].setdefault("*" + "::".join(use.path), ("use", use.path))
        return
    meant: _What = _resolve(use.path, home, everything) or ("use", use.path)
    tables[home][use.name] = everything[home][use.name] = meant


def _resolve(path: Path_, home: Path_, everything: dict[Path_, dict[str, _What]]) -> _What | None:
    at: Path_ = home
    rest = list(path)
    if rest and rest[0] == "crate":
        at, rest = (), rest[1:]
    while rest and rest[0] in ("self", "super"):
        at = at[:-1] if rest[0] == "super" else at
        rest = rest[1:]
    current: _What = ("mod", at)
    for number, step in enumerate(rest):
        if not (isinstance(current, tuple) and current[0] == "mod"):
            # `pub use Enum::*`: variants are the members of their type.
            return None
        if number + 1 < len(rest) and (*current[1], step) in everything:
            # `pub use encode::encode`: the name is the function's too, and a path leads through
            # the module.
            current = ("mod", (*current[1], step))
            continue
        found = everything.get(current[1], {}).get(step)
        if found is None:
            return None
        current = found
    return current


def _file(crate: Crate, root: Path, file: Path, module: Path_, folder: Path) -> None:
    try:
        data = file.read_bytes()
    except OSError:
        return
    if len(data) > MAX_FILE or module in crate.modules:
        return
    crate.modules[module] = Module()
    tree = parse_uncached(data)
    name = file.relative_to(root).as_posix()
    _items(crate, root, name, tree.root_node, module, folder, 0)


def _items(
    crate: Crate, root: Path, file: str, block: Node, module: Path_, folder: Path, shift: int
) -> None:
    here = crate.modules[module]
    attributes: list[str] = []
    for node in block.named_children:
        if node.type == "attribute_item":
            attributes.append(node_text(node))
            continue
        if node.type in ("line_comment", "block_comment"):
            continue
        if not any("cfg(test)" in one for one in attributes):
            _item(crate, root, file, node, module, folder, shift, attributes, here)
        attributes = []


def _item(
    crate: Crate, root: Path, file: str, node: Node, module: Path_, folder: Path, shift: int,
    attributes: list[str], here: Module,
) -> None:  # fmt: skip
    kind = _KINDS.get(node.type)
    if node.type == "mod_item":
        name = node_text(node.child_by_field_name("name") or node)
        here.children.append(name)
        if _public(node):
            here.public.append(name)
        body = node.child_by_field_name("body")
        if body is not None:
            crate.modules[(*module, name)] = Module()
            _items(crate, root, file, body, (*module, name), folder / name, shift)
        else:
            place, below = _module_file(folder, name, attributes)
            _file(crate, root, place, (*module, name), below)
    elif node.type == "use_declaration" and _public(node):
        argument = node.child_by_field_name("argument")
        if argument is not None:
            here.uses += _uses(argument, ())
    elif node.type == "impl_item":
        _impl(crate, file, node, module, shift)
    elif node.type in ("macro_invocation", "expression_statement"):
        _opened(crate, root, file, node, module, folder)
    elif kind == "macro":
        if any("macro_export" in one for one in attributes):
            crate.modules[()].items.append(_made(kind, node, (), file, shift, attributes))
    elif kind is not None and _public(node):
        item = _made(kind, node, module, file, shift, attributes)
        here.items.append(item)
        _members(crate, file, node, item, module, shift)


def _opened(crate: Crate, root: Path, file: str, node: Node, module: Path_, folder: Path) -> None:
    """`cfg_std! { pub fn … }`, `ast_enum! { pub enum … }`: what the macro wraps is taken as if it
    stood there."""
    call = node if node.type == "macro_invocation" else node.named_children[0]
    tree = next((k for k in call.named_children if k.type == "token_tree"), None)
    macro = call.child_by_field_name("macro")
    if tree is None or macro is None:
        return
    inner = (tree.text or b"")[1:-1]
    if _WRAPPED.match(inner) or (b"pub " in inner and "cfg" in node_text(macro)):
        _items(crate, root, file, parse_uncached(inner).root_node, module, folder,
               tree.start_byte + 1)  # fmt: skip


def _impl(crate: Crate, file: str, node: Node, module: Path_, shift: int) -> None:
    owner = _type_name(node.child_by_field_name("type"))
    trait = _type_name(node.child_by_field_name("trait"))
    body = node.child_by_field_name("body")
    if not owner or body is None:
        return
    for member, attributes in _with_attributes(body):
        if member.type in ("function_item", "const_item") and (trait or _public(member)):
            made = _made("method" if member.type == "function_item" else "const", member, module,
                         file, shift, attributes, owner=owner, trait=trait)  # fmt: skip
            crate.members.setdefault(owner, []).append(made)


def _members(crate: Crate, file: str, node: Node, item: Item, module: Path_, shift: int) -> None:
    body = node.child_by_field_name("body")
    if body is None:
        return
    found = crate.members.setdefault(item.name, [])
    for member, attributes in _with_attributes(body):
        if item.kind == "trait" and member.type in (
            "function_item", "function_signature_item", "associated_type", "const_item"
        ):  # fmt: skip
            kind = {"associated_type": "type", "const_item": "const"}.get(member.type, "method")
            required = member.type == "function_signature_item" or (
                member.type in ("associated_type", "const_item") and "=" not in node_text(member)
            )
            made = _made(kind, member, module, file, shift, attributes, owner=item.name,
                         trait=item.name, required=required)  # fmt: skip
        elif member.type == "field_declaration" and _public(member):
            made = _made("field", member, module, file, shift, attributes, owner=item.name)
        elif member.type == "enum_variant":
            made = _made("variant", member, module, file, shift, attributes, owner=item.name)
        else:
            continue
        found.append(made)


def _made(
    kind: str, node: Node, home: Path_, file: str, shift: int, attributes: list[str], *,
    owner: str = "", trait: str = "", required: bool = False,
) -> Item:  # fmt: skip
    name = node_text(node.child_by_field_name("name") or node)
    body = node.child_by_field_name("body")
    whole = (node.text or b"").decode(errors="replace")
    braced = body is not None and kind not in ("variant", "struct")
    head = whole[: body.start_byte - node.start_byte] if braced and body is not None else whole
    deprecated = next((one for one in attributes if "deprecated" in one), None)
    note = _NOTE.search(deprecated) if deprecated else None
    return Item(
        kind=kind,
        name=name,
        home=home,
        signature=" ".join(head.split())[:_SIGNATURE] if kind != "macro" else "",
        file=file,
        start=node.start_byte + shift,
        end=node.end_byte + shift,
        owner=owner,
        trait=trait,
        required=required,
        deprecated=None if deprecated is None else note[1] if note else "",
        aliases=tuple(m for one in attributes for m in _ALIAS.findall(one)),
    )


def _with_attributes(body: Node) -> Iterator[tuple[Node, list[str]]]:
    attributes: list[str] = []
    for node in body.named_children:
        if node.type == "attribute_item":
            attributes.append(node_text(node))
        elif node.type not in ("line_comment", "block_comment"):
            yield node, attributes
            attributes = []


def _uses(node: Node, before: Path_) -> Iterator[Use]:
    """The leaves of a use tree."""
    if node.type == "use_list":
        for child in node.named_children:
            yield from _uses(child, before)
    elif node.type == "scoped_use_list":
        path, below = node.child_by_field_name("path"), node.child_by_field_name("list")
        if below is not None:
            yield from _uses(below, (*before, *_steps(path)))
    elif node.type == "use_wildcard":
        yield Use((*before, *_steps(node.named_children[0] if node.named_children else None)), "*")
    elif node.type == "use_as_clause":
        alias = node_text(node.child_by_field_name("alias") or node)
        yield Use((*before, *_steps(node.child_by_field_name("path"))), alias)
    else:
        steps = (*before, *_steps(node))
        if steps[-1:] == ("self",):
            steps = steps[:-1]
        if steps:
            yield Use(steps, steps[-1])


def _steps(node: Node | None) -> Path_:
    return tuple(s for s in node_text(node).replace(" ", "").split("::") if s) if node else ()


def _module_file(folder: Path, name: str, attributes: list[str]) -> tuple[Path, Path]:
    """(its file, the folder of its own modules)."""
    given = next((re.search(r'path\s*=\s*"([^"]+)"', one) for one in attributes), None)
    if given:
        place = folder / PurePosixPath(given[1])
        return place, place.parent
    plain = folder / f"{name}.rs"
    return (plain, folder / name) if plain.is_file() else (folder / name / "mod.rs", folder / name)


def _public(node: Node) -> bool:
    first = next((k for k in node.children if k.type == "visibility_modifier"), None)
    return first is not None and node_text(first) == "pub"


def _type_name(node: Node | None) -> str:
    """`Vec` of `a::Vec<T>` and of `&Vec`."""
    while node is not None and node.type in ("generic_type", "reference_type"):
        node = node.child_by_field_name("type")
    return node_text(node).rpartition("::")[2].strip() if node is not None else ""
