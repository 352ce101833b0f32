"""E0308: what a raw pointer points at is borrowed, and is of another type than wanted.

Cast the pointer first: `&*(p as *const T)`. (The Rust Reference, "Type cast expressions",
pointer-to-pointer casts.)
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, text
from rusta_server.candidates.types import mismatch, referent, writable
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_BARE = frozenset(("identifier", "field_expression", "call_expression", "type_cast_expression"))


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None or node.type != "reference_expression":
        return
    value = child(node, "value")
    wanted = referent(said.expected)
    if value is None or not text(value).startswith("*") or value.type != "unary_expression":
        return
    if not (said.found.startswith("&") and said.expected.startswith("&") and writable(wanted)):
        return
    pointer = value.named_children[-1]
    inner = pointer
    while inner.type == "parenthesized_expression":
        inner = inner.named_children[0]
    kind = "mut" if said.expected.startswith("&mut ") else "const"
    written = text(inner) if inner.type in _BARE else f"({text(inner)})"
    new = f"({written} as *{kind} {wanted})"
    yield Offer(f"Cast {shown(inner)} to a pointer to {wanted}", (site.replace(pointer, new),))
