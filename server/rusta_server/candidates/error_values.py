"""Making a value of an error type: from another error, or from what is in scope."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.candidates.functions import arguments, call_receiver
from rusta_server.candidates.items import items_named
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.types import arguments_of, head, same
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

_ANY_ERROR = re.compile(r"^Box<dyn (?:\w+::)*Error\b")
_MAX_UNITS = 3


class Shape(NamedTuple):
    """A variant or a struct: how it is written, and its fields as (name or "", type)."""

    path: str
    fields: tuple[tuple[str, str], ...]


def shapes(scene: Scene, written: str) -> list[Shape]:
    """The ways to make a value of a type of the workspace; empty for others."""
    name = head(written)
    for _, enum in items_named(scene, name, "enum_item"):
        body = child(enum, "body")
        variants = [v for v in (body.named_children if body else ()) if v.type == "enum_variant"]
        return [Shape(f"{name}::{text(child(v, 'name'))}", _fields(v)) for v in variants]
    for _, struct in items_named(scene, name, "struct_item"):
        return [Shape(name, _fields(struct))]
    return []


def converting(scene: Scene, value: Node, target: str, found: str, name: str) -> Iterator[str]:
    """What `map_err` is given to make a `target` of a `found`; `name` is the closure's parameter.

    The variants that hold the error itself come first, then those that hold it boxed or as text,
    then those that tell of it by their name alone."""
    if head(target) == "String":
        yield f"|{name}| {name}.to_string()"
    known = _likeliest(shapes(scene, target), value, found)
    for made in (_itself, _boxed, _as_text):
        for shape in known:
            if len(shape.fields) == 1:
                yield from made(shape, found, name)
    units = [shape.path for shape in known if not shape.fields and "::" in shape.path]
    for path in units[:_MAX_UNITS]:
        yield f"|_| {path}"


def values_of(scene: Scene, site: Site, value: Node, wanted: str) -> Iterator[tuple[str, bool]]:
    """(expression, whether it takes work to make) of an error of the type `wanted`, for `value`
    being `None`: names in scope, variants without fields, variants filled from scope."""
    if not wanted:
        return
    known = _likeliest(shapes(scene, wanted), value, "None")
    for shape in known:
        if len(shape.fields) == 1 and "::" in shape.path:
            field, kind = shape.fields[0]
            for given in _asked_for(scene, site, value, kind):
                yield _made(shape, field, given), "(" in given
    for shape in known:
        if not shape.fields:
            yield shape.path, False
    if wanted == "()":
        yield "()", False
    for given in values(scene, site, wanted):
        if re.fullmatch(r"[\w.]+", given):
            yield given, False


def error_type_around(scene: Scene, site: Site) -> str:
    """`E` of the `Result<T, E>` that the function around returns, aliases of the workspace looked
    through; empty where it is not written down."""
    function = site.enclosing("function_item", "closure_expression")
    written = text(child(function, "return_type"))
    given = arguments_of(written)
    if len(given) == 2:
        return given[1]
    for _, alias in items_named(scene, head(written), "type_item") if written else ():
        given = arguments_of(text(child(alias, "type")))
        if len(given) == 2:
            return given[1]
    return ""


def alike(one: str, other: str) -> bool:
    """The same type as far as both are written out: `io::Error` and `std::io::Error`, but not
    `fmt::Error`, which many a file calls by its last name too."""
    left, right = (re.sub(r"\s|<.*", "", written).split("::") for written in (one, other))
    shorter = min(len(left), len(right))
    return same(one, other) and left[-shorter:] == right[-shorter:]


def closure_name(scene: Scene) -> str:
    """What the workspace calls an error in closures and patterns; `e` where it has none."""
    found: Counter[str] = Counter()
    for file in files(scene):
        found.update(re.findall(r"map_err\(\|([a-z]\w*)\||\bErr\(([a-z]\w*)\) =>", file.text))
    names = Counter[str]()
    for pair, times in found.items():
        names[pair[0] or pair[1]] += times
    return names.most_common(1)[0][0] if names else "e"


def _itself(shape: Shape, found: str, name: str) -> Iterator[str]:
    field, kind = shape.fields[0]
    if alike(kind, found):
        yield f"|{field}| {shape.path} {{ {field} }}" if field else shape.path


def _boxed(shape: Shape, found: str, name: str) -> Iterator[str]:
    field, kind = shape.fields[0]
    if alike(kind, f"Box<{found}>") or _ANY_ERROR.match(kind):
        yield f"|{name}| {_made(shape, field, f'Box::new({name})')}"


def _as_text(shape: Shape, found: str, name: str) -> Iterator[str]:
    field, kind = shape.fields[0]
    if kind == "String":
        yield f"|{name}| {_made(shape, field, f'{name}.to_string()')}"


def _made(shape: Shape, field: str, given: str) -> str:
    if not field:
        return f"{shape.path}({given})"
    return (
        f"{shape.path} {{ {field} }}" if field == given else f"{shape.path} {{ {field}: {given} }}"
    )


def _fields(node: Node) -> tuple[tuple[str, str], ...]:
    body = child(node, "body")
    if body is None:
        return ()
    if body.type == "ordered_field_declaration_list":
        return tuple(("", text(kind)) for kind in body.children_by_field_name("type"))
    declared = [field for field in body.named_children if field.type == "field_declaration"]
    return tuple((text(child(f, "name")), text(child(f, "type"))) for f in declared)


def _likeliest(known: list[Shape], value: Node, found: str) -> list[Shape]:
    """Those whose names share words with the statement around `value` and the error's type come
    first; of equals the one declared first."""
    around: Node | None = value
    while around is not None and around.parent is not None and not _is_statement(around):
        around = around.parent
    words = {*parts(text(around) if around is not None else ""), *parts(head(found))}
    return sorted(known, key=lambda s: -len(words & set(parts(s.path.rpartition("::")[2]))))


def _is_statement(node: Node) -> bool:
    kind = node.type
    return kind.endswith(("statement", "declaration", "item")) or kind == "match_arm"


def _asked_for(scene: Scene, site: Site, value: Node, kind: str) -> Iterator[str]:
    """Of the names in scope those that were looked up: the arguments of the call."""
    node: Node | None = value
    given: set[str] = set()
    while node is not None and node.type == "call_expression":
        given |= {text(argument).lstrip("&") for argument in arguments(node)}
        node = call_receiver(node)
    for made in values(scene, site, kind):
        if re.split(r"\W", made.lstrip("&"))[0] in given:
            yield made
