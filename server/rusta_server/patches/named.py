"""Nodes of a Rust tree by kind and by name."""

from functools import lru_cache

from tree_sitter import Node, Query, QueryCursor

from rusta_server.patches.syntax import RUST, ancestors


def nodes(root: Node, kind: str) -> list[Node]:
    return QueryCursor(_query(kind)).captures(root).get("node", [])


@lru_cache(maxsize=16)
def _query(kind: str) -> Query:
    return Query(RUST, f"({kind}) @node")


def name_of(node: Node | None) -> str:
    if node is None:
        return ""
    if node.type in ("identifier", "mut_pattern"):
        return text_of(node).removeprefix("mut ").strip()
    return text_of(node.child_by_field_name("name"))


def name_around(node: Node, kind: str) -> str:
    """The name of the innermost `kind` around `node`, of an impl that of its type."""
    found = next((n for n in ancestors(node) if n.type == kind), None)
    if found is not None and kind == "impl_item":
        return last_segment(text_of(found.child_by_field_name("type")))
    return name_of(found)


def is_documentation(comment: Node) -> bool:
    return (comment.text or b"").startswith((b"///", b"/**", b"//!", b"/*!"))


def last_segment(path: str) -> str:
    return path.split("<")[0].rpartition("::")[2].strip()


def text_of(node: Node | None) -> str:
    return "" if node is None else (node.text or b"").decode(errors="replace")
