"""The comparison that says the same as a key: `|a, b| a.x.total_cmp(&b.x)` for `|p| p.x`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import arguments, called_name
from rusta_server.candidates.site import text
from rusta_server.candidates.types import FLOATS, tuple_parts
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene

_PAIRS = (("a", "b"), ("x", "y"), ("left", "right"), ("one", "other"))
_TIGHT = frozenset(
    "call_expression field_expression identifier index_expression parenthesized_expression".split()
)
_REQUIRED = re.compile(r"^required for `&*(\(.+\))` to implement `Ord`")


def comparison_of_keys(scene: Scene, key: Node) -> Iterator[str]:
    """Closures of two for `key`, a closure of one or the path of a function, where what the key
    gives is a float, a tuple with floats, or the `Reverse` of them."""
    if key.type in ("identifier", "scoped_identifier"):
        yield f"|a, b| {text(key)}(a).total_cmp(&{text(key)}(b))"
        return
    listed, body = key.child_by_field_name("parameters"), key.child_by_field_name("body")
    if key.type != "closure_expression" or listed is None or body is None or body.type == "block":
        return
    parameters = listed.named_children
    names = _bound(parameters[0]) if len(parameters) == 1 else []
    used = [name for name in names if occurrences(body)[name]]
    if len(used) != 1:
        return
    taken = set(occurrences(key)) - set(used)
    pair = next((p for p in _PAIRS if not taken & set(p)), None)
    if pair is None:
        return
    patterns = (_renamed(parameters[0], used[0], name) for name in pair)
    compared = _compared(body, used[0], pair, _floats(scene, body))
    yield f"|{', '.join(patterns)}| {compared}"


def _compared(body: Node, name: str, pair: tuple[str, str], floats: list[bool]) -> str:
    if body.type == "call_expression" and called_name(body) == "Reverse":
        return _compared(arguments(body)[0], name, (pair[1], pair[0]), floats)
    if body.type == "tuple_expression":
        first, *others = [
            _one(part, name, pair, of_floats)
            for part, of_floats in zip(body.named_children, floats, strict=True)
        ]
        return first + "".join(f".then_with(|| {other})" for other in others)
    if body.type == "unary_expression" and text(body).startswith("-"):
        # The order of what is negated is the reverse.
        return _compared(body.named_children[-1], name, (pair[1], pair[0]), floats)
    return _one(body, name, pair, True)


def _one(body: Node, name: str, pair: tuple[str, str], of_floats: bool) -> str:
    method = "total_cmp" if of_floats else "cmp"
    left, right = (_renamed(body, name, other) for other in pair)
    if body.type == "unary_expression" and text(body).startswith("*"):
        inner = body.named_children[-1]
        left, right = (_renamed(inner, name, other) for other in pair)
        return f"{left}.{method}({right})"
    if body.type not in _TIGHT:
        left, right = f"({left})", f"({right})"
    return f"{left}.{method}(&{right})"


def _floats(scene: Scene, body: Node) -> list[bool]:
    """Which elements of a tuple are floats; the last one where the compiler does not say."""
    if body.type == "call_expression" and called_name(body) == "Reverse":
        body = arguments(body)[0]
    count = len(body.named_children) if body.type == "tuple_expression" else 1
    for note in scene.diagnostic.notes:
        for said in note.message.splitlines():
            required = _REQUIRED.match(said)
            parts = tuple_parts(required[1]) if required is not None else None
            if parts is not None and len(parts) == count:
                return [part.lstrip("&") in (*FLOATS, "{float}") for part in parts]
    return [False] * (count - 1) + [True]


def _bound(pattern: Node) -> list[str]:
    if pattern.type == "identifier":
        return [text(pattern)]
    return [name for part in pattern.named_children for name in _bound(part)]


def _renamed(node: Node, name: str, other: str) -> str:
    """`node` with the variable `name` called `other`; fields and methods keep their names."""
    spans = sorted(_named(node, name), reverse=True)
    source = (node.text or b"").decode(errors="replace").encode()
    for start, end in spans:
        at = start - node.start_byte
        source = source[:at] + other.encode() + source[end - node.start_byte :]
    return source.decode(errors="replace")


def _named(node: Node, name: str) -> Iterator[tuple[int, int]]:
    if node.type == "identifier" and text(node) == name:
        yield node.start_byte, node.end_byte
    for part in node.named_children:
        yield from _named(part, name)
