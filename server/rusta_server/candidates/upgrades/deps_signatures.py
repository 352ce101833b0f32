"""A trait of a dependency declares its method differently now: the implementation takes over the
declaration, keeping its own names of the parameters."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import merged, sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0053", "E0050", "E0186", "E0185", "E0195", "E0049", "E0643", "E0046", "E0407")


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    edits: list[Edit] = []
    for error in dict.fromkeys((scene.diagnostic, *scene.errors)):
        if error.code in CODES[:-2]:
            for site in sites_in_place(scene.model_copy(update={"diagnostic": error})):
                edits = merged(edits, _declared(site, facts))
                if error == scene.diagnostic and edits:
                    yield Offer("Declare the method as its trait does now", in_order(edits))
    if edits:
        yield Offer("Declare the methods as their traits do now", in_order(edits))


def _declared(site: Site, facts: Facts) -> Iterator[Edit]:
    function = site.enclosing("function_item")
    implementation = site.enclosing("impl_item")
    if function is None or implementation is None:
        return
    trait = re.sub(r"<.*", "", text(child(implementation, "trait"))).rpartition("::")[2]
    name, body = text(child(function, "name")), child(function, "body")
    declared: DepItem | None = next(
        (i for i in facts.by_owner.get(trait, []) if i.name == name and i.kind == "method"), None
    )
    if declared is None or body is None or len(declared.signature) >= 240:
        return
    old = site.source[function.start_byte : body.start_byte].decode(errors="replace")
    new = declared.signature.rstrip("; ")
    for before, after in zip(_parameters(new), _parameters(old), strict=False):
        new = re.sub(rf"\b{re.escape(before)}(?=\s*:)", after, new, count=1)
    if " ".join(old.split()) != new:
        blanks = old[len(old.rstrip()) :]
        yield site.replace_range(function.start_byte, body.start_byte, f"{new}{blanks or ' '}")
        if "Result" in _given(old) and "Result" not in _given(new):
            yield from _without_ok(site, body)


def _given(signature: str) -> str:
    return signature.rpartition("->")[2] if "->" in signature else ""


def _without_ok(site: Site, body: Node) -> Iterator[Edit]:
    """What the function gives, out of its `Ok(…)`: at its end and where it returns."""
    last = body.named_children[-1] if body.named_children else None
    given = [last] if last is not None else []
    stack = list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type == "return_expression":
            given += node.named_children[:1]
        elif node.type not in ("closure_expression", "function_item", "async_block"):
            stack += node.named_children
    for node in given:
        arguments = child(node, "arguments")
        if text(child(node, "function")) == "Ok" and arguments is not None:
            yield site.replace_range(node.start_byte, arguments.start_byte + 1, "")
            yield site.replace_range(arguments.end_byte - 1, arguments.end_byte, "")


def _parameters(signature: str) -> list[str]:
    inside = signature.partition("(")[2]
    return re.findall(r"(?:^|,)\s*(?:mut\s+)?(\w+)\s*:(?!:)", inside)
