"""E0631: a closure's parameters, or what a variant of an enum of ours holds, have other types than
what they are given to passes.

Write the types that are expected.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, sites, text
from rusta_server.candidates.types import split
from rusta_server.contracts.candidate import Scene

CODES = ("E0631",)

# Errors of the library that are rarely imported: rustc prints their last name.
_HOMES = {
    "ParseIntError": "std::num::ParseIntError", "ParseFloatError": "std::num::ParseFloatError",
    "TryFromIntError": "std::num::TryFromIntError", "Utf8Error": "std::str::Utf8Error",
    "FromUtf8Error": "std::string::FromUtf8Error", "VarError": "std::env::VarError",
    "ParseBoolError": "std::str::ParseBoolError", "AddrParseError": "std::net::AddrParseError",
    "SystemTimeError": "std::time::SystemTimeError", "RecvError": "std::sync::mpsc::RecvError",
}  # fmt: skip

_EXPECTED = re.compile(r"expected (?:closure|function) signature `(?:for<[^>]*> )?fn\((.*)\) ->")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _EXPECTED.search(scene.diagnostic.said)
    if said is not None:
        yield from _variant(scene, split(said[1]))
    for site, _ in sites(scene):
        closure = site.enclosing("closure_expression")
        listed = child(closure, "parameters")
        given = [c for c in listed.named_children if c.type == "parameter"] if listed else []
        if listed is None or not given:
            continue
        expected = split(said[1]) if said else []
        kinds = [child(c, "type") for c in given]
        if len(expected) == len(given) and all(re.fullmatch(r"[\w:<>&', ]+", e) for e in expected):
            edits = tuple(
                site.replace(kind, new)
                for kind, new in zip(kinds, expected, strict=True)
                if kind is not None and text(kind) != new
            )
            yield Offer(f"Take {', '.join(expected)}", edits)
        return


def _variant(scene: Scene, expected: list[str]) -> Iterator[Offer]:
    """`map_err(Error::Parse)`: the variant holds what the error is."""
    site = primary_site(scene)
    path = site.enclosing("scoped_identifier") if site is not None else None
    enum, name = text(child(path, "path")), text(child(path, "name"))
    for item in items_named(scene, enum.rpartition("::")[2], "enum_item"):
        for match in query(item.node, "(enum_variant) @variant"):
            variant = match["variant"][0]
            held = child(variant, "body")
            kinds = held.children_by_field_name("type") if held is not None else []
            if text(child(variant, "name")) == name and len(kinds) == len(expected):
                wanted = [_HOMES.get(kind, kind) for kind in expected]
                edits = [
                    item.file.replace(kind, new)
                    for kind, new in zip(kinds, wanted, strict=True)
                    if text(kind) != new
                ]
                yield Offer(f"Let {name} hold {', '.join(wanted)}", tuple(edits))
