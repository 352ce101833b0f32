"""Names that are misspelt, or meant for somewhere else."""

from collections.abc import Iterator

from .base import Edit, Source, method, put, rule


def misspelt(name: bytes) -> bytes:
    """The name with a typing mistake: letters swapped, doubled or lost, by its length."""
    if len(name) < 3:
        return name + name[-1:]
    middle = len(name) // 2
    if len(name) % 3 == 0:
        return name[:middle] + name[middle + 1 :]
    if len(name) % 3 == 1 or name[middle - 1] == name[middle]:
        return name[:middle] + name[middle : middle + 1] + name[middle:]
    one, two = name[middle - 1 : middle], name[middle : middle + 1]
    return name[: middle - 1] + two + one + name[middle + 1 :]


@rule("misspell-variable", "names")
def misspell_variable(source: Source) -> Iterator[Edit]:
    """A use of a local variable is misspelt."""
    holders = (
        "arguments",
        "binary_expression",
        "reference_expression",
        "index_expression",
        "field_expression",
        "return_expression",
        "assignment_expression",
    )
    for node in source.nodes("identifier"):
        if node.parent is not None and node.parent.type in holders:
            yield put(node, misspelt(source.text(node)))


@rule("misspell-method", "names")
def misspell_method(source: Source) -> Iterator[Edit]:
    """The name in a method call is misspelt."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found:
            yield put(found[1], misspelt(source.text(found[1])))


@rule("misspell-field", "names")
def misspell_field(source: Source) -> Iterator[Edit]:
    """The name in a field access or a struct literal is misspelt."""
    for node in source.nodes("field_identifier"):
        holder = node.parent
        above = holder.parent if holder is not None else None
        if holder is None or holder.type not in ("field_expression", "field_initializer"):
            continue
        if above is not None and above.type != "call_expression":
            yield put(node, misspelt(source.text(node)))


@rule("misspell-type", "names")
def misspell_type(source: Source) -> Iterator[Edit]:
    """The name of a type or trait is misspelt where it is used."""
    for node in source.nodes("type_identifier"):
        defined = node.parent.child_by_field_name("name") if node.parent is not None else node
        if len(source.text(node)) > 2 and defined != node:
            yield put(node, misspelt(source.text(node)))


@rule("misspell-path-end", "names")
def misspell_path_end(source: Source) -> Iterator[Edit]:
    """The last part of a path is misspelt: a variant, a function, a constant."""
    for node in source.nodes("scoped_identifier"):
        name = node.child_by_field_name("name")
        if name is not None and (node.parent is None or node.parent.type != "use_declaration"):
            yield put(name, misspelt(source.text(name)))


@rule("misspell-definition", "names")
def misspell_definition(source: Source) -> Iterator[Edit]:
    """A function, type, constant or `let` is misspelt where it is defined."""
    for node in source.nodes("function_item", "struct_item", "enum_item", "const_item"):
        name = node.child_by_field_name("name")
        if name is not None:
            yield put(name, misspelt(source.text(name)))


@rule("wrong-case", "names")
def wrong_case(source: Source) -> Iterator[Edit]:
    """`fooBar` for `foo_bar`, `FOO` for `Foo`, `some` for `Some`."""
    for node in source.nodes("identifier"):
        text = source.text(node)
        if node.parent is None or node.parent.type not in ("arguments", "call_expression"):
            continue
        head, *rest = text.split(b"_")
        if rest and all(rest) and text.islower():
            yield put(node, head + b"".join(part.capitalize() for part in rest))
        elif text[:1].isupper() and not text.isupper():
            yield put(node, text.lower())


@rule("drop-self", "names")
def drop_self(source: Source) -> Iterator[Edit]:
    """`self.x` becomes `x`."""
    for node in source.nodes("field_expression"):
        value, name = node.child_by_field_name("value"), node.child_by_field_name("field")
        if value is None or name is None or value.type != "self":
            continue
        if name.type == "field_identifier":
            yield put(node, source.text(name))


@rule("drop-path-qualifier", "names")
def drop_path_qualifier(source: Source) -> Iterator[Edit]:
    """`Enum::Variant` becomes `Variant`, `Self::f` becomes `f`."""
    for node in source.nodes("scoped_identifier"):
        name = node.child_by_field_name("name")
        if name is not None and node.parent is not None and "use" not in node.parent.type:
            yield put(node, source.text(name))


@rule("rename-let", "names")
def rename_let(source: Source) -> Iterator[Edit]:
    """A variable is renamed where it is bound, but not where it is used."""
    for node in source.nodes("let_declaration", "parameter"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "identifier":
            yield put(pattern, b"new_" + source.text(pattern))
