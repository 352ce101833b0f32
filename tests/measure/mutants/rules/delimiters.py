"""Brackets, commas and semicolons lost or one too many."""

from collections.abc import Iterator

from .base import Edit, Source, cut, rule


@rule("drop-semicolon", "syntax")
def drop_semicolon(source: Source) -> Iterator[Edit]:
    """The `;` after a statement, a `use` or a constant is missing."""
    for node in source.nodes("let_declaration", "expression_statement", "use_declaration"):
        if node.children and node.children[-1].type == ";":
            yield cut(node.children[-1])


@rule("drop-closing-parenthesis", "syntax")
def drop_closing_parenthesis(source: Source) -> Iterator[Edit]:
    """The `)` of a call, a tuple or a parameter list is missing."""
    for node in source.nodes("arguments", "parameters", "tuple_expression"):
        if node.children[-1].type == ")":
            yield cut(node.children[-1])


@rule("drop-closing-brace", "syntax")
def drop_closing_brace(source: Source) -> Iterator[Edit]:
    """The `}` of a block, a `match`, an item or an `impl` is missing."""
    kinds = (
        "block",
        "match_block",
        "declaration_list",
        "field_initializer_list",
        "field_declaration_list",
    )
    for node in source.nodes(*kinds):
        if node.children and node.children[-1].type == "}":
            yield cut(node.children[-1])


@rule("drop-opening-brace", "syntax")
def drop_opening_brace(source: Source) -> Iterator[Edit]:
    """The `{` of a block is missing."""
    for node in source.nodes("block", "match_block"):
        if node.children and node.children[0].type == "{":
            yield cut(node.children[0])


@rule("extra-closing", "syntax")
def extra_closing(source: Source) -> Iterator[Edit]:
    """A `)` too many after a call, a `}` too many after a block."""
    for node in source.nodes("arguments", "match_block"):
        yield Edit(node.end_byte, node.end_byte, source.text(node)[-1:])


@rule("drop-comma", "syntax")
def drop_comma(source: Source) -> Iterator[Edit]:
    """A `,` between arguments, fields, parameters, arms or elements is missing."""
    kinds = (
        "arguments",
        "parameters",
        "field_initializer_list",
        "field_declaration_list",
        "match_arm",
        "array_expression",
        "enum_variant_list",
        "tuple_expression",
    )
    for node in source.nodes(*kinds):
        for kid in node.children:
            last = kid.next_sibling is not None and kid.next_sibling.type in (")", "]", "}")
            if kid.type == "," and not last:
                yield cut(kid)


@rule("semicolon-for-comma", "syntax")
def semicolon_for_comma(source: Source) -> Iterator[Edit]:
    """Fields and arms are separated by `;`."""
    for node in source.nodes("field_declaration_list", "field_initializer_list", "match_arm"):
        for kid in node.children:
            if kid.type == ",":
                yield Edit(kid.start_byte, kid.end_byte, b";")


@rule("drop-closing-quote", "syntax")
def drop_closing_quote(source: Source) -> Iterator[Edit]:
    """The closing quote of a text is missing."""
    for node in source.nodes("string_literal"):
        if source.text(node).endswith(b'"'):
            yield Edit(node.end_byte - 1, node.end_byte, b"")


@rule("drop-closing-angle", "syntax")
def drop_closing_angle(source: Source) -> Iterator[Edit]:
    """The `>` of type arguments or parameters is missing."""
    for node in source.nodes("type_arguments", "type_parameters"):
        if node.children[-1].type == ">":
            yield cut(node.children[-1])
