"""A definition that was changed while its users were left behind."""

from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from ..base import Edit, Source, child, members, put
from .base import definition, insert, text_of

_OTHER_WORDS = {
    b"get": b"fetch", b"set": b"update", b"new": b"create", b"is": b"has", b"parse": b"read",
    b"read": b"load", b"write": b"emit", b"len": b"size", b"push": b"add", b"add": b"append",
    b"next": b"advance", b"to": b"as", b"from": b"of", b"with": b"having", b"find": b"locate",
    b"insert": b"put", b"remove": b"take", b"pop": b"take", b"iter": b"items", b"make": b"build",
    b"start": b"begin", b"end": b"stop", b"index": b"position", b"value": b"item", b"key": b"name",
    b"data": b"content", b"size": b"length", b"count": b"total", b"error": b"failure",
    b"node": b"element", b"text": b"string", b"name": b"label", b"buf": b"buffer",
    b"kind": b"category", b"pos": b"offset", b"inner": b"wrapped",
}  # fmt: skip
_FUNCTIONS = ("function_item",)


def other_name(name: bytes) -> bytes:
    """Another word for the same, as in a renaming: the first word that has one, else a suffix."""
    words = name.split(b"_")
    for index, word in enumerate(words):
        if word in _OTHER_WORDS:
            return b"_".join([*words[:index], _OTHER_WORDS[word], *words[index + 1 :]])
    if name[:1].isupper():
        return name + (b"Info" if len(name) % 2 else b"Data")
    return name + (b"_inner" if len(name) % 2 else b"_value")


def _in_trait_impl(item: Node) -> bool:
    holder = item.parent.parent if item.parent is not None else None
    return holder is not None and holder.child_by_field_name("trait") is not None


def _functions(source: Source) -> Iterator[tuple[Node, Node, Node]]:
    """(item, name, parameters) of functions that no trait prescribes."""
    for item in source.nodes(*_FUNCTIONS):
        name, given = item.child_by_field_name("name"), item.child_by_field_name("parameters")
        if name is not None and given is not None and not _in_trait_impl(item):
            yield item, name, given


