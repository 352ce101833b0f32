"""E0382: a collection that was given away is asked how many it holds, or whether it holds any.

Ask before, in a `let` in front of the statement that gives it away: what it says is copied, and
nothing can have changed in between. The `let` is called as the field, the binding or the method.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.functions import arguments, call_receiver, called_name
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, sites, text
from rusta_server.candidates.statements import siblings
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene

CODES = ("E0382",)

_ASKING = frozenset(("len", "is_empty", "is_some", "is_none", "is_ok", "is_err"))


def candidates(scene: Scene) -> Iterator[Offer]:
    use = primary_site(scene)
    asked = _question(use.node) if use is not None else None
    if use is None or asked is None:
        return
    for site, span in sites(scene):
        if span.primary or site.path != use.path or "moved" not in (span.label or ""):
            continue
        pair = siblings(site.node, use.node)
        if pair is None or pair[0].start_byte >= pair[1].start_byte:
            continue
        first, second = pair
        if second.type == "let_declaration" and child(second, "value") == asked:
            continue  # Moving the whole statement up says the same.
        name, replaced = _named(asked)
        if occurrences(first)[name] or _bound_after(first, second, name):
            continue
        lead = use.indent(first)
        let = f"let {name} = {text(asked)};\n{lead}"
        yield Offer(
            f"Ask for {shown(asked)} before {shown(call_receiver(asked))} is given away",
            (use.before(first, let), use.replace(*_shortened(asked, name, replaced))),
        )


def _question(node: Node) -> Node | None:
    """The call around the use, where its answer holds nothing of what it is asked of."""
    for call in ancestors(node):
        if call.type == "call_expression":
            asking = called_name(call) in _ASKING and not arguments(call)
            return call if asking and call_receiver(call) is not None else None
        if call.type not in ("field_expression", "identifier"):
            return None
    return None


def _named(asked: Node) -> tuple[str, bool]:
    """(name, whether it is the field that is filled with the answer)."""
    around = asked.parent
    if around is not None and around.type == "field_initializer":
        return text(child(around, "field")), True
    return called_name(asked), False


def _shortened(asked: Node, name: str, is_field: bool) -> tuple[Node, str]:
    around = asked.parent
    return (around, name) if is_field and around is not None else (asked, name)


def _bound_after(first: Node, second: Node, name: str) -> bool:
    """Whether the name means something else by the time it is used."""
    node: Node | None = first
    while node is not None and node != second:
        if node.type == "let_declaration" and text(child(node, "pattern")) == name:
            return True
        node = node.next_named_sibling
    return False
