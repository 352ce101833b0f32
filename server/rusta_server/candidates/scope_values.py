"""Expressions for a value that is missing: names in scope by their name and type, empty values."""

from collections.abc import Iterator

from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.site import Site
from rusta_server.candidates.types import default_of, same
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
        empty = default_of(written)
        if empty is not None:
            found.append(empty)
    yield from dict.fromkeys(found)


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
