"""E0369: an operator is used on a type of ours that does not implement it.

Derive the trait: `PartialEq` for `==`, `PartialOrd` for `<`. The list of derives that stands there
is extended; a type without one gets its own line above it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0369",)

_TYPE = re.compile(r"(?:to|of) type `&*(?:mut )?(?:\w+::)*(\w+)")
_DERIVES = {"==": ("PartialEq",), "!=": ("PartialEq",)} | dict.fromkeys(
    ("<", ">", "<=", ">="), ("PartialEq", "PartialOrd")
)


def candidates(scene: Scene) -> Iterator[Offer]:
    operator = re.match(r"binary operation `(\S+)` cannot be applied", scene.diagnostic.message)
    of_type = _TYPE.search(scene.diagnostic.message)
    if operator is None or of_type is None or operator[1] not in _DERIVES:
        return
    for file in files(scene):
        for found in query(file.source, "[(struct_item) (enum_item)] @item"):
            (item,) = found["item"]
            if text(child(item, "name")) == of_type[1]:
                yield _derive(file, item, _DERIVES[operator[1]])


def _derive(file: Site, item: Node, traits: tuple[str, ...]) -> Offer:
    name = text(child(item, "name"))
    title = f"Derive {' and '.join(traits)} for {name}"
    attribute = item.prev_named_sibling
    while attribute is not None and attribute.type == "attribute_item":
        written = re.fullmatch(r"#\[derive\((.*?),?\s*\)\]", text(attribute), re.DOTALL)
        if written:
            missing = [t for t in traits if not re.search(rf"\b{t}\b", written[1])]
            at = attribute.start_byte + len("#[derive(") + len(written[1].encode())
            return Offer(title, (file.insert(at, "".join(f", {t}" for t in missing)),))
        attribute = attribute.prev_named_sibling
    line = f"#[derive({', '.join(traits)})]\n{file.indent(item)}"
    return Offer(title, (file.before(item, line),))
