"""A value of a dependency has a richer type now: what is wanted is what one of its fields or
methods without arguments gives."""

import re
from collections.abc import Iterator
from functools import partial

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import given_type
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0308", "E0277")
_MISMATCH = re.compile(r"expected `([^`]+)`, found `([^`]+)`")
_BOUND = re.compile(r"^the trait bound `&*([\w:]+)(?:<[^`]*>)?: ")
_ALONE = re.compile(r"\(\s*&?\s*(?:'\w+\s+)?(?:mut\s+)?self\s*,?\s*\)")
_MOST = 6


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    wanted, found = _types(scene.diagnostic)
    if found not in facts.by_owner or wanted == found:
        return

    def fits(error: Diagnostic) -> bool:
        return error.code == scene.diagnostic.code and _types(error) == (wanted, found)

    for member in _getters(found, wanted, facts):
        call = f".{member.name}()" if member.kind == "method" else f".{member.name}"
        title = f"Take `{member.name}` of the `{found}`"
        yield from together(title, scene, fits, partial(_mend, call=call))


def _types(error: Diagnostic) -> tuple[str, str]:
    """Names of the expected type, empty where a bound is what is wanted, and of the found one."""
    if error.code == "E0277":
        bound = _BOUND.match(error.message)
        return "", bound[1].rpartition("::")[2] if bound else ""
    label = error.primary.label or "" if error.primary is not None else ""
    pair = _MISMATCH.search(label)
    expected, found = (_name(pair[1]), _name(pair[2])) if pair else ("", "")
    return (expected, found) if expected else ("", "")


def _name(shown: str) -> str:
    return re.sub(r"^&*(?:'\w+ )?(?:mut )?|<.*", "", shown).rpartition("::")[2]


def _getters(owner: str, wanted: str, facts: Facts) -> list[DepItem]:
    members = [i for i in facts.by_owner[owner] if gives(i) and (wanted or i.kind == "method")]
    fitting = [i for i in members if not wanted or given_type(i) == wanted]
    return sorted(fitting, key=lambda i: (i.kind != "field", len(i.name), i.name))[:_MOST]


def gives(member: DepItem) -> bool:
    """Whether it is a field, or a method of the type's own that takes nothing and gives a value."""
    signature = member.signature
    alone = not member.trait and "->" in signature and _ALONE.search(signature) is not None
    return member.kind == "field" or (member.kind == "method" and alone)


def _mend(scene: Scene, call: str) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        node = site.expression
        if node is None or (node.start_byte, node.end_byte) != (site.start, site.end):
            continue
        if node.type in ("binary_expression", "unary_expression", "closure_expression",
                         "reference_expression", "type_cast_expression"):  # fmt: skip
            yield from site.wrap(node, "(", f"){call}")
        else:
            yield site.after(node, call)
