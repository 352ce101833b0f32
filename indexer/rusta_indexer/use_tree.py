"""`use` declarations taken apart: one `Import` for each name they bring in."""

from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.items import compact

_LISTS = frozenset(("use_list", "scoped_use_list"))
_NO_NAMES = frozenset(("line_comment", "block_comment", "ERROR"))


class Import(NamedTuple):
    """`path` as written from the left (`crate::a::B`, `::std::fmt`, `super`); `name` is what it is
    called here, `*` for a glob, `_` for an anonymous import. `node` is the leaf of the use tree,
    `name_node` what in it is the name: itself for a glob, and for the `self` that stands for the
    name before it."""

    path: str
    name: str
    node: Node
    name_node: Node


def imports(declaration: Node) -> list[Import]:
    """The leaves of a `use_declaration` or an `extern_crate_declaration`, in source order; those
    that do not parse are left out."""
    if declaration.type == "extern_crate_declaration":
        return _extern_crate(declaration)
    found: list[Import] = []
    argument = declaration.child_by_field_name("argument")
    stack: list[tuple[Node, str | None]] = [(argument, None)] if argument is not None else []
    while stack:
        node, prefix = stack.pop()
        if node.has_error and node.type not in _LISTS:
            continue
        if node.type == "use_list":
            stack += [(child, prefix) for child in reversed(node.named_children)]
        elif node.type == "scoped_use_list":
            inner = node.child_by_field_name("list")
            path = node.child_by_field_name("path")
            # `use ::{a, b}`: no path, yet from the root.
            below = _join(prefix, compact(path)) if path is not None else (prefix or "")
            if inner is not None and not (path is not None and path.has_error):
                stack.append((inner, below))
        elif node.type == "use_as_clause":
            alias = node.child_by_field_name("alias") or node
            whole = _join(prefix, compact(node.child_by_field_name("path")))
            found.append(Import(whole, compact(alias), node, alias))
        elif node.type == "use_wildcard":
            path = next(iter(node.named_children), None)
            whole = _join(prefix, compact(path)) if path is not None else (prefix or "")
            found.append(Import(whole, "*", node, node))
        elif node.type not in _NO_NAMES:
            whole = _join(prefix, compact(node))
            last = node.child_by_field_name("name") or node
            found.append(Import(whole, whole.rpartition("::")[2], node, last))
    return found


def _extern_crate(declaration: Node) -> list[Import]:
    name = declaration.child_by_field_name("name")
    if name is None:
        return []
    alias = declaration.child_by_field_name("alias")
    path = "crate" if name.type == "self" else f"::{compact(name)}"
    named = alias or name
    return [Import(path, compact(named), declaration, named)]


def _join(prefix: str | None, path: str) -> str:
    if prefix is None:
        return path
    return prefix if path == "self" else f"{prefix}::{path}"
