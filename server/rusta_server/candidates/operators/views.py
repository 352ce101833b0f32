"""What is asked of a value instead of the value: its length, its iterator, its text or bytes, its
elements collected."""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import called_name
from rusta_server.candidates.nearby import expressions_near
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import shown
from rusta_server.candidates.types import INTEGERS, mismatch
from rusta_server.contracts.candidate import Scene

_CODES = ("E0308", "E0277", "E0369", "E0599", "E0605", "E0606", "E0608", "E0282", "E0283", "E0271")
_COUNTED = re.compile(r"`&*(?:mut )?(?:\w+::)*(?:Vec<|String|str|\[|HashMap|BTreeMap|VecDeque)")
_NUMBER = re.compile(rf"`&*(?:{'|'.join(sorted(INTEGERS))})`|integer")
_NOT_ITERATOR = re.compile(r"is not an iterator|: Iterator`|`Iterator`")
_RECEIVERS = frozenset(
    """
    array_expression call_expression field_expression identifier index_expression macro_invocation
    parenthesized_expression scoped_identifier self string_literal try_expression
    """.split()
)


def candidates(scene: Scene) -> Iterator[Offer]:
    error = scene.diagnostic
    if error.code not in _CODES:
        return
    label = error.primary.label if error.primary is not None else None
    said = " ".join((error.message, label or "", *(n.message for n in error.notes[:2])))
    labels = " ".join(f"`{s.label}`" for s in error.spans if s.label)
    methods = list(dict.fromkeys(_methods(scene, f"{said} {labels}")))
    for site, node in list(expressions_near(scene))[:6]:
        if node.type in _RECEIVERS:
            for method in methods:
                if called_name(node) != method.split("::")[0]:
                    new = f".{method}" if method.endswith(")") else f".{method}()"
                    yield Offer(f"Call {method} on {shown(node)}", (site.after(node, new),))


def _methods(scene: Scene, said: str) -> Iterator[str]:
    two = mismatch(scene.diagnostic)
    expected, found = (two.expected, two.found) if two is not None else ("", "")
    if _COUNTED.search(said) and (_NUMBER.search(said) or expected in INTEGERS):
        yield "len"
    iterated = "char" in said or _NOT_ITERATOR.search(said) or scene.diagnostic.code == "E0599"
    if iterated and ("str" in said or "String" in said):
        yield from ("chars", "bytes")
    if _NOT_ITERATOR.search(said) or (scene.diagnostic.code == "E0599" and "Vec<" in said):
        yield from ("iter", "into_iter")
    if expected in ("&str", "str"):
        yield from ("as_str", "as_ref")
    if expected.startswith(("&[", "[u8]")):
        yield from ("as_bytes", "as_slice", "as_ref")
    if "u8" in said and ("str" in said or "String" in said):
        yield from ("as_bytes", "bytes")
    if expected.startswith(("Vec<", "String", "HashMap<", "HashSet<", "BTreeMap<")):
        yield "collect"
    if found in ("&str", "str", "String") and expected in INTEGERS:
        yield "parse().unwrap()"
    if expected == "String" and found != "&str":
        yield "to_string"
    if found.startswith("&") and expected == f"Box<{found.removeprefix('&')}>":
        yield "into"
