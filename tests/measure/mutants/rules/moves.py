"""A value used after it was given away."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, cut, rule


@rule("drop-move-of-closure", "moves")
def drop_move(source: Source) -> Iterator[Edit]:
    """`move |x| …` becomes `|x| …`."""
    for node in source.nodes("closure_expression"):
        first = node.children[0]
        if first.type == "move" and first.next_sibling is not None:
            yield Edit(first.start_byte, first.next_sibling.start_byte, b"")


@rule("repeat-statement", "moves")
def repeat_statement(source: Source) -> Iterator[Edit]:
    """A call statement that is handed a variable stands there twice, as after a careless paste."""
    for node in source.nodes("expression_statement"):
        call = node.named_children[0] if node.named_child_count else None
        if call is None or call.type != "call_expression":
            continue
        if any(argument.type == "identifier" for argument in arguments(call)):
            indent = b"\n" + b" " * node.start_point.column
            yield Edit(node.end_byte, node.end_byte, indent + source.text(node))


@rule("swap-statements", "moves")
def swap_statements(source: Source) -> Iterator[Edit]:
    """Two statements, one below the other, change places."""
    kinds = ("let_declaration", "expression_statement")
    for node in source.nodes(*kinds):
        after = node.next_sibling
        if after is None or after.type not in kinds:
            continue
        between = source.data[node.end_byte : after.start_byte]
        new = source.text(after) + between + source.text(node)
        if b"return" not in new:
            yield Edit(node.start_byte, after.end_byte, new)


@rule("let-moves-before-use", "moves")
def let_moves_before_use(source: Source) -> Iterator[Edit]:
    """A variable is bound under another name first, and then still used under the old one."""
    for node in source.nodes("let_declaration"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "identifier" and node.next_named_sibling:
            name = source.text(pattern)
            indent = b"\n" + b" " * node.start_point.column
            line = indent + b"let " + name + b"_copy = " + name + b";"
            yield Edit(node.end_byte, node.end_byte, line)


@rule("drop-reborrow", "moves")
def drop_reborrow(source: Source) -> Iterator[Edit]:
    """`&mut *x` becomes `x`, `&*x` becomes `x`."""
    for node in source.nodes("reference_expression"):
        value = node.child_by_field_name("value")
        if value is not None and source.text(value).startswith(b"*"):
            yield Edit(node.start_byte, value.start_byte + 1, b"")


@rule("drop-else", "types")
def drop_else(source: Source) -> Iterator[Edit]:
    """`if c { a } else { b }` becomes `if c { a }`, where `b` is short."""
    for node in source.nodes("else_clause"):
        if node.end_byte - node.start_byte < 80:
            edit = cut(node)
            yield Edit(node.parent.children[-2].end_byte, edit.end, b"") if node.parent else edit
