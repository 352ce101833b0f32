"""E0069: `return;` in a function that returns something.

Return a value: what is returned elsewhere by functions of the same result, the way out that is
taken most often first; one in scope of its type, the empty value. What the other branch returns is
what this one does not.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import arguments_of, head
from rusta_server.contracts.candidate import Scene

CODES = ("E0069",)

_MAX_LENGTH = 80
_WAYS_OUT = ("Err(", "None")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = site.enclosing("return_expression") if site is not None else None
    function = function_around(site) if site is not None else None
    if site is None or node is None or function is None or node.named_child_count:
        return
    result = text(child(function.node, "return_type"))
    found: list[str] = []
    if head(result) == "Result" and arguments_of(result)[:1] == ["()"]:
        found.append("Ok(())")
    found += _returned_beside(site, function.node)
    found += list(islice(values(scene, site, result), 6))
    if (inner := arguments_of(result)) and head(result) in ("Option", "Result"):
        made = "Some" if head(result) == "Option" else "Ok"
        found += [f"{made}({value})" for value in islice(values(scene, site, inner[0]), 4)]
    other = _of_the_other_branch(node)
    for value in dict.fromkeys(value for value in found if value not in other):
        yield Offer(f"Return {value}", (site.after(node, f" {value}"),))


def _returned_beside(site: Site, own: Node) -> list[str]:
    """The values of the `return`s of functions of the same result: the way out that several take,
    then the nearest."""
    result = text(child(own, "return_type"))
    found: list[tuple[int, str]] = []
    for match in query(site.tree, "(return_expression (_) @value)"):
        value = match["value"][0]
        function = function_around(site.at(value))
        if function is None or text(child(function.node, "return_type")) != result:
            continue
        if len(text(value)) <= _MAX_LENGTH:
            found.append((abs(value.start_byte - site.start), text(value)))
    nearest = [written for _, written in sorted(found)]
    often = Counter(value for value in nearest if value.startswith(_WAYS_OUT)).most_common(1)
    first = [value for value, count in often if count > 1]
    return list(dict.fromkeys([*first, *nearest]))[:5]


def _of_the_other_branch(node: Node) -> set[str]:
    """The values returned by the branches beside the one that `node` ends."""
    block = enclosing(node, "block")
    decision = enclosing(block, "if_expression") if block is not None else None
    if block is None or decision is None:
        return set()
    return {
        text(match["value"][0])
        for match in query(decision, "(return_expression (_) @value)")
        if not block.start_byte <= match["value"][0].start_byte < block.end_byte
    }
