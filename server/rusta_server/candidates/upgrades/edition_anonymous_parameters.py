"""Edition 2018: a parameter of a trait's function has a name, be it `_`."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, files
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("syntax",)
_NAMED = frozenset(
    "parameter self_parameter attribute_item variadic_parameter line_comment block_comment".split()
)


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    said = (scene.diagnostic, *scene.errors)
    if any("anonymous parameters are removed" in n.message for e in said for n in e.notes):
        edits = tuple(edit for file in files(scene) for edit in _named(file))
        if edits:
            yield Offer("Name the parameters of the trait's functions `_`", edits)


def _named(file: Site) -> Iterator[Edit]:
    stack: list[Node] = [file.tree.root_node]
    while stack:
        node = stack.pop()
        if node.type == "trait_item":
            for kind in ("function_signature_item", "function_item"):
                for function in _below(node, kind):
                    parameters = function.child_by_field_name("parameters")
                    for one in parameters.named_children if parameters is not None else ():
                        if one.type not in _NAMED:
                            yield file.before(one, "_: ")
        else:
            stack += node.named_children


def _below(trait: Node, kind: str) -> list[Node]:
    body = trait.child_by_field_name("body")
    return [n for n in body.named_children if n.type == kind] if body is not None else []
