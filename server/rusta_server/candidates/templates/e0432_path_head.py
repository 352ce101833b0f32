"""The first part of a path leads nowhere: `use a::B` for `use crate::a::B`, `self` for `super`.

Give the path another head: those that the file's other paths begin with first.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0432", "E0433", "E0603", "E0412", "E0425", "E0405", "E0223")

_OWN = ("crate", "super", "self")
_LIBRARY = ("std", "core", "alloc")
_PATHS = ("scoped_identifier", "scoped_type_identifier", "scoped_use_list", "use_wildcard")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    head = _head(site) if site is not None else None
    if site is None or head is None:
        return
    old = text(head)
    if old not in _OWN and site.enclosing("use_declaration") is None:
        # In an expression a name without its path is imported or qualified.
        return
    for new in _heads(site, old):
        if new == old:
            continue
        if old in _OWN:
            after = site.source[head.end_byte :]
            edit = site.replace(head, new) if after.startswith(b"::") else None
        else:
            edit = site.before(head, f"{new}::")
        if edit is not None:
            yield Offer(f"Begin the path with {new}::", (edit,))
    if old in _OWN and site.source[head.end_byte :].startswith(b"::"):
        edit = site.replace_range(head.start_byte, head.end_byte + 2, "")
        yield Offer(f"Write the path without {old}::", (edit,))


def _head(site: Site) -> Node | None:
    """The leftmost name of the path around the place; None where it is no path."""
    path: Node | None = None
    for node in (site.node, *ancestors(site.node)):
        if node.type in _PATHS or (node.parent is not None and _is_argument(node)):
            path = node
        elif path is not None or node.type.endswith(("_item", "block")):
            break
    while path is not None and path.type in _PATHS:
        inner = child(path, "path") or (
            path.named_children[0] if path.type == "use_wildcard" else None
        )
        if inner is None:
            return None
        path = inner
    return path if path is not None and path.type in ("identifier", *_OWN) else None


def _is_argument(node: Node) -> bool:
    parent = node.parent
    return (
        node.type == "identifier"
        and parent is not None
        and parent.type in ("use_declaration", "use_as_clause")
    )


def _heads(site: Site, old: str) -> list[str]:
    source = site.source.decode(errors="replace")
    found = Counter(
        re.findall(r"(?<![\w:])(crate|self|super(?:::super)*|std|core|alloc)::", source)
    )
    known = [head for head, _ in found.most_common()]
    heads = [*known, "crate", "super", "self", "super::super", *_LIBRARY]
    # A name of ours does not turn into one of the library, nor the other way round.
    wanted = [h for h in heads if (h in _LIBRARY) == (old in _LIBRARY) or old not in _OWN]
    return list(dict.fromkeys(wanted))
