"""The names an expression written at some byte of one file may use, from its syntax alone. Pure.

Types are those written down; what macros make and what other files hold is unknown here. The
result is what rustc would find by name, whether or not it may be used (moved, private, behind `?`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tree_sitter import Node, Tree

from rusta_indexer.items import ITEM_TYPES, base_path, compact, plain
from rusta_indexer.module_scope import ItemName, Modules, module_names, self_members
from rusta_indexer.patterns import bindings
from rusta_indexer.syntax import parse, path_to

_BLOCKS = frozenset(("block", "source_file", "ERROR"))
_TYPE_ITEMS = frozenset(("struct_item", "enum_item", "union_item"))
_FUNCTIONS = frozenset(("function_item", "function_signature_item"))
# What a name hides: another of the same space further out.
_SPACES = {
    **dict.fromkeys(("local", "param", "fn", "const", "static", "variant", "const_param"), "value"),
    **dict.fromkeys(("struct", "enum", "union", "trait", "type_alias", "type_param"), "type"),
    "module": "type",
}


@dataclass(frozen=True, slots=True)
class ScopeName:
    """`kind`: local, param, type_param, const_param, lifetime, label, field and method (of `Self`),
    fn, struct, enum, union, trait, type_alias, const, static, macro, module, variant, or use (an
    import whose target lies in another file).

    `path` is what the name stands for: the imported path of a use, else the name itself. `type` is
    the written type, `signature` the item without its body. `start..end` is the declaring name;
    for `self`, `Self` and fields without a name it is what declares them.
    """

    name: str
    kind: str
    path: str
    type: str | None
    signature: str | None
    start: int
    end: int
    mutable: bool = False


def names_in_scope(source: bytes, offset: int) -> list[ScopeName]:
    """What is visible at `offset`, innermost first; names hidden by an inner one are left out.

    Raises nothing: an offset past the end is the end, and broken syntax is read as far as it goes.
    """
    path = _path_at(source, offset)
    seen: set[tuple[str, str]] = set()
    found: list[ScopeName] = []
    for name in _all_names(path, offset):
        key = (_SPACES.get(name.kind, name.kind), name.name)
        if key not in seen:
            seen.add(key)
            found.append(name)
    return found


def module_path(source: bytes, offset: int) -> tuple[str, ...]:
    """The inline modules around `offset`, outermost first."""
    return tuple(
        compact(node.child_by_field_name("name"))
        for node, inner in pairwise(_path_at(source, offset))
        if node.type == "mod_item" and inner.type == "declaration_list"
    )


def self_path(source: bytes, offset: int) -> str | None:
    """The path of the type (or trait) that `Self` is at `offset`: `a::B` in `impl C for a::B<T>`;
    None outside of an impl, where its type has no path, and in items nested in a body."""
    via: Node | None = None
    for node in reversed(_path_at(source, offset)):
        if node.type == "block" and via is not None and via.type in ITEM_TYPES:
            return None
        via = node
        if node.type == "impl_item":
            return base_path(node.child_by_field_name("type")) or None
        if node.type == "trait_item":
            return plain(node.child_by_field_name("name")) or None
    return None


def _path_at(source: bytes, offset: int) -> list[Node]:
    # The byte to the right decides: at the end of a block one stands outside of it.
    start = min(max(offset, 0), len(source))
    tree = parse(source)
    return _unfinished_at(source, tree, start) or path_to(tree, start, min(start + 1, len(source)))


def _unfinished_at(source: bytes, tree: Tree, start: int) -> list[Node]:
    """Where only white space is left of a file that ends too early, one stands in what is
    unfinished; the tree has it end with its last token."""
    if not tree.root_node.has_error or source[start:].strip():
        return []
    end = len(source.rstrip())
    path = path_to(tree, max(end - 1, 0), end)
    depths = [d for d, n in enumerate(path) if n.type == "ERROR" and n.end_byte == end]
    return path[: depths[-1] + 1] if depths else []


def _all_names(path: list[Node], offset: int) -> Iterator[ScopeName]:
    """From the inside out. Items nested in a body see neither its locals nor its generics."""
    modules = Modules.around(path)
    locals_, generics = True, True
    for depth in range(len(path) - 1, -1, -1):
        node = path[depth]
        via = path[depth + 1] if depth + 1 < len(path) else None
        if node.type in _BLOCKS:
            if via is not None and via.type in ITEM_TYPES:
                locals_ = generics = False
            if locals_:
                yield from _let_names(node, offset)
            yield from _broken_parameters(node, offset)
            if node.type != "source_file":
                yield from map(_of_item, module_names(node, modules))
        elif node.type in _FUNCTIONS:
            if locals_:
                yield from _parameters(node.child_by_field_name("parameters"), offset)
            if generics:
                yield from _generics(node)
            locals_ = False
        elif node.type == "impl_item" or node.type == "trait_item":
            if generics:
                yield from _generics(node)
                yield from map(_of_item, self_members(node, modules))
        elif node.type in ITEM_TYPES:
            if generics:
                yield from _generics(node)
                if node.type in _TYPE_ITEMS:
                    yield from map(_of_item, self_members(node, modules))
        elif locals_ and via is not None:
            yield from _expression_names(node, via, offset)
        if node is modules.body:
            yield from map(_of_item, module_names(node, modules))
            break
    yield from _outer_macros(path, modules, offset)


def _expression_names(node: Node, via: Node, offset: int) -> Iterator[ScopeName]:
    if node.type == "closure_expression":
        body = node.child_by_field_name("body")
        if body is not None and offset >= body.start_byte:
            yield from _parameters(node.child_by_field_name("parameters"), offset)
    elif node.type == "match_arm":
        pattern = node.child_by_field_name("pattern")
        value = node.child_by_field_name("value")
        if pattern is None:
            return
        guard = pattern.child_by_field_name("condition")
        if guard is not None:
            yield from _condition_names(guard, offset)
        begin = guard or value
        if begin is not None and offset >= begin.start_byte:
            yield from _bound(pattern, "local")
    elif node.type in ("if_expression", "while_expression"):
        condition = node.child_by_field_name("condition")
        if condition is not None and via != node.child_by_field_name("alternative"):
            yield from _condition_names(condition, offset)
    elif node.type == "for_expression":
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and via == node.child_by_field_name("body"):
            yield from _bound(pattern, "local")
    if node.type in ("for_expression", "while_expression", "loop_expression", "block"):
        yield from _label(node)


def _let_names(block: Node, offset: int) -> Iterator[ScopeName]:
    """Of the `let` statements finished before `offset`, the last first; and the block's label."""
    yield from _label(block)
    for statement in reversed(block.named_children):
        if statement.type == "let_declaration" and statement.end_byte <= offset:
            pattern = statement.child_by_field_name("pattern")
            if pattern is not None:
                written = statement.child_by_field_name("type")
                yield from _bound(pattern, "local", written, mutable=_has_mut(statement))


