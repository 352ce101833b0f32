"""Between a value and its owned or borrowed form: `.clone()`, `.to_owned()`, `.as_ref()`, `.take()`
and their like, put behind an expression or taken from it."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.nearby import expressions_near, is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, text
from rusta_server.contracts.candidate import Scene

_METHODS = ("clone", "to_owned", "as_ref", "as_mut", "into", "cloned", "copied", "take", "as_deref")
_EXCHANGES = {
    "clone": ("to_owned", "cloned"),
    "cloned": ("copied", "clone"),
    "copied": ("cloned",),
    "to_owned": ("clone", "into"),
    "as_ref": ("as_deref", "as_mut", "clone"),
    "as_mut": ("as_ref", "take", "as_deref_mut"),
    "into": ("clone", "to_owned"),
    "take": ("as_mut", "as_ref", "clone"),
    "iter": ("into_iter", "iter_mut"),
    "into_iter": ("iter", "drain(..)"),
}
_TIGHT = frozenset(
    """
    array_expression await_expression call_expression field_expression identifier index_expression
    parenthesized_expression scoped_identifier self string_literal try_expression tuple_expression
    """.split()
)
_OPERANDS = _TIGHT | {"reference_expression", "unary_expression"}


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    near = [(site, node) for site, node in expressions_near(scene) if node.type in _OPERANDS]
    for site, node in near:
        yield from _exchanged(site, node)
    for site, node in near[:4]:
        for method in _METHODS:
            yield from _behind(site, node, method)
    for site, node in near[4:8]:
        for method in _METHODS[:4]:
            yield from _behind(site, node, method)


def _behind(site: Site, node: Node, method: str) -> Iterator[Offer]:
    title = f"Call {method} on {shown(node)}"
    if (
        node.parent is not None
        and node.parent.type == "call_expression"
        and node == child(node.parent, "function")
    ):
        return
    if node.type in _TIGHT:
        yield Offer(title, (site.after(node, f".{method}()"),))
        return
    inner = node.named_children[-1]
    if inner.type in _TIGHT:
        # `&x` and `*x`: the method takes its receiver by reference itself.
        yield Offer(title, (site.replace(node, f"{text(inner)}.{method}()"),))


def _exchanged(site: Site, node: Node) -> Iterator[Offer]:
    """Another method in place of the one called."""
    field = child(child(node, "function"), "field")
    called = text(field)
    if node.type == "call_expression" and field is not None and not _arguments(node):
        for other in _EXCHANGES.get(called, ()):
            new = other if other.endswith(")") else f"{other}()"
            edit = site.replace_range(field.start_byte, node.end_byte, new)
            yield Offer(f"Call {other} instead of {called}", (edit,))


def _arguments(call: Node) -> int:
    listed = child(call, "arguments")
    return listed.named_child_count if listed is not None else 0
