"""E0308: a calculation is of another number type than is wanted, and converting its result comes
too late: an unsigned difference never gets below zero, a quotient of integers is cut off.

Convert what is calculated with: `a as i64 - b as i64`, `a as f64 / b as f64`; of `(a != b) as u64`
the operand that is not one: `a as u64 != b`.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.candidates.types import FLOATS, INTEGERS, SIGNED, UNSIGNED, Mismatch, mismatch
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0308",)

_ARITHMETIC = frozenset("+-*/%")
_SIMPLE = frozenset(
    """
    call_expression field_expression identifier index_expression macro_invocation
    parenthesized_expression scoped_identifier self try_expression type_cast_expression
    """.split()
)


def candidates(scene: Scene) -> Iterator[Offer]:
    said, site = mismatch(scene.diagnostic), primary_site(scene)
    yield from _cast_moved(site, said)
    node = site.expression if site is not None else None
    if said is None or site is None or node is None or node.type != "binary_expression":
        return
    expected, found = said.expected, said.found
    operators = set(_operators(node))
    below_zero = "-" in operators and found in UNSIGNED and expected in (*SIGNED, *FLOATS)
    cut_off = "/" in operators and found in INTEGERS and expected in FLOATS
    if not operators <= _ARITHMETIC or not (below_zero or cut_off):
        return
    edits = tuple(_converted(site, node, expected, _by_from(site, expected)))
    yield Offer(f"Calculate {shown(node)} in {expected}", edits)
    if _by_from(site, expected):
        edits = tuple(_converted(site, node, expected, False))
        yield Offer(f"Calculate {shown(node)} in {expected}", edits)


def _cast_moved(site: Site | None, said: Mismatch | None) -> Iterator[Offer]:
    """The cast of a result to the one operand that is not of that type."""
    node = site.expression if site is not None else None
    operation = node.parent if node is not None else None
    around = operation.parent if operation is not None else None
    cast = around.parent if around is not None else None
    if (
        site is None or said is None or operation is None or cast is None or around is None
        or operation.type != "binary_expression" or around.type != "parenthesized_expression"
        or cast.type != "type_cast_expression"
    ):  # fmt: skip
        return
    kind = text(child(cast, "type"))
    left, right = child(operation, "left"), child(operation, "right")
    if left is None or right is None or kind not in (said.expected, said.found):
        return
    operator = text(child(operation, "operator"))
    # What the message expects is the left side's type, what it found the right side's.
    part = right if kind == said.expected else left
    new = f"{text(part) if part.type in _SIMPLE else f'({text(part)})'} as {kind}"
    if part == left:
        less = operator.startswith("<")
        new = f"{f'({new})' if less else new} {operator} {text(right)}"
    else:
        new = f"{text(left)} {operator} {new}"
    yield Offer(f"Convert {shown(part)}, not the result", (site.replace(cast, new),))


def _operators(node: Node) -> Iterator[str]:
    node = _inner(node)
    if node.type == "binary_expression":
        yield text(child(node, "operator"))
        for side in ("left", "right"):
            part = child(node, side)
            yield from _operators(part) if part is not None else ()


def _inner(node: Node) -> Node:
    """What stands in parentheses."""
    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    return node


def _converted(site: Site, node: Node, expected: str, by_from: bool) -> Iterator[Edit]:
    inner = _inner(node)
    if inner.type == "binary_expression":
        for side in ("left", "right"):
            part = child(inner, side)
            yield from _converted(site, part, expected, by_from) if part is not None else ()
    elif inner.type == "integer_literal":
        if expected in FLOATS and text(inner).replace("_", "").isdigit():
            yield site.after(inner, ".0")
    elif by_from:
        yield site.replace(node, f"{expected}::from({text(inner)})")
    else:
        value = text(node) if node.type in _SIMPLE else f"({text(node)})"
        cast = f"{value} as {expected}"
        # `a as i64 < b` would begin a list of type arguments.
        less = site.source[node.end_byte :].lstrip().startswith(b"<")
        yield site.replace(node, f"({cast})" if less else cast)


def _by_from(site: Site, expected: str) -> bool:
    """Whether the file converts to this type by `from` alone."""
    return f"{expected}::from(" in site.source.decode(errors="replace") and (
        f" as {expected}".encode() not in site.source
    )
