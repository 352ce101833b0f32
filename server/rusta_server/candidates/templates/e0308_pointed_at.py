"""E0308: a reference is wanted and a raw pointer given.

Borrow what it points at: `&mut *p`, in an `unsafe` block where there is none around.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown, text
from rusta_server.candidates.types import mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None:
        return
    wanted = re.match(r"&('\w+ )?(mut )?", said.expected)
    if wanted is None or not said.found.startswith("*mut " if wanted[2] else "*"):
        return
    value = text(node) if node.type in ("identifier", "field_expression") else f"({text(node)})"
    borrowed = f"&{wanted[2] or ''}*{value}"
    new = borrowed if any(map(_is_unsafe, ancestors(node))) else f"unsafe {{ {borrowed} }}"
    yield Offer(f"Borrow what {shown(node)} points at", (site.replace(node, new),))


def _is_unsafe(node: Node) -> bool:
    """An `unsafe` block, or an `unsafe fn`."""
    modifiers = next((n for n in node.children if n.type == "function_modifiers"), None)
    return node.type == "unsafe_block" or "unsafe" in text(modifiers)
