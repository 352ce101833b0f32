"""`#[derive(X)]` of a macro that is not there: `Display`, which the library cannot derive.

Derive one of the library's traits in its place: what other errors say that the type lacks, what is
meant alike or spelt alike, then what the neighbours derive most.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.spelling import nearest
from rusta_server.candidates.copyable import could_be_copy
from rusta_server.candidates.derives import DERIVABLE, NEEDS, derived, implemented
from rusta_server.candidates.lacking_traits import lacking_traits
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_UNKNOWN = re.compile(r"^cannot find derive macro `(\w+)` in this scope$")
_LIKE = {
    **dict.fromkeys(
        ("Display", "Format", "Fmt", "Show", "Print", "Binary", "LowerHex", "UpperHex", "Pointer",
         "ToString", "Error"), ("Debug",),
    ),
    **dict.fromkeys(("Equal", "Equals", "Equality"), ("PartialEq", "Eq")),
    **dict.fromkeys(("Order", "Ordering", "Compare", "Comparable"), ("PartialOrd", "Ord")),
    **dict.fromkeys(("ToOwned", "Cloned", "Copyable", "Duplicate"), ("Clone", "Copy")),
    **dict.fromkeys(("Hasher", "Hashable"), ("Hash",)),
    **dict.fromkeys(("New", "Zero", "Empty", "Init"), ("Default",)),
}  # fmt: skip
_USUAL = ("Debug", "Clone", "PartialEq", "Eq", "Copy", "Default", "Hash", "PartialOrd", "Ord")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    unknown = _UNKNOWN.match(scene.diagnostic.message)
    attribute = site.enclosing("attribute_item") if site is not None else None
    item = _described(attribute)
    if site is None or unknown is None or item is None or site.text != unknown[1]:
        return
    present, name = derived(item), text(child(item, "name"))
    for trait in _traits(scene, name, unknown[1]):
        if trait in present or implemented(scene, trait, name) or not _is_possible(trait, item):
            continue
        needed = [
            other
            for other in NEEDS.get(trait, ())
            if other not in present and not implemented(scene, other, name)
        ]
        written = ", ".join((*needed, trait))
        title = f"Derive {written} instead of {unknown[1]}"
        yield Offer(title, (site.replace_range(site.start, site.end, written),))


def _traits(scene: Scene, name: str, unknown: str) -> list[str]:
    wanted = [t for e in scene.errors for of, t in lacking_traits(e) if of == name]
    listed = Counter(
        trait
        for file in files(scene)
        for names in re.findall(r"#\[derive\(([\w\s,:]*)\)\]", file.text)
        for trait in re.findall(r"\w+", names)
        if trait in DERIVABLE
    )
    alike = [trait for _, trait in nearest(unknown, _USUAL)]
    usual = [trait for trait, _ in listed.most_common()]
    return list(dict.fromkeys((*wanted, *_LIKE.get(unknown, ()), *alike, *usual, *_USUAL)))


def _described(attribute: Node | None) -> Node | None:
    """The struct, enum or union below the attribute."""
    node = attribute
    while node is not None and (node.type == "attribute_item" or "comment" in node.type):
        node = node.next_named_sibling
    fits = node is not None and node.type in ("struct_item", "enum_item", "union_item")
    return node if fits else None


def _is_possible(trait: str, item: Node) -> bool:
    if trait == "Default" and item.type == "enum_item":
        return "#[default]" in text(item)
    return trait != "Copy" or could_be_copy(item)
