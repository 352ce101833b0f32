"""E0029: a range pattern over what has no order at compile time, such as texts.

Bind the value and compare in a guard: `"a"..="f"` becomes `s if s >= "a" && s <= "f"`.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0029",)

_UPPER = {"..=": "<=", "...": "<=", "..": "<"}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    pattern = site.enclosing("range_pattern") if site is not None else None
    if site is None or pattern is None or pattern.parent is None:
        return
    operator = next((c for c in pattern.children if c.type in _UPPER), None)
    if operator is None or pattern.parent.type != "match_pattern":
        return
    ends = [c for c in pattern.children if c != operator]
    low = [c for c in ends if c.end_byte <= operator.start_byte]
    high = [c for c in ends if c.start_byte >= operator.end_byte]
    upper = _UPPER[operator.type]
    tests = [f"s >= {text(c)}" for c in low] + [f"s {upper} {text(c)}" for c in high]
    guard = " && ".join(tests)
    yield Offer("Compare in a guard", (site.replace(pattern, f"s if {guard}"),))
