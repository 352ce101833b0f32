"""With how many values a text calls a function: under every `cfg`, in macros and in the examples of
documentation too, which the compiler does not see; and what a call is an argument of."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from rusta_server.patches.named import (
    is_documentation,
    last_segment,
    name_around,
    name_of,
    nodes,
    text_of,
)
from rusta_server.patches.syntax import ancestors, parse, smallest

# Bytes of a call that is read as text.
_CALL_MAX = 400


@lru_cache(maxsize=256)
def calls_in(text: bytes, called: str) -> tuple[int, frozenset[tuple[str, int]]]:
    """How many functions of that name the text has, and of what (`S` of `S::f`, else nothing) and
    with how many values, the receiver among them, it calls them."""
    if not re.search(rb"\b%b\s*(?:\(|::|<)" % re.escape(called.encode()), text):
        return 0, frozenset()
    root = parse(text).root_node
    functions = sum(name_of(f) == called for f in nodes(root, "function_item"))
    counts = [_given(call, called) for call in nodes(root, "call_expression")]
    counts += _given_unparsed(root, text, called)
    return functions, frozenset(count for count in counts if count is not None)


def _given_unparsed(root: Node, text: bytes, called: str) -> Iterator[tuple[str, int]]:
    """As `_given`, of the calls inside of macros and of the examples of documentation."""
    before = rb"(?:(\.)\s*|\b(\w+)(?:::<[^(){};]*>)?::)?"
    for found in re.finditer(before + rb"\b%b\s*(\()" % re.escape(called.encode()), text):
        node = smallest(root, found.start(), found.end())
        quoted = "comment" in node.type and is_documentation(node)
        if quoted or any(n.type == "token_tree" for n in ancestors(node)):
            given = _closed(text[found.start(3) :][:_CALL_MAX])
            for listed in nodes(parse(b"fn f() { f%b; }" % given).root_node, "arguments")[:1]:
                count = sum("comment" not in c.type for c in listed.named_children)
                yield (found[2] or b"").decode(), count + (found[1] is not None)


def _closed(call: bytes) -> bytes:
    """From the `(` that `call` begins with to the `)` that closes it."""
    depth = 0
    for at, byte in enumerate(call):
        depth += (byte in b"([{") - (byte in b")]}")
        if depth == 0:
            return call[: at + 1]
    return b"()"


def _given(call: Node, called: str) -> tuple[str, int] | None:
    """Of what and how many values a call of that name gives; None where it calls something else."""
    function, listed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or listed is None:
        return None
    if function.type == "generic_function":
        function = function.child_by_field_name("function") or function
    is_method = function.type == "field_expression"
    name = function.child_by_field_name("field" if is_method else "name") or function
    if text_of(name) != called:
        return None
    of = last_segment(text_of(function.child_by_field_name("path")))
    given = sum("comment" not in c.type for c in listed.named_children)
    return (name_around(call, "impl_item") if of == "Self" else of), given + is_method


def is_given_to_method(text: bytes, at: int) -> bool:
    """Whether the call whose `()` is at `at` is an argument of a method: `drop(f)` and `Some(f)`
    take a function for a value as well."""
    around = ancestors(smallest(parse(text).root_node, at, at + 1))
    call = next((node for node in around if node.type == "call_expression"), None)
    listed = call.parent if call is not None else None
    outer = listed.parent if listed is not None and listed.type == "arguments" else None
    function = outer.child_by_field_name("function") if outer is not None else None
    return function is not None and function.type == "field_expression"
