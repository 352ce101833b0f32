"""The type of an expression as far as it can be read off: literals, constructors, typed names."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import (
    arguments,
    call_receiver,
    called_name,
    functions_named,
)
from rusta_server.candidates.site import Site, child, text
from rusta_server.contracts.candidate import Scene

_LITERALS = {
    "boolean_literal": ("bool",),
    "char_literal": ("char",),
    "string_literal": ("&'static str", "&str"),
    "integer_literal": ("usize", "u32", "i32", "u64", "u8"),
    "float_literal": ("f64", "f32"),
}
_MADE = {"to_string": "String", "to_owned": "String", "format": "String", "len": "usize"}
_WRAPPERS = {"Some": "Option<{}>", "Box::new": "Box<{}>"}
_MAX_DEPTH = 4


def types_of(scene: Scene, file: Site, value: Node, depth: int = 0) -> Iterator[str]:
    """Likeliest first; nothing where the text does not tell."""
    if depth > _MAX_DEPTH:
        return
    if value.type in _LITERALS:
        yield from _LITERALS[value.type]
    elif value.type in ("identifier", "shorthand_field_initializer"):
        yield from _of_name(scene, file, value, depth)
    elif value.type == "struct_expression":
        yield plain(child(value, "name"))
    elif value.type == "scoped_identifier":
        yield plain(child(value, "path"))
    elif value.type == "reference_expression":
        inner = child(value, "value")
        mut = "mut " if any(c.type == "mutable_specifier" for c in value.children) else ""
        if inner is not None:
            for written in types_of(scene, file, inner, depth + 1):
                yield f"&{mut}{written}"
    elif value.type == "call_expression" and text(child(value, "function")) == "format!":
        yield "String"
    elif value.type == "call_expression":
        yield from _of_call(scene, file, value, depth)
    elif value.type == "type_cast_expression":
        yield plain(child(value, "type"))


def _of_name(scene: Scene, file: Site, value: Node, depth: int) -> Iterator[str]:
    name = text(value)
    for known in names_in_scope(file.source, value.start_byte):
        if known.name == name and known.type is not None:
            yield known.type
            return
    bound = binding_of(file.at(value), name)
    if bound is not None and bound.value is not None and bound.pattern == bound.name:
        yield from types_of(scene, file, bound.value, depth + 1)


def _of_call(scene: Scene, file: Site, call: Node, depth: int) -> Iterator[str]:
    name = called_name(call)
    given, receiver = arguments(call), call_receiver(call)
    if name in _WRAPPERS and len(given) == 1:
        for written in types_of(scene, file, given[0], depth + 1):
            yield _WRAPPERS[name].format(written)
    if name == "clone" and receiver is not None:
        yield from types_of(scene, file, receiver, depth + 1)
    path = plain(child(child(call, "function"), "path"))
    if path and re.fullmatch(r"(new|default|from|with_\w+|from_\w+)", name):
        yield path
    for function in functions_named(scene, name)[:4]:
        result = child(function.node, "return_type")
        if result is not None:
            yield path if plain(result) == "Self" and path else plain(result)
    if name in _MADE:
        yield _MADE[name]
