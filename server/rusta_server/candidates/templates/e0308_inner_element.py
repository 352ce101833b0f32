"""E0308: deep in what is expected, in a tuple of it, one element has another type.

Convert that element where the tuple is written, in a closure of the chain or a block of it.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.candidates.types import NUMBERS, arguments_of, head, mismatch, tuple_parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None:
        return
    wanted, given = _tuples(said.expected, said.found)
    differing = [n for n, (w, g) in enumerate(zip(wanted, given, strict=False)) if w != g]
    if len(wanted) != len(given) or len(differing) != 1:
        return
    (at,) = differing
    for written in reversed(list(_written(node, len(wanted)))):
        element = [n for n in written.named_children if "comment" not in n.type][at]
        for new in _converted(text(element), wanted[at], given[at]):
            yield Offer(f"Write {new} as the tuple's element {at}", (site.replace(element, new),))


def _tuples(one: str, other: str) -> tuple[list[str], list[str]]:
    """The elements of the tuples that both types hold at the same place; empty where there are
    none."""
    while not (one.startswith("(") and other.startswith("(")):
        if head(one) != head(other) or not head(one)[:1].isalpha():
            return [], []
        differing = [
            (a, b) for a, b in zip(arguments_of(one), arguments_of(other), strict=False) if a != b
        ]
        if len(differing) != 1:
            return [], []
        one, other = differing[0]
    return tuple_parts(one) or [], tuple_parts(other) or []


def _written(node: Node, count: int) -> Iterator[Node]:
    given = [n for n in node.named_children if "comment" not in n.type]
    if node.type == "tuple_expression" and len(given) == count:
        yield node
    for below in node.named_children:
        yield from _written(below, count)


def _converted(value: str, wanted: str, given: str) -> Iterator[str]:
    if wanted.startswith("&"):
        yield f"&{value}" if wanted.lstrip("&") == given else f"&*{value}"
        yield f"&{value}"
    elif given == f"&{wanted}":
        yield f"*{value}"
        yield f"{value}.clone()"
    elif head(wanted) == "Option" and arguments_of(wanted) == [given]:
        yield f"Some({value})"
    elif wanted in NUMBERS and given in NUMBERS:
        yield f"{value} as {wanted}"
    elif wanted == "String":
        yield f"{value}.to_string()"
    yield f"{value}.into()"
