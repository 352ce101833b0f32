"""E0605, E0606, E0604: `as` between types that it does not convert.

Convert by what the types are for: `from`, `into`, a list of the one value, a match on truth.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.types import INTEGERS, head
from rusta_server.contracts.candidate import Scene

CODES = ("E0605", "E0606", "E0604", "E0054", "E0607")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = site.enclosing("type_cast_expression") if site is not None else None
    value, kind = child(node, "value"), child(node, "type")
    if site is None or node is None or value is None or kind is None:
        return
    written, to = text(value), text(kind)
    bare = written[1:-1] if value.type == "parenthesized_expression" else written
    simple = value.type not in ("binary_expression", "unary_expression", "reference_expression")
    receiver = written if simple else f"({written})"
    title = f"Convert {bare} to {to} without as"
    offers: list[str] = []
    if head(to) == "Vec":
        offers.append(f"vec![{bare}]")
    if to == "bool":
        offers.append(f"{receiver} != 0")
    if to == "String":
        offers.append(f"{receiver}.to_string()")
    if head(to) == "Box":
        offers.append(f"Box::new({bare})")
    if to in INTEGERS:
        offers += [f"*{receiver} as {to}", f"{receiver}.parse::<{to}>().unwrap()"]
    path = to.replace("<", "::<", 1) if "<" in to else to
    if not to.startswith(("&", "*", "[", "(")):
        offers.append(f"{path}::from({bare})")
    offers.append(f"{receiver}.into()")
    if to.startswith("&") and not written.startswith("&"):
        offers.append(f"&{receiver}")
    for offer in offers:
        yield Offer(title, (site.replace(node, offer),))
