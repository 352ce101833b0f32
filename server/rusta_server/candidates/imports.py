"""Adding an import where, and in the form in which, its file would have it."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from rusta_indexer.items import compact, visibility
from rusta_indexer.syntax import enclosing, line_start
from rusta_indexer.use_tree import imports
from rusta_server.candidates.module_paths import absolute, module_of
from rusta_server.candidates.site import Site, child, text
from rusta_server.contracts.edits import Edit

_STD = ("std", "core", "alloc")
_OWN = ("crate", "super", "self")


def add_import(file: Site, at: Node, parent: str, names: list[str]) -> tuple[Edit, ...]:
    """Edits that import `names` of `parent` (`std::cmp`; the name `self` is the parent itself) into
    the module around `at`: into a list that stands there, else on a line of its own where its
    neighbours are. Empty where the module imports nothing yet: rustc knows a place then."""
    module = enclosing(at, "mod_item")
    body = (child(module, "body") if module is not None else None) or file.tree.root_node
    uses = [n for n in body.named_children if n.type == "use_declaration"]
    here = module_of(file, body.start_byte + 1 if module is not None else None)
    lists = [
        (absolute(path, here), listed)
        for use in uses
        for path, listed in _lists(child(use, "argument"), "")
    ]
    names = sorted(names, key=_order)
    for path, listed in lists:
        if path == parent:
            return tuple(_into(file, listed, name) for name in names)
        if [path] == [f"{parent}::{name}" for name in names]:
            return (_into(file, listed, "self"),)
    for path, listed in lists:
        if parent.startswith(f"{path}::") and _is_nested(path, listed):
            below = parent.removeprefix(f"{path}::")
            return (_into(file, listed, _joined(below, names)),)
    own = [use for use in uses if visibility(use) == ""] or uses
    return (_line(file, own, _joined(parent, names)),) if parent and own else ()


def imported_paths(body: Node) -> Iterator[tuple[str, str]]:
    """(name, path) of what a module's or file's own `use` declarations bring in."""
    for node in body.named_children:
        if node.type == "use_declaration":
            yield from ((leaf.name, leaf.path) for leaf in imports(node))


def _joined(parent: str, names: list[str]) -> str:
    if names == ["self"]:
        return parent
    return f"{parent}::{names[0]}" if len(names) == 1 else f"{parent}::{{{', '.join(names)}}}"


def _lists(node: Node | None, prefix: str) -> Iterator[tuple[str, Node]]:
    """(path, braces) of every list in a use tree, the innermost first."""
    if node is None or node.type not in ("scoped_use_list", "use_list"):
        return
    path = prefix
    listed: Node | None = node
    if node.type == "scoped_use_list":
        own = compact(child(node, "path"))
        path, listed = (f"{prefix}::{own}" if prefix else own), child(node, "list")
    for inner in listed.named_children if listed is not None else ():
        yield from _lists(inner, path)
    if listed is not None and path:
        yield path, listed


def _is_nested(path: str, listed: Node) -> bool:
    """Whether a list is one that deeper paths are put into: `use std::{fmt, io::Read}`."""
    return any(
        "::" in text(n) for n in listed.named_children if "comment" not in n.type
    ) or path in ("std", "core", "alloc", "crate")


def _into(file: Site, listed: Node, name: str) -> Edit:
    members = [n for n in listed.named_children if "comment" not in n.type]
    if any(text(n) == name for n in members):
        return file.insert(listed.start_byte, "")
    if not members:
        return file.insert(listed.start_byte + 1, name)
    by: Callable[[str], tuple[int, str]] = _order
    if not _is_sorted(members, by):
        by = _caseless
    later = next((n for n in members if by(text(n)) > by(name)), None)
    lines = listed.start_point.row != listed.end_point.row
    between = f",\n{file.indent(members[-1])}" if lines else ", "
    if name == "self" or (later is not None and _is_sorted(members, by)):
        return file.before(later if name != "self" and later else members[0], name + between)
    last, end = members[-1], listed.end_byte - 1
    if lines and file.source[last.end_byte : end].strip() in (b"", b","):
        return file.replace_range(last.end_byte, end, f"{between}{name},\n{file.indent(listed)}")
    return file.after(last, between + name)


def _is_sorted(members: list[Node], by: Callable[[str], tuple[int, str]]) -> bool:
    keys = [by(text(n)) for n in members]
    return keys == sorted(keys)


def _line(file: Site, uses: list[Node], path: str) -> Edit:
    """A declaration among those it belongs to: of the same root, else of the same kind of root."""
    root = path.partition("::")[0]
    alike = [use for use in uses if _root(use) == root] or [
        use for use in uses if _class(_root(use)) == _class(root)
    ]
    indent = file.indent(uses[0])
    if not alike:
        return _group(file, uses, path)
    group = _group_of(file, uses, alike[-1])
    keys = [_key(use) for use in group]
    later = [use for use in group if _key(use) > _sort_key(path)]
    if keys == sorted(keys) and later:
        return file.insert(_start(later[0]), f"use {path};\n{indent}")
    last = group[-1] if keys == sorted(keys) else alike[-1]
    return file.insert(last.end_byte, f"\n{indent}use {path};")


def _group(file: Site, uses: list[Node], path: str) -> Edit:
    """A group of its own: the standard library's first, others last; in a gap of two blank lines,
    where there is one."""
    indent, first, last = file.indent(uses[0]), uses[0], uses[-1]
    if _class(path.partition("::")[0]) == 0:
        at = line_start(file.source, _start(first))
        return file.insert(at, f"{indent}use {path};\n\n")
    if file.source[last.end_byte :].startswith(b"\n\n\n"):
        return file.insert(last.end_byte + 2, f"{indent}use {path};\n")
    return file.insert(last.end_byte, f"\n\n{indent}use {path};")


def _group_of(file: Site, uses: list[Node], one: Node) -> list[Node]:
    """The declarations around `one` without a blank line between them."""
    groups: list[list[Node]] = []
    for use in uses:
        last = groups[-1][-1] if groups else None
        if last is not None and b"\n\n" not in file.source[last.end_byte : use.start_byte]:
            groups[-1].append(use)
        else:
            groups.append([use])
    return next(group for group in groups if one in group)


def _start(use: Node) -> int:
    """Where the declaration begins, with the attributes that stand above it."""
    first = use
    while (before := first.prev_named_sibling) is not None and before.type == "attribute_item":
        first = before
    return first.start_byte


def _root(use: Node) -> str:
    return re.split(r"::|\{", _path(use))[0]


def _class(root: str) -> int:
    return 0 if root in _STD else 2 if root in _OWN else 1


def _path(use: Node) -> str:
    return compact(child(use, "argument")).removeprefix("::")


def _key(use: Node) -> list[tuple[int, str]]:
    return _sort_key(_path(use))


def _sort_key(path: str) -> list[tuple[int, str]]:
    return [_order(part) for part in re.sub(r"\{.*", "~", path).split("::")]


def _order(name: str) -> tuple[int, str]:
    """As rustfmt sorts: self, then snake_case, CamelCase, CONSTANTS, lists and globs."""
    if name in ("self", "super", "crate"):
        return (0, name)
    if not name[:1].isalpha() and name[:1] != "_":
        return (9, name)
    return (3 if name.isupper() and len(name) > 1 else 2 if name[0].isupper() else 1, name)


def _caseless(name: str) -> tuple[int, str]:
    return (0 if name in ("self", "super", "crate") else 1, name.lower())
