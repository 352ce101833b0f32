"""Values moved, borrowed, dropped or held in another way than the code around allows."""

from collections.abc import Iterator

from tree_sitter import Node

from ..base import Edit, Source, arguments, child, members, method, put
from .base import insert, text_of, wide

_TAILS = ("call_expression", "identifier", "field_expression", "struct_expression")


def _tail(body: Node | None) -> Node | None:
    """What a block ends with, None where that is a statement."""
    last = body.named_children[-1] if body is not None and body.named_child_count else None
    return last if last is not None and last.type in _TAILS else None


@wide("mutable-instead-of-shared-borrow", "borrow")
def mutable_borrow(source: Source) -> Iterator[Edit]:
    """`&x` became `&mut x`."""
    for node in source.nodes("reference_expression"):
        value = node.child_by_field_name("value")
        if value is not None and child(node, "mutable_specifier") is None:
            yield insert(value.start_byte, b"mut ")


@wide("mutable-parameter-type", "borrow")
def mutable_parameter(source: Source) -> Iterator[Edit]:
    """A parameter `&T` became `&mut T`."""
    for node in source.nodes("parameter"):
        kind = node.child_by_field_name("type")
        inner = kind.child_by_field_name("type") if kind is not None else None
        if kind is None or kind.type != "reference_type" or inner is None:
            continue
        if child(kind, "mutable_specifier") is None:
            yield insert(inner.start_byte, b"mut ")


@wide("borrow-of-tail", "borrow")
def borrow_of_tail(source: Source) -> Iterator[Edit]:
    """A function ends with `&f(x)` where it is to give the value itself."""
    for node in source.nodes("function_item"):
        tail = _tail(node.child_by_field_name("body"))
        if tail is not None and node.child_by_field_name("return_type") is not None:
            yield insert(tail.start_byte, b"&")


@wide("drop-borrow-of-tail", "borrow")
def drop_borrow_of_tail(source: Source) -> Iterator[Edit]:
    """A function ends with `self.x` where it is to give `&self.x`; likewise `&mut`."""
    for node in source.nodes("function_item", "closure_expression"):
        body = node.child_by_field_name("body")
        last = body.named_children[-1] if body is not None and body.named_child_count else None
        value = last.child_by_field_name("value") if last is not None else None
        if last is not None and last.type == "reference_expression" and value is not None:
            yield Edit(last.start_byte, value.start_byte, b"")


@wide("drop-borrow-of-scrutinee", "moves")
def drop_borrow_of_scrutinee(source: Source) -> Iterator[Edit]:
    """`if let Some(x) = &self.y` became `= self.y`, likewise in `while let`."""
    for node in source.nodes("let_condition"):
        value = node.child_by_field_name("value")
        inner = value.child_by_field_name("value") if value is not None else None
        if value is not None and value.type == "reference_expression" and inner is not None:
            yield Edit(value.start_byte, inner.start_byte, b"")


@wide("deref-of-scrutinee", "moves")
def deref_of_scrutinee(source: Source) -> Iterator[Edit]:
    """`match self` became `match *self`, `match self.x` became `match *self.x`."""
    for node in source.nodes("match_expression", "let_condition"):
        value = node.child_by_field_name("value")
        if value is not None and value.type in ("self", "identifier", "field_expression"):
            yield insert(value.start_byte, b"*")


