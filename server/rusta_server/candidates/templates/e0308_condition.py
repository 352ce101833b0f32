"""E0308: a number, or something that may be empty, stands where a condition is wanted.

Say which condition: that the number is not zero, or is; that there is something, or nothing.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown, text
from rusta_server.candidates.types import INTEGERS, head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_NUMBERS = INTEGERS | {"integer", "{integer}"}
_ASKED = {
    "Option": ("{0}.is_some()", "{0}.is_none()"),
    "Result": ("{0}.is_ok()", "{0}.is_err()"),
    **dict.fromkeys(
        ("String", "str", "Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet"),
        ("!{0}.is_empty()", "{0}.is_empty()"),
    ),
}
_BINDS_WEAKER = frozenset(
    ("binary_expression", "unary_expression", "type_cast_expression", "range_expression",
     "reference_expression", "closure_expression", "if_expression", "match_expression")
)  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None or said.expected != "bool":
        return
    found = said.found.lstrip("&").removeprefix("mut ")
    value = f"({text(node)})" if node.type in _BINDS_WEAKER else text(node)
    if found in _NUMBERS:
        value = "*" * said.found.count("&") + value
        forms: tuple[str, ...] = ("{0} != 0", "{0} == 0")
    else:
        forms = (
            ("!{0}.is_empty()", "{0}.is_empty()")
            if found[:1] == "["
            else _ASKED.get(head(found), ())
        )
    for form in forms:
        new = form.format(value)
        yield Offer(f"Ask for {new}" if len(new) < 40 else f"Ask {shown(node)}",
                    (site.replace(node, new),))  # fmt: skip
