"""`&` and `|` where `&&` and `||` are meant: they bind tighter than `==`, so that the operands of
the comparison, and not the comparisons, are joined.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0369", "E0308", "E0277", "syntax")

_BITWISE = ("&", "|")
_BOOLEAN = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        whole = site.expression
        while (
            whole is not None
            and whole.parent is not None
            and whole.parent.type
            in (
                "binary_expression",
                "unary_expression",
                "parenthesized_expression",
            )
        ):
            whole = whole.parent
        if whole is None:
            continue
        for found in query(whole, "(binary_expression) @binary"):
            (node,) = found["binary"]
            operator = child(node, "operator")
            around = [node, *(a for a in ancestors(node) if a.type == "binary_expression")]
            compared = any(text(child(a, "operator")) in _BOOLEAN for a in around)
            if operator is not None and text(operator) in _BITWISE and compared:
                sign = text(operator)
                yield Offer(
                    f"Write `{sign * 2}` instead of `{sign}`", (site.replace(operator, sign * 2),)
                )
