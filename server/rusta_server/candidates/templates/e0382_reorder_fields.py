"""A struct literal moves a value in one field and uses it in a later one.

Put the field that only looks in front of the field that moves: fields are evaluated as written.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505")

_FIELDS = ("field_initializer", "shorthand_field_initializer")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    user = _field(site.node)
    for other, span in sites(scene):
        mover = _field(other.node)
        if user is None or mover is None or user == mover or "moved" not in (span.label or ""):
            continue
        if user.parent == mover.parent and mover.start_byte < user.start_byte:
            edits = (site.replace(mover, text(user)), site.replace(user, text(mover)))
            yield Offer(f"Evaluate `{text(user)}` before `{text(mover)}`", edits)


def _field(node: Node) -> Node | None:
    return next((n for n in (node, *ancestors(node)) if n.type in _FIELDS), None)
