"""E0023, E0308, E0026, E0027: a pattern has fewer or other fields than what it matches.

Fill in the names that the code below uses and that nothing declares, or the names that other
patterns of the same variant, or its declaration, give to the fields; a tuple's missing element is
matched as its neighbours are. Leave out one that is too many.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, site_of, text
from rusta_server.candidates.types import mismatch, tuple_parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0023", "E0308", "E0026", "E0423", "E0425")

_COUNTS = re.compile(r"expected (\d+) fields?, found (\d+)")
_ATTRIBUTE = re.compile(r"^expected value, found built-in attribute `\w+`$")
_BETWEEN = frozenset(("(", ")", ",", "line_comment", "block_comment"))
_PATTERNS = ("tuple_struct_pattern", "tuple_pattern", "identifier")


def candidates(scene: Scene) -> Iterator[Offer]:
    for error in (scene.diagnostic, *(e for e in scene.errors if e.code in ("E0023", "E0308"))):
        if scene.diagnostic.code not in ("E0423", "E0425") and error != scene.diagnostic:
            continue
        inner = scene.model_copy(update={"diagnostic": error})
        site = primary_site(inner)
        node = (
            site.enclosing("tuple_struct_pattern", "tuple_pattern", "parameters") if site else None
        )
        if site is None or node is None or node.type == "parameters":
            continue
        outer = node.parent
        if error.code == "E0308" and outer is not None and outer.type == "tuple_pattern":
            # One element in parentheses is no tuple: rustc points at what is inside.
            node = outer if len(outer.named_children) == 1 else node
        yield from _filled(inner, site, node)


def _filled(scene: Scene, site: Site, node: Node) -> Iterator[Offer]:
    wanted = _wanted(scene)
    kind = child(node, "type")
    # `_` is no named node.
    given = [n for n in node.children if n != kind and n.type not in _BETWEEN]
    if wanted is not None and len(given) == wanted + 1 and kind is not None:
        for at in reversed(range(len(given))):
            yield _without(site, given, at)
    if wanted is None or not 0 <= len(given) < wanted:
        return
    missing = wanted - len(given)
    unknown = list(dict.fromkeys(_unknown(scene, site, node)))
    names = unknown[:missing] if len(unknown) >= missing else []
    if names:
        yield _offer(site, node, given, names)
        for at in range(len(given)):
            if missing == 1:
                yield _offer(site, node, given, names, at)
        if kind is None and missing == 1:
            for like in dict.fromkeys(_renamed(n, names[0]) for n in given):
                yield from (_offer(site, node, given, [like], at) for at in (len(given), 0))
    if kind is not None:
        for other in _elsewhere(scene, site, node, text(kind), wanted):
            yield _offer(site, node, given, other[len(given) :])
    yield _offer(site, node, given, ["_"] * missing)
    yield _offer(site, node, given, [".."])


def _offer(
    site: Site, node: Node, given: list[Node], names: list[str], at: int | None = None
) -> Offer:
    parts = [text(n) for n in given]
    parts[len(parts) if at is None else at : len(parts) if at is None else at] = names
    head = text(child(node, "type"))
    title = f"Match {', '.join(names)} too"
    return Offer(title, (site.replace(node, f"{head}({', '.join(parts)})"),))


def _without(site: Site, given: list[Node], at: int) -> Offer:
    start = given[at - 1].end_byte if at else given[at].start_byte
    end = given[at].end_byte if at else given[at + 1].start_byte if len(given) > 1 else None
    edit = site.replace_range(start, end if end is not None else given[at].end_byte, "")
    return Offer(f"Leave out {text(given[at])}", (edit,))


def _renamed(pattern: Node, name: str) -> str:
    """The pattern with `name` for the one name it binds."""
    bound = re.findall(r"(?<![\w:])[a-z_]\w*\b(?!\s*(?:::|\())", text(pattern))
    if len(bound) != 1:
        return name
    return re.sub(rf"(?<![\w:]){re.escape(bound[0])}\b(?!\s*(?:::|\())", name, text(pattern))


def _wanted(scene: Scene) -> int | None:
    counts = next((m for s in scene.diagnostic.spans if (m := _COUNTS.search(s.label or ""))), None)
    if counts is not None:
        return int(counts[1])
    said = mismatch(scene.diagnostic)
    for written in (said.found, said.expected) if said is not None else ():
        if (parts := tuple_parts(written)) is not None:
            return len(parts)
    return None


def _unknown(scene: Scene, site: Site, node: Node) -> Iterator[str]:
    """The names that errors do not find in what the pattern reaches, in order."""
    holder = node
    while holder.parent is not None and holder.type not in (
        "match_arm", "if_expression", "while_expression", "for_expression", "let_declaration",
        "closure_expression", "function_item",
    ):  # fmt: skip
        holder = holder.parent
    if holder.type == "let_declaration" and holder.parent is not None:
        holder = holder.parent
    for error in sorted(scene.errors, key=lambda e: e.primary.start if e.primary else 0):
        at = site_of(scene, error.primary)
        # `inline` and its like are found, as an attribute.
        unfound = error.code == "E0425" or _ATTRIBUTE.search(error.message) is not None
        if not unfound or at is None or at.path != site.path:
            continue
        if holder.start_byte <= at.start and at.end <= holder.end_byte:
            yield at.text


def _elsewhere(scene: Scene, site: Site, node: Node, kind: str, wanted: int) -> Iterator[list[str]]:
    """The fields of complete patterns of the same variant."""
    seen: set[tuple[str, ...]] = set()
    for file in files(scene):
        for match in query(file.source, "(tuple_struct_pattern) @pattern"):
            other = match["pattern"][0]
            named = child(other, "type")
            parts = [text(n) for n in other.named_children if n != named]
            if named is None or text(named) != kind or len(parts) != wanted or ".." in parts:
                continue
            if tuple(parts) not in seen and len(seen) < 3:
                seen.add(tuple(parts))
                yield parts
