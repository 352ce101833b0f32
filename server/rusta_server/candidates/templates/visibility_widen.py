"""Something private is used from outside of its module, re-exported, or part of a public interface.

Make it visible, as widely as its neighbours are: the `pub` or `pub(crate)` of the fields, functions
or types beside it. What is re-exported, or named by a public interface, becomes as public as that.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.items import Item, item_at, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, site_of, sites, text
from rusta_server.candidates.templates import (
    e0451_call_the_constructor,
    e0616_call_the_accessor,
)
from rusta_server.candidates.visibility import level_of, levels, private_fields, raise_to
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = (
    "E0603", "E0616", "E0624", "E0446", "E0364", "E0365", "E0451", "E0423", "E0532",
    "private_interfaces", "private_bounds", "syntax",
    # Where a glob imports what is left of a module.
    "E0404", "E0405", "E0412", "E0422", "E0425", "E0433",
)  # fmt: skip

# Labels and notes that point at what is private.
_DEFINED = re.compile(
    r"defined here|declared as private|consider marking `\w+` as `pub`|as private$|is reachable at|"
    r"exists but is inaccessible$"
)
_CONSTRUCTOR = "a constructor is private if any of the fields is private"
_FIELDS = re.compile(
    r"^fields? (.+) of (?:struct|union) `(?:[\w:]*::)?(\w+)(?:<.*>)?` (?:is|are) p"
)
# The names stand in a note; what is private is also what the literal leaves out.
_LITERAL = re.compile(r"^cannot construct `(?:[\w:]*::)?(\w+)(?:<.*>)?` with struct literal syntax")
# Re-exports, and what a chain of calls is of a type that may not be named (an error without code).
_NAMED = re.compile(
    r"^(?:type |trait )?`(?:[\w:]*::)?(\w+)(?:<.*>)?` is (?:private$|private, and|only public)"
)
_MAX_LEVELS = 3


def candidates(scene: Scene) -> Iterator[Offer]:
    if not has_accessor(scene):
        yield from widened(scene)


def has_accessor(scene: Scene) -> bool:
    """Whether the type has a function of its own for what its private fields are used for."""
    return e0451_call_the_constructor.is_clear(scene) or e0616_call_the_accessor.is_clear(scene)


def widened(scene: Scene) -> Iterator[Offer]:
    private = list(_private(scene))
    if not private:
        return
    wished = levels(scene, private[0])
    needed = _needed(scene)
    if needed and needed != level_of(private[0].node):
        wished = [needed, *(level for level in wished if level != needed)]
    for level in wished[:_MAX_LEVELS]:
        yield Offer(f"Make {_names(private)} {level}", _edits(private, level))


def _edits(private: list[Item], level: str) -> tuple[Edit, ...]:
    return tuple(raise_to(file, node, level) for file, node in private)


def _private(scene: Scene) -> Iterator[Item]:
    message = scene.diagnostic.message
    if (of_struct := _FIELDS.search(message)) is not None:
        yield from private_fields(scene, of_struct[2], re.findall(r"`(\w+)`", of_struct[1]))
        return
    if (literal := _LITERAL.search(message)) is not None:
        notes = " ".join(note.message for note in scene.diagnostic.notes)
        yield from private_fields(scene, literal[1], re.findall(r"`(\w+)`", notes))
        return
    yield from _constructor(scene)
    for site, said in _pointed(scene):
        node = item_at(site) if _DEFINED.search(said) else None
        if node is not None and level_of(node) != "pub":
            yield Item(site, node)
            return
    if (named := _NAMED.search(message)) is not None:
        yield from items_named(scene, named[1])[:1]


def _pointed(scene: Scene) -> Iterator[tuple[Site, str]]:
    """The places that labels and notes speak of, with what they say."""
    diagnostic = scene.diagnostic
    said = [(span, span.label) for span in diagnostic.spans if not span.primary]
    said += [(span, note.message) for note in diagnostic.notes for span in note.spans]
    for span, words in said:
        site = site_of(scene, span)
        if site is not None and words is not None:
            yield site, words


def _constructor(scene: Scene) -> Iterator[Item]:
    """Every private field of a tuple struct."""
    for site, span in sites(scene):
        if span.label == _CONSTRUCTOR:
            struct = enclosing(site.node, "struct_item")
            body = child(struct, "body")
            for field in body.children_by_field_name("type") if body is not None else ():
                if not level_of(field):
                    yield Item(site, field)
            return


def _needed(scene: Scene) -> str:
    """How public the use asks it to be; empty where any wider visibility may do."""
    if scene.diagnostic.code in ("E0446", "E0364", "E0365"):
        return "pub"
    site = primary_site(scene)
    use = site.enclosing("use_declaration") if site is not None else None
    return level_of(use) if use is not None and level_of(use) != "pub(self)" else ""


def _names(private: list[Item]) -> str:
    return " and ".join(text(child(node, "name")) or f"`{text(node)}`" for _, node in private)
