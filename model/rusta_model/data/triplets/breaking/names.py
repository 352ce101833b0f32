# ruff: noqa: E501  (a query stays on one line)
"""Names: misspelt, in another's place, in the style of other languages, of another kind."""

import zlib
from collections.abc import Iterator
from functools import lru_cache

from rusta_indexer.syntax import enclosing, node_text, query
from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    replace,
)  # fmt: skip

family = Family("names")

_WRONG_METHODS = {
    "len": ("length", "size", "count"), "push": ("append", "add", "push_back"),
    "is_empty": ("empty", "isEmpty"), "contains": ("includes", "has", "contain"),
    "to_string": ("toString", "to_str", "string"), "insert": ("add", "put", "set"),
    "iter": ("iterator", "each", "iters"), "get": ("at", "get_at", "fetch"),
    "unwrap": ("unwarp", "get"), "clone": ("copy", "cloned"), "map": ("select", "maps"),
    "filter": ("where_", "filtered"), "collect": ("to_list", "collect_vec", "into_vec"),
    "push_str": ("append", "push_string", "concat"), "trim": ("strip", "trimmed"),
    "split": ("splits", "explode"), "replace": ("sub", "replace_all"), "remove": ("delete", "del"),
    "pop": ("pop_back", "removeLast"), "extend": ("append_all", "add_all"), "as_str": ("str", "c_str"),
    "starts_with": ("startswith", "startsWith", "start_with"), "write": ("put", "wirte"),
    "ends_with": ("endswith", "endsWith"), "to_lowercase": ("lower", "toLowerCase"),
    "to_uppercase": ("upper", "toUpperCase"), "find": ("index_of", "search"), "sort": ("sorted", "order"),
    "join": ("implode", "joined"), "next": ("get_next", "nxt"), "lock": ("acquire",), "send": ("emit",),
    "unwrap_or": ("or_default", "get_or"), "and_then": ("then", "flat_map_"), "rev": ("reverse", "reversed"),
    "enumerate": ("with_index", "enumerated"), "first": ("front", "head"), "last": ("back", "tail"),
    "min": ("minimum",), "max": ("maximum",), "abs": ("absolute",), "pow": ("power", "expt"),
    "as_ref": ("ref", "to_ref"), "into": ("to", "into_"), "as_bytes": ("to_bytes", "getBytes"),
}  # fmt: skip
_MACROS = {
    "println": "printn", "vec": "vector", "format": "fmt", "assert": "asert", "assert_eq": "assertEqual",
    "write": "wirte", "panic": "panick", "matches": "match_", "debug_assert": "debug_asert",
    "writeln": "write_line", "unreachable": "unreachabel", "eprintln": "eprint_line",
}  # fmt: skip

_VALUES = """
[(parameter pattern: (identifier) @name) (let_declaration pattern: (identifier) @name)
 (closure_parameters (identifier) @name) (for_expression pattern: (identifier) @name)
 (tuple_pattern (identifier) @name) (tuple_struct_pattern (identifier) @name)]
"""
_FIELDS = "(field_expression field: (field_identifier) @name)"


