"""E0308: an `Option` or a `Result` of the right kind holds a value of another type.

Convert what it holds: by `map` with the variant that holds such a value, or with the conversion.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.types import arguments_of, head, mismatch, same
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_WRAPPERS = ("Option", "Result")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None:
        return
    wanted, given = arguments_of(said.expected), arguments_of(said.found)
    is_same = head(said.expected) == head(said.found) in _WRAPPERS
    if not is_same or len(wanted) != len(given) or same(wanted[0], given[0]):
        return
    for by in _conversions(scene, wanted[0], given[0]):
        yield Offer(f"Map what it holds by {by}", (site.after(node, f".map({by})"),))


def _conversions(scene: Scene, wanted: str, given: str) -> Iterator[str]:
    for _, item in types_named(scene, head(wanted)):
        if item.type == "enum_item":
            yield from (f"{head(wanted)}::{name}" for name in _holding(item, given))
    for _, item in types_named(scene, head(wanted)):
        if item.type == "struct_item" and _held(item) == [given]:
            yield head(wanted)
    if given.lstrip("&") in ("str", "String") and wanted == "String":
        yield "str::to_string" if given == "&str" else "ToString::to_string"
    yield f"{head(wanted)}::from" if head(wanted).isidentifier() else "From::from"
    yield "Into::into"


def _holding(item: Node, given: str) -> Iterator[str]:
    """The variants that hold the type alone."""
    for match in query(item, "(enum_variant) @variant"):
        variant = match["variant"][0]
        if [head(kind) for kind in _held(variant)] == [head(given)]:
            yield text(child(variant, "name"))


def _held(item: Node) -> list[str]:
    """The types of a tuple struct or a variant like one."""
    body = child(item, "body")
    return [plain(kind) for kind in body.children_by_field_name("type")] if body else []
