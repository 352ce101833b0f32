"""E0277, E0599, E0369: a type of ours lacks a trait of the library that its other impls settle.

Implement it behind the type's other impls: `PartialOrd` by the `Ord` that is there, `Default` by
`new()` or what else makes one of nothing, `Error` for what can be shown, `Display` by `Debug`,
`From` for the error that a variant holds.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import derived, types_named
from rusta_server.candidates.generics import in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import constructors, own_impls
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0599", "E0369")

_LACKS = re.compile(r"`(?:\w+::)*(\w+)`? ?(?:: |(?:doesn't|does not) implement `)(?:\w+::)*(\w+)`")
_NO_FROM = re.compile(r"`(?:\w+::)*(\w+): (?:From|std::convert::From)<([^`]+)>` is not satisfied")
_NOT_FROM = re.compile(r"the trait `From<([^`]+)>` is not implemented for `(?:\w+::)*(\w+)`")
_COMPARE = re.compile(r"can't compare `(?:\w+::)*(\w+)` with `")


def candidates(scene: Scene) -> Iterator[Offer]:
    error = scene.diagnostic
    label = " ".join(s.label for s in error.spans if s.label)
    said = "\n".join((error.message, label, *(n.message for n in error.notes)))
    asked = [(m[1], m[2]) for m in _LACKS.finditer(said)]
    asked += [(m[1], "PartialOrd") for m in _COMPARE.finditer(said)]
    for name, trait in dict.fromkeys(asked):
        for file, item in types_named(scene, name):
            if child(item, "type_parameters") is None:
                for new in _impls(scene, file, item, name, trait):
                    yield _placed(file, item, name, f"Implement {trait} for {name}", new)
    wraps = [(m[1], m[2]) for m in _NO_FROM.finditer(said)]
    wraps += [(m[2], m[1]) for m in _NOT_FROM.finditer(said)]
    for name, source in dict.fromkeys(wraps):
        for file, item in types_named(scene, name):
            for new in _from(file, item, name, source):
                yield _placed(file, item, name, f"Implement From<{source}> for {name}", new)


def _impls(scene: Scene, file: Site, item: Node, name: str, trait: str) -> Iterator[str]:
    has = {head(plain(child(impl, "trait"))) for impl in own_impls(file, name)}
    has |= set(derived(item))
    if trait == "PartialOrd" and "Ord" in has and "Ord" not in derived(item):
        ordering = "Ordering" if b"cmp::Ordering;" in file.source else "std::cmp::Ordering"
        yield _impl(
            "PartialOrd", name,
            f"fn partial_cmp(&self, other: &Self) -> Option<{ordering}>", "Some(self.cmp(other))",
        )  # fmt: skip
    elif trait == "Default":
        for made in constructors(scene, name):
            yield _impl("Default", name, "fn default() -> Self", f"Self::{made}()")
    elif trait == "Error" and "Display" in has and "Debug" in has:
        yield f"impl std::error::Error for {name} {{}}"
    elif trait == "Display" and "Debug" in has:
        path = in_scope(file, "Display")
        module = "fmt" if path == "fmt::Display" else "std::fmt"
        yield _impl(
            path, name, f"fn fmt(&self, f: &mut {module}::Formatter<'_>) -> {module}::Result",
            'write!(f, "{self:?}")',
        )  # fmt: skip


def _from(file: Site, item: Node, name: str, source: str) -> Iterator[str]:
    """By the variants that hold the source alone, else by the struct that does."""
    if child(item, "type_parameters") is not None or "_" in source or "{" in source:
        return
    for found in query(item, "(enum_variant) @variant"):
        variant = found["variant"][0]
        held = child(variant, "body")
        kinds = held.children_by_field_name("type") if held is not None else []
        if len(kinds) == 1 and head(plain(kinds[0])) == head(source):
            value = f"{name}::{text(child(variant, 'name'))}(error)"
            kind = plain(kinds[0])
            yield _impl(f"From<{kind}>", name, f"fn from(error: {kind}) -> Self", value)


def _impl(trait: str, name: str, signature: str, body: str) -> str:
    return f"impl {trait} for {name} {{\n    {signature} {{\n        {body}\n    }}\n}}"


def _placed(file: Site, item: Node, name: str, title: str, new: str) -> Offer:
    own = [impl for impl in own_impls(file, name) if impl.start_byte > item.start_byte]
    anchor = own[-1] if own else item
    lead = file.indent(anchor)
    indented = "\n".join(lead + line for line in new.split("\n"))
    return Offer(title, (file.after(anchor, f"\n\n{indented}"),))
