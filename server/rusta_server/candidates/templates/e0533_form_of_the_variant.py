"""A variant is written in another form than it is declared in: `E::V(x)` of `V { a: T }`, or
`E::V { a: x }` of `V(T)`.

Where every use in the project is of the other form, it is the declaration that is wrong: give it
the form of its uses, and to its fields the names that those write.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0533", "E0164", "E0532", "E0559", "E0026", "E0769", "E0423", "E0618")

_NAMED = re.compile(r"`(?:\w+::)*(\w+)::(\w+)`")
_FIELD = re.compile(r"(?:^|,)\s*(?:ref\s+)?(?:mut\s+)?(\w+)\s*(?=[:,]|$)")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _NAMED.search(scene.diagnostic.said)
    if said is None:
        return
    uses = list(_uses(scene, said[1], said[2]))
    if not uses or len({"(" in use for use in uses}) != 1:
        return
    for file in files(scene):
        for match in query(file.source, "(enum_variant name: (_) @name) @variant"):
            variant, name = match["variant"][0], match["name"][0]
            body = child(variant, "body")
            of = child(enclosing(variant, "enum_item"), "name")
            if (text(of), text(name)) == (said[1], said[2]) and body is not None:
                new = _formed(body, uses)
                if new is not None:
                    edit = file.replace_range(name.end_byte, body.end_byte, new)
                    yield Offer(f"Declare {said[2]} as it is used", (edit,))


def _uses(scene: Scene, of: str, name: str) -> Iterator[str]:
    """What follows the path: `(`, or `{` and what is in the braces."""
    path = re.compile(rf"\b(?:{re.escape(of)}|Self)::{re.escape(name)}\b\s*(\(|\{{[^{{}}]*)?")
    for file in files(scene):
        for found in path.finditer(file.text):
            yield found[1] or "bare ("


def _formed(body: Node, uses: list[str]) -> str | None:
    """None where it has the form already, or the names of the fields are not known."""
    if body.type == "field_declaration_list":
        types = [child(f, "type") for f in body.named_children if f.type == "field_declaration"]
        if not types or not uses[0].endswith("("):
            return None
        return f"({', '.join(map(text, types))})"
    kinds = body.children_by_field_name("type")
    names = _FIELD.findall(uses[0].removeprefix("{").strip().rstrip(","))
    if uses[0].endswith("(") or len(names) != len(kinds):
        return None
    listed = ", ".join(f"{name}: {text(kind)}" for name, kind in zip(names, kinds, strict=True))
    return f" {{ {listed} }}"
