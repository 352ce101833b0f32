"""E0368: `x += y` where the type only has `x + y`. Assign the sum: `x = x + y`."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0368",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    whole = site.enclosing("compound_assignment_expr") if site is not None else None
    left, right, operator = child(whole, "left"), child(whole, "right"), child(whole, "operator")
    if site is None or whole is None or left is None or right is None or operator is None:
        return
    sign = text(operator)[:-1]
    value = text(right) if right.type != "binary_expression" else f"({text(right)})"
    written = f"{text(left)} = {text(left)} {sign} {value}"
    yield Offer(
        f"Assign with `{sign}` instead of `{text(operator)}`", (site.replace(whole, written),)
    )
