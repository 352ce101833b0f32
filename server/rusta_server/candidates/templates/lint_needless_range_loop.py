"""clippy::needless_range_loop: a loop counts through indices only to read or change the elements.

Go over the elements themselves, with `enumerate` where the index is used besides. clippy says how
to iterate and leaves the name of the element open: it becomes what the file calls an element of
that collection, else the singular of the collection's name, and stands for every `xs[i]`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.element_names import element_names, element_type
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import NUMBERS
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Suggestion
from rusta_server.contracts.edits import Edit

CODES = ("clippy::needless_range_loop",)

_INDEXED = re.compile(r"used to index `(\w+)`")
_COPIED = NUMBERS | {"bool", "char"}
_FORMATS = frozenset(
    """
    dbg debug eprint eprintln error format format_args info panic print println trace warn write
    writeln
    """.split()
)


class _Use(NamedTuple):
    """`start..end` is an `xs[i]`, or `&xs[i]` where `borrowed`. `lent`: a reference will do there,
    as a method, a field, an index and `format!` take it."""

    start: int
    end: int
    borrowed: bool
    lent: bool


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = _INDEXED.search(scene.diagnostic.message)
    loop = site.enclosing("for_expression") if site is not None else None
    body, index = child(loop, "body"), text(child(loop, "pattern"))
    if site is None or said is None or body is None or loop is None:
        return
    collection = said[1]
    uses = list(_uses(site, body, collection, index))
    kind = element_type(scene, site, collection)
    mutable = any("iter_mut" in e.text or "&mut" in e.text for e in _edits(scene))
    name = next(element_names(site, loop, collection), "")
    if not uses or not name:
        return
    # A copied element is bound by value where a reference would have to be read through.
    needed = not mutable and not all(use.borrowed or use.lent for use in uses)
    by_value = [needed and (kind in _COPIED or kind.startswith("&"))]
    if needed and not kind:
        by_value = [False, True]
    title = f"Iterate over the elements of {collection}"
    for copied in by_value:
        pattern = f"&{name}" if copied else name
        inside = tuple(_replaced(site, use, name, copied) for use in uses)
        for suggestion in scene.diagnostic.suggestions:
            for head in _heads(site, suggestion, collection, pattern):
                yield Offer(title, (*head, *inside))


def _edits(scene: Scene) -> Iterator[Edit]:
    return (edit for suggestion in scene.diagnostic.suggestions for edit in suggestion.edits)


def _heads(
    site: Site, suggestion: Suggestion, collection: str, pattern: str
) -> Iterator[tuple[Edit, ...]]:
    """The edits of the loop's head. clippy borrows a collection also where it is a reference."""
    written = [edit.text for edit in suggestion.edits]
    lead = next((sign for sign in ("&mut ", "&") if sign + collection in written), "")
    iterated = f"{collection}.{'iter_mut' if 'mut' in lead else 'iter'}()"
    forms = [lead + collection, iterated] if lead else [collection]
    if lead and _is_reference(site, collection):
        forms = [collection, iterated] if lead == "&" else [iterated]
    for form in forms:
        yield tuple(
            edit.model_copy(update={"text": form})
            if edit.text == lead + collection
            else edit.model_copy(update={"text": edit.text.replace("<item>", pattern)})
            for edit in suggestion.edits
        )


def _uses(site: Site, node: Node, collection: str, index: str) -> Iterator[_Use]:
    parts = node.named_children
    if node.type == "index_expression" and [text(p) for p in parts] == [collection, index]:
        yield _expression(node)
        return
    if node.type == "token_tree":
        for one, other in pairwise(parts):
            if text(one) == collection and re.sub(r"\s", "", text(other)) == f"[{index}]":
                yield _tokens(site, node, one.start_byte, other.end_byte)
    for part in parts:
        yield from _uses(site, part, collection, index)


def _expression(node: Node) -> _Use:
    around = node.parent
    if around is not None and around.type == "reference_expression":
        return _Use(around.start_byte, around.end_byte, borrowed=True, lent=True)
    lent = around is not None and (
        around.type == "field_expression"
        or (around.type == "index_expression" and around.named_children[0] == node)
        or (around.type == "call_expression" and child(around, "function") == node)
        or (around.type == "arguments" and _formats(around.parent))
    )
    return _Use(node.start_byte, node.end_byte, borrowed=False, lent=lent)


def _formats(call: Node | None) -> bool:
    return text(child(call, "function")).removesuffix("!") in _FORMATS


def _tokens(site: Site, tree: Node, start: int, end: int) -> _Use:
    """In a macro's tokens: a whole argument of a formatting macro, or with a dot behind."""
    before = site.source[:start].rstrip()[-1:]
    behind = site.source[end:].lstrip()[:1]
    if before == b"&":
        return _Use(site.source.rindex(b"&", 0, start), end, borrowed=True, lent=True)
    call = tree.parent
    formats = text(child(call, "macro")).rsplit("::", 1)[-1] in _FORMATS
    whole = formats and before in b"(,=" and behind in b"),"
    return _Use(start, end, borrowed=False, lent=whole or behind in b".[")


def _replaced(site: Site, use: _Use, name: str, copied: bool) -> Edit:
    if copied:
        return site.replace_range(use.start, use.end, f"&{name}" if use.borrowed else name)
    return site.replace_range(use.start, use.end, name if use.lent else f"*{name}")


def _is_reference(site: Site, collection: str) -> bool:
    bound = binding_of(site, collection)
    return bound is not None and text(bound.type).startswith("&")
