"""Names that are nearly right: another word order, a lost prefix, the neighbour's field."""

from collections.abc import Iterator

from tree_sitter import Node

from ..base import Edit, Source, arguments, child, members, method, put
from .base import insert, text_of, wide


def _called(source: Source) -> Iterator[Node]:
    """The name in every call: of a method, of a function, or the last part of a path."""
    for node in source.nodes("call_expression"):
        found, function = method(node), node.child_by_field_name("function")
        if found:
            yield found[1]
        elif function is not None and function.type == "identifier":
            yield function
        elif function is not None and function.type == "scoped_identifier":
            name = function.child_by_field_name("name")
            if name is not None:
                yield name


@wide("swap-words-of-name", "names")
def swap_words(source: Source) -> Iterator[Edit]:
    """`read_all()` became `all_read()`."""
    for name in _called(source):
        words = source.text(name).split(b"_")
        if len(words) == 2 and all(words):
            yield put(name, b"_".join(reversed(words)))


@wide("drop-word-of-name", "names")
def drop_word(source: Source) -> Iterator[Edit]:
    """`parse_header()` became `parse()`, `get_name()` became `name()`."""
    for name in _called(source):
        words = source.text(name).split(b"_")
        if len(words) > 1 and all(words):
            kept = words[1:] if words[0] in (b"get", b"is", b"set", b"try") else words[:-1]
            yield put(name, b"_".join(kept))


@wide("add-word-to-name", "names")
def add_word(source: Source) -> Iterator[Edit]:
    """`name()` became `get_name()`."""
    for name in _called(source):
        text = source.text(name)
        if b"_" not in text and text.islower() and text not in (b"new", b"from", b"into"):
            yield insert(name.start_byte, b"get_")


@wide("number-of-name", "names")
def number_of_name(source: Source) -> Iterator[Edit]:
    """A variable in the plural became singular, one in the singular became plural."""
    for node in source.nodes("identifier"):
        holder, text = node.parent, source.text(node)
        if holder is None or holder.type not in ("arguments", "field_expression", "for_expression",
                                                 "reference_expression"):  # fmt: skip
            continue
        if len(text) > 3 and text.islower():
            yield put(node, text[:-1] if text.endswith(b"s") else text + b"s")


@wide("short-name", "names")
def short_name(source: Source) -> Iterator[Edit]:
    """A long variable or field name is cut to its first three letters where it is used."""
    for node in source.nodes("identifier", "field_identifier"):
        holder, text = node.parent, source.text(node)
        if holder is None or holder.type not in ("arguments", "field_expression",
                                                 "binary_expression"):  # fmt: skip
            continue
        if len(text) > 5 and text.islower() and b"_" not in text:
            yield put(node, text[:3])


@wide("this-instead-of-self", "names")
def this_instead_of_self(source: Source) -> Iterator[Edit]:
    """`self.x` became `this.x`."""
    for node in source.nodes("self"):
        if node.parent is not None and node.parent.type == "field_expression":
            yield put(node, b"this")


@wide("self-instead-of-type", "names")
def self_instead_of_type(source: Source) -> Iterator[Edit]:
    """`Self::f()` became `self::f()`, `Self { … }` became `self { … }`."""
    for node in source.nodes("identifier", "type_identifier"):
        holder = node.parent.type if node.parent is not None else ""
        if source.text(node) == b"Self" and holder in ("scoped_identifier", "struct_expression"):
            yield put(node, b"self")


@wide("another-field", "types")
def another_field(source: Source) -> Iterator[Edit]:
    """`self.a` became `self.b`, where `b` is the next field of a different type."""
    after: dict[bytes, bytes] = {}
    for body in source.nodes("field_declaration_list"):
        fields = [one for one in members(body) if one.type == "field_declaration"]
        for one, two in zip(fields, [*fields[1:], *fields[:1]], strict=True):
            if text_of(one.child_by_field_name("type")) != text_of(two.child_by_field_name("type")):
                after[text_of(one.child_by_field_name("name"))] = text_of(
                    two.child_by_field_name("name")
                )
    for node in source.nodes("field_expression"):
        value, name = node.child_by_field_name("value"), node.child_by_field_name("field")
        called = node.parent is not None and node.parent.type == "call_expression"
        if value is None or name is None or value.type != "self" or called:
            continue
        if source.text(name) in after:
            yield put(name, after[source.text(name)])


@wide("another-variable", "types")
def another_variable(source: Source) -> Iterator[Edit]:
    """An argument names the next parameter of the function around, which has another type."""
    for function in source.nodes("function_item"):
        given, body = (function.child_by_field_name(one) for one in ("parameters", "body"))
        listed = [one for one in members(given) if one.type == "parameter"] if given else []
        kinds = {text_of(one.child_by_field_name("pattern")): text_of(
            one.child_by_field_name("type")) for one in listed}  # fmt: skip
        names = list(kinds)
        for node in source.nodes("identifier") if len(names) > 1 and body else []:
            inside = body is not None and body.start_byte < node.start_byte < body.end_byte
            if inside and node.parent is not None and node.parent.type == "arguments":
                text = source.text(node)
                other = names[(names.index(text) + 1) % len(names)] if text in kinds else b""
                if other and kinds[other] != kinds[text] and other.replace(b"_", b"").isalnum():
                    yield put(node, other)


@wide("another-type-of-path", "names")
def another_type(source: Source) -> Iterator[Edit]:
    """`Kind::A` became `Other::A`, where `Other` is another enum or struct of the file."""
    known = [text_of(one.child_by_field_name("name"))
             for one in source.nodes("enum_item", "struct_item")]  # fmt: skip
    for node in source.nodes("scoped_identifier"):
        path = node.child_by_field_name("path")
        if path is not None and source.text(path) in known and len(known) > 1:
            yield put(path, known[(known.index(source.text(path)) + 1) % len(known)])


