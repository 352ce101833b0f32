"""A synthesised micro test: a function called with sample inputs, each call a test that prints what
came of it. Pure.

Inputs are made from the types of the signature, as far as they are written in the same file:
numbers, text, sequences, options, tuples, and the workspace's own types where all their fields can
be made. Of anything else nothing is made up: the reason is given instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import ancestors, node_text, parse, smallest_node

MARK = "rusta-explore: "
MODULE = "rusta_explore"
MOST_INPUTS = 16
_SAMPLES = 4
_DEPTH = 3
_SIGNED = ("i8", "i16", "i32", "i64", "i128", "isize")
_UNSIGNED = ("u8", "u16", "u32", "u64", "u128", "usize")
_TEXTS = ('"a b"', '""', '"7"', '"Hello, world"')


@dataclass(frozen=True)
class Called:
    """`call`: how the function is called, `{}` for its arguments; `setup` stands before it. `kinds`
    by parameter: `value`, or `mut` where it is lent mutably and read again afterwards."""

    name: str
    inputs: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    call: str


class CannotCallError(Exception):
    """Why no test can be made for a place."""


def enclosing_function(source: bytes, offset: int) -> Node | None:
    """The function whose body, or signature, `offset` lies in."""
    node = smallest_node(parse(source), offset, min(offset + 1, len(source)))
    for around in (node, *ancestors(node)):
        if around.type == "function_item":
            return around
    return None


def called(source: bytes, offset: int) -> Called:
    """The function around `offset` with inputs to call it with.

    Raises:
        CannotCallError: there is none, or its arguments cannot be made.
    """
    function = enclosing_function(source, offset)
    if function is None:
        raise CannotCallError("the edit is in no function")
    name = plain(function.child_by_field_name("name"))
    if function.child_by_field_name("type_parameters") is not None:
        raise CannotCallError(f"`{name}` is generic")
    head = node_text(function).partition("{")[0].split()
    if "async" in head or "unsafe" in head:
        raise CannotCallError(f"`{name}` cannot be called just so")
    owner = _owner(function, name)
    samples = _Samples(source, owner)
    values: list[list[str]] = []
    kinds: list[str] = []
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        if parameter.type == "self_parameter":
            text = plain(parameter)
            values.append(samples.of(owner))
            lent = "mut" if "mut" in text else "ref"
            kinds.append(lent if "&" in text else "value")
        elif parameter.type == "parameter":
            type_ = plain(parameter.child_by_field_name("type"))
            lent = type_.removeprefix("&mut ").strip()
            # A slice that is lent mutably is lent of a vector.
            of_slice = lent != type_ and lent.startswith("[") and ";" not in lent
            values.append(samples.of(f"Vec<{lent[1:-1]}>" if of_slice else lent))
            kinds.append("mut" if type_.startswith("&mut ") else "value")
    combined = list(product(*values))
    step = -(-len(combined) // MOST_INPUTS)
    path = f"{owner}::{name}" if owner else name
    return Called(name, tuple(combined[::step]), tuple(kinds), path)


def with_test(source: str, about: Called) -> str:
    """The file with the micro test behind it."""
    return f"{source.rstrip()}\n\n{module_text(about)}"


def module_text(about: Called) -> str:
    lines = ["#[cfg(test)]", f"mod {MODULE} {{", "    use super::*;"]
    for number, values in enumerate(about.inputs):
        lines += ["", "    #[test]", f"    fn input_{number}() {{"]
        lines.append("        let said = std::panic::catch_unwind(|| {")
        names = [f"a{at}" for at in range(len(values))]
        for name, kind, value in zip(names, about.kinds, values, strict=True):
            lines.append(f"            let {'mut ' if kind == 'mut' else ''}{name} = {value};")
        given = {"mut": "&mut {}", "ref": "&{}", "value": "{}"}
        arguments = ", ".join(given[k].format(n) for n, k in zip(names, about.kinds, strict=True))
        lines.append(f"            let came = {about.call}({arguments});")
        changed = [n for n, k in zip(names, about.kinds, strict=True) if k == "mut"]
        shown = "".join(f", {name}" for name in changed)
        places = "{:?}" + " then {:?}" * len(changed)
        lines.append(f'            format!("{places}", came{shown})')
        lines += [
            "        });",
            '        let said = said.unwrap_or_else(|_| String::from("a panic"));',
            f'        println!("{MARK}{{}}", said.replace(\'\\n\', " "));',
            '        panic!("what came of it is printed");',
            "    }",
        ]
    return "\n".join([*lines, "}", ""])


def probe_of_line(source: bytes, offset: int) -> bytes | None:
    """The source with a panic before the statement at `offset`, of a signature before the first of
    the body: what fails with it executes that. None outside of functions."""
    node = smallest_node(parse(source), offset, min(offset + 1, len(source)))
    inner = node
    for around in (node, *ancestors(node)):
        at = None
        if around.type == "block" and inner is not around:
            at = inner.start_byte
        elif around.type == "function_item":
            body = around.child_by_field_name("body")
            at = body.start_byte + 1 if body is not None else None
        if at is not None:
            return source[:at] + f' if true {{ panic!("{MARK}") }} '.encode() + source[at:]
        inner = around
    return None


def _owner(function: Node, name: str) -> str:
    """The type whose function it is; empty for one that stands alone."""
    body = function.parent
    around = body.parent if body is not None else None
    if around is None or body is None or body.type == "source_file":
        return ""
    if around.type != "impl_item" or around.child_by_field_name("trait") is not None:
        raise CannotCallError(f"`{name}` stands in another item")
    if around.child_by_field_name("type_parameters") is not None:
        raise CannotCallError(f"the type of `{name}` is generic")
    if around.parent is None or around.parent.type != "source_file":
        raise CannotCallError(f"`{name}` stands in an inner module")
    return plain(around.child_by_field_name("type"))


class _Samples:
    """Expressions of a type, simple ones first."""

    def __init__(self, source: bytes, owner: str) -> None:
        self._items = {
            plain(n.child_by_field_name("name")): n for n in _types(parse(source).root_node)
        }
        self._owner = owner

    def of(self, type_: str, depth: int = _DEPTH) -> list[str]:
        found = list(dict.fromkeys(self._made(type_.strip(), depth)))
        if not found:
            raise CannotCallError(f"no value of `{type_}` can be made up")
        return found[:_SAMPLES]

    def _made(self, type_: str, depth: int) -> Iterator[str]:
        if depth == 0:
            return
        if type_ in _SIGNED or type_ in _UNSIGNED:
            yield from (f"1{type_}", f"0{type_}", f"7{type_}")
            yield f"-3{type_}" if type_ in _SIGNED else f"{type_}::MAX"
        elif type_ in ("f32", "f64"):
            yield from (f"1.5{type_}", f"0.0{type_}", f"-2.0{type_}")
        elif type_ == "bool":
            yield from ("true", "false")
        elif type_ == "char":
            yield from ("'a'", "' '", "'7'")
        elif type_ == "()":
            yield "()"
        elif type_ == "String":
            yield from (f"String::from({text})" for text in _TEXTS)
        elif type_.startswith("&"):
            yield from self._reference(type_.lstrip("&").strip(), depth)
        elif inner := _inside(type_, "Vec"):
            yield from self._sequence(inner, "vec!", depth)
        elif inner := _inside(type_, "Option"):
            yield from (*(f"Some({v})" for v in self._made(inner, depth - 1)), f"None::<{inner}>")
        elif inner := _inside(type_, "Box"):
            yield from (f"Box::new({value})" for value in self._made(inner, depth - 1))
        else:
            yield from self._own(self._owner if type_ == "Self" else type_, depth)

    def _reference(self, type_: str, depth: int) -> Iterator[str]:
        if type_.startswith("'"):
            type_ = type_.partition(" ")[2]
        if type_ == "str":
            yield from _TEXTS
        elif type_.startswith("[") and type_.endswith("]") and ";" not in type_:
            yield from self._sequence(type_[1:-1], "&", depth)
        elif not type_.startswith("mut "):
            yield from (f"&{value}" for value in self._made(type_, depth - 1))

    def _sequence(self, inner: str, opening: str, depth: int) -> Iterator[str]:
        values = list(self._made(inner, depth - 1))
        if not values:
            return
        some = ", ".join(values[:3])
        yield f"{opening}[{some}]"
        empty = f"Vec::<{inner}>::new()" if opening == "vec!" else f"&[] as &[{inner}]"
        yield empty
        yield f"{opening}[{values[0]}]"

    def _own(self, type_: str, depth: int) -> Iterator[str]:
        item = self._items.get(type_)
        if item is None or item.child_by_field_name("type_parameters") is not None:
            return
        body = item.child_by_field_name("body")
        if item.type == "enum_item" and body is not None:
            for variant in body.named_children:
                if variant.type == "enum_variant" and len(variant.named_children) == 1:
                    yield f"{type_}::{plain(variant.child_by_field_name('name'))}"
        elif body is None:
            yield type_
        elif body.type == "field_declaration_list":
            fields = [f for f in body.named_children if f.type == "field_declaration"]
            names = [plain(f.child_by_field_name("name")) for f in fields]
            kinds = [plain(f.child_by_field_name("type")) for f in fields]
            for values in self._rows(kinds, depth):
                told = ", ".join(f"{n}: {v}" for n, v in zip(names, values, strict=True))
                yield f"{type_} {{ {told} }}"
        elif body.type == "ordered_field_declaration_list":
            kinds = [plain(c) for c in body.children_by_field_name("type")]
            for values in self._rows(kinds, depth):
                yield f"{type_}({', '.join(values)})"

    def _rows(self, kinds: list[str], depth: int) -> Iterator[tuple[str, ...]]:
        """Two values of the whole: the first of each part, and the second where there is one."""
        columns = [list(self._made(kind, depth - 1))[:2] for kind in kinds]
        if all(columns):
            yield tuple(column[0] for column in columns)
            yield tuple(column[-1] for column in columns)


def _inside(type_: str, wrapper: str) -> str | None:
    return type_[len(wrapper) + 1 : -1] if type_.startswith(f"{wrapper}<") else None


def _types(root: Node) -> Iterator[Node]:
    return (n for n in root.named_children if n.type in ("struct_item", "enum_item"))
