"""Results, options, conditions and constants: the small change of daily code."""

from collections.abc import Iterator

from ..base import Edit, Source, arguments, child, cut_member, members, method, put
from .base import insert, text_of, wide

_INTEGERS = (b"u8", b"u16", b"u32", b"u64", b"usize", b"i8", b"i16", b"i32", b"i64", b"isize")


@wide("add-question-mark", "types")
def add_question_mark(source: Source) -> Iterator[Edit]:
    """`f(x)` became `f(x)?`."""
    for node in source.nodes("call_expression"):
        holder = node.parent
        if holder is not None and holder.type in ("let_declaration", "arguments"):
            yield insert(node.end_byte, b"?")


@wide("question-mark-instead-of-unwrap", "types")
def question_mark_instead_of_unwrap(source: Source) -> Iterator[Edit]:
    """`x.unwrap()` became `x?`."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in (b"unwrap", b"expect"):
            yield Edit(found[0].end_byte, node.end_byte, b"?")


@wide("add-unwrap", "types")
def add_unwrap(source: Source) -> Iterator[Edit]:
    """`let x = f();` became `let x = f().unwrap();`."""
    for node in source.nodes("let_declaration"):
        value = node.child_by_field_name("value")
        if value is not None and value.type in ("call_expression", "try_expression"):
            yield insert(value.end_byte, b".unwrap()")


@wide("add-await", "other")
def add_await(source: Source) -> Iterator[Edit]:
    """`f(x)` became `f(x).await`."""
    for node in source.nodes("call_expression"):
        if node.parent is not None and node.parent.type in ("let_declaration", "try_expression"):
            yield insert(node.end_byte, b".await")


@wide("add-wrapper", "types")
def add_wrapper(source: Source) -> Iterator[Edit]:
    """A function that gives `T` ends with `Some(x)` or `Ok(x)`."""
    for node in source.nodes("function_item"):
        body, kind = node.child_by_field_name("body"), node.child_by_field_name("return_type")
        last = body.named_children[-1] if body is not None and body.named_child_count else None
        if last is None or kind is None or not last.type.endswith(("expression", "identifier")):
            continue
        if last.end_point.row - last.start_point.row < 2 and last.type != "return_expression":
            word = b"Some(" if b"Result" in source.text(kind) else b"Ok("
            yield put(last, word + source.text(last) + b")")


@wide("other-wrapper", "types")
def other_wrapper(source: Source) -> Iterator[Edit]:
    """`Ok(x)` became `Some(x)`, `Some(x)` became `Ok(x)`, `None` became `Err(())`."""
    swap = {b"Ok": b"Some", b"Some": b"Ok", b"Err": b"None"}
    for node in source.nodes("call_expression", "tuple_struct_pattern"):
        name = node.child_by_field_name("function") or node.child_by_field_name("type")
        if name is not None and source.text(name) in swap:
            yield put(name, swap[source.text(name)])


@wide("truthy-condition", "types")
def truthy(source: Source) -> Iterator[Edit]:
    """`if x != 0` became `if x`, `!x.is_empty()` became `x`, `x.is_some()` became `x`."""
    for node in source.nodes("if_expression", "while_expression"):
        test = node.child_by_field_name("condition")
        if test is None:
            continue
        left, right = test.child_by_field_name("left"), test.child_by_field_name("right")
        if test.type == "binary_expression" and left is not None and text_of(right) == b"0":
            yield put(test, source.text(left))
        call = test.named_children[0] if test.type == "unary_expression" else test
        found = method(call) if call.type == "call_expression" else None
        if found and source.text(found[1]) in (b"is_empty", b"is_some", b"is_ok", b"is_none"):
            yield put(test, source.text(found[0]))


@wide("condition-without-let", "syntax")
def condition_without_let(source: Source) -> Iterator[Edit]:
    """`if let Some(x) = y` became `if Some(x) = y`."""
    for node in source.nodes("let_condition"):
        word = child(node, "let")
        if word is not None and word.next_sibling is not None:
            yield Edit(word.start_byte, word.next_sibling.start_byte, b"")


@wide("branch-without-value", "types")
def branch_without_value(source: Source) -> Iterator[Edit]:
    """One branch of an `if` or one arm of a `match` ends with a `;`."""
    for node in source.nodes("block"):
        holder = node.parent
        last = node.named_children[-1] if node.named_child_count else None
        kinds = ("if_expression", "else_clause", "match_arm")
        if holder is None or holder.type not in kinds or last is None:
            continue
        if last.type in ("call_expression", "identifier", "binary_expression", "integer_literal"):
            yield insert(last.end_byte, b";")


@wide("break-without-value", "types")
def break_without_value(source: Source) -> Iterator[Edit]:
    """`break x` became `break`."""
    for node in source.nodes("break_expression"):
        if node.named_child_count and node.named_children[-1].type != "label":
            yield put(node, b"break")


@wide("arm-of-another-type", "types")
def arm_of_another_type(source: Source) -> Iterator[Edit]:
    """The value of one arm is wrapped in `Some`."""
    for node in source.nodes("match_arm"):
        value = node.child_by_field_name("value")
        if value is not None and value.type in ("identifier", "integer_literal", "call_expression"):
            yield put(value, b"Some(" + source.text(value) + b")")


@wide("drop-wildcard-arm", "types")
def drop_wildcard_arm(source: Source) -> Iterator[Edit]:
    """`_ => …` is missing from a `match`, where it is one line."""
    for node in source.nodes("match_arm"):
        pattern = node.child_by_field_name("pattern")
        if text_of(pattern) == b"_" and node.end_point.row == node.start_point.row:
            start = source.data.rfind(b"\n", 0, node.start_byte)
            yield Edit(max(start, 0), node.end_byte, b"")


@wide("extra-pattern-field", "types")
def extra_pattern_field(source: Source) -> Iterator[Edit]:
    """`V(x)` in a pattern became `V(x, _)`."""
    for node in source.nodes("tuple_struct_pattern"):
        if len(node.named_children) > 1:
            yield insert(node.named_children[-1].end_byte, b", _")


@wide("repeat-literal-field", "names")
def repeat_field(source: Source) -> Iterator[Edit]:
    """A field stands twice in a literal, as after a merge."""
    for node in source.nodes("field_initializer"):
        if node.end_point.row == node.start_point.row:
            indent = b"\n" + b" " * node.start_point.column
            yield insert(node.end_byte, b"," + indent + source.text(node))


@wide("drop-const-of-function", "other")
def drop_const(source: Source) -> Iterator[Edit]:
    """`const fn` became `fn`, while a constant calls it."""
    for node in source.nodes("function_modifiers"):
        if source.text(node) == b"const" and node.next_sibling is not None:
            yield Edit(node.start_byte, node.next_sibling.start_byte, b"")


@wide("add-const-to-function", "other")
def add_const(source: Source) -> Iterator[Edit]:
    """`fn` became `const fn`, though its body does what constants cannot."""
    for node in source.nodes("function_item"):
        word = child(node, "fn")
        if word is not None and child(node, "function_modifiers") is None:
            yield insert(word.start_byte, b"const ")


@wide("let-instead-of-inner-const", "other")
def variable_in_constant(source: Source) -> Iterator[Edit]:
    """A `const` inside a function became a `let`, while its type or an array's length needs it."""
    for node in source.nodes("const_item"):
        word = child(node, "const")
        inside = node.parent is not None and node.parent.type == "block"
        if word is not None and inside:
            yield put(word, b"let")