@wide("method-as-function-of-type", "types")
def method_as_function(source: Source) -> Iterator[Edit]:
    """`self.f(x)` became `Self::f(x)`."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and found[0].type == "self":
            yield Edit(found[0].start_byte, found[1].start_byte, b"Self::")


@wide("function-of-type-as-method", "types")
def function_as_method(source: Source) -> Iterator[Edit]:
    """`Self::f(x)` became `self.f(x)`."""
    for node in source.nodes("call_expression"):
        function = node.child_by_field_name("function")
        if function is None or function.type != "scoped_identifier":
            continue
        path, name = function.child_by_field_name("path"), function.child_by_field_name("name")
        if path is not None and name is not None and source.text(path) == b"Self":
            yield Edit(path.start_byte, name.start_byte, b"self.")


@wide("field-as-method", "types")
def field_as_method(source: Source) -> Iterator[Edit]:
    """`x.len` became `x.len()`."""
    for node in source.nodes("field_expression"):
        name = node.child_by_field_name("field")
        called = node.parent is not None and node.parent.type == "call_expression"
        if name is not None and name.type == "field_identifier" and not called:
            assigned = node.parent is not None and node.parent.type.endswith(
                ("assignment_expression", "assignment_expr")
            )
            if not assigned:
                yield insert(name.end_byte, b"()")


@wide("index-instead-of-tuple-field", "types")
def index_of_tuple(source: Source) -> Iterator[Edit]:
    """`x.0` became `x[0]`."""
    for node in source.nodes("field_expression"):
        value, name = node.child_by_field_name("value"), node.child_by_field_name("field")
        if value is not None and name is not None and name.type == "integer_literal":
            yield Edit(value.end_byte, name.end_byte, b"[" + source.text(name) + b"]")


@wide("method-of-another-type", "names")
def method_of_another_type(source: Source) -> Iterator[Edit]:
    """`String`'s method on a `Vec`, `Vec`'s on an iterator, and so on."""
    swap = {
        b"push": b"push_str", b"push_str": b"push", b"len": b"count", b"count": b"len",
        b"to_vec": b"to_string", b"to_string": b"to_vec", b"as_str": b"as_slice",
        b"as_slice": b"as_str", b"chars": b"bytes", b"bytes": b"chars", b"as_bytes": b"as_str",
        b"contains": b"contains_key", b"contains_key": b"contains", b"is_some": b"is_ok",
        b"is_ok": b"is_some", b"is_empty": b"is_none", b"pop": b"pop_front", b"unwrap_or":
        b"unwrap_or_none", b"extend": b"append", b"extend_from_slice": b"push_all",
        b"insert": b"set", b"truncate": b"resize", b"checked_add": b"add_checked",
        b"saturating_sub": b"saturate_sub", b"wrapping_add": b"wrap_add", b"starts_with":
        b"begins_with", b"trim": b"trim_all", b"split": b"split_by", b"join": b"concat",
        b"swap": b"exchange", b"get": b"index", b"last": b"end", b"first": b"begin",
    }  # fmt: skip
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in swap:
            yield put(found[1], swap[source.text(found[1])])


@wide("keyword-as-name", "syntax")
def keyword_as_name(source: Source) -> Iterator[Edit]:
    """A parameter is called `type`, where it is declared and where it is used."""
    swap = {b"kind": b"type", b"ty": b"type", b"value": b"move", b"name": b"final", b"this": b"ref",
            b"input": b"in", b"haystack": b"where", b"other": b"as", b"f": b"fn", b"key": b"use",
            b"index": b"loop", b"s": b"super", b"idx": b"mod"}  # fmt: skip
    for node in source.nodes("parameter", "let_declaration"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and source.text(pattern) in swap:
            yield put(pattern, swap[source.text(pattern)])


@wide("hyphen-in-name", "syntax")
def hyphen(source: Source) -> Iterator[Edit]:
    """`foo_bar` became `foo-bar`."""
    for node in source.nodes("identifier"):
        text = source.text(node)
        holder = node.parent.type if node.parent is not None else ""
        if text.count(b"_") == 1 and not text.startswith(b"_") and holder in (
            "let_declaration", "parameter", "function_item", "arguments"
        ):  # fmt: skip
            yield put(node, text.replace(b"_", b"-"))


@wide("constructor-of-another-language", "names")
def constructor(source: Source) -> Iterator[Edit]:
    """`Foo::new(x)` became `Foo(x)` or `new Foo(x)`."""
    for node in source.nodes("call_expression"):
        function = node.child_by_field_name("function")
        if function is None or function.type != "scoped_identifier":
            continue
        path, name = function.child_by_field_name("path"), function.child_by_field_name("name")
        if path is not None and name is not None and source.text(name) == b"new":
            if len(arguments(node)) % 2:
                yield Edit(path.end_byte, name.end_byte, b"")
            else:
                yield Edit(path.start_byte, name.end_byte, b"new " + source.text(path))


@wide("constructor-that-is-not-there", "names")
def literal_by_call(source: Source) -> Iterator[Edit]:
    """`S { a: x, b: y }` became `S::new(x, y)`, a constructor that is not there."""
    for node in source.nodes("struct_expression"):
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None or child(body, "base_field_initializer") is not None:
            continue
        values = [one.child_by_field_name("value") or one for one in members(body)]
        if 0 < len(values) < 3:
            given = b", ".join(source.text(one) for one in values)
            yield Edit(name.end_byte, node.end_byte, b"::with_values(" + given + b")")
