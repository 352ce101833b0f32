"""Lifetimes by name: which are in scope, and where one may be declared."""

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import ancestors
from rusta_server.candidates.site import Site, child, text
from rusta_server.contracts.edits import Edit


def lifetimes_in_scope(site: Site, at: int) -> list[str]:
    """`'a`, `'b`: the named ones that a type written at byte `at` may use, innermost first."""
    found = [n.name for n in names_in_scope(site.source, at) if n.kind == "lifetime"]
    return [name if name.startswith("'") else f"'{name}" for name in dict.fromkeys(found)]


def declaration_of(node: Node, lifetime: str) -> Node | None:
    """The `lifetime_parameter` called `lifetime` in the generics of an item around `node`."""
    for item in (node, *ancestors(node)):
        generics = child(item, "type_parameters")
        for parameter in generics.named_children if generics is not None else ():
            if (
                parameter.type == "lifetime_parameter"
                and text(child(parameter, "name")) == lifetime
            ):
                return parameter
    return None


def declare(site: Site, item: Node, lifetime: str) -> Edit | None:
    """`lifetime` as the first generic parameter of `item`."""
    generics = child(item, "type_parameters")
    if generics is not None:
        return site.insert(generics.start_byte + 1, f"{lifetime}, ")
    name = child(item, "name")
    return None if name is None else site.after(name, f"<{lifetime}>")
