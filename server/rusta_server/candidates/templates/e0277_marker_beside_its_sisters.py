"""E0277: a generic type of ours lacks `Eq`, whose sisters (`PartialEq`, `Ord`, `Hash`) are written
by hand.

`Eq` has nothing to write but its head: that of a sister, behind it. Not for what holds floats, none
of which need equal itself.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.derives import types_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.trait_items import impls_for, trait_name
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0369")

_LACKS = re.compile(r"the trait bound `(?:\w+::)*(\w+)(?:<[^`]*>)?: (?:\w+::)*Eq` is not satisfied")
_FLOAT = re.compile(r"\bf(?:16|32|64|128)\b")
_SISTERS = ("PartialEq", "Ord", "PartialOrd", "Hash")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _LACKS.search(scene.diagnostic.message)
    if said is None:
        return
    if any(_FLOAT.search(text(item)) for _, item in types_named(scene, said[1])):
        return
    impls = list(impls_for(scene, said[1]))
    if any(trait_name(impl) == "Eq" for _, impl in impls):
        return
    sisters = [(f, i) for f, i in impls if trait_name(i) in _SISTERS]
    for file, impl in sorted(sisters, key=lambda one: _SISTERS.index(trait_name(one[1]))):
        trait, kind, body = child(impl, "trait"), child(impl, "type"), child(impl, "body")
        if trait is not None and kind is not None and body is not None:
            before = file.source[impl.start_byte : trait.start_byte].decode()
            after = file.source[trait.end_byte : body.start_byte].decode().rstrip()
            used = {*re.findall(r"\w+", after)}
            if set(_parameters(impl)) <= used:
                new = f"\n\n{file.indent(impl)}{before}Eq{after} {{}}"
                yield Offer(f"Implement Eq for {text(kind)}", (file.after(impl, new),))


def _parameters(impl: Node) -> Iterator[str]:
    """Those that only the sister's own arguments need cannot be written here."""
    listed = child(impl, "type_parameters")
    for parameter in listed.named_children if listed is not None else ():
        yield text(child(parameter, "name")).lstrip("'")
