"""E0277: a signature, a field or a binding holds a `str`, a slice or a `dyn Trait` itself, whose
size is not known.

Hold a reference to it, or own it: `&str`, `&mut [T]`, `Box<dyn Trait>`, `String`, `Vec<T>`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import enclosing
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0308")

_UNSIZED = re.compile(r"the size for values of type `(.+?)` cannot be known")
_AROUND = ("function_item", "function_signature_item", "field_declaration", "let_declaration",
           "closure_expression")  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    if not any(_UNSIZED.search(e.message) for e in (scene.diagnostic, *scene.errors)):
        return
    seen: set[tuple[str, int]] = set()
    for site, _ in list(sites(scene))[:3]:
        around = enclosing(site.node, *_AROUND) or site.node
        for part in (
            child(around, "return_type"),
            child(around, "parameters"),
            child(around, "type"),
        ):
            for node in _unsized(part):
                if (site.path, node.start_byte) not in seen:
                    seen.add((site.path, node.start_byte))
                    yield from _held(site, node)


def _unsized(node: Node | None) -> Iterator[Node]:
    """Those that stand behind no reference, pointer or box."""
    if node is None or node.type in ("reference_type", "pointer_type", "where_clause"):
        return
    if node.type == "generic_type" and text(child(node, "type")) in ("Box", "Rc", "Arc", "Cow"):
        return
    slice_ = node.type == "array_type" and child(node, "length") is None
    if (
        slice_
        or node.type == "dynamic_type"
        or (node.type == "primitive_type" and text(node) == "str")
    ):
        yield node
        return
    for part in node.named_children:
        yield from _unsized(part)


def _held(site: Site, node: Node) -> Iterator[Offer]:
    written = text(node)
    held = [f"&{written}", f"&mut {written}"]
    if node.type == "array_type":
        held.append(f"Vec<{plain(child(node, 'element'))}>")
    else:
        held.append("String" if written == "str" else f"Box<{written}>")
    for kind in held if written != "str" else (held[0], held[2], held[1]):
        yield Offer(f"Hold {kind} instead of {shown(node)}", (site.replace(node, kind),))
