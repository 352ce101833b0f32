"""Bindings that a patch puts in for the next statement alone: `let a = f(); let x = a;`.

Leaving edits away cannot undo one where the statement itself is new. The name must stand nowhere in
the text before, and nowhere after but in those two statements; the value must be the whole value of
the other, so that it is computed at the same time.
"""

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.patches.diff import common_prefix, common_suffix
from rusta_server.patches.syntax import parse


def without_new_bindings(
    after: Mapping[str, str], base: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """The texts `after` of a patch of `base`, each time with one such binding less."""
    for path, text in sorted(after.items()):
        data, before = text.encode(), base.get(path, "").encode()
        for let in _changed_bindings(data, before):
            edits = _inlined(path, let, data, before)
            if edits is not None:
                yield {**after, path: apply_edits(data, edits).decode()}


def _changed_bindings(data: bytes, before: bytes) -> Iterator[Node]:
    start = common_prefix(before, data)
    end = len(data) - common_suffix(before, data, start)
    stack = [parse(data).root_node]
    while stack:
        node = stack.pop()
        if node.start_byte <= end and node.end_byte >= start:
            stack.extend(reversed(node.named_children))
            if node.type == "let_declaration":
                yield node


def _inlined(path: str, let: Node, data: bytes, before: bytes) -> tuple[Edit, Edit] | None:
    pattern, value = let.child_by_field_name("pattern"), let.child_by_field_name("value")
    if pattern is None or value is None:
        return None
    name = pattern.text or b""
    plain = pattern.type == "identifier" and len(let.named_children) == 2
    if not plain or before.count(name) or data.count(name) != 2:
        return None
    use = _whole_value(_following(let))
    if use is None or use.type != "identifier" or use.text != name:
        return None
    start, end = _whole_line(data, let)
    written = data[value.start_byte : value.end_byte].decode()
    return (
        Edit(path=path, start=start, end=end, text=""),
        Edit(path=path, start=use.start_byte, end=use.end_byte, text=written),
    )


def _following(node: Node) -> Node | None:
    following = node.next_named_sibling
    while following is not None and following.type.endswith("comment"):
        following = following.next_named_sibling
    return following


def _whole_value(statement: Node | None) -> Node | None:
    """What a `let`, an assignment or a `return` is about, or a block ends with."""
    if statement is None:
        return None
    if statement.type == "let_declaration":
        return statement.child_by_field_name("value")
    inner = statement.named_child(0) if statement.type == "expression_statement" else statement
    if inner is not None and inner.type == "assignment_expression":
        return inner.child_by_field_name("right")
    return (
        inner.named_child(0) if inner is not None and inner.type == "return_expression" else inner
    )


def _whole_line(data: bytes, node: Node) -> tuple[int, int]:
    """The node, with its line where nothing else is on it."""
    start = data.rfind(b"\n", 0, node.start_byte) + 1
    end = data.find(b"\n", node.end_byte) + 1 or len(data)
    alone = not (data[start : node.start_byte] + data[node.end_byte : end]).strip()
    return (start, end) if alone else (node.start_byte, node.end_byte)
