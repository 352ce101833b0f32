"""Called or not, and how: `x.f()` for `x.f` and the reverse, `f!(..)` for `f(..)`, `x.f(..)` for
`T::f(x, ..)`, `self.f()` for `Self::f()`, an index for a call, `x.or(y)` for `x.or_else(|| y)`."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene

_CODES = frozenset(
    """
    E0308 E0423 E0425 E0599 E0609 E0610 E0615 E0616 E0618 E0277 E0369 E0282 E0061 E0608 E0614
    E0600 E0604 E0605 E0606 E0271 E0433
    """.split()
)
_MACROS = frozenset(
    """
    assert assert_eq assert_ne debug_assert eprintln format matches panic print println todo
    unimplemented unreachable vec write writeln
    """.split()
)


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code not in _CODES:
        return
    seen: set[tuple[str, int, int]] = set()
    for site, _ in list(sites(scene))[:3]:
        for node in (site.node, *ancestors(site.node)):
            if node.type in ("block", "match_arm", "function_item", "source_file"):
                break
            if node.type == "try_expression":  # What it is that `?` does not take.
                node = node.named_children[0]
            if (site.path, node.start_byte, node.end_byte) not in seen:
                seen.add((site.path, node.start_byte, node.end_byte))
                yield from _other_form(site, node)


_LAZY = {
    "ok_or": "ok_or_else",
    "unwrap_or": "unwrap_or_else",
    "map_or": "map_or_else",
    "or": "or_else",
    "and": "and_then",
    "then_some": "then",
    "or_insert": "or_insert_with",
    "get_or_insert": "get_or_insert_with",
}
_EAGER = {lazy: eager for eager, lazy in _LAZY.items()}


def _when_evaluated(site: Site, function: Node, given: list[Node]) -> Iterator[Offer]:
    """A value for the closure that gives one, and the reverse; or the method that takes it so."""
    name = child(function, "field")
    word = text(name)
    if name is None or not given or (word not in _LAZY and word not in _EAGER):
        return
    first = given[0]
    is_closure = first.type == "closure_expression"
    if is_closure == (word in _LAZY):
        other = _LAZY[word] if is_closure else _EAGER[word]
        yield Offer(f"Call {other} instead of {word}", (site.replace(name, other),))
    body = child(first, "body") if is_closure else None
    if word in _LAZY and body is not None:
        yield Offer(f"Pass {shown(body)} itself", (site.replace(first, text(body)),))
    elif word in _EAGER and not is_closure:
        yield Offer(f"Pass a closure that gives {shown(first)}", (site.before(first, "|| "),))


def _other_form(site: Site, node: Node) -> Iterator[Offer]:
    is_called = node.parent is not None and child(node.parent, "function") == node
    if node.type in ("field_expression", "scoped_identifier", "identifier") and not is_called:
        yield Offer(f"Call {shown(node)}", (site.after(node, "()"),))
    if node.type == "index_expression":
        value, index = node.named_children[:2]
        edit = site.replace_range(value.end_byte, node.end_byte, f".get({text(index)})")
        yield Offer(f"Ask {shown(value)} for {shown(index)}", (edit,))
    function = child(node, "function") if node.type == "call_expression" else None
    if function is None:
        return
    given = arguments(node)
    receiver_call = child(function, "value") if function.type == "field_expression" else None
    if receiver_call is not None and receiver_call.type == "call_expression":
        field = child(receiver_call, "function")
        if field is not None and field.type == "field_expression" and not arguments(receiver_call):
            title = f"Take {shown(field)} without calling it"
            yield Offer(title, (site.replace(receiver_call, text(field)),))
    if function.type == "field_expression":
        yield from _when_evaluated(site, function, given)
    if not given:
        title = f"Take {shown(function)} without calling it"
        yield Offer(title, (site.replace(node, text(function)),))
    if text(child(function, "path")) == "Self" and function.type == "scoped_identifier":
        listed = ", ".join(text(argument) for argument in given)
        name = text(child(function, "name"))
        yield Offer(f"Call {name} on self", (site.replace(node, f"self.{name}({listed})"),))
    if text(function) in _MACROS:
        yield Offer(f"Call the macro {text(function)}!", (site.after(function, "!"),))
    if function.type == "scoped_identifier" and given:
        receiver = text(given[0]).lstrip("&").removeprefix("mut ")
        rest = ", ".join(text(argument) for argument in given[1:])
        name = text(child(function, "name"))
        title = f"Call {name} on {shown(given[0])}"
        yield Offer(title, (site.replace(node, f"{receiver}.{name}({rest})"),))
    receiver_node = child(function, "value") if function.type == "field_expression" else None
    if receiver_node is not None and text(receiver_node) == "self":
        listed = ", ".join(text(argument) for argument in given)
        name = text(child(function, "field"))
        yield Offer(f"Call Self::{name}", (site.replace(node, f"Self::{name}({listed})"),))
