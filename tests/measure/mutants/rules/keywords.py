"""Keywords and operators of the grammar that are missing or confused."""

from collections.abc import Iterator

from .base import Edit, Source, child, put, rule


def _drop_token(source: Source, kinds: tuple[str, ...], token: str) -> Iterator[Edit]:
    for node in source.nodes(*kinds):
        found = child(node, token)
        if found is not None and found.next_sibling is not None:
            yield Edit(found.start_byte, found.next_sibling.start_byte, b"")


def _swap_token(source: Source, kinds: tuple[str, ...], old: str, new: bytes) -> Iterator[Edit]:
    for node in source.nodes(*kinds):
        found = child(node, old)
        if found is not None:
            yield put(found, new)


@rule("drop-fn", "syntax")
def drop_fn(source: Source) -> Iterator[Edit]:
    """`pub fn f()` becomes `pub f()`."""
    return _drop_token(source, ("function_item",), "fn")


@rule("drop-let", "syntax")
def drop_let(source: Source) -> Iterator[Edit]:
    """`let x = 1;` becomes `x = 1;`."""
    return _drop_token(source, ("let_declaration", "let_condition"), "let")


@rule("drop-in", "syntax")
def drop_in(source: Source) -> Iterator[Edit]:
    """`for x in xs` becomes `for x xs`, or `for x of xs`."""
    for node in source.nodes("for_expression"):
        found = child(node, "in")
        if found is not None:
            yield put(found, b"of" if node.start_byte % 2 else b":")


@rule("thin-arrow-in-match", "syntax")
def thin_arrow_in_match(source: Source) -> Iterator[Edit]:
    """`p => x` becomes `p -> x`."""
    return _swap_token(source, ("match_arm",), "=>", b"->")


@rule("colon-for-result-type", "syntax")
def colon_for_result_type(source: Source) -> Iterator[Edit]:
    """`fn f() -> T` becomes `fn f(): T`."""
    for node in source.nodes("function_item"):
        found = child(node, "->")
        given = node.child_by_field_name("parameters")
        if found is not None and given is not None:
            yield Edit(given.end_byte, found.end_byte, b":")


@rule("drop-colon", "syntax")
def drop_colon(source: Source) -> Iterator[Edit]:
    """`x: T` becomes `x T` in parameters, fields and literals."""
    return _swap_token(source, ("parameter", "field_declaration", "field_initializer"), ":", b"")


@rule("equals-in-literal", "syntax")
def equals_in_literal(source: Source) -> Iterator[Edit]:
    """`S { a: 1 }` becomes `S { a = 1 }`."""
    return _swap_token(source, ("field_initializer",), ":", b" =")


@rule("drop-bang-of-macro", "names")
def drop_bang_of_macro(source: Source) -> Iterator[Edit]:
    """`format!("…")` becomes `format("…")`."""
    return _swap_token(source, ("macro_invocation",), "!", b"")


@rule("dot-for-path", "names")
def dot_for_path(source: Source) -> Iterator[Edit]:
    """`Vec::new()` becomes `Vec.new()`, or `Vec:new()`."""
    for node in source.nodes("scoped_identifier"):
        found = child(node, "::")
        if found is not None and node.parent is not None and "use" not in node.parent.type:
            yield put(found, b"." if node.start_byte % 3 else b":")


@rule("path-for-dot", "names")
def path_for_dot(source: Source) -> Iterator[Edit]:
    """`x.f()` becomes `x::f()`."""
    for node in source.nodes("call_expression"):
        function = node.child_by_field_name("function")
        dot = child(function, ".") if function is not None else None
        if dot is not None and function is not None and function.type == "field_expression":
            yield put(dot, b"::")


@rule("drop-turbofish", "syntax")
def drop_turbofish(source: Source) -> Iterator[Edit]:
    """`f::<T>()` becomes `f<T>()`."""
    return _drop_token(source, ("generic_function",), "::")


@rule("swap-let-mut", "syntax")
def swap_let_mut(source: Source) -> Iterator[Edit]:
    """`let mut x` becomes `mut let x`, or `mut x`."""
    for node in source.nodes("let_declaration"):
        mut = child(node, "mutable_specifier")
        if mut is not None:
            yield Edit(node.start_byte, mut.end_byte, b"mut" if node.start_byte % 2 else b"mut let")


@rule("let-instead-of-const", "syntax")
def let_instead_of_const(source: Source) -> Iterator[Edit]:
    """`const X: T = 1;` outside of a function becomes `let X: T = 1;`."""
    return _swap_token(source, ("const_item", "static_item"), "const", b"let")


@rule("drop-const-type", "syntax")
def drop_const_type(source: Source) -> Iterator[Edit]:
    """`const X: T = 1;` becomes `const X = 1;`."""
    for node in source.nodes("const_item", "static_item"):
        name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is not None and kind is not None and node.child_by_field_name("value") is not None:
            yield Edit(name.end_byte, kind.end_byte, b"")


@rule("drop-closure-bar", "syntax")
def drop_closure_bar(source: Source) -> Iterator[Edit]:
    """`|x| x + 1` becomes `|x x + 1`, or `x => x + 1`."""
    for node in source.nodes("closure_parameters"):
        if node.named_child_count == 1 and node.start_byte % 2:
            yield put(node, source.text(node.named_children[0]) + b" =>")
        elif node.named_child_count:
            yield put(node, source.text(node)[:-1])


@rule("drop-half-of-operator", "syntax")
def drop_half_of_operator(source: Source) -> Iterator[Edit]:
    """`&&` becomes `&`, `||` becomes `|`, `<=` becomes `=<`, `=>` becomes `=`."""
    swap = {b"&&": b"&", b"||": b"|", b"<=": b"=<", b">=": b"=>", b"!=": b"<>"}
    for node in source.nodes("binary_expression"):
        operator = node.child_by_field_name("operator")
        if operator is not None and source.text(operator) in swap:
            yield put(operator, swap[source.text(operator)])


@rule("misspell-keyword", "syntax")
def misspell_keyword(source: Source) -> Iterator[Edit]:
    """`struct` becomes `strcut`, `impl` becomes `imp`, `match` becomes `switch`."""
    swap = {
        "struct": b"strcut",
        "impl": b"imp",
        "match": b"switch",
        "enum": b"emum",
        "return": b"retrun",
        "fn": b"func",
        "while": b"whle",
        "trait": b"interface",
    }
    for token, new in swap.items():
        for node in source.nodes(token):
            yield put(node, new)
