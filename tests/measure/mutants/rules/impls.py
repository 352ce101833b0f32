"""What a trait asks for and an `impl` does not give."""

from collections.abc import Iterator

from .base import Edit, Source, cut_line, put, rule
from .names import misspelt


@rule("drop-impl-item", "traits")
def drop_impl_item(source: Source) -> Iterator[Edit]:
    """A method of at most five lines, a type or a constant is missing from a trait's `impl`."""
    for node in source.nodes("impl_item"):
        body = node.child_by_field_name("body")
        if node.child_by_field_name("trait") is None or body is None:
            continue
        for item in body.named_children:
            short = item.end_point.row - item.start_point.row < 5
            if (
                item.type in ("function_item", "type_item", "associated_type", "const_item")
                and short
            ):
                yield cut_line(source, item)


@rule("misspell-impl-item", "traits")
def misspell_impl_item(source: Source) -> Iterator[Edit]:
    """A method of a trait's `impl` has a name the trait does not know."""
    for node in source.nodes("impl_item"):
        body = node.child_by_field_name("body")
        if node.child_by_field_name("trait") is None or body is None:
            continue
        for item in body.named_children:
            name = item.child_by_field_name("name")
            if item.type in ("function_item", "type_item") and name is not None:
                yield put(name, misspelt(source.text(name)))


@rule("drop-impl", "traits")
def drop_impl(source: Source) -> Iterator[Edit]:
    """A trait's `impl` of at most six lines is missing."""
    for node in source.nodes("impl_item"):
        if node.child_by_field_name("trait") and node.end_point.row - node.start_point.row < 6:
            yield cut_line(source, node)


@rule("wrong-result-type-of-impl-item", "traits")
def impl_of_wrong_type(source: Source) -> Iterator[Edit]:
    """The result of a method in a trait's `impl` is not the trait's: `-> T` becomes `-> Self`."""
    for node in source.nodes("impl_item"):
        body = node.child_by_field_name("body")
        if node.child_by_field_name("trait") is None or body is None:
            continue
        for item in body.named_children:
            kind = item.child_by_field_name("return_type")
            if item.type == "function_item" and kind is not None:
                yield put(kind, b"Self" if source.text(kind) != b"Self" else b"&Self")


@rule("drop-type-qualifier", "traits")
def drop_qualifier(source: Source) -> Iterator[Edit]:
    """`Self::Item` becomes `Item`, `T::Output` becomes `Output`."""
    for node in source.nodes("scoped_type_identifier"):
        name, path = node.child_by_field_name("name"), node.child_by_field_name("path")
        if name is not None and path is not None:
            yield put(node, source.text(name))
