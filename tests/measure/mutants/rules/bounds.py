"""Trait bounds, `dyn`, `impl` and type parameters that were forgotten."""

from collections.abc import Iterator

from .base import Edit, Source, child, cut_member, members, put, rule


@rule("drop-bound", "traits")
def drop_bound(source: Source) -> Iterator[Edit]:
    """`T: A + B` becomes `T: A`, `T: A` becomes `T`."""
    for node in source.nodes("trait_bounds"):
        given = members(node)
        holder = node.parent.type if node.parent is not None else ""
        if len(given) > 1:
            for bound in given:
                yield cut_member(bound)
        elif holder == "type_parameter":
            yield put(node, b"")


@rule("drop-where-predicate", "traits")
def drop_where_predicate(source: Source) -> Iterator[Edit]:
    """A predicate of a `where` clause is missing, or the whole clause."""
    for node in source.nodes("where_clause"):
        given = members(node)
        if len(given) == 1:
            yield put(node, b"")
        else:
            for predicate in given:
                yield cut_member(predicate)


@rule("drop-type-parameters-of-impl", "names")
def drop_type_parameters(source: Source) -> Iterator[Edit]:
    """`impl<T> S<T>` becomes `impl S<T>`."""
    for node in source.nodes("impl_item"):
        given = node.child_by_field_name("type_parameters")
        if given is not None:
            yield put(given, b"")


@rule("drop-type-parameter-of-function", "names")
def drop_type_parameter(source: Source) -> Iterator[Edit]:
    """`fn f<T, U>(…)` becomes `fn f<T>(…)`, `fn f<T>(…)` becomes `fn f(…)`."""
    for node in source.nodes("function_item"):
        given = node.child_by_field_name("type_parameters")
        if given is not None and members(given):
            last = members(given)[-1]
            yield cut_member(last) if len(members(given)) > 1 else put(given, b"")


@rule("drop-dyn", "traits")
def drop_dyn(source: Source) -> Iterator[Edit]:
    """`Box<dyn T>` becomes `Box<T>`, `-> impl T` becomes `-> T`."""
    for node in source.nodes("dynamic_type", "abstract_type"):
        kind = node.child_by_field_name("trait")
        if kind is not None:
            yield Edit(node.start_byte, kind.start_byte, b"")


@rule("drop-associated-binding", "traits")
def drop_associated_binding(source: Source) -> Iterator[Edit]:
    """`Iterator<Item = T>` becomes `Iterator`."""
    for node in source.nodes("type_arguments"):
        if child(node, "type_binding") is not None and node.named_child_count == 1:
            yield put(node, b"")
