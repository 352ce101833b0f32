"""What rustc only warns of, red where a crate denies warnings."""

from collections.abc import Iterator

from .base import Edit, Source, child, rule


@rule("lint-unused-mut", "lint")
def unused_mut(source: Source) -> Iterator[Edit]:
    """`let x` becomes `let mut x`."""
    for node in source.nodes("let_declaration"):
        pattern = node.child_by_field_name("pattern")
        mut = child(node, "mutable_specifier")
        if pattern is not None and pattern.type == "identifier" and mut is None:
            yield Edit(pattern.start_byte, pattern.start_byte, b"mut ")


@rule("lint-unused-parentheses", "lint")
def unused_parentheses(source: Source) -> Iterator[Edit]:
    """`if a` becomes `if (a)`."""
    for node in source.nodes("if_expression", "while_expression"):
        condition = node.child_by_field_name("condition")
        if condition is not None and not condition.type.startswith(("let", "parenthesized")):
            text = source.text(condition)
            yield Edit(condition.start_byte, condition.end_byte, b"(" + text + b")")


@rule("lint-unused-import", "lint")
def unused_import(source: Source) -> Iterator[Edit]:
    """A `use` that nobody needs."""
    for node in source.nodes("use_declaration"):
        if node.parent is not None and node.parent.type == "source_file":
            path = (b"core::cell::Cell", b"core::mem", b"core::cmp::Ordering")[node.start_byte % 3]
            yield Edit(node.end_byte, node.end_byte, b"\nuse " + path + b";")


@rule("lint-unused-variable", "lint")
def unused_variable(source: Source) -> Iterator[Edit]:
    """A `let` that nobody reads."""
    for node in source.nodes("let_declaration"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "identifier":
            indent = b"\n" + b" " * node.start_point.column
            line = indent + b"let " + source.text(pattern) + b"_count = 0;"
            yield Edit(node.end_byte, node.end_byte, line)


@rule("lint-unused-parameter", "lint")
def unused_parameter(source: Source) -> Iterator[Edit]:
    """`_x` loses the underscore that says it is not used."""
    for node in source.nodes("identifier"):
        text = source.text(node)
        holder = node.parent.type if node.parent is not None else ""
        if text.startswith(b"_") and len(text) > 1 and holder in ("parameter", "let_declaration"):
            yield Edit(node.start_byte, node.start_byte + 1, b"")


@rule("lint-unused-result", "lint")
def unused_result(source: Source) -> Iterator[Edit]:
    """`let _ = f();` becomes `f();`, `f()?;` becomes `f();`."""
    for node in source.nodes("let_declaration"):
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        if pattern is not None and value is not None and source.text(pattern) == b"_":
            yield Edit(node.start_byte, value.start_byte, b"")
    for node in source.nodes("expression_statement"):
        inner = node.named_children[0] if node.named_child_count else None
        if inner is not None and inner.type == "try_expression":
            yield Edit(inner.end_byte - 1, inner.end_byte, b"")


@rule("lint-name-case", "lint")
def name_case(source: Source) -> Iterator[Edit]:
    """A variable `foo_bar` is called `fooBar` throughout its function."""
    for function in source.nodes("function_item"):
        body = function.child_by_field_name("body")
        for kid in body.named_children if body is not None else []:
            pattern = kid.child_by_field_name("pattern")
            if kid.type != "let_declaration" or pattern is None or pattern.type != "identifier":
                continue
            head, *rest = source.text(pattern).split(b"_")
            if body is None or not head or not rest or not all(rest):
                continue
            new = head + b"".join(part.capitalize() for part in rest)
            text = source.data[kid.start_byte : body.end_byte]
            yield Edit(kid.start_byte, body.end_byte, text.replace(source.text(pattern), new))


@rule("lint-dead-code", "lint")
def dead_code(source: Source) -> Iterator[Edit]:
    """A private constant that nobody needs."""
    for node in source.nodes("const_item", "struct_item"):
        if node.parent is not None and node.parent.type == "source_file":
            yield Edit(node.end_byte, node.end_byte, b"\n\nconst DEFAULT_LIMIT: usize = 16;")


@rule("lint-unreachable", "lint")
def unreachable(source: Source) -> Iterator[Edit]:
    """A statement is pasted below a `return`."""
    for node in source.nodes("expression_statement"):
        inner = node.named_children[0] if node.named_child_count else None
        before = node.prev_named_sibling
        if inner is None or inner.type != "return_expression" or before is None:
            continue
        if before.type == "expression_statement":
            indent = b"\n" + b" " * node.start_point.column
            yield Edit(node.end_byte, node.end_byte, indent + source.text(before))


@rule("lint-redundant-semicolon", "lint")
def redundant_semicolon(source: Source) -> Iterator[Edit]:
    """`f();` becomes `f();;`."""
    for node in source.nodes("expression_statement", "let_declaration"):
        if node.children[-1].type == ";":
            yield Edit(node.end_byte, node.end_byte, b";")


@rule("lint-while-true", "lint")
def while_true(source: Source) -> Iterator[Edit]:
    """`loop` becomes `while true`, where nothing is broken out with a value."""
    for node in source.nodes("loop_expression"):
        loop = child(node, "loop")
        if loop is not None:
            yield Edit(loop.start_byte, loop.end_byte, b"while true")


@rule("lint-unused-braces", "lint")
def unused_braces(source: Source) -> Iterator[Edit]:
    """`let x = f();` becomes `let x = { f() };`."""
    for node in source.nodes("let_declaration"):
        value = node.child_by_field_name("value")
        if value is not None and value.type in ("call_expression", "identifier"):
            text = source.text(value)
            yield Edit(value.start_byte, value.end_byte, b"{ " + text + b" }")


@rule("lint-unused-label", "lint")
def unused_label(source: Source) -> Iterator[Edit]:
    """`loop` and `for` get a label that nobody names."""
    for node in source.nodes("loop_expression", "for_expression", "while_expression"):
        if node.children[0].type != "label":
            yield Edit(node.start_byte, node.start_byte, b"'outer: ")
