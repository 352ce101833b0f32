"""A name is not found, and one like it is defined but used nowhere: the slip of the pen is in the
definition.

Name the definition as its uses do, where they are several, or where the crate writes the words of
the name as they do. Alike is what is spelt so or has words more or less around, and in the
type or module that was looked through what shares words with the name, or is all that nobody uses.
"""

import re
from collections.abc import Container, Iterable, Iterator

from tree_sitter import Node

from rusta_indexer.spelling import nearest
from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, files, primary_site, text
from rusta_server.candidates.spoken import MEMBER_CODES, belongs, is_member, spoken_of
from rusta_server.candidates.words import better_spelt, names_in, parts
from rusta_server.contracts.candidate import Scene

CODES = (
    "E0405", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0531", "E0532", "E0560",
    "E0574", "E0599", "E0609", "E0026", "E0426", "E0407",
)  # fmt: skip

_NOT_A_MEMBER = re.compile(r"`(\w+)` is not a member of trait")
_DEFINED = """[
    (function_item name: (_) @name) (function_signature_item name: (_) @name)
    (struct_item name: (_) @name) (enum_item name: (_) @name) (trait_item name: (_) @name)
    (type_item name: (_) @name) (const_item name: (_) @name) (static_item name: (_) @name)
    (enum_variant name: (_) @name) (field_declaration name: (_) @name) (mod_item name: (_) @name)
    (macro_definition name: (_) @name)
]"""


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    # In a macro's definition the place is that of its call.
    member = _NOT_A_MEMBER.search(scene.diagnostic.message)
    name = re.search(r"\w+$", site.text) if site is not None else None
    if site is None or (name is None and member is None):
        return
    seen = names_in(scene)
    wanted = member[1] if member is not None else name[0] if name is not None else ""
    defined = {
        text(match["name"][0]): (file, match["name"][0])
        for file in files(scene)
        for match in query(file.tree, _DEFINED)
        if seen[text(match["name"][0])] == 1
    }
    near = [other for _, other in nearest(wanted, defined)]
    asked = _in_what_was_asked(scene, site, wanted, defined)
    others = (*_missed(scene, wanted, defined), *near, *asked, *_with_words_around(wanted, defined))
    for other in dict.fromkeys(others):
        if seen[wanted] > 1 or better_spelt(wanted, other, seen):
            file, node = defined[other]
            yield Offer(f"Rename {other} to {wanted}", (file.replace(node, wanted),))


def _missed(scene: Scene, wanted: str, defined: Container[str]) -> list[str]:
    """What the impls of a trait lack that have the wanted name instead, and the trait has not."""
    said = [error.message for error in scene.errors if error.code in ("E0046", "E0407")]
    if not any(f"`{wanted}` is not a member of trait" in message for message in said):
        return []
    missing = (m[1] for message in said if (m := re.search(r"missing: `(\w+)`$", message)))
    return [name for name in missing if name in defined]


def _with_words_around(wanted: str, defined: Iterable[str]) -> list[str]:
    """With words more or less before or behind: `EquationData`, `DEFAULT_EQUATION`."""

    def within(one: list[str], other: list[str]) -> bool:
        return bool(one) and one != other and one in (other[: len(one)], other[-len(one) :])

    words = parts(wanted)
    return [
        other
        for other in defined
        if (other[:1].isupper(), other.isupper()) == (wanted[:1].isupper(), wanted.isupper())
        and (within(words, parts(other)) or within(parts(other), words))
    ]


def _in_what_was_asked(
    scene: Scene, site: Site, wanted: str, defined: dict[str, tuple[Site, Node]]
) -> list[str]:
    """Of the type or module that the name was looked for in: what shares words with it first, then
    the one that is left."""
    spoken = spoken_of(scene, site)
    members = scene.diagnostic.code in MEMBER_CODES
    own = [
        other
        for other, (file, node) in defined.items()
        if belongs(file, node, spoken)
        and is_member(node) == members
        and other[:1].isupper() == wanted[:1].isupper()
    ]
    words = set(parts(wanted))
    shared = sorted(
        (o for o in own if words & set(parts(o))), key=lambda o: -len(words & set(parts(o)))
    )
    return shared or (own if len(own) == 1 else [])
