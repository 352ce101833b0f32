"""Format strings, macros, and what the parser or the lexer trips over."""

from collections.abc import Iterator

from ..base import Edit, Source, child, members, put
from .base import insert, text_of, wide

_FORMATS = (b"format", b"write", b"writeln", b"println", b"print", b"eprintln", b"panic")


def _formats(source: Source) -> Iterator[tuple[bytes, int]]:
    """(text of the arguments of a formatting macro, where it starts)."""
    for node in source.nodes("macro_invocation"):
        name, given = node.child_by_field_name("macro"), node.named_children[-1]
        if text_of(name) in _FORMATS and given.type == "token_tree":
            yield source.text(given), given.start_byte


@wide("drop-format-argument", "other")
def drop_format_argument(source: Source) -> Iterator[Edit]:
    """`write!(f, "{} {}", a, b)` became `write!(f, "{} {}", a)`."""
    for text, start in _formats(source):
        quote, comma = text.rfind(b'"'), text.rfind(b",")
        if comma > quote > 0 and text[comma + 1 : -1].strip() and b"(" not in text[comma:]:
            yield Edit(start + comma, start + len(text) - 1, b"")


@wide("drop-placeholder", "other")
def drop_placeholder(source: Source) -> Iterator[Edit]:
    """`"{}: {}"` became `": {}"`, while both arguments are still there."""
    for text, start in _formats(source):
        at = text.find(b"{}")
        if at >= 0:
            yield Edit(start + at, start + at + 2, b"")


@wide("display-instead-of-debug", "other")
def display_instead_of_debug(source: Source) -> Iterator[Edit]:
    """`{:?}` became `{}`, `{}` became `{:?}`."""
    for text, start in _formats(source):
        for old, new in ((b"{:?}", b"{}"), (b"{}", b"{:?}")):
            at = text.find(old)
            if at >= 0:
                yield Edit(start + at, start + at + len(old), new)


@wide("percent-placeholder", "other")
def percent_placeholder(source: Source) -> Iterator[Edit]:
    """`{}` became `%s`."""
    for text, start in _formats(source):
        at = text.find(b"{}")
        if at >= 0:
            yield Edit(start + at, start + at + 2, b"%s")


@wide("drop-target-of-write", "other")
def drop_target(source: Source) -> Iterator[Edit]:
    """`write!(f, "…")` became `write!("…")`."""
    for node in source.nodes("macro_invocation"):
        name, given = node.child_by_field_name("macro"), node.named_children[-1]
        text = source.text(given)
        if text_of(name) in (b"write", b"writeln") and b', "' in text:
            yield Edit(given.start_byte + 1, given.start_byte + text.index(b', "') + 2, b"")


@wide("conflict-markers", "syntax")
def conflict_markers(source: Source) -> Iterator[Edit]:
    """A merge left its markers around a statement."""
    for node in source.nodes("let_declaration", "expression_statement"):
        start = source.data.rfind(b"\n", 0, node.start_byte) + 1
        end = source.data.find(b"\n", node.end_byte)
        if end < 0 or source.data[start : node.start_byte].strip():
            continue
        line = source.data[start:end]
        new = b"<<<<<<< HEAD\n" + line + b"\n=======\n" + line + b"\n>>>>>>> feature"
        yield Edit(start, end, new)


@wide("drop-closing-bracket", "syntax")
def drop_closing_bracket(source: Source) -> Iterator[Edit]:
    """A `]` is missing."""
    for node in source.nodes("index_expression", "array_expression", "array_type"):
        if node.children[-1].type == "]":
            yield Edit(node.end_byte - 1, node.end_byte, b"")


@wide("drop-opening-parenthesis", "syntax")
def drop_opening(source: Source) -> Iterator[Edit]:
    """The `(` of a call is missing."""
    for node in source.nodes("arguments"):
        if node.named_child_count:
            yield Edit(node.start_byte, node.start_byte + 1, b" ")


@wide("extra-opening-brace", "syntax")
def extra_opening_brace(source: Source) -> Iterator[Edit]:
    """A function's body begins with two braces."""
    for node in source.nodes("function_item"):
        body = node.child_by_field_name("body")
        if body is not None:
            yield insert(body.start_byte, b"{ ")


@wide("mismatched-bracket", "syntax")
def mismatched_bracket(source: Source) -> Iterator[Edit]:
    """`f(x)` became `f(x]`, `a[x]` became `a[x)`."""
    for node in source.nodes("arguments", "index_expression"):
        new = b"]" if node.type == "arguments" else b")"
        yield Edit(node.end_byte - 1, node.end_byte, new)


