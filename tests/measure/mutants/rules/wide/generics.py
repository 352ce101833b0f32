"""Generic parameters and arguments."""

from collections.abc import Iterator

from ..base import Edit, Source, child, cut_member, members, put
from .base import insert, wide


@wide("rename-type-parameter", "names")
def rename_type_parameter(source: Source) -> Iterator[Edit]:
    """`<T>` became `<U>` where it is declared only."""
    for node in source.nodes("type_parameter"):
        name = node.child_by_field_name("name")
        if name is not None:
            yield put(name, b"U" if source.text(name) != b"U" else b"V")


@wide("swap-type-arguments", "types")
def swap_type_arguments(source: Source) -> Iterator[Edit]:
    """`Result<T, E>` became `Result<E, T>`."""
    for node in source.nodes("type_arguments"):
        given = members(node)
        if len(given) == 2 and source.text(given[0]) != source.text(given[1]):
            between = source.data[given[0].end_byte : given[1].start_byte]
            new = source.text(given[1]) + between + source.text(given[0])
            yield Edit(given[0].start_byte, given[1].end_byte, new)


@wide("extra-type-argument", "types")
def extra_type_argument(source: Source) -> Iterator[Edit]:
    """`Option<T>` became `Option<T, ()>`."""
    for node in source.nodes("type_arguments"):
        if members(node):
            yield insert(members(node)[-1].end_byte, b", ()")


@wide("drop-last-type-argument", "types")
def drop_last_type_argument(source: Source) -> Iterator[Edit]:
    """`Result<T, E>` became `Result<T>`, `HashMap<K, V>` became `HashMap<K>`."""
    for node in source.nodes("type_arguments"):
        if len(members(node)) > 1:
            yield cut_member(members(node)[-1])


@wide("drop-const-of-generic", "types")
def drop_const_of_generic(source: Source) -> Iterator[Edit]:
    """`<const N: usize>` became `<N: usize>`."""
    for node in source.nodes("const_parameter"):
        const = child(node, "const")
        if const is not None and const.next_sibling is not None:
            yield Edit(const.start_byte, const.next_sibling.start_byte, b"")


@wide("new-type-parameter", "types")
def new_type_parameter(source: Source) -> Iterator[Edit]:
    """A generic type got one parameter more than its uses give."""
    for item in source.nodes("struct_item", "enum_item", "trait_item"):
        given = item.child_by_field_name("type_parameters")
        if given is not None and members(given):
            yield insert(members(given)[-1].end_byte, b", Extra")


@wide("bound-of-unknown-name", "names")
def bound_of_unknown(source: Source) -> Iterator[Edit]:
    """A bound is written on a name that was never declared: `T: A` became `Item: A`."""
    for node in source.nodes("where_predicate"):
        left = node.child_by_field_name("left")
        if left is not None and left.type == "type_identifier":
            yield put(left, b"Item")


@wide("drop-reference-of-generic", "types")
def drop_reference(source: Source) -> Iterator[Edit]:
    """`Option<&T>` became `Option<T>`, `Vec<&str>` became `Vec<str>`."""
    for node in source.nodes("type_arguments"):
        for one in members(node):
            inner = one.child_by_field_name("type")
            if one.type == "reference_type" and inner is not None:
                yield Edit(one.start_byte, inner.start_byte, b"")


@wide("slice-instead-of-array", "types")
def slice_instead_of_array(source: Source) -> Iterator[Edit]:
    """`[T; 4]` became `[T]`."""
    for node in source.nodes("array_type"):
        inner, length = node.child_by_field_name("element"), node.child_by_field_name("length")
        if inner is not None and length is not None:
            yield put(node, b"[" + source.text(inner) + b"]")


@wide("wrong-array-length", "types")
def wrong_length(source: Source) -> Iterator[Edit]:
    """`[T; 4]` became `[T; 5]` in a type."""
    for node in source.nodes("array_type"):
        length = node.child_by_field_name("length")
        if length is not None and source.text(length).isdigit():
            yield put(length, str(int(source.text(length)) + 1).encode())


@wide("impl-without-arguments", "types")
def impl_without_arguments(source: Source) -> Iterator[Edit]:
    """`impl<T> S<T>` became `impl<T> S`."""
    for node in source.nodes("impl_item"):
        kind = node.child_by_field_name("type")
        given = kind.child_by_field_name("type_arguments") if kind is not None else None
        if given is not None:
            yield put(given, b"")


@wide("dyn-instead-of-impl", "types")
def impl_as_type(source: Source) -> Iterator[Edit]:
    """A parameter `impl A` became `dyn A`, `&dyn A` became `dyn A`."""
    for node in source.nodes("abstract_type"):
        yield Edit(node.start_byte, node.start_byte + 4, b"dyn")
    for node in source.nodes("reference_type"):
        inner = node.child_by_field_name("type")
        if inner is not None and inner.type == "dynamic_type":
            yield Edit(node.start_byte, inner.start_byte, b"")