@wide("wrong-suffix-of-number", "types")
def wrong_suffix(source: Source) -> Iterator[Edit]:
    """A number got the suffix of another type: `1` became `1u16`."""
    for node in source.nodes("integer_literal"):
        holder, text = node.parent, source.text(node)
        if holder is None or holder.type not in ("binary_expression", "arguments",
                                                 "compound_assignment_expr"):  # fmt: skip
            continue
        if not text.endswith(_INTEGERS):
            yield insert(node.end_byte, b"u16")


@wide("float-instead-of-integer", "types")
def float_instead_of_integer(source: Source) -> Iterator[Edit]:
    """`2` became `2.0`."""
    for node in source.nodes("integer_literal"):
        holder = node.parent.type if node.parent is not None else ""
        known = holder in ("binary_expression", "arguments", "const_item")
        if known and source.text(node).isdigit():
            yield insert(node.end_byte, b".0")


@wide("char-instead-of-text", "types")
def char_instead_of_text(source: Source) -> Iterator[Edit]:
    """`"a"` became `'a'`."""
    for node in source.nodes("string_literal"):
        text = source.text(node)
        if len(text) == 3 and text.startswith(b'"') and text != b'"\'"':
            yield put(node, b"'" + text[1:-1] + b"'")


@wide("array-instead-of-vec", "types")
def array_instead_of_vec(source: Source) -> Iterator[Edit]:
    """`vec![…]` became `[…]`, `Vec::new()` became `[]`, `String::new()` became `""`."""
    for node in source.nodes("macro_invocation"):
        name = node.child_by_field_name("macro")
        if text_of(name) == b"vec":
            yield Edit(node.start_byte, node.named_children[-1].start_byte, b"")
    for node in source.nodes("call_expression"):
        text = source.text(node)
        if text in (b"Vec::new()", b"String::new()"):
            yield put(node, b"[]" if text.startswith(b"Vec") else b'""')


