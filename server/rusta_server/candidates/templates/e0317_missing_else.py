"""E0317, E0308: an `if` without `else` whose value is used.

Add the `else`: with what the condition compares, where the branch is a correction of it; with the
value the name had before, where the `let` hides one; else with the empty value of the type, or by
leaving the function or the round, where there is nothing to bind.
"""

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import enclosing
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.candidates.types import arguments_of, default_of, head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0317", "E0308")

_CALLED = ("function_item", "closure_expression")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        node = site.enclosing("if_expression")
        block = child(node, "consequence")
        if node is None or block is None or child(node, "alternative") or not block.named_children:
            continue
        failing = _failing(scene, site.at(node), block)
        for value in dict.fromkeys((*failing, *_values(site, node, block))):
            if value != text(block.named_children[-1]):
                yield Offer(
                    f"Add else with {value}", (site.after(node, _else(site, block, value)),)
                )
        return


def _failing(scene: Scene, site: Site, block: Node) -> Iterator[str]:
    """`Err` with a value in scope of its type, where the branch gives an `Ok`."""
    said = mismatch(scene.diagnostic)
    given = arguments_of(said.expected) if said is not None else []
    if said is None or head(said.expected) != "Result" or len(given) != 2:
        return
    if text(block.named_children[-1]).startswith("Ok("):
        yield from (f"Err({value})" for value in islice(values(scene, site, given[1]), 3))


def _else(site: Site, block: Node, value: str) -> str:
    if block.end_point.row == block.start_point.row:
        return f" else {{ {value} }}"
    lead = site.indent(block.named_children[-1])
    last = site.source[block.start_byte : block.end_byte].rpartition(b"\n")[2]
    outer = re.match(rb"[ \t]*", last)
    closing = outer[0].decode() if outer is not None else ""
    return f" else {{\n{lead}{value}\n{closing}}}"


def _values(site: Site, node: Node, block: Node) -> Iterator[str]:
    tail = block.named_children[-1]
    condition = child(node, "condition")
    written = text(tail)
    if condition is not None and condition.type == "binary_expression":
        left, right = child(condition, "left"), child(condition, "right")
        for side, other in ((left, right), (right, left)):
            if side is None or other is None or side.type.endswith("_literal"):
                continue
            if written == text(other) or set(_names(side)) & set(_names(tail)):
                yield text(side)
    declaration = node.parent
    if declaration is not None and declaration.type == "let_declaration":
        name = text(child(declaration, "pattern"))
        if any(n.name == name for n in names_in_scope(site.source, declaration.start_byte)):
            yield name
        if (kind := child(declaration, "type")) is not None and (value := default_of(text(kind))):
            yield value
    elif (function := function_around(site.at(node))) is not None:
        result = child(function.node, "return_type")
        if result is not None and (value := default_of(text(result))):
            yield value
    yield from _like(tail)
    if declaration is not None and declaration.type == "let_declaration":
        yield from _leaving(site, node)


def _leaving(site: Site, node: Node) -> Iterator[str]:
    around = enclosing(node, "loop_expression", "for_expression", "while_expression", *_CALLED)
    if around is not None and around.type not in _CALLED:
        yield "continue;"
    function = function_around(site.at(node))
    result = child(function.node, "return_type") if function is not None else None
    if function is not None and result is None:
        yield "return;"
    elif result is not None and (value := default_of(text(result))):
        yield f"return {value};"


def _like(tail: Node) -> Iterator[str]:
    """The empty value of what the branch gives, by its form."""
    written = text(tail)
    head = text(child(tail, "function")) if tail.type == "call_expression" else ""
    for kind, value in (
        ("string_literal", '""'), ("integer_literal", "0"), ("float_literal", "0.0"),
        ("boolean_literal", "false" if written == "true" else "true"),
    ):  # fmt: skip
        if tail.type == kind:
            yield value
    if head == "Some":
        yield "None"
    elif head.endswith(("::new", "::from")) or written.endswith(".to_string()"):
        yield "String::new()"
    elif tail.type == "binary_expression" and any(
        n.type == "integer_literal" for n in tail.named_children
    ):
        yield from dict.fromkeys(_names(tail))
        yield "0"


def _names(node: Node) -> list[str]:
    return re.findall(r"\b[a-z_]\w*\b", text(node))
