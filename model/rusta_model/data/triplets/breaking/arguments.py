"""Arguments of calls and parameters of functions: one left out, one too many, two exchanged."""

import itertools
from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    exchanged,
    insert,
    listed,
    remove,
    replace,
    without,
)  # fmt: skip

family = Family("arguments")
_CALL = "(call_expression arguments: (arguments) @given)"


@family.operator(_CALL)
def drop_argument(at: Place) -> Iterator[Splice]:
    given = listed(at["given"])
    for n in range(len(given)):
        yield without(given, n)


@family.operator(_CALL)
def exchange_arguments(at: Place) -> Iterator[Splice]:
    given = listed(at["given"])
    for one, other in itertools.pairwise(given):
        yield exchanged(at.source, one, other)
    if len(given) > 2:
        yield exchanged(at.source, given[0], given[-1])


@family.operator(_CALL)
def surplus_argument(at: Place) -> Iterator[Splice]:
    given = listed(at["given"])
    if not given:
        for text in ("0", "()", "None"):
            yield insert(at["given"].end_byte - 1, text)
    else:
        last = given[-1].end_byte
        for text in (", None", ", 0", ", true"):
            yield insert(last, text)


@family.operator(_CALL)
def repeated_argument(at: Place) -> Iterator[Splice]:
    given = listed(at["given"])
    if given:
        text = at.source[given[0].start_byte : given[0].end_byte].decode(errors="replace")
        yield insert(given[0].end_byte, f", {text}")


@family.operator("(call_expression arguments: (arguments . (_) . (_)) @given)")
def drop_all_arguments(at: Place) -> Iterator[Splice]:
    yield replace(at["given"], "()")


@family.operator("(call_expression arguments: (arguments . (_) . (_)) @given)")
def tuple_of_arguments(at: Place) -> Iterator[Splice]:
    yield replace(at["given"], f"({at.text('given')})")


@family.operator("(call_expression function: (field_expression) arguments: (arguments) @given)")
def field_instead_of_call(at: Place) -> Iterator[Splice]:
    if not listed(at["given"]):
        yield remove(at["given"])


@family.operator(
    "(binary_expression left: (field_expression) @field)",
    "(let_declaration value: (field_expression) @field)",
)
def call_instead_of_field(at: Place) -> Iterator[Splice]:
    yield insert(at["field"].end_byte, "()")


@family.operator("(function_item parameters: (parameters) @parameters)")
def drop_parameter(at: Place) -> Iterator[Splice]:
    parameters = listed(at["parameters"])
    for n, parameter in enumerate(parameters):
        if parameter.type == "parameter":
            yield without(parameters, n)


@family.operator("(function_item parameters: (parameters) @parameters)")
def exchange_parameters(at: Place) -> Iterator[Splice]:
    parameters = [p for p in listed(at["parameters"]) if p.type == "parameter"]
    for one, other in itertools.pairwise(parameters):
        yield exchanged(at.source, one, other)


@family.operator("(closure_expression parameters: (closure_parameters (_)) @parameters)")
def closure_without_parameters(at: Place) -> Iterator[Splice]:
    yield replace(at["parameters"], "||")


@family.operator("(closure_expression parameters: (closure_parameters . (_) @first .) @parameters)")
def closure_with_two(at: Place) -> Iterator[Splice]:
    yield insert(at["first"].end_byte, ", _")


@family.operator('(closure_expression parameters: (closure_parameters . "|" . "|" .) @parameters)')
def closure_with_one(at: Place) -> Iterator[Splice]:
    yield replace(at["parameters"], "|_|")


@family.operator("(closure_expression parameters: (closure_parameters (tuple_pattern) @tuple))")
def closure_without_tuple(at: Place) -> Iterator[Splice]:
    yield replace(at["tuple"], at.text("tuple")[1:-1])


@family.operator('(macro_invocation (token_tree (string_literal) @format . "," @comma (_) @rest))')
def drop_format_arguments(at: Place) -> Iterator[Splice]:
    tree = at["format"].parent
    if tree is not None:
        yield Splice(at["format"].end_byte, tree.end_byte - 1, "")


@family.operator("(macro_invocation (token_tree (string_literal) @format))")
def surplus_placeholder(at: Place) -> Iterator[Splice]:
    if "{" in at.text("format"):
        yield insert(at["format"].end_byte - 1, " {}")