@wide("drop-arrow-of-result", "syntax")
def drop_arrow(source: Source) -> Iterator[Edit]:
    """`fn f() -> T` became `fn f() T`."""
    for node in source.nodes("function_item"):
        arrow = child(node, "->")
        if arrow is not None and arrow.next_sibling is not None:
            yield Edit(arrow.start_byte, arrow.next_sibling.start_byte, b"")


@wide("fat-arrow-of-result", "syntax")
def fat_arrow(source: Source) -> Iterator[Edit]:
    """`fn f() -> T` became `fn f() => T`."""
    for node in source.nodes("function_item"):
        arrow = child(node, "->")
        if arrow is not None:
            yield put(arrow, b"=>")


@wide("drop-fat-arrow", "syntax")
def drop_fat_arrow(source: Source) -> Iterator[Edit]:
    """`A => x` became `A = x`, or `A: x` as in other languages."""
    for node in source.nodes("match_arm"):
        arrow = child(node, "=>")
        if arrow is not None:
            yield put(arrow, b"=" if node.start_byte % 2 else b":")


@wide("semicolon-after-arm", "syntax")
def semicolon_after_arm(source: Source) -> Iterator[Edit]:
    """`A => x,` became `A => x;`."""
    for node in source.nodes("match_arm"):
        if node.children[-1].type == ",":
            yield put(node.children[-1], b";")


@wide("semicolon-before-body", "syntax")
def semicolon_before_body(source: Source) -> Iterator[Edit]:
    """`fn f() {` became `fn f(); {`."""
    for node in source.nodes("function_item"):
        body = node.child_by_field_name("body")
        before = body.prev_sibling if body is not None else None
        if before is not None:
            yield insert(before.end_byte, b";")


@wide("drop-equals-of-let", "syntax")
def drop_equals(source: Source) -> Iterator[Edit]:
    """`let x = 1;` became `let x 1;`, or `let x := 1;`."""
    for node in source.nodes("let_declaration"):
        sign = child(node, "=")
        if sign is not None and sign.next_sibling is not None:
            if node.start_byte % 2:
                yield Edit(sign.start_byte, sign.next_sibling.start_byte, b"")
            else:
                yield put(sign, b":=")


@wide("drop-braces-of-branch", "syntax")
def drop_braces(source: Source) -> Iterator[Edit]:
    """`if c { f(); }` became `if c f();`."""
    for node in source.nodes("if_expression"):
        body = node.child_by_field_name("consequence")
        if body is not None and len(members(body)) == 1 and body.end_byte - body.start_byte < 120:
            yield put(body, source.text(members(body)[0]))


@wide("ternary", "syntax")
def ternary(source: Source) -> Iterator[Edit]:
    """`if c { a } else { b }` became `c ? a : b`."""
    for node in source.nodes("if_expression"):
        parts = [node.child_by_field_name(one) for one in ("condition", "consequence")]
        other = node.child_by_field_name("alternative")
        last = other.named_children[-1] if other is not None else None
        if any(one is None for one in (*parts, last)) or last is None or last.type != "block":
            continue
        texts = [text_of(one).strip() for one in (*parts, last)]
        if node.end_byte - node.start_byte < 100 and b";" not in b"".join(texts):
            yes, no = (text[1:-1].strip() for text in texts[1:])
            yield put(node, texts[0] + b" ? " + yes + b" : " + no)


@wide("unknown-escape", "syntax")
def unknown_escape(source: Source) -> Iterator[Edit]:
    r"""`"\\"` became `"\"`, `"\n"` became `"\m"`."""
    for node in source.nodes("escape_sequence"):
        if source.text(node) in (b"\\n", b"\\t", b"\\r"):
            yield put(node, b"\\m")
        elif source.text(node) == b"\\\\":
            yield put(node, b"\\d")


@wide("drop-hash-of-attribute", "syntax")
def drop_hash(source: Source) -> Iterator[Edit]:
    """`#[derive(A)]` became `[derive(A)]` or `@derive(A)`."""
    for node in source.nodes("attribute_item"):
        if node.start_byte % 2:
            yield Edit(node.start_byte, node.start_byte + 1, b"")
        else:
            inner = source.text(node)[2:-1]
            yield put(node, b"@" + inner)