@definition("rename-function", "names")
def rename_function(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A function has another name where it is defined only."""
    for _, name, _ in _functions(source):
        yield name, put(name, other_name(source.text(name)))


@definition("rename-type", "names")
def rename_type(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A type or a trait has another name where it is defined only."""
    for item in source.nodes("struct_item", "enum_item", "trait_item", "type_item"):
        name = item.child_by_field_name("name")
        if name is not None:
            yield name, put(name, other_name(source.text(name)))


@definition("rename-field", "names")
def rename_field(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A field has another name in its struct only."""
    for item in source.nodes("field_declaration"):
        name = item.child_by_field_name("name")
        if name is not None:
            yield name, put(name, other_name(source.text(name)))


@definition("rename-variant", "names")
def rename_variant(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A variant has another name in its enum only."""
    for item in source.nodes("enum_variant"):
        name = item.child_by_field_name("name")
        if name is not None:
            yield name, put(name, other_name(source.text(name)))


@definition("rename-constant", "names")
def rename_constant(source: Source) -> Iterator[tuple[Node, Edit]]:
    """`MAX_LEN` becomes `LEN_MAX` where it is defined only; a single word gets `DEFAULT_`."""
    for item in source.nodes("const_item", "static_item"):
        name = item.child_by_field_name("name")
        if name is not None and not _in_trait_impl(item):
            first, *rest = source.text(name).split(b"_")
            new = b"_".join([*rest, first]) if rest else b"DEFAULT_" + first
            yield name, put(name, new)


@definition("add-parameter", "types")
def add_parameter(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A function takes one parameter more than its callers give."""
    for item, name, given in _functions(source):
        listed = members(given)
        if item.child_by_field_name("body") is None or (listed and listed[0].type != "parameter"
                                                        and len(listed) == 1):  # fmt: skip
            continue
        if listed:
            yield name, insert(listed[-1].end_byte, b", _strict: bool")
        else:
            yield name, insert(given.start_byte + 1, b"_strict: bool")


@definition("swap-parameters", "types")
def swap_parameters(source: Source) -> Iterator[tuple[Node, Edit]]:
    """Two parameters of different types have changed places in the definition only."""
    for _, name, given in _functions(source):
        listed = [one for one in members(given) if one.type == "parameter"]
        for one, two in pairwise(listed):
            if text_of(one.child_by_field_name("type")) != text_of(two.child_by_field_name("type")):
                between = source.data[one.end_byte : two.start_byte]
                new = source.text(two) + between + source.text(one)
                yield name, Edit(one.start_byte, two.end_byte, new)


@definition("optional-parameter", "types")
def optional_parameter(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A parameter `x: T` became `x: Option<T>`."""
    for _, name, given in _functions(source):
        for one in members(given):
            kind = one.child_by_field_name("type")
            if one.type == "parameter" and kind is not None and b"impl" not in source.text(kind):
                yield name, put(kind, b"Option<" + source.text(kind) + b">")


@definition("optional-result", "types")
def optional_result(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A function `-> T` became `-> Option<T>`, `-> Option<T>` became `-> Result<T, ()>`."""
    for item, name, _ in _functions(source):
        kind = item.child_by_field_name("return_type")
        if kind is None or b"impl" in source.text(kind):
            continue
        text = source.text(kind)
        if text.startswith(b"Option<"):
            yield name, put(kind, b"Result<" + text[7:-1] + b", ()>")
        else:
            yield name, put(kind, b"Option<" + text + b">")


@definition("retype-field", "types")
def retype_field(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A field got another type: wrapped in an `Option`, or out of one; a `Vec` became a slice."""
    for item in source.nodes("field_declaration"):
        name, kind = item.child_by_field_name("name"), item.child_by_field_name("type")
        if name is None or kind is None:
            continue
        text = source.text(kind)
        if text.startswith((b"Option<", b"Box<", b"Vec<")):
            yield name, put(kind, text[text.index(b"<") + 1 : -1])
        else:
            yield name, put(kind, b"Option<" + text + b">")


@definition("retype-constant", "types")
def retype_constant(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A numeric constant got another type."""
    swap = {b"usize": b"u64", b"u64": b"usize", b"u32": b"i32", b"i32": b"u32", b"u8": b"u32",
            b"u16": b"u8", b"f64": b"f32", b"f32": b"f64", b"&str": b"char", b"char": b"&str",
            b"&'static str": b"String"}  # fmt: skip
    for item in source.nodes("const_item", "static_item"):
        name, kind = item.child_by_field_name("name"), item.child_by_field_name("type")
        if name is not None and kind is not None and source.text(kind) in swap:
            yield name, put(kind, swap[source.text(kind)])


@definition("payload-of-variant", "types")
def payload_of_variant(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A variant `A` became `A(usize)`, `A(T)` became `A { value: T }`."""
    for item in source.nodes("enum_variant"):
        name, body = item.child_by_field_name("name"), item.child_by_field_name("body")
        if name is None or item.child_by_field_name("value") is not None:
            continue
        if body is None:
            yield name, insert(name.end_byte, b"(usize)")
        elif body.type == "ordered_field_declaration_list" and len(members(body)) == 1:
            yield name, put(body, b" { value: " + source.text(members(body)[0]) + b" }")


@definition("stronger-receiver", "types")
def receiver(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A method `&self` became `&mut self`, one that took `&mut self` takes `self`."""
    for _, name, given in _functions(source):
        own = child(given, "self_parameter")
        swap = {b"&self": b"&mut self", b"&mut self": b"self", b"self": b"&mut self"}
        if own is not None and source.text(own) in swap:
            yield name, put(own, swap[source.text(own)])


@definition("method-becomes-function", "types")
def method_becomes_function(source: Source) -> Iterator[tuple[Node, Edit]]:
    """`fn f(&self)` whose body never says `self` lost its receiver; `x.f()` is left behind."""
    for item, name, given in _functions(source):
        own, body = child(given, "self_parameter"), item.child_by_field_name("body")
        if own is not None and body is not None and b"self" not in source.text(body):
            after = own.next_named_sibling
            end = after.start_byte if after is not None else own.end_byte
            yield name, Edit(own.start_byte, end, b"")


@definition("async-function", "other")
def async_function(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A function became `async`; its callers do not wait for it."""
    for item, name, _ in _functions(source):
        fn = child(item, "fn")
        if fn is not None and child(item, "function_modifiers") is None:
            yield name, insert(fn.start_byte, b"async ")


@definition("tuple-struct-element", "types")
def tuple_struct_element(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A tuple struct got one element more."""
    for item in source.nodes("struct_item"):
        name, body = item.child_by_field_name("name"), item.child_by_field_name("body")
        if name is None or body is None or body.type != "ordered_field_declaration_list":
            continue
        if members(body):
            yield name, insert(members(body)[-1].end_byte, b", usize")


@definition("new-field", "types")
def new_field(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A struct got a field that its literals do not give."""
    for item in source.nodes("struct_item"):
        name, body = item.child_by_field_name("name"), item.child_by_field_name("body")
        if name is None or body is None or body.type != "field_declaration_list":
            continue
        if members(body):
            last = members(body)[-1]
            indent = b"\n" + b" " * last.start_point.column
            yield name, insert(last.end_byte, b"," + indent + b"verbose: bool")


@definition("new-variant", "types")
def new_variant(source: Source) -> Iterator[tuple[Node, Edit]]:
    """An enum got a variant that no `match` knows."""
    for item in source.nodes("enum_item"):
        name, body = item.child_by_field_name("name"), item.child_by_field_name("body")
        variants = members(body) if body is not None else []
        if name is not None and variants and not variants[-1].child_by_field_name("value"):
            last = variants[-1]
            indent = b"\n" + b" " * last.start_point.column
            yield name, insert(last.end_byte, b"," + indent + b"Unknown")
