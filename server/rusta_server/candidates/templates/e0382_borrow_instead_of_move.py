"""A value is moved where a look at it is enough: into a `let`, a loop, a `match`, a method that
consumes it.

Borrow it: `&x` or `&mut x` as the value, `ref` in the pattern where the file writes its patterns
so, `.as_ref()` or `.as_mut()` before the method.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.moves import behind, moved_type, moved_values, moving_bindings
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505", "E0507", "E0508", "E0509")

_HOLDERS = frozenset(("let_declaration", "let_condition", "for_expression", "match_expression"))
_LENDING = re.compile(r"^(std::option::|std::result::)?(Option|Result)<|^(std::pin::)?Pin<")
_REF = re.compile(rb"[(,{|]\s*ref\s")


def candidates(scene: Scene) -> Iterator[Offer]:
    yield from _in_patterns(scene)
    kind = moved_type(scene)
    signs = ["&", "&mut "] if behind(scene) != "shared" else ["&"]
    for site, value in moved_values(scene):
        parent = value.parent
        if parent is None:
            continue
        if parent.type in _HOLDERS and child(parent, "value") == value:
            if kind.startswith("&mut "):
                yield Offer(f"Reborrow {text(value)}", (site.before(value, "&mut *"),))
            for sign in signs:
                yield Offer(f"Borrow {text(value)}", (site.before(value, sign),))
        elif parent.type == "field_expression" and (not kind or _LENDING.match(kind)):
            for method in ("as_ref", "as_mut") if len(signs) > 1 else ("as_ref",):
                title = f"Borrow what is in {text(value)} by {method}"
                yield Offer(title, (site.after(value, f".{method}()"),))
        elif kind.startswith("&mut ") and (lent := _lent(site, value)) is not None:
            yield Offer(f"Reborrow {text(lent)}", (site.before(lent, "&mut *"),))


def _lent(site: Site, value: Node) -> Node | None:
    """The mutable reference to borrow anew: an argument or the value of a field itself; of the
    receiver of a method what it was bound to."""
    if value.parent is not None and value.parent.type in ("arguments", "field_initializer"):
        return value
    binding = binding_of(site.at(value), text(value)) if value.type == "identifier" else None
    return None if binding is None else binding.value


def _in_patterns(scene: Scene) -> Iterator[Offer]:
    bindings = list(moving_bindings(scene))
    site = primary_site(scene)
    if not bindings or site is None:
        return
    words = ["ref ", "ref mut "] if behind(scene) != "shared" else ["ref "]
    title = f"Bind {', '.join(text(name) for _, name in bindings)} by reference"
    by_ref = [
        Offer(
            title,
            tuple(
                at.before(name, "ref " if name.type == "mut_pattern" else word)
                for at, name in bindings
            ),
        )
        for word in words
    ]
    matched = _matched(site, bindings[0][1])
    borrow = []
    if matched is not None:
        borrow = [
            Offer(f"Borrow {text(matched)}", (site.before(matched, word.replace("ref ", "&")),))
            for word in words
        ]
    file_writes_ref = _REF.search(site.source) is not None
    yield from [*by_ref, *borrow] if file_writes_ref else [*borrow, *by_ref]


def _matched(site: Site, name: Node) -> Node | None:
    """What the pattern around `name` is matched with."""
    around: Node | None = name
    while around is not None and around.type not in _HOLDERS:
        around = around.parent
    value = child(around, "value")
    if value is None or value.type == "reference_expression":
        return None
    return value
