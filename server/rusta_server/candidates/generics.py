"""Type parameters and their bounds: where a parameter is declared, and how to bound it there."""

import re
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.site import Site, child, text
from rusta_server.contracts.edits import Edit

# Where the library's traits that are not in the prelude are defined.
_PARENTS = {
    **dict.fromkeys(("Debug", "Display", "LowerHex", "UpperHex", "Write"), "std::fmt"),
    **dict.fromkeys(("Hash", "Hasher", "BuildHasher"), "std::hash"),
    **dict.fromkeys(
        ("Add", "Sub", "Mul", "Div", "Rem", "Neg", "Not", "Deref", "DerefMut", "Index", "IndexMut",
         "AddAssign", "SubAssign", "MulAssign", "RangeBounds"), "std::ops",
    ),
    "Borrow": "std::borrow", "FromStr": "std::str", "Error": "std::error", "Future": "std::future",
    "Sum": "std::iter", "Product": "std::iter", "Any": "std::any",
}  # fmt: skip


def parent_of(trait: str) -> str:
    """The module of the library that a trait is imported from; empty for those of the prelude."""
    return _PARENTS.get(trait, "")


class Parameter(NamedTuple):
    """A type parameter: `item` is the fn, impl, trait, struct … that declares it."""

    site: Site
    item: Node
    node: Node

    @property
    def name(self) -> str:
        return text(child(self.node, "name"))


def parameters(site: Site, item: Node) -> list[Parameter]:
    """The type parameters that `item` itself declares."""
    listed = child(item, "type_parameters")
    nodes = listed.named_children if listed is not None else []
    return [Parameter(site, item, n) for n in nodes if n.type == "type_parameter"]


def declaring(site: Site, node: Node, name: str) -> Parameter | None:
    """The parameter that the type `name` is at `node`."""
    for around in (node, *ancestors(node)):
        for parameter in parameters(site, around):
            if parameter.name == name:
                return parameter
    return None


def where_clause(item: Node) -> Node | None:
    return next((n for n in item.named_children if n.type == "where_clause"), None)


def predicates(item: Node) -> list[tuple[str, Node]]:
    """(left side, predicate) of the where clause."""
    clause = where_clause(item)
    found = clause.named_children if clause is not None else []
    return [(text(child(p, "left")), p) for p in found if p.type == "where_predicate"]


def bounds_of(parameter: Parameter) -> list[str]:
    """What the parameter is bounded by, inline and in the where clause of its own item."""
    nodes = [child(parameter.node, "bounds")]
    nodes += [
        child(p, "bounds") for left, p in predicates(parameter.item) if left == parameter.name
    ]
    return [text(bound) for n in nodes if n is not None for bound in n.named_children]


def add_bounds(site: Site, item: Node, left: str, bounds: str) -> tuple[Edit, ...]:
    """`left: bounds` for `item`, where and how the bounds of `left` stand there already; else
    behind the parameter's name, else in the where clause."""
    for known, predicate in predicates(item):
        if known == left:
            return (_appended(site, child(predicate, "bounds"), bounds),)
    own = next((p for p in parameters(site, item) if p.name == left), None)
    if own is not None:
        present = child(own.node, "bounds")
        name = child(own.node, "name")
        if present is not None and present.named_child_count:
            return (_appended(site, present, bounds),)
        if where_clause(item) is None and name is not None and not _gap(site, item)[2]:
            return (site.after(name, f": {bounds}"),)
    return add_predicate(site, item, f"{left}: {bounds}")


def add_predicate(site: Site, item: Node, predicate: str) -> tuple[Edit, ...]:
    """`predicate` at the end of the where clause; a new clause stands on the blank line before the
    body where there is one, else behind the head."""
    clause = where_clause(item)
    if clause is not None and clause.named_child_count:
        last = clause.named_children[-1]
        between = f"\n{site.indent(last)}" if _is_listed(clause) else " "
        comma = "" if _comma_follows(site, last, clause) else ","
        at = last.end_byte + (0 if comma else 1)
        return (site.insert(at, f"{comma}{between}{predicate}" + ("," if not comma else "")),)
    start, end, lines = _gap(site, item)
    lead = site.indent(item)
    if lines:
        # Where a clause is written below the head, the file's other ones say how.
        if re.search(rb"\n[ \t]*where\n", site.source) or not re.search(
            rb"\n[ \t]*where \w", site.source
        ):
            new = f"\n{lead}where\n{lead}    {predicate},\n{lead}"
        else:
            new = f"\n{lead}    where {predicate},\n{lead}"
        return (site.replace_range(start, end, new),)
    behind = " " if child(item, "body") is not None else ""
    return (site.replace_range(start, end, f" where {predicate}{behind}"),)


def in_scope(site: Site, bound: str) -> str:
    """A bound as the file can name it: `Debug` is `fmt::Debug` where `fmt` is imported."""
    named = re.fullmatch(r"(?:\w+::)*(\w+)(<.*>)?", bound)
    parent = _PARENTS.get(named[1]) if named is not None else None
    if named is None or parent is None:
        return bound
    name, source = named[0].removeprefix(f"{parent}::"), site.source.decode(errors="replace")
    if re.search(rf"\buse [^;]*\b{named[1]}\b[^;]*;", source):
        return name
    module = parent.split("::")[-1]
    if re.search(rf"\buse (?:::)?(?:std|core)::(?:\{{[^;]*\b)?{module}\b[^;:]*;", source):
        return f"{module}::{name}"
    return f"{parent}::{name}"


def _gap(site: Site, item: Node) -> tuple[int, int, int]:
    """(start, end, line breaks) of the blanks between the head of an item and its body."""
    body = child(item, "body")
    end = body.start_byte if body is not None else item.end_byte - 1
    start = end
    while start > 0 and site.source[start - 1 : start].isspace():
        start -= 1
    return start, end, site.source.count(b"\n", start, end)


def _appended(site: Site, present: Node | None, bounds: str) -> Edit:
    assert present is not None
    last = present.named_children[-1]
    return site.after(last, f" + {bounds}")


def _is_listed(clause: Node) -> bool:
    """Whether the predicates stand on lines of their own."""
    first = clause.named_children[0]
    return first.start_point.row > clause.start_point.row


def _comma_follows(site: Site, node: Node, clause: Node) -> bool:
    return site.source[node.end_byte : max(clause.end_byte, node.end_byte + 1)].startswith(b",")
