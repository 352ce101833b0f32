"""Closures, functions as values, and the adapters of iterators and options."""

from collections.abc import Iterator

from ..base import Edit, Source, arguments, cut, cut_member, members, method, put
from .base import insert, wide


def _methods(source: Source, *names: bytes) -> Iterator[tuple[Edit, bytes]]:
    """(cut of `.name(…)`, name) for calls of these methods."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in names:
            yield Edit(found[0].end_byte, node.end_byte, b""), source.text(found[1])


@wide("reference-pattern-of-closure", "types")
def reference_pattern(source: Source) -> Iterator[Edit]:
    """`|x|` became `|&x|`."""
    for node in source.nodes("closure_parameters"):
        for one in members(node):
            if one.type == "identifier":
                yield insert(one.start_byte, b"&")


@wide("extra-parameter-of-closure", "types")
def extra_parameter(source: Source) -> Iterator[Edit]:
    """`|x|` became `|i, x|`, as if there were an `enumerate`."""
    for node in source.nodes("closure_parameters"):
        if len(members(node)) == 1:
            yield insert(members(node)[0].start_byte, b"i, ")


@wide("drop-parameter-of-closure", "types")
def drop_parameter(source: Source) -> Iterator[Edit]:
    """`|a, b|` became `|a|`, `|_|` became `||`."""
    for node in source.nodes("closure_parameters"):
        if members(node):
            yield cut_member(members(node)[-1])


@wide("flatten-pattern-of-closure", "types")
def flatten_pattern(source: Source) -> Iterator[Edit]:
    """`|(a, b)|` became `|a, b|`."""
    for node in source.nodes("closure_parameters"):
        if len(members(node)) == 1 and members(node)[0].type == "tuple_pattern":
            one = members(node)[0]
            yield put(one, source.text(one)[1:-1])


@wide("closure-block-without-value", "types")
def block_without_value(source: Source) -> Iterator[Edit]:
    """`|x| f(x)` became `|x| { f(x); }`."""
    for node in source.nodes("closure_expression"):
        body = node.child_by_field_name("body")
        if body is not None and body.type in ("call_expression", "binary_expression"):
            yield put(body, b"{ " + source.text(body) + b"; }")


@wide("call-instead-of-function", "types")
def call_instead_of_function(source: Source) -> Iterator[Edit]:
    """`.map(f)` became `.map(f())`."""
    names = (b"map", b"map_err", b"unwrap_or_else", b"filter", b"and_then", b"for_each", b"any",
             b"all", b"ok_or_else", b"filter_map", b"flat_map", b"position")  # fmt: skip
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in names:
            for one in arguments(node):
                if one.type in ("identifier", "scoped_identifier"):
                    yield insert(one.end_byte, b"()")


@wide("value-instead-of-closure", "types")
def value_instead_of_closure(source: Source) -> Iterator[Edit]:
    """`unwrap_or_else(|| x)` became `unwrap_or_else(x)`; likewise every closure without use of its
    parameters."""
    for node in source.nodes("closure_expression"):
        body, given = node.child_by_field_name("body"), node.child_by_field_name("parameters")
        if body is not None and given is not None and not members(given):
            yield put(node, source.text(body))


@wide("closure-instead-of-value", "types")
def closure_instead_of_value(source: Source) -> Iterator[Edit]:
    """`unwrap_or(x)` became `unwrap_or(|| x)`."""
    for node in source.nodes("call_expression"):
        found, given = method(node), arguments(node)
        if found and given and source.text(found[1]) in (b"unwrap_or", b"ok_or", b"or", b"map_or"):
            yield insert(given[0].start_byte, b"|| ")


@wide("lazy-twin", "types")
def lazy_twin(source: Source) -> Iterator[Edit]:
    """`unwrap_or_else` became `unwrap_or`, `ok_or_else` became `ok_or`, and back."""
    swap = {b"unwrap_or_else": b"unwrap_or", b"ok_or_else": b"ok_or", b"ok_or": b"ok_or_else",
            b"unwrap_or": b"unwrap_or_else", b"map_or_else": b"map_or", b"or_else": b"or",
            b"then": b"then_some", b"get_or_insert_with": b"get_or_insert"}  # fmt: skip
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in swap:
            yield put(found[1], swap[source.text(found[1])])


@wide("near-adapter", "types")
def near_adapter(source: Source) -> Iterator[Edit]:
    """`and_then` became `map`, `filter_map` became `map`, `flat_map` became `map`, and back."""
    swap = {b"and_then": b"map", b"map": b"and_then", b"filter_map": b"filter", b"flat_map": b"map",
            b"map_err": b"map", b"find": b"position", b"position": b"find", b"any": b"find",
            b"take_while": b"take", b"skip_while": b"skip", b"filter": b"map", b"fold": b"map",
            b"for_each": b"map", b"find_map": b"find"}  # fmt: skip
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in swap:
            yield put(found[1], swap[source.text(found[1])])


@wide("drop-adapter", "types")
def drop_adapter(source: Source) -> Iterator[Edit]:
    """`.enumerate()`, `.rev()`, `.copied()`, `.flatten()` and their kin are missing."""
    names = (b"enumerate", b"copied", b"cloned", b"flatten", b"peekable", b"zip", b"map_err",
             b"as_ref", b"as_mut", b"ok", b"err", b"char_indices", b"as_deref", b"unwrap_or_else",
             b"map", b"sum", b"count", b"next", b"take", b"skip", b"windows", b"chunks",
             b"by_ref")  # fmt: skip
    for edit, _ in _methods(source, *names):
        yield edit


@wide("iter-instead-of-into-iter", "moves")
def iter_twin(source: Source) -> Iterator[Edit]:
    """`into_iter` became `iter`, `iter` became `into_iter`, `drain(..)` became `iter()`."""
    swap = {b"into_iter": b"iter", b"iter": b"into_iter", b"iter_mut": b"into_iter",
            b"into_bytes": b"as_bytes", b"as_bytes": b"into_bytes",
            b"into_boxed_str": b"as_str"}  # fmt: skip
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in swap:
            yield put(found[1], swap[source.text(found[1])])


@wide("index-instead-of-get", "types")
def index_instead_of_get(source: Source) -> Iterator[Edit]:
    """`x.get(i)` became `x[i]`."""
    for node in source.nodes("call_expression"):
        found, given = method(node), arguments(node)
        if found and len(given) == 1 and source.text(found[1]) in (b"get", b"get_mut"):
            yield put(node, source.text(found[0]) + b"[" + source.text(given[0]) + b"]")


@wide("get-instead-of-index", "types")
def get_instead_of_index(source: Source) -> Iterator[Edit]:
    """`x[i]` became `x.get(i)`."""
    for node in source.nodes("index_expression"):
        if len(node.named_children) == 2:
            value, index = node.named_children
            yield put(node, source.text(value) + b".get(" + source.text(index) + b")")


@wide("drop-turbofish-of-method", "types")
def collect_into_nothing(source: Source) -> Iterator[Edit]:
    """`.collect::<T>()` became `.collect()`, `.parse::<T>()` became `.parse()`."""
    for node in source.nodes("generic_function"):
        given = node.child_by_field_name("type_arguments")
        before = given.prev_sibling if given is not None else None
        if given is not None and before is not None and before.type == "::":
            yield Edit(before.start_byte, given.end_byte, b"")


@wide("argument-given-as-tuple", "types")
def argument_as_tuple(source: Source) -> Iterator[Edit]:
    """`f(a, b)` became `f((a, b))`, `f((a, b))` became `f(a, b)`."""
    for node in source.nodes("arguments"):
        given = members(node)
        if len(given) == 1 and given[0].type == "tuple_expression":
            yield put(given[0], source.text(given[0])[1:-1])
        elif len(given) == 2:
            inner = source.data[given[0].start_byte : given[1].end_byte]
            yield Edit(given[0].start_byte, given[1].end_byte, b"(" + inner + b")")


@wide("drop-closure", "types")
def drop_closure(source: Source) -> Iterator[Edit]:
    """`f(|x| g(x))` became `f(g(x))`."""
    for node in source.nodes("closure_expression"):
        given = node.child_by_field_name("parameters")
        if given is not None and len(members(given)) == 1:
            yield Edit(node.start_byte, given.end_byte + 1, b"")


@wide("drop-call-of-chain", "types")
def drop_call_of_chain(source: Source) -> Iterator[Edit]:
    """The middle of `a.b().c()` is missing."""
    for node in source.nodes("call_expression"):
        outer, inner = method(node), None
        if outer and outer[0].type == "call_expression":
            inner = method(outer[0])
        if outer and inner and not arguments(outer[0]):
            yield Edit(inner[0].end_byte, outer[0].end_byte, b"")


@wide("drop-final-value", "types")
def drop_tail(source: Source) -> Iterator[Edit]:
    """The value at the end of a function's body is missing, where it is one word."""
    for node in source.nodes("function_item"):
        body = node.child_by_field_name("body")
        last = body.named_children[-1] if body is not None and body.named_child_count > 1 else None
        if last is not None and last.type in ("identifier", "self", "boolean_literal"):
            yield cut(last)
