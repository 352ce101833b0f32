"""Punctuation and delimiters: one missing, one doubled, one taken for another."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    remove,
    replace,
)  # fmt: skip

family = Family("syntax")


@family.operator(
    '(let_declaration ";" @token)',
    '(use_declaration ";" @token)',
    '(expression_statement ";" @token)',
    '(const_item ";" @token)',
    '(mod_item ";" @token)',
)
def drop_semicolon(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator('(let_declaration ";" @token)', '(expression_statement ";" @token)')
def other_semicolon(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], ",")
    yield replace(at["token"], ":")


@family.operator(
    '(arguments ")" @token)',
    '(parameters ")" @token)',
    '(parenthesized_expression ")" @token)',
    '(tuple_struct_pattern ")" @token)',
    '(tuple_expression ")" @token)',
)
def drop_closing_parenthesis(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator(
    '(arguments "(" @token)', '(parameters "(" @token)', '(parenthesized_expression "(" @token)'
)
def drop_opening_parenthesis(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator(
    '(arguments ")" @token)', '(block "}" @token)', '(parenthesized_expression ")" @token)'
)
def double_closing(at: Place) -> Iterator[Splice]:
    yield after(at["token"], at.text("token"))


@family.operator(
    '(block "}" @token)',
    '(match_block "}" @token)',
    '(declaration_list "}" @token)',
    '(field_declaration_list "}" @token)',
    '(field_initializer_list "}" @token)',
    '(use_list "}" @token)',
)
def drop_closing_brace(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator(
    '(block "{" @token)',
    '(match_block "{" @token)',
    '(declaration_list "{" @token)',
    '(field_initializer_list "{" @token)',
)
def drop_opening_brace(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator(
    '(arguments "," @token)',
    '(parameters "," @token)',
    '(field_declaration_list "," @token)',
    '(field_initializer_list "," @token)',
    '(match_arm "," @token)',
    '(use_list "," @token)',
    '(type_arguments "," @token)',
    '(array_expression "," @token)',
    '(enum_variant_list "," @token)',
    '(tuple_expression "," @token)',
)
def drop_comma(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator(
    '(arguments "," @token)',
    '(field_declaration_list "," @token)',
    '(field_initializer_list "," @token)',
    '(match_arm "," @token)',
    '(parameters "," @token)',
)
def other_comma(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], ";")


@family.operator(
    '(parameter ":" @token)',
    '(field_declaration ":" @token)',
    '(field_initializer ":" @token)',
    '(let_declaration ":" @token)',
)
def other_colon(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])
    yield replace(at["token"], " =")


@family.operator('(function_item "->" @token)')
def other_thin_arrow(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], "=>")
    yield replace(at["token"], ":")
    yield remove(at["token"])


@family.operator('(match_arm "=>" @token)')
def other_thick_arrow(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], "->")
    yield replace(at["token"], ":")
    yield replace(at["token"], "=")


@family.operator('(let_declaration "=" @token)', '(assignment_expression "=" @token)')
def other_equals(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], "==")
    yield replace(at["token"], ":=")
    yield remove(at["token"])


@family.operator('(scoped_identifier "::" @token)', '(generic_function "::" @token)')
def single_colon(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], ":")


@family.operator('(generic_function "::" @token)')
def drop_turbofish_colons(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator("(string_literal) @literal")
def drop_quote(at: Place) -> Iterator[Splice]:
    if len(at.text("literal")) < 40:
        yield Splice(at["literal"].end_byte - 1, at["literal"].end_byte, "")


@family.operator("(string_literal) @literal")
def single_quotes(at: Place) -> Iterator[Splice]:
    text = at.text("literal")
    if text.startswith('"') and 3 < len(text) < 40 and "'" not in text and "\n" not in text:
        yield replace(at["literal"], f"'{text[1:-1]}'")


@family.operator('(index_expression "]" @token)', '(array_expression "]" @token)')
def drop_bracket(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator('(index_expression "[" @open (_) @index "]" @close)')
def parentheses_for_index(at: Place) -> Iterator[Splice]:
    yield Splice(at["open"].start_byte, at["close"].end_byte, f"({at.text('index')})")


@family.operator(
    '(type_arguments ">" @token)', '(type_parameters ">" @token)', '(closure_parameters "|" @token)'
)
def drop_angle(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator('(range_expression ".." @token)')
def three_dots(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], "...")


@family.operator('(attribute_item "#" @token)', '(attribute_item "]" @token)')
def broken_attribute(at: Place) -> Iterator[Splice]:
    yield remove(at["token"])


@family.operator('(field_expression "." @token)')
def double_dot(at: Place) -> Iterator[Splice]:
    yield replace(at["token"], "->")
    yield replace(at["token"], "..")
