"""A trait of a dependency has a method no more that an impl defines: it is kept, as a method of the
type's own, so that whoever calls it finds it still."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.generics import where_clause
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0407",)
_SAID = re.compile(r"method `(\w+)` is not a member of trait `([\w:]+)`")


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    def fits(error: Diagnostic) -> bool:
        found = _SAID.search(error.message) if error.code in CODES else None
        return found is not None and found[2].rpartition("::")[2] in facts.by_owner

    if fits(scene.diagnostic):
        yield from together("Keep what the trait has no more as the type's own", scene, fits, _mend)


def _mend(scene: Scene) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        function, impl = site.enclosing("function_item"), site.enclosing("impl_item")
        body = child(impl, "body")
        if function is None or impl is None or body is None:
            continue
        first = _with_attributes(function)
        head, documented = _own(impl, site), _documentation(scene, first, impl, function)
        inner = site.indent(function)
        public = "" if "pub" in text(function).split("fn")[0] else "pub "
        if function.next_named_sibling is None:
            start = _line(site, first)
            opened = f"{site.indent(impl)}}}\n\n{site.indent(impl)}{head} {{\n{inner}{documented}"
            yield site.replace_range(start, first.start_byte, opened)
            yield site.before(function, public)
            continue
        start, end = _line(site, first), function.end_byte
        before = site.source[first.start_byte : function.start_byte].decode(errors="replace")
        kept = f"{inner}{documented}{before}{public}{text(function)}"
        while site.source[end : end + 1].isspace():
            end += 1
        end = site.source.rfind(b"\n", start, end) + 1
        yield site.replace_range(start, end, "")
        yield site.after(impl, f"\n\n{site.indent(impl)}{head} {{\n{kept}\n{site.indent(impl)}}}")


def _own(impl: Node, site: Site) -> str:
    """`impl<T> S<T> where …` of `impl<T> Trait for S<T> where …`."""
    parts = [f"impl{text(child(impl, 'type_parameters'))}", text(child(impl, "type"))]
    bounds = where_clause(impl)
    return " ".join([*parts, text(bounds)] if bounds is not None else parts)


def _documentation(scene: Scene, first: Node, impl: Node, function: Node) -> str:
    """A line of it where the crate asks for documentation and there is none."""
    if text(first).startswith("///") or not any(b"missing_docs" in f.source for f in files(scene)):
        return ""
    trait, name = text(child(impl, "trait")), text(child(function, "name"))
    return f"/// What `{trait}::{name}` was.\n{' ' * function.start_point.column}"


def _with_attributes(function: Node) -> Node:
    first = function
    while (before := first.prev_named_sibling) is not None and before.type in (
        "attribute_item", "line_comment"
    ):  # fmt: skip
        first = before
    return first


def _line(site: Site, node: Node) -> int:
    return site.source.rfind(b"\n", 0, node.start_byte) + 1
