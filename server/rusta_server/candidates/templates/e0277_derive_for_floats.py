"""E0277: `Eq`, `Ord` or `Hash` is derived for a type with a float, which can have none of them.

Derive what is left; all that cannot be derived for the type goes at once.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_NEVER = re.compile(r"^the trait bound `f(?:32|64): (Eq|Ord|Hash)` is not satisfied$")
_LIST = re.compile(r"#\[derive\(([\w\s,:]*)\)\]")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    attribute = site.enclosing("attribute_item") if site is not None else None
    if site is None or attribute is None or not _NEVER.match(scene.diagnostic.message):
        return
    listed = _LIST.fullmatch(text(attribute))
    impossible = _impossible(scene, site, attribute)
    names = [n.strip() for n in listed[1].split(",") if n.strip()] if listed is not None else []
    left = [name for name in names if name.rpartition("::")[2] not in impossible]
    if left and left != names:
        title = f"Do not derive {' and '.join(n for n in names if n not in left)}"
        yield Offer(title, (site.replace(attribute, f"#[derive({', '.join(left)})]"),))


def _impossible(scene: Scene, site: Site, attribute: Node) -> set[str]:
    found: set[str] = set()
    for error in (scene.diagnostic, *scene.errors):
        never = _NEVER.match(error.message)
        here = primary_site(Scene(diagnostic=error, files=scene.files)) if never else None
        if never is None or here is None or here.path != site.path:
            continue
        if attribute.start_byte <= here.start < attribute.end_byte:
            found.add(never[1])
    # An order that is total goes with the equality it needs.
    return found | ({"Ord"} if "Eq" in found else set())
