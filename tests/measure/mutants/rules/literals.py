"""A literal of the wrong kind."""

from collections.abc import Iterator

from .base import Edit, Source, put, rule


@rule("integer-instead-of-float", "types")
def integer_instead_of_float(source: Source) -> Iterator[Edit]:
    """`1.0` becomes `1`."""
    for node in source.nodes("float_literal"):
        text = source.text(node)
        if text.endswith(b".0"):
            yield put(node, text[:-2])


@rule("text-instead-of-char", "types")
def text_instead_of_char(source: Source) -> Iterator[Edit]:
    """`'a'` becomes `"a"`."""
    for node in source.nodes("char_literal"):
        text = source.text(node)
        if text.startswith(b"'") and b'"' not in text:
            yield put(node, b'"' + text[1:-1] + b'"')


@rule("quotes-of-another-language", "syntax")
def quotes_of_another_language(source: Source) -> Iterator[Edit]:
    """`"text"` becomes `'text'`."""
    for node in source.nodes("string_literal"):
        text = source.text(node)
        if text.startswith(b'"') and len(text) > 3 and b"'" not in text and b"\\" not in text:
            yield put(node, b"'" + text[1:-1] + b"'")


@rule("char-instead-of-byte", "types")
def char_instead_of_byte(source: Source) -> Iterator[Edit]:
    """`b'a'` becomes `'a'`, `b"a"` becomes `"a"`."""
    for node in source.nodes("char_literal", "string_literal"):
        if source.text(node).startswith(b"b"):
            yield Edit(node.start_byte, node.start_byte + 1, b"")


@rule("text-instead-of-number", "types")
def text_instead_of_number(source: Source) -> Iterator[Edit]:
    """`f(1)` becomes `f("1")`."""
    for node in source.nodes("integer_literal"):
        if node.parent is not None and node.parent.type == "arguments":
            yield put(node, b'"' + source.text(node) + b'"')
