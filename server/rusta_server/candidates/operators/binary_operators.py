"""One operator of an expression for another: `==` for `=`, `&&` for `&`, `..=` for `..`; `!` in
front of a condition more or less."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.nearby import is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene

_OTHERS = {
    "=": ("==", "+="), "==": ("=", "!="), "&": ("&&",), "&&": ("&", "||"), "|": ("||",),
    "||": ("|", "&&"), "+=": ("=", "-="), "-=": ("=", "+="), "*=": ("=",), "/=": ("=",),
    "..": ("..=",), "..=": ("..",), "<": ("<=", ">"), ">": (">=", "<"), "+": ("-",), "-": ("+",),
    "<<": ("<",), ">>": (">",), "|=": ("=",), "&=": ("=",),
}  # fmt: skip
_KINDS = (
    "binary_expression", "assignment_expression", "compound_assignment_expr", "range_expression",
)  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    seen: set[tuple[str, int]] = set()
    for site, _ in list(sites(scene))[:3]:
        for node in (site.node, *ancestors(site.node)):
            if node.type in ("block", "function_item", "source_file"):
                break
            if node.type in _KINDS and (site.path, node.start_byte) not in seen:
                seen.add((site.path, node.start_byte))
                yield from _exchanged(site, node)
            if node.type in ("if_expression", "while_expression"):
                yield from _negated(site, child(node, "condition"))
                break


def _exchanged(site: Site, node: Node) -> Iterator[Offer]:
    sign = next((c for c in node.children if not c.is_named and c.type in _OTHERS), None)
    for other in _OTHERS[sign.type] if sign is not None else ():
        assert sign is not None
        title = f"Write {other} instead of {sign.type} in {shown(node)}"
        yield Offer(title, (site.replace(sign, other),))


def _negated(site: Site, condition: Node | None) -> Iterator[Offer]:
    if condition is None or condition.type in ("let_condition", "let_chain"):
        return
    if condition.type == "unary_expression" and text(condition).startswith("!"):
        edit = site.replace(condition, text(condition.named_children[-1]))
        yield Offer(f"Ask for {shown(condition.named_children[-1])}", (edit,))
    elif condition.type in ("call_expression", "identifier", "field_expression"):
        yield Offer(f"Ask for the opposite of {shown(condition)}", (site.before(condition, "!"),))
