"""Two of the same name where only one may be: items (E0428), functions of a type (E0592, E0201),
fields (E0124), parameters (E0415), bindings of a pattern (E0416), generics (E0403).

The second gets a name of its own. Inside of a generic item its uses are renamed along, for there
the inner name would have been meant.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0428", "E0592", "E0201", "E0124", "E0415", "E0416", "E0403", "E0263")

_NAMED = re.compile(r"`('?\w+)`")
_DEFINITIONS = ("item", "declaration", "signature_item", "variant")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, named = primary_site(scene), _NAMED.search(scene.diagnostic.message)
    if site is None or named is None:
        return
    name = named[1]
    taken = {token.text for token in tokens_of(site.source)}
    new = _free(name, taken)
    for place, _ in sites(scene):
        node = _name_at(place, name)
        if node is None:
            continue
        title = f"Call the second {name} {new}"
        scope = _scope(node) if scene.diagnostic.code == "E0403" else None
        first = next((s for s, span in sites(scene) if not span.primary), None)
        if scope is not None and (
            first is None or not scope.start_byte <= first.start < scope.end_byte
        ):
            yield Offer(title, tuple(_renamed(place, scope, name, new)))
        yield Offer(title, (place.replace(node, new),))


def _name_at(place: Site, name: str) -> Node | None:
    node = place.node
    if text(node) == name:
        return node
    for around in (node, *ancestors(node)):
        if around.type.endswith(_DEFINITIONS):
            own = child(around, "name")
            return own if text(own) == name else None
    return None


def _scope(node: Node) -> Node | None:
    return next((a for a in ancestors(node) if a.type.endswith("item")), None)


def _renamed(site: Site, scope: Node, old: str, new: str) -> list[Edit]:
    return [
        site.replace_range(token.start, token.end, new)
        for token in tokens_of(site.source[scope.start_byte : scope.end_byte], scope.start_byte)
        if token.text == old
    ]


def _free(name: str, taken: set[str]) -> str:
    """`field1` → `field2`, `T` → `U`, `'a` → `'b`, `name` → `name2`."""
    counted = re.fullmatch(r"(.*?)(\d+)", name)
    if counted:
        names = [f"{counted[1]}{int(counted[2]) + step}" for step in range(1, 100)]
    elif re.fullmatch(r"'?[A-Za-z]", name):
        letters = "abcdefghijklmnopqrstuvwxyz"
        letters = letters.upper() if name.isupper() else letters
        at = letters.index(name[-1])
        names = [name[:-1] + letter for letter in letters[at + 1 :] + letters[:at]]
    else:
        names = [f"{name}{step}" for step in range(2, 100)]
    return next((n for n in names if n not in taken), f"{name}_")
