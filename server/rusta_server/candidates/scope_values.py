"""Expressions for a value that is missing: names in scope by their name and type, empty values."""

import re
from collections.abc import Iterator

from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_indexer.syntax import query
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.items import items_named
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.types import default_of, head, same
from rusta_server.candidates.value_types import types_of
from rusta_server.contracts.candidate import Scene


def values(scene: Scene, site: Site, written: str, name: str = "") -> Iterator[str]:
    """For a value of the type `written` at `site`, wanted under `name`: what is called so, what is
    of the type, the empty value. Innermost names first, without repeats."""
    found: list[str] = []
    known = [n for n in names_in_scope(site.source, site.start) if n.kind in ("local", "param")]
    members = [n for n in names_in_scope(site.source, site.start) if n.kind == "field"]
    has_self = any(n.name == "self" for n in known)
    if name and name not in ("self", "_"):
        found += [n.name for n in known if n.name == name]
        found += [f"self.{n.name}" for n in members if n.name == name and has_self]
    if written:
        found += [form for n in known if n.name != "self" for form in _as(scene, site, n, written)]
        if has_self:
            found += [f"self.{n.name}" for n in members if n.type and same(n.type, written)]
        found += _variants(scene, site, written, known)
        empty = default_of(written)
        if empty is not None:
            found.append(empty)
    yield from dict.fromkeys(found)


def _variants(scene: Scene, site: Site, written: str, known: list[ScopeName]) -> Iterator[str]:
    """The variants of an enum of ours that hold one value, with a variable that nothing reads yet:
    that is what it was bound for."""
    around = site.enclosing("function_item")
    if around is None:
        return
    function = text(around)
    idle = [n.name for n in known if n.name != "self" and not _read(site, n, around.end_byte)]
    for item in items_named(scene, head(written), "enum_item") if idle else ():
        for found in query(item.node, "(enum_variant) @variant"):
            variant = text(child(found["variant"][0], "name"))
            held = child(found["variant"][0], "body")
            if held is not None and len(held.children_by_field_name("type")) == 1:
                bare = re.search(rf"(?<![:\w]){variant}\(", function) is not None
                path = variant if bare else f"{head(written)}::{variant}"
                yield from (f"{path}({name})" for name in idle[:2])


def _read(site: Site, name: ScopeName, end: int) -> bool:
    """Whether the name stands anywhere between its binding and `end`."""
    behind = site.source[name.end : end].decode(errors="replace")
    return re.search(rf"\b{re.escape(name.name)}\b", behind) is not None


def _as(scene: Scene, site: Site, name: ScopeName, written: str) -> Iterator[str]:
    """`name` where it is of the type, borrowed or owned where that makes it so."""
    kinds = [name.type] if name.type is not None else []
    if not kinds:
        bound = binding_of(site, name.name)
        if bound is not None and bound.value is not None and bound.pattern == bound.name:
            kinds = list(types_of(scene, site, bound.value))[:2]
    for kind in kinds:
        if same(kind, written):
            yield name.name
        elif same(f"&{kind}", written) or (kind == "String" and written == "&str"):
            yield f"&{name.name}"
        elif same(f"&mut {kind}", written):
            yield f"&mut {name.name}"
        elif kind.lstrip("&").strip() == "str" and written == "String":
            yield f"{name.name}.to_string()"
        elif same(kind, f"&{written}"):
            yield f"{name.name}.clone()"