@wide("drop-quote-of-lifetime", "syntax")
def drop_quote(source: Source) -> Iterator[Edit]:
    """`&'a T` became `&a T`."""
    for node in source.nodes("lifetime"):
        if node.parent is not None and node.parent.type in ("reference_type", "type_arguments"):
            yield Edit(node.start_byte, node.start_byte + 1, b"")


@wide("swap-borrow-and-mut", "syntax")
def swap_borrow_and_mut(source: Source) -> Iterator[Edit]:
    """`&mut x` became `mut &x`."""
    for node in source.nodes("reference_expression", "reference_type"):
        mut = child(node, "mutable_specifier")
        after = mut.next_sibling if mut is not None else None
        if after is not None and child(node, "lifetime") is None:
            yield Edit(node.start_byte, after.start_byte, b"mut &")


@wide("swap-pub-and-fn", "syntax")
def swap_pub(source: Source) -> Iterator[Edit]:
    """`pub fn` became `fn pub`, `pub struct` became `struct pub`."""
    for node in source.nodes("function_item", "struct_item", "enum_item", "const_item"):
        pub = child(node, "visibility_modifier")
        after = pub.next_sibling if pub is not None else None
        if pub is not None and after is not None and source.text(pub) == b"pub":
            yield Edit(pub.start_byte, after.end_byte, source.text(after) + b" pub")


@wide("generics-before-name", "syntax")
def generics_before_name(source: Source) -> Iterator[Edit]:
    """`fn f<T>` became `fn <T>f`."""
    for node in source.nodes("function_item", "struct_item"):
        name, given = node.child_by_field_name("name"), node.child_by_field_name("type_parameters")
        if name is not None and given is not None:
            yield Edit(name.start_byte, given.end_byte, source.text(given) + source.text(name))


@wide("comma-in-array-repeat", "syntax")
def comma_in_repeat(source: Source) -> Iterator[Edit]:
    """`[x; n]` became `[x, n]`."""
    for node in source.nodes("array_expression", "array_type"):
        sign = child(node, ";")
        if sign is not None:
            yield put(sign, b",")


@wide("old-range", "syntax")
def old_range(source: Source) -> Iterator[Edit]:
    """`a..=b` became `a...b`."""
    for node in source.nodes("range_expression", "range_pattern"):
        sign = child(node, "..=")
        if sign is not None:
            yield put(sign, b"...")


@wide("drop-colons-of-path", "syntax")
def single_colon(source: Source) -> Iterator[Edit]:
    """`a::b` became `a.b` in a type."""
    for node in source.nodes("scoped_type_identifier"):
        sign = child(node, "::")
        if sign is not None:
            yield put(sign, b".")


@wide("type-before-name", "syntax")
def type_before_name(source: Source) -> Iterator[Edit]:
    """`x: T` became `T x`, as in C."""
    for node in source.nodes("parameter", "field_declaration"):
        name = node.child_by_field_name("pattern") or node.child_by_field_name("name")
        kind = node.child_by_field_name("type")
        if name is not None and kind is not None:
            new = source.text(kind) + b" " + source.text(name)
            yield Edit(name.start_byte, kind.end_byte, new)


@wide("function-keyword-of-another-language", "syntax")
def def_instead_of_fn(source: Source) -> Iterator[Edit]:
    """`fn` became `def` or `function`."""
    for node in source.nodes("function_item"):
        word = child(node, "fn")
        if word is not None:
            yield put(word, b"def" if node.start_byte % 2 else b"function")


@wide("unclosed-comment", "syntax")
def unclosed_comment(source: Source) -> Iterator[Edit]:
    """`// …` became `/* …`."""
    for node in source.nodes("line_comment"):
        if source.text(node).startswith(b"// "):
            yield Edit(node.start_byte, node.start_byte + 2, b"/*")


@wide("comma-instead-of-semicolon", "syntax")
def comma_instead_of_semicolon(source: Source) -> Iterator[Edit]:
    """`f();` became `f(),`."""
    for node in source.nodes("expression_statement", "let_declaration"):
        if node.children[-1].type == ";":
            yield put(node.children[-1], b",")


@wide("colon-instead-of-brace", "syntax")
def python_block(source: Source) -> Iterator[Edit]:
    """`if c {` became `if c:`, the closing brace is still there."""
    for node in source.nodes("if_expression", "for_expression", "while_expression"):
        body = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        before = body.prev_sibling if body is not None else None
        if body is not None and before is not None:
            yield Edit(before.end_byte, body.start_byte + 1, b":")
