"""Weak supervision from tree-sitter: the kind of the innermost named node at each byte."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from rusta_indexer.syntax import RUST, parse_uncached

UNKNOWN = 0
"""No hint: whitespace outside of everything, prose, a file's path."""


@cache
def kind_names() -> tuple[str, ...]:
    """Named kinds, sorted; the class of each is its place + 1."""
    ids = range(RUST.node_kind_count)
    named = (i for i in ids if RUST.node_kind_is_named(i) and RUST.node_kind_is_visible(i))
    return tuple(sorted({RUST.node_kind_for_id(i) or "" for i in named}))


@cache
def _classes() -> dict[str, int]:
    return {name: place + 1 for place, name in enumerate(kind_names())}


def kinds_of(text: bytes) -> NDArray[np.uint8]:
    """The class at each byte of a Rust file, [len(text)]."""
    kinds = np.full(len(text), UNKNOWN, np.uint8)
    classes = _classes()
    cursor = parse_uncached(text).walk()
    # Preorder: a child overwrites its part of what the parent wrote.
    while True:
        node = cursor.node
        if node is not None and node.is_named:
            kinds[node.start_byte : node.end_byte] = classes.get(node.type, UNKNOWN)
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return kinds