def _condition_names(condition: Node, offset: int) -> Iterator[ScopeName]:
    """Of the `let` conditions finished before `offset`, the last first."""
    parts = condition.named_children if condition.type == "let_chain" else [condition]
    for part in reversed(parts):
        if part.type == "let_condition" and part.end_byte <= offset:
            pattern = part.child_by_field_name("pattern")
            if pattern is not None:
                yield from _bound(pattern, "local")


def _broken_parameters(node: Node, offset: int) -> Iterator[ScopeName]:
    """A function or closure whose body does not parse leaves its parameters in an ERROR node."""
    if node.type == "ERROR":
        before = [child for child in node.named_children if child.end_byte <= offset]
        for kind in ("closure_parameters", "parameters"):
            lists = [child for child in before if child.type == kind]
            yield from _parameters(lists[-1] if lists else None, offset)


def _parameters(parameters: Node | None, offset: int) -> Iterator[ScopeName]:
    if parameters is None or offset < parameters.end_byte:
        return
    for parameter in reversed(parameters.named_children):
        if parameter.type == "self_parameter":
            yield _self_parameter(parameter)
        elif parameter.type == "parameter":
            pattern = parameter.child_by_field_name("pattern")
            if pattern is not None:
                written = parameter.child_by_field_name("type")
                yield from _bound(pattern, "param", written, mutable=_has_mut(parameter))
        else:
            yield from _bound(parameter, "param")


def _self_parameter(parameter: Node) -> ScopeName:
    text = plain(parameter)
    mutable = text.startswith("mut ")
    written = text.removeprefix("mut ").removesuffix("self") + "Self"
    return ScopeName(
        "self", "param", "self", written, None, parameter.start_byte, parameter.end_byte, mutable
    )


def _bound(
    pattern: Node, kind: str, written: Node | None = None, *, mutable: bool = False
) -> Iterator[ScopeName]:
    """The written type is known of a whole pattern, not of its parts."""
    whole = plain(written) if written is not None else None
    for binding in reversed(list(bindings(pattern, mutable=mutable))):
        node = binding.node
        name = plain(node)
        of_it = whole if node == pattern else None
        yield ScopeName(
            name, kind, name, of_it, None, node.start_byte, node.end_byte, binding.mutable
        )


def _generics(item: Node) -> Iterator[ScopeName]:
    parameters = item.child_by_field_name("type_parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        name = parameter.child_by_field_name("name")
        if name is None:
            continue
        kind = {"lifetime_parameter": "lifetime", "const_parameter": "const_param"}.get(
            parameter.type, "type_param"
        )
        written = parameter.child_by_field_name("type")
        text = plain(name)
        yield ScopeName(
            text,
            kind,
            text,
            plain(written) if written is not None else None,
            plain(parameter),
            name.start_byte,
            name.end_byte,
        )


def _label(node: Node) -> Iterator[ScopeName]:
    for first in (child for child in node.children[:1] if child.type == "label"):
        text = compact(first)
        yield ScopeName(text, "label", text, None, None, first.start_byte, first.end_byte)


def _outer_macros(path: list[Node], modules: Modules, offset: int) -> Iterator[ScopeName]:
    """`macro_rules!` defined further up reach into the modules below them."""
    for body in reversed(modules.bodies[:-1]):
        for name in module_names(body, modules):
            if name.kind == "macro" and name.end <= offset:
                yield _of_item(name)


def _of_item(item: ItemName) -> ScopeName:
    return ScopeName(
        item.name, item.kind, item.path, item.type, item.signature, item.start, item.end
    )


def _has_mut(node: Node) -> bool:
    return any(child.type == "mutable_specifier" for child in node.children[:2])
