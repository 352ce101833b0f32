"""A name is not found, and a variable in scope is never used: it was renamed where it is bound.

Give the variable the name that its uses have.
"""

from collections.abc import Iterator

from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_indexer.spelling import distance
from rusta_indexer.syntax import smallest_node
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.candidates.unresolved import proposes_name
from rusta_server.candidates.words import better_spelt, names_in, occurrences
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0425", "E0423", "E0433", "E0434")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not site.text.isidentifier():
        return
    function = function_around(site)
    if function is None:
        return
    used = occurrences(function.node)
    unused = [
        name
        for name in names_in_scope(site.source, site.start)
        if name.kind in ("local", "param")
        and name.name != "self"
        and used[name.name] == 1
        and function.node.start_byte <= name.start < function.node.end_byte
    ]
    if proposes_name(scene.diagnostic, site) and used[site.text] == 1:
        # More likely the one use is a slip than the binding, unless the words tell.
        seen = names_in(scene)
        unused = [n for n in unused if better_spelt(site.text, n.name, seen)]
    for name in sorted(unused, key=lambda n: _unlike(n.name, site.text)):
        yield Offer(f"Rename `{name.name}` to `{site.text}`", (_rename(site, name),))


def _unlike(name: str, wanted: str) -> tuple[int, int]:
    shared = set(name.strip("_").split("_")) & set(wanted.split("_"))
    return (-len(shared), distance(name, wanted, len(wanted)) or len(wanted))


def _rename(site: Site, name: ScopeName) -> Edit:
    node = smallest_node(site.tree, name.start, name.end)
    if node.type == "shorthand_field_identifier":
        return site.replace(node, f"{text(node)}: {site.text}")
    return site.replace(node, site.text)
