"""E0507, E0382, E0204 …: a type of ours is used as if it were `Copy`, and is not.

Where `Clone` is written by hand as a copy (`*self`), implement `Copy` in front of it for the same
generics; where no field forbids it, derive it, or implement it beside the `Clone` there is. Not for
iterators: a copy would go on by itself, unseen (clippy::copy_iterator).
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.copyable import could_be_copy
from rusta_server.candidates.derives import derive, derived, types_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, site_of, text
from rusta_server.candidates.trait_items import impls_for, trait_name
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic

CODES = ("E0204", "E0277", "E0382", "E0505", "E0507", "E0508", "E0509")

_LACKS = re.compile(
    r"has type `&?(?:mut )?(?:\w+::)*(\w+)[^`]*`, which does not implement the `Copy`"
)
_UNMET = re.compile(
    r"the trait bound `(?:\w+::)*(\w+)(?:<[^`]*>)?: (?:\w+::)*Copy` is not satisfied"
)
_FIELD = "this field does not implement `Copy`"


def candidates(scene: Scene) -> Iterator[Offer]:
    for name in _lacking(scene, scene.diagnostic):
        for file, item in types_named(scene, name):
            impls = list(impls_for(scene, name))
            if "Copy" in derived(item) or any(trait_name(impl) == "Copy" for _, impl in impls):
                continue
            by_hand = [(f, impl) for f, impl in impls if trait_name(impl) == "Clone"]
            copying = [(f, impl) for f, impl in by_hand if _is_copy(impl)]
            advances = any(trait_name(impl) == "Iterator" for _, impl in impls)
            fits = could_be_copy(item) and not advances
            for where, impl in copying or (by_hand if fits else ()):
                yield _implemented(scene, where, impl, name)
            # A bound that is not met is met by deriving elsewhere.
            if fits and not by_hand and scene.diagnostic.code != "E0277":
                yield from derive(scene, file, item, ("Copy",))


def _lacking(scene: Scene, error: Diagnostic) -> list[str]:
    """The types that the error says are not `Copy`."""
    found: list[str] = _UNMET.findall(error.message)
    for span in error.spans:
        found += _LACKS.findall(span.label or "")
        if span.label == _FIELD and (field := site_of(scene, span)) is not None:
            found.append(head(field.text.rpartition(": ")[2]))
    return list(dict.fromkeys(found))


def _is_copy(impl: Node) -> bool:
    """`fn clone(&self) -> Self { *self }`: rustc takes it for a `Copy` type alone."""
    return re.search(r"fn clone\(&self\)[^{]*\{\s*\*self\s*\}", text(impl)) is not None


def _implemented(scene: Scene, file: Site, impl: Node, name: str) -> Offer:
    body = child(impl, "body")
    end = body.start_byte if body is not None else impl.end_byte
    whole = file.source[impl.start_byte : end].decode(errors="replace")
    written = re.sub(r"\b(?:\w+::)*Clone\b", "Copy", whole).rstrip()
    first = impl
    while (before := first.prev_named_sibling) is not None and (
        before.type == "attribute_item" or child(before, "outer") is not None
    ):
        first = before
    gap = "\n\n" if _stand_apart(scene) else "\n"
    line = f"{written} {{}}{gap}{file.indent(impl)}"
    return Offer(f"Implement Copy for {name}", (file.before(first, line),))


def _stand_apart(scene: Scene) -> bool:
    """Whether a blank line follows the impls of `Copy` that there are."""
    shown = r"\bCopy for [^{;]*\{\s*\}(\n[ \t]*)(\n?)"
    found = [m[2] for file in files(scene) for m in re.finditer(shown, file.text)]
    return sum(map(bool, found)) * 2 > len(found)