@wide("cast-of-the-sum", "types")
def move_cast(source: Source) -> Iterator[Edit]:
    """`a as T + b` became `(a + b) as T`, where `b` is of type `T` already."""
    for node in source.nodes("binary_expression"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "type_cast_expression":
            continue
        value, kind = left.child_by_field_name("value"), left.child_by_field_name("type")
        if value is not None and kind is not None:
            middle = source.data[left.end_byte : node.end_byte]
            yield put(node, b"(" + source.text(value) + middle + b") as " + source.text(kind))


@wide("missing-error-conversion", "types")
def missing_error(source: Source) -> Iterator[Edit]:
    """`Err(E::A(x))` became `Err(x)`, `Err(E::A)` became `Err(A)`."""
    for node in source.nodes("call_expression"):
        name, given = node.child_by_field_name("function"), arguments(node)
        if text_of(name) != b"Err" or len(given) != 1:
            continue
        inner = arguments(given[0]) if given[0].type == "call_expression" else []
        last = given[0].child_by_field_name("name")
        if len(inner) == 1:
            yield put(given[0], source.text(inner[0]))
        elif given[0].type == "scoped_identifier" and last is not None:
            yield put(given[0], source.text(last))


@wide("drop-first-argument", "types")
def drop_first_argument(source: Source) -> Iterator[Edit]:
    """`f(a, b)` became `f(b)`."""
    for node in source.nodes("call_expression"):
        if len(arguments(node)) > 1:
            yield cut_member(arguments(node)[0])


@wide("rotate-arguments", "types")
def rotate_arguments(source: Source) -> Iterator[Edit]:
    """`f(a, b, c)` became `f(c, a, b)`."""
    for node in source.nodes("call_expression"):
        given = arguments(node)
        if len(given) > 2:
            texts = [source.text(one) for one in [given[-1], *given[:-1]]]
            yield Edit(given[0].start_byte, given[-1].end_byte, b", ".join(texts))


@wide("tuple-result", "types")
def tuple_result(source: Source) -> Iterator[Edit]:
    """A function `-> (A, B)` became `-> A`, while its body and its callers know two."""
    for node in source.nodes("function_item"):
        kind = node.child_by_field_name("return_type")
        if kind is not None and kind.type == "tuple_type" and len(members(kind)) > 1:
            yield put(kind, source.text(members(kind)[0]))
