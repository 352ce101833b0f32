"""E0599, E0609: a method or a field of the value is asked of the `Option` or `Result` around it.

Open it: with `?` in a function that returns the same, else as the file does it (`unwrap`,
`expect`); where the value is bound first, so that every use of the name is right.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import call_receiver, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0599", "E0609")

_OUTER = re.compile(r"(?:for|on) (?:enum|type) `(?:\w+::)*(Option|Result)<")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    outer = _OUTER.search(scene.diagnostic.message)
    field = site.enclosing("field_expression") if site is not None else None
    receiver = child(field, "value")
    if site is None or outer is None or receiver is None:
        return
    if not any("exists on the type" in note.message for note in scene.diagnostic.notes) and (
        scene.diagnostic.code == "E0599"
    ):
        return
    places = [receiver]
    if receiver.type == "identifier":
        binding = binding_of(site.at(receiver), text(receiver))
        value = binding.value if binding is not None and binding.type is None else None
        if binding is not None and value and binding.declaration.type == "let_declaration":
            places.insert(0, value)
    for suffix in _suffixes(site, outer[1]):
        for place in places:
            title = f"Open {shown(place)} with {suffix}"
            yield Offer(title, (site.after(place, _lead(site, place, suffix) + suffix),))


def _suffixes(site: Site, outer: str) -> list[str]:
    function = function_around(site)
    result = head(text(child(function.node, "return_type"))) if function is not None else ""
    if result == outer or (outer == "Result" and result.endswith("Result")):
        return ["?", ".unwrap()"]
    expects, unwraps = site.source.count(b".expect("), site.source.count(b".unwrap()")
    said = '.expect("it is an error")' if outer == "Result" else '.expect("it is there")'
    return [said] if expects > unwraps else [".unwrap()"]


def _lead(site: Site, place: Node, suffix: str) -> str:
    """The line break before the call where the chain of calls has one before each."""
    before = call_receiver(place) if place.type == "call_expression" else None
    if before is None or suffix == "?":
        return ""
    gap = site.source[before.end_byte : place.end_byte].decode(errors="replace")
    lines = re.match(r"\s*\n\s*(?=\.)", gap)
    return lines[0] if lines is not None else ""
