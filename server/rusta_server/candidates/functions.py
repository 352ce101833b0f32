"""The functions of a scene: found by name or around a place, with the calls that reach them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from rusta_indexer.syntax import ancestors, enclosing, query
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene

_KINDS = ("function_item", "function_signature_item")
_QUERY = "[(function_item) (function_signature_item)] @function"
_BOUNDARIES = frozenset(("block", "source_file", "closure_expression", "match_arm"))


@dataclass(frozen=True)
class Function:
    """A function with or without a body; `file` is the site of the whole file it stands in."""

    file: Site
    node: Node

    @cached_property
    def name(self) -> str:
        return text(child(self.node, "name"))

    @cached_property
    def receiver(self) -> Node | None:
        """The `self` parameter, whatever its form."""
        listed = child(self.node, "parameters")
        first = listed.named_children if listed is not None else []
        return next((p for p in first if p.type == "self_parameter"), None)

    @cached_property
    def parameters(self) -> list[Node]:
        """Those with a type, in order: the receiver is not among them (unless typed)."""
        listed = child(self.node, "parameters")
        return [p for p in listed.named_children if p.type == "parameter"] if listed else []

    @cached_property
    def owner(self) -> Node | None:
        """The impl or the trait around it."""
        return enclosing(self.node, "impl_item", "trait_item")

    def parameter(self, name: str) -> Node | None:
        return next((p for p in self.parameters if text(child(p, "pattern")) == name), None)


def functions(scene: Scene) -> Iterator[Function]:
    """All of them, those of the diagnostic's own file first."""
    for file in files(scene):
        for found in query(file.source, _QUERY):
            yield Function(file, found["function"][0])


def functions_named(scene: Scene, name: str) -> list[Function]:
    """Those of that name, those of the diagnostic's own file first. Only texts that declare one
    are parsed: this is asked for every error of a workspace."""
    heads = (f"fn {name}".encode(), f"fn r#{name}".encode())
    declaring = (f for f in files(scene) if name and any(head in f.source for head in heads))
    found = (
        Function(file, f["function"][0]) for file in declaring for f in query(file.source, _QUERY)
    )
    return [function for function in found if function.name == name]


def function_around(site: Site) -> Function | None:
    """The innermost function with a body around `site`."""
    node = site.enclosing(*_KINDS)
    return None if node is None else Function(site, node)


def calls_around(site: Site) -> Iterator[Node]:
    """The calls that the place is the head, the receiver or an argument of, innermost first."""
    node = site.node
    for around in (node, *ancestors(node)):
        if around.type == "call_expression":
            yield around
        elif around.type in _BOUNDARIES and around != node:
            return


def called_name(call: Node) -> str:
    """`f` of `a::f(..)`, `x.f(..)` and `f::<T>(..)`."""
    head = child(call, "function")
    if head is not None and head.type == "generic_function":
        head = child(head, "function")
    if head is None:
        return ""
    if head.type == "field_expression":
        return text(child(head, "field"))
    return text(child(head, "name")) if head.type == "scoped_identifier" else text(head)


def call_receiver(call: Node) -> Node | None:
    """`x` of `x.f(..)`."""
    head = child(call, "function")
    if head is not None and head.type == "generic_function":
        head = child(head, "function")
    return child(head, "value") if head is not None and head.type == "field_expression" else None


def arguments(call: Node) -> list[Node]:
    """Without the receiver; comments left out."""
    listed = child(call, "arguments")
    return [a for a in listed.named_children if "comment" not in a.type] if listed else []


def passed_to(scene: Scene, site: Site) -> Iterator[tuple[Function, Node]]:
    """(function, parameter) that the place is an argument for, by the callee's name and count."""
    for call in calls_around(site):
        given = arguments(call)
        index = next((i for i, a in enumerate(given) if _covers(a, site)), None)
        if index is None:
            continue
        for function in functions_named(scene, called_name(call)):
            shift = 1 if function.receiver is not None and call_receiver(call) is None else 0
            if len(function.parameters) + shift == len(given) and index >= shift:
                yield function, function.parameters[index - shift]
        return


def _covers(node: Node, site: Site) -> bool:
    return node.start_byte <= site.start and site.end <= node.end_byte