def misspellings(name: str) -> Iterator[str]:
    """Two of the slips that fingers make, always the same for one name."""
    if len(name) < 3:
        return
    roll = zlib.crc32(name.encode())
    at = 1 + roll % (len(name) - 2)
    slips = (
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + name[at + 1 :],
        name[: at + 1] + name[at] + name[at + 1 :],
        name + "s" if not name.endswith("s") else name[:-1],
        name.replace("_", "", 1) if "_" in name else name[:-1],
    )
    for n in (roll % 5, (roll // 5) % 5):
        if slips[n] != name and slips[n].isidentifier():
            yield slips[n]


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


@family.operator(
    "(call_expression function: (identifier) @name)",
    "(call_expression function: (scoped_identifier name: (identifier) @name))",
    "(call_expression function: (field_expression field: (field_identifier) @name))",
    "(field_expression field: (field_identifier) @name)",
    "(arguments (identifier) @name)",
    "(binary_expression left: (identifier) @name)",
    "(binary_expression right: (identifier) @name)",
    "(let_declaration value: (identifier) @name)",
    "(match_expression value: (identifier) @name)",
    "(reference_expression value: (identifier) @name)",
    "(field_initializer field: (field_identifier) @name)",
    "(shorthand_field_initializer (identifier) @name)",
    "(index_expression . (identifier) @name)",
    "(token_tree (identifier) @name)",
    "(struct_expression name: (type_identifier) @name)",
    "(scoped_identifier path: (identifier) @name)",
    "(tuple_struct_pattern type: (scoped_identifier name: (identifier) @name))",
    "(field_pattern name: (field_identifier) @name)",
    "(let_declaration pattern: (identifier) @name)",
    "(parameter pattern: (identifier) @name)",
    "(parameter type: (type_identifier) @name)",
    "(generic_type type: (type_identifier) @name)",
    "(function_item return_type: (type_identifier) @name)",
    "(impl_item trait: (type_identifier) @name)",
    "(trait_bounds (type_identifier) @name)",
    "(impl_item body: (declaration_list (function_item name: (identifier) @name)))",
    "(field_declaration name: (field_identifier) @name)",
    "(enum_variant name: (identifier) @name)",
)  # fmt: skip
def misspell(at: Place) -> Iterator[Splice]:
    for slip in list(misspellings(at.text("name")))[:1]:
        yield replace(at["name"], slip)


@family.operator(
    "(arguments (identifier) @name)",
    "(binary_expression left: (identifier) @name)",
    "(binary_expression right: (identifier) @name)",
    "(call_expression function: (field_expression value: (identifier) @name))",
    "(let_declaration value: (identifier) @name)",
    "(reference_expression value: (identifier) @name)",
    "(field_initializer value: (identifier) @name)",
    "(field_expression value: (identifier) @name)",
)
def other_name_in_scope(at: Place) -> Iterator[Splice]:
    """Another value of the function, chosen by the place: the names around it are in scope."""
    own = at.text("name")
    names = [n for n in _values_of_function(at) if n != own]
    if names:
        yield replace(at["name"], names[at["name"].start_byte % len(names)])


@family.operator("(call_expression function: (field_expression field: (field_identifier) @name))")
def wrong_method(at: Place) -> Iterator[Splice]:
    for other in _WRONG_METHODS.get(at.text("name"), ()):
        yield replace(at["name"], other)


@family.operator("(field_expression value: (_) field: (field_identifier) @name)")
def other_field(at: Place) -> Iterator[Splice]:
    """A field that is used elsewhere in the function."""
    own = at.text("name")
    names = [n for n in _fields_of_function(at) if n != own]
    if names:
        yield replace(at["name"], names[at["name"].start_byte % len(names)])


@family.operator(
    "(call_expression function: (identifier) @name)",
    "(call_expression function: (field_expression field: (field_identifier) @name))",
    "(field_expression field: (field_identifier) @name)",
    "(arguments (identifier) @name)",
)
def camel_case(at: Place) -> Iterator[Splice]:
    if "_" in at.text("name").strip("_"):
        yield replace(at["name"], camel(at.text("name")))


@family.operator(
    "(parameter type: (type_identifier) @name)", "(struct_expression name: (type_identifier) @name)",
    "(generic_type type: (type_identifier) @name)", "(scoped_identifier path: (identifier) @name)",
    "(scoped_identifier name: (identifier) @name)",
)  # fmt: skip
def other_case(at: Place) -> Iterator[Splice]:
    name = at.text("name")
    if name.islower():
        yield replace(at["name"], name.title().replace("_", ""))
    elif name.isupper() and len(name) > 1:
        yield replace(at["name"], name.lower())
    else:
        yield replace(at["name"], name.lower())


@family.operator('(macro_invocation macro: (identifier) @name "!" @mark)')
def macro_without_mark(at: Place) -> Iterator[Splice]:
    yield replace(at["mark"], "")


@family.operator('(macro_invocation macro: (identifier) @name "!")')
def misspelt_macro(at: Place) -> Iterator[Splice]:
    if at.text("name") in _MACROS:
        yield replace(at["name"], _MACROS[at.text("name")])


@family.operator("(call_expression function: (identifier) @name arguments: (arguments) @given)")
def macro_instead_of_call(at: Place) -> Iterator[Splice]:
    yield Splice(at["name"].end_byte, at["name"].end_byte, "!")


@family.operator("(break_expression (label) @label)", "(continue_expression (label) @label)")
def wrong_label(at: Place) -> Iterator[Splice]:
    yield replace(at["label"], at.text("label") + "_")


def _values_of_function(at: Place) -> tuple[str, ...]:
    function = enclosing(at["name"], "function_item")
    return () if function is None else _named(node_text(function), _VALUES)


def _fields_of_function(at: Place) -> tuple[str, ...]:
    function = enclosing(at["name"], "function_item")
    return () if function is None else _named(node_text(function), _FIELDS)


@lru_cache(maxsize=256)
def _named(function: str, pattern: str) -> tuple[str, ...]:
    """The names that a query finds in the text of a function, sorted."""
    found = query(function.encode(), pattern)
    return tuple(sorted({node_text(nodes[0]) for m in found for nodes in m.values()}))
