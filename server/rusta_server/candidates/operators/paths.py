"""The way to a name: `.` for `::` and the other way round, `self.` and `Self::` in front of it."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope, self_path
from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

_CODES = frozenset(
    """
    E0223 E0384 E0408 E0423 E0424 E0425 E0432 E0433 E0434 E0573 E0599 E0609 E0610 E0615 E0616
    """.split()
)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or scene.diagnostic.code not in _CODES:
        return
    for node in (site.node, *ancestors(site.node)):
        if node.type in ("scoped_identifier", "field_expression"):
            yield from _other_separator(site, node)
        elif node.type not in ("identifier", "self", "field_identifier", "call_expression"):
            break
    if site.text.isidentifier() and site.node.type == "identifier":
        yield from _of_self(site)


def _other_separator(site: Site, path: Node) -> Iterator[Offer]:
    """`a::b` for `a.b`, `a.b` for `a::b` where `a` is a value or `self`."""
    head = child(path, "path") or child(path, "value")
    name = child(path, "name") or child(path, "field")
    if head is None or name is None:
        return
    new = "." if path.type == "scoped_identifier" else "::"
    if new == "::" and head.type not in ("identifier", "scoped_identifier"):
        return
    title = f"Write {_short(head)}{new}{text(name)}"
    yield Offer(title, (site.replace_range(head.end_byte, name.start_byte, new),))


def _of_self(site: Site) -> Iterator[Offer]:
    own = self_path(site.source, site.start)
    if own is None or site.source[: site.start].rstrip().endswith((b".", b"::")):
        return
    known = {n.name: n.kind for n in names_in_scope(site.source, site.start)}
    for prefix in ("self.", "Self::") if "self" in known else ("Self::",):
        yield Offer(f"Write {prefix}{site.text}", (site.insert(site.start, prefix),))


def _short(node: Node) -> str:
    words = re.sub(r"\s+", " ", text(node))
    return words if len(words) <= 40 else f"{words[:39]}…"
