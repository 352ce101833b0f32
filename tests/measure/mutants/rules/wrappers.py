"""`Some`, `Ok`, `Err`, `Box::new` and `?` left away or put where they do not belong."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, cut, put, rule


@rule("drop-wrapper", "types")
def drop_wrapper(source: Source) -> Iterator[Edit]:
    """`Some(x)` becomes `x`, likewise `Ok`, `Err`, `Box::new` and their kin."""
    names = (b"Some", b"Ok", b"Err", b"Box::new", b"Rc::new", b"RefCell::new", b"Cell::new")
    for node in source.nodes("call_expression"):
        function, given = node.child_by_field_name("function"), arguments(node)
        if function is not None and source.text(function) in names and len(given) == 1:
            yield put(node, source.text(given[0]))


@rule("drop-question-mark", "types")
def drop_question_mark(source: Source) -> Iterator[Edit]:
    """`f()?` becomes `f()`."""
    for node in source.nodes("try_expression"):
        yield cut(node.children[-1])


@rule("drop-result-type-wrapper", "types")
def drop_result_type_wrapper(source: Source) -> Iterator[Edit]:
    """`-> Option<T>` becomes `-> T`, likewise `Result` and `Box`."""
    for node in source.nodes("function_item"):
        kind = node.child_by_field_name("return_type")
        if kind is None or kind.type != "generic_type":
            continue
        given = kind.child_by_field_name("type_arguments")
        if source.text(kind).startswith((b"Option<", b"Result<", b"Box<")) and given is not None:
            yield put(kind, source.text(given.named_children[0]))


@rule("drop-pattern-wrapper", "types")
def drop_pattern_wrapper(source: Source) -> Iterator[Edit]:
    """`Some(x) => …` becomes `x => …` in a `match`, `if let` or `while let`."""
    for node in source.nodes("tuple_struct_pattern"):
        kind = node.child_by_field_name("type")
        if kind is not None and source.text(kind) in (b"Some", b"Ok", b"Err"):
            inner = [kid for kid in node.named_children if kid != kind]
            if len(inner) == 1:
                yield put(node, source.text(inner[0]))
