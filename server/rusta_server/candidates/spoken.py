"""What a diagnostic speaks of: the type or the module that a name was looked for in."""

import re

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.types import head, innermost
from rusta_server.contracts.candidate import Scene

MEMBER_CODES = ("E0026", "E0559", "E0560", "E0599", "E0609", "E0610", "E0615")
"""The name is that of a field, a method or a variant."""

_HOLDERS = ("impl_item", "trait_item", "enum_item", "struct_item", "union_item")


def spoken_of(scene: Scene, site: Site) -> frozenset[str]:
    """The names that the message quotes, without lifetimes, and those of the path in front of the
    name."""
    quoted = re.findall(r"`([^`]+)`", scene.diagnostic.message)
    said = " ".join((*quoted, path_before(site)))
    return frozenset(re.findall(r"(?<!')\b\w+", said))


def belongs(file: Site, node: Node, spoken: frozenset[str]) -> bool:
    """Whether the definition with the name `node` is a part of what is spoken of."""
    holder = enclosing(node.parent or node, *_HOLDERS)
    if holder is not None and holder != node.parent:
        name = child(holder, "type") or child(holder, "name")
        return head(innermost(text(name)).removeprefix("dyn ")) in spoken
    folders = set(re.findall(r"\w+", file.path.replace("-", "_")))
    return bool(folders & spoken)


def is_member(node: Node) -> bool:
    """Whether the definition with the name `node` is a part of a type or a trait."""
    definition = node.parent
    holder = enclosing(definition, *_HOLDERS) if definition is not None else None
    return holder is not None and holder != definition


def path_before(site: Site) -> str:
    """`a::b::` in front of the name, also where it stands in a list of imports."""
    use = site.enclosing("use_declaration")
    if use is not None:
        return text(use)
    before = site.source[: site.start].decode(errors="replace")
    written = re.search(r"(?:\w+::)+$", before)
    return written[0] if written is not None else ""