@wide("drop-too-early", "moves")
def drop_too_early(source: Source) -> Iterator[Edit]:
    """A variable is dropped right below the line that makes it."""
    for node in source.nodes("let_declaration"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "identifier" and node.next_named_sibling:
            line = b"\n" + b" " * node.start_point.column + b"drop(" + source.text(pattern) + b");"
            yield insert(node.end_byte, line)


@wide("drop-replace", "moves")
def drop_replace(source: Source) -> Iterator[Edit]:
    """`mem::take(&mut self.x)` and `mem::replace(&mut self.x, y)` became `self.x`."""
    for node in source.nodes("call_expression"):
        function, given = node.child_by_field_name("function"), arguments(node)
        inner = given[0].child_by_field_name("value") if given else None
        if inner is not None and text_of(function).endswith((b"mem::take", b"mem::replace")):
            yield put(node, source.text(inner))


@wide("consume-in-argument", "moves")
def consume_in_argument(source: Source) -> Iterator[Edit]:
    """`f(&self.x)` became `f(self.x)`, likewise the receiver of a chain that borrows."""
    for node in source.nodes("reference_expression"):
        value, holder = node.child_by_field_name("value"), node.parent
        if value is None or holder is None or holder.type == "arguments":
            continue
        if value.type in ("field_expression", "index_expression"):
            yield Edit(node.start_byte, value.start_byte, b"")


@wide("second-mutable-name", "borrow")
def second_name(source: Source) -> Iterator[Edit]:
    """A second name is bound to `&mut` of a variable that is still used below by its own name."""
    for node in source.nodes("let_declaration"):
        pattern = node.child_by_field_name("pattern")
        after = node.next_named_sibling
        mut = child(node, "mutable_specifier")
        if pattern is None or mut is None or after is None or pattern.type != "identifier":
            continue
        if source.text(pattern) in source.text(after) and after.next_named_sibling is not None:
            name, indent = source.text(pattern), b"\n" + b" " * node.start_point.column
            first = indent + b"let view = &mut " + name + b";"
            yield insert(node.end_byte, first)


@wide("move-of-closure-added", "moves")
def move_added(source: Source) -> Iterator[Edit]:
    """`|x| …` became `move |x| …`, which takes what is used below."""
    for node in source.nodes("closure_expression"):
        if node.children[0].type != "move":
            yield insert(node.start_byte, b"move ")


@wide("parameter-taken-apart", "moves")
def parameter_taken_apart(source: Source) -> Iterator[Edit]:
    """A parameter pattern `&x` or `&mut x` is taken apart too far: `x: &T` became `&x: &T`."""
    for node in source.nodes("parameter"):
        pattern, kind = node.child_by_field_name("pattern"), node.child_by_field_name("type")
        if pattern is None or kind is None or pattern.type != "identifier":
            continue
        if kind.type == "reference_type":
            mutable = child(kind, "mutable_specifier") is not None
            yield insert(pattern.start_byte, b"&mut " if mutable else b"&")


@wide("shared-reference-pattern", "borrow")
def shared_pattern(source: Source) -> Iterator[Edit]:
    """`ref mut x` became `ref x`."""
    for node in source.nodes("ref_pattern"):
        inner = node.named_children[-1] if node.named_child_count else None
        if inner is not None and inner.type == "mut_pattern" and inner.named_child_count:
            yield put(inner, source.text(inner.named_children[-1]))


@wide("borrow-of-result-kept", "borrow")
def result_kept(source: Source) -> Iterator[Edit]:
    """`let n = x.f();` became `let n = &mut x.f();`, a borrow of what is to be a value."""
    for node in source.nodes("let_declaration"):
        value = node.child_by_field_name("value")
        if value is not None and value.type == "call_expression" and method(value):
            yield insert(value.start_byte, b"&mut ")


@wide("rename-lifetime-parameter", "borrow")
def rename_lifetime(source: Source) -> Iterator[Edit]:
    """`<'a>` became `<'s>` where it is declared only."""
    for node in source.nodes("lifetime_parameter"):
        name = next((kid for kid in node.named_children if kid.type == "lifetime"), None)
        if name is not None:
            yield put(name, b"'s" if source.text(name) != b"'s" else b"'t")


@wide("elided-field", "borrow")
def elided_field(source: Source) -> Iterator[Edit]:
    """A field `&'a T` became `&T`, a field `S<'a>` became `S`."""
    for node in source.nodes("field_declaration"):
        kind = node.child_by_field_name("type")
        lifetime = child(kind, "lifetime") if kind is not None else None
        given = kind.child_by_field_name("type_arguments") if kind is not None else None
        if lifetime is not None and lifetime.next_sibling is not None:
            yield Edit(lifetime.start_byte, lifetime.next_sibling.start_byte, b"")
        elif given is not None and [one.type for one in members(given)] == ["lifetime"]:
            yield put(given, b"")


@wide("undeclared-lifetime", "borrow")
def undeclared_lifetime(source: Source) -> Iterator[Edit]:
    """`&T` in a parameter or a result became `&'a T`, where no `'a` is declared."""
    for node in source.nodes("reference_type"):
        holder = node.parent.type if node.parent is not None else ""
        if holder in ("parameter", "function_item") and child(node, "lifetime") is None:
            yield insert(node.start_byte + 1, b"'a ")
