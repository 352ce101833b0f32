"""Syntax trees of Rust sources and the questions asked of them. Pure: bytes in, nodes out.

Offsets are bytes everywhere. A `Node` keeps its tree alive, and the tree its source.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import tree_sitter_rust
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

RUST = Language(tree_sitter_rust.language())

_BLANK = re.compile(rb"[ \t]*")

Captures = dict[str, list[Node]]


@lru_cache(maxsize=64)
def parse(source: bytes) -> Tree:
    """The tree of `source`; the last 64 different sources are remembered.

    Never fails: what does not parse becomes ERROR and MISSING nodes, see `error_count`.
    """
    return parse_uncached(source)


def parse_uncached(source: bytes) -> Tree:
    """As `parse`, for sources that are looked at once."""
    return Parser(RUST).parse(source)


def query(source_or_tree: bytes | Tree | Node, pattern: str) -> list[Captures]:
    """Every match of a tree-sitter query, in source order: capture name → its nodes.

    Raises:
        tree_sitter.QueryError: `pattern` is no query of this grammar.
    """
    return [captures for _, captures in matches(source_or_tree, pattern)]


def matches(source_or_tree: bytes | Tree | Node, pattern: str) -> list[tuple[int, Captures]]:
    """As `query`, each match with the number of the alternative it is of, counted from 0."""
    return QueryCursor(compiled(pattern)).matches(_root(source_or_tree))


def smallest_node(tree: Tree, start: int, end: int) -> Node:
    """The smallest named node covering `start..end`; the root where the range lies outside."""
    root = tree.root_node
    return root.named_descendant_for_byte_range(start, max(start, end)) or root


def path_to(tree: Tree, start: int, end: int) -> list[Node]:
    """The nodes covering `start..end`, from the root down to the smallest named one."""
    node, target = tree.root_node, smallest_node(tree, start, end)
    path = [node]
    while node != target:
        child = node.child_with_descendant(target)
        if child is None:
            break
        node = child
        path.append(node)
    return path


def ancestors(node: Node) -> Iterator[Node]:
    """The parents of `node`, innermost first, without itself.

    Each step costs the depth of the tree: for sources of unknown depth take `path_to`.
    """
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def enclosing(node: Node, *kinds: str) -> Node | None:
    """The innermost of `node` and its ancestors whose type is one of `kinds`."""
    if node.type in kinds:
        return node
    return next((parent for parent in ancestors(node) if parent.type in kinds), None)


def node_text(node: Node) -> str:
    """The source of `node`; bytes that are not UTF-8 become U+FFFD."""
    return (node.text or b"").decode(errors="replace")


def error_count(tree: Tree) -> int:
    """How many places the parser had to skip (ERROR) or make up (MISSING). 0: it parses."""
    if not tree.root_node.has_error:
        return 0
    return len(matches(tree, "[(ERROR) (MISSING)] @error"))


def line_start(source: bytes, offset: int) -> int:
    """The offset at which the line of `offset` begins."""
    return source.rfind(b"\n", 0, offset) + 1


def indentation(source: bytes, offset: int) -> str:
    """The blanks and tabs that the line of `offset` begins with."""
    blank = _BLANK.match(source, line_start(source, offset))
    return blank[0].decode() if blank else ""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Query:
    """Raises tree_sitter.QueryError."""
    return Query(RUST, pattern)


def _root(source_or_tree: bytes | Tree | Node) -> Node:
    if isinstance(source_or_tree, Node):
        return source_or_tree
    tree = parse(source_or_tree) if isinstance(source_or_tree, bytes) else source_or_tree
    return tree.root_node
