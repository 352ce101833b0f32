"""A name is not found, and nothing of the workspace is called so any more: what it stood for was
renamed, and this use was left behind.

Write the new name at every place that still has the old one, in all files. It is one spelt alike,
one of the same words, or one that is declared where the old one was looked for and used nowhere.
"""

import re
from collections.abc import Iterator

from rusta_indexer.items import plain
from rusta_indexer.spelling import nearest
from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.mentions import Mention, definitions, mentions
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.spoken import MEMBER_CODES, belongs, is_member, path_before, spoken_of
from rusta_server.candidates.types import head
from rusta_server.candidates.words import names_in, parts
from rusta_server.contracts.candidate import Scene

CODES = (
    *MEMBER_CODES,
    "E0404", "E0405", "E0407", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0437",
    "E0438", "E0531", "E0532", "E0573", "E0574", "E0576",
)  # fmt: skip

_MEMBER_KINDS = "(field_declaration name: (_) @name) (enum_variant name: (_) @name)"
_FUNCTIONS = "(function_item name: (_) @name) (function_signature_item name: (_) @name)"
_TYPES = """(struct_item name: (_) @name) (enum_item name: (_) @name) (trait_item name: (_) @name)
    (type_item name: (_) @name) (union_item name: (_) @name) (associated_type name: (_) @name)"""
_VALUES = "(const_item name: (_) @name) (static_item name: (_) @name) (mod_item name: (_) @name)"
_MAX_NAMES = 8
# More lines than this no patch may have; a name that stands at more places was not left behind.
_MAX_PLACES = 40


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    name = re.search(r"\w+$", site.text) if site is not None else None
    if site is None or name is None:
        return
    old = name[0]
    member = scene.diagnostic.code in MEMBER_CODES
    module = _is_module(site, old)
    spoken = spoken_of(scene, site)
    defined = definitions(scene, old)
    if any(_may_mean(d, member, module, spoken) for d in defined):
        return
    places = mentions(scene, old, member=member)
    if member and any(is_member(child(d.node, "name") or d.node) for d in defined):
        # Others have a member of that name: only what is said to be wrong means this one.
        places = [place for place in places if _is_reported(scene, place)]
    elif member:
        places = [place for place in places if _may_be_of(place, spoken)]
    if module:
        places = [place for place in places if _leads_on(place)]
    if not places or len(places) > _MAX_PLACES:
        return
    for new in _names(scene, site, old, member):
        if member and new in _fields_beside(site, old):
            continue
        where = f" at {len(places)} places" if len(places) > 1 else ""
        yield Offer(f"Write {new} instead of {old}{where}", tuple(p.renamed(new) for p in places))


def _may_mean(definition: Mention, member: bool, module: bool, spoken: frozenset[str]) -> bool:
    """Whether the old name may still mean this definition."""
    kind = definition.node.type
    if module:
        return kind in ("mod_item", "extern_crate_declaration")
    name = child(definition.node, "name") or definition.node
    return member == is_member(name) and (not member or belongs(definition.file, name, spoken))


def _may_be_of(place: Mention, spoken: frozenset[str]) -> bool:
    """Not a member of another type by its path: `MaybeUninit::uninit`."""
    path = child(place.node.parent, "path")
    of = head(plain(path)) if path is not None else "Self"
    return of in ("Self", *spoken) or not of[:1].isupper()


def _is_reported(scene: Scene, place: Mention) -> bool:
    """By an error that says the same as the diagnostic."""
    return any(
        span.path == place.file.path and span.start == place.node.start_byte
        for error in scene.errors
        if error.message == scene.diagnostic.message
        for span in error.spans
        if span.primary
    )


def _is_module(site: Site, old: str) -> bool:
    return site.source[site.end : site.end + 2] == b"::" and not old[:1].isupper()


def _leads_on(place: Mention) -> bool:
    end = place.node.end_byte
    return place.file.source[end : end + 2] == b"::"


def _names(scene: Scene, site: Site, old: str, member: bool) -> list[str]:
    """The new names that may be meant, best first."""
    seen = names_in(scene)
    spoken = _defined(scene, site, old, member)
    around = _functions_around(site)
    defined = [name for name, _ in spoken if name not in around]
    own = {name for name, belonging in spoken if belonging}
    # Any letter is near to any other.
    near = [other for _, other in nearest(old, defined) if len(old) > 1]
    near.sort(key=lambda other: other not in own)
    words = set(parts(old))
    # Without a path or a type to look in, any name of the workspace would do.
    looked_in = member or bool(path_before(site))
    unused = [other for other in defined if seen[other] == 1 and other in own and looked_in]
    shared = sorted(
        (other for other in defined if words & set(parts(other))),
        key=lambda other: (
            other not in unused,
            -len(words & set(parts(other))),
            len(set(parts(other)) - words),
        ),
    )
    begun = [o for o in defined if o.startswith(old) or old.startswith(o) or _initials(o) == old]
    of_it = [name for name in defined if name in own and member]
    order = dict.fromkeys((*near, *shared, *begun, *unused, *of_it))
    return [other for other in order if other != old][:_MAX_NAMES]


def _functions_around(site: Site) -> set[str]:
    """A function that calls itself for want of another does not compile any less, nor end."""
    around = (site.node, *ancestors(site.node))
    return {text(child(node, "name")) for node in around if node.type == "function_item"}


def _initials(name: str) -> str:
    return "".join(part[0] for part in parts(name))


def _defined(scene: Scene, site: Site, old: str, member: bool) -> list[tuple[str, bool]]:
    """(name, whether it belongs to the type or the module that is spoken of), those first; all of
    the kind that is looked for."""
    spoken = spoken_of(scene, site)
    found: list[tuple[bool, str]] = []
    for file in files(scene):
        for match in query(file.tree, f"[{_kinds(scene, site, old, member)}]"):
            node = match["name"][0]
            if is_member(node) == member:
                found.append((not belongs(file, node, spoken), text(node)))
    ordered = sorted(found, key=lambda pair: pair[0])
    return list({name: (name, not other) for other, name in reversed(ordered)}.values())[::-1]


def _kinds(scene: Scene, site: Site, old: str, member: bool) -> str:
    if not member and _is_module(site, old):
        return "(mod_item name: (_) @name)"
    called = site.source[site.end : site.end + 1] in (b"(", b":")
    if member and called and not old[:1].isupper():
        return _FUNCTIONS
    if member:
        return (
            _MEMBER_KINDS if scene.diagnostic.code != "E0599" else f"{_MEMBER_KINDS} {_FUNCTIONS}"
        )
    if old[:1].isupper():
        return f"{_VALUES} {_MEMBER_KINDS}" if old.isupper() and len(old) > 1 else _TYPES
    return f"{_FUNCTIONS} {_VALUES}"


def _fields_beside(site: Site, old: str) -> set[str]:
    """The fields that the same literal or pattern gives already."""
    body = site.enclosing("field_initializer_list", "struct_pattern")
    if body is None:
        return set()
    return {
        text(child(n, "field") or child(n, "name") or n)
        for n in body.named_children
        if text(child(n, "field") or child(n, "name") or n) != old
    }
