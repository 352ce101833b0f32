"""E0107: a generic type stands without its arguments, or with too few.

Write them: as the file writes the same type elsewhere, as the parameters or the fields of the item
suggest, with the item's own type parameters.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.generics import parameters
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0107",)

_ITEMS = ("function_item", "impl_item", "struct_item", "enum_item", "trait_item", "type_item")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    counts = re.search(r"takes (?:at least )?(\d+) generic", scene.diagnostic.message)
    missing = scene.diagnostic.message.startswith("missing generics")
    if site is None or (counts is None and not missing):
        return
    node = site.node
    wanted = _wanted(scene)
    listed = child(node.parent, "type_arguments")
    if listed is not None and 0 < listed.named_child_count < wanted:
        last, lacks = listed.named_children[-1], wanted - listed.named_child_count
        like = _completed(scene, site, text(node), listed, wanted)
        for more in dict.fromkeys((*like, ", _" * lacks, f", {text(last)}" * lacks)):
            yield Offer(f"Write {more[2:]} for what is missing", (site.after(last, more),))
        return
    for new in dict.fromkeys(_arguments(scene, site, node, text(node), wanted)):
        title = f"Write {text(node)}{new}"
        if site.source[node.end_byte : node.end_byte + 1] != b"<":
            yield Offer(title, (site.after(node, new),))


def _is_trait_of_impl(node: Node) -> bool:
    """Whether `node` is the trait of an impl."""
    return node.parent is not None and child(node.parent, "trait") == node


def _types_of_methods(trait: Node) -> Iterator[str]:
    """What the methods of the impl take and give: `Into` gives it, `From` takes it."""
    for match in query(trait.parent, "(function_item) @method") if trait.parent else ():
        method = match["method"][0]
        listed = child(method, "parameters")
        given = [child(p, "type") for p in (listed.named_children if listed is not None else ())]
        for kind in (child(method, "return_type"), *given):
            if kind is not None and plain(kind) not in ("Self", "bool", "()"):
                yield plain(kind.named_children[-1] if kind.type == "reference_type" else kind)


def _completed(scene: Scene, site: Site, name: str, given: Node, wanted: int) -> list[str]:
    """What stands behind as many arguments elsewhere, behind the same ones first."""
    count = given.named_child_count
    begins = [plain(n) for n in given.named_children]
    found: Counter[str] = Counter()
    for file in files(scene):
        for match in query(file.source, "(generic_type) @type"):
            other = child(match["type"][0], "type_arguments")
            kinds = [plain(n) for n in other.named_children] if other is not None else []
            if len(kinds) == wanted and text(child(match["type"][0], "type")) == name:
                weight = (100 if kinds[:count] == begins else 1) * (
                    3 if file.path == site.path else 1
                )
                found["".join(f", {kind}" for kind in kinds[count:])] += weight
    return [more for more, _ in found.most_common(4)]


def _wanted(scene: Scene) -> int:
    label = scene.diagnostic.primary.label if scene.diagnostic.primary is not None else None
    counts = re.search(r"expected (?:at least )?(\d+) generic", label or "")
    return int(counts[1]) if counts is not None else 1


def _arguments(scene: Scene, site: Site, node: Node, name: str, wanted: int) -> Iterator[str]:
    """Lists with their brackets."""
    written: Counter[str] = Counter()
    for file in files(scene):
        for match in query(file.source, "(generic_type) @type"):
            other = match["type"][0]
            given = child(other, "type_arguments")
            if text(child(other, "type")).endswith(name) and given is not None:
                kinds = [n for n in given.named_children if n.type != "lifetime"]
                if len(kinds) == wanted:
                    written[plain(given)] += 3 if file.path == site.path else 1
    function = next((n for n in ancestors(node) if n.type == "function_item"), None)
    own = [p.name for n in ancestors(node) if n.type in _ITEMS for p in parameters(site, n)]
    listed = child(function, "parameters")
    borrowed: list[str] = []
    for parameter in listed.named_children if listed is not None else ():
        kind = child(parameter, "type")
        if kind is not None and kind.type == "reference_type" and wanted == 1:
            borrowed.append(f"<{plain(child(kind, 'type'))}>")
    common = [given for given, _ in written.most_common(6)]
    if _is_trait_of_impl(node) and wanted == 1:
        yield from (f"<{kind}>" for kind in _types_of_methods(node))
    # What borrows or owns is a form of what comes in.
    yield from (given for given in borrowed if given in common)
    yield from common
    if len(own) >= wanted:
        yield f"<{', '.join(own[:wanted])}>"
    yield from (f"<{one}>" for one in own if wanted == 1)
    yield from borrowed
