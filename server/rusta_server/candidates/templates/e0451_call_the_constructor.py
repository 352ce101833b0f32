"""E0451, E0423, E0603: a value is made from its private fields, outside of their module.

Call the function of the type that makes one of what was given: its parameters are the fields, by
name, else by their types in order. `?` where it may fail and so may the function around.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.accessors import constructors
from rusta_server.candidates.functions import Function, arguments
from rusta_server.candidates.items import fields, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import default_of, head, same
from rusta_server.contracts.candidate import Scene

CODES = ("E0451", "E0423", "E0603")

# (name, expression) as it is given to the literal; of a tuple struct's the name is its number.
Given = list[tuple[str, str]]


def candidates(scene: Scene) -> Iterator[Offer]:
    for _, offer in _ranked(scene):
        yield offer


def is_clear(scene: Scene) -> bool:
    """Whether a constructor takes just what is given."""
    return any(rank == 0 for rank, _ in _ranked(scene))


def _ranked(scene: Scene) -> Iterator[tuple[int, Offer]]:
    """(how far off the constructor is, offer), best first."""
    site = primary_site(scene)
    literal = site.enclosing("struct_expression", "call_expression") if site is not None else None
    path = child(literal, "name") or child(literal, "function")
    if site is None or literal is None or path is None or site.start >= literal.end_byte:
        return
    given = _given(literal)
    if literal.type == "call_expression" and not path.start_byte <= site.start < path.end_byte:
        return
    written = text(path).split("<")[0].removesuffix("::")
    name = head(written.rpartition("::")[2])
    kinds = _kinds(scene, name)
    if given is None or not kinds:
        return
    fitting = [
        (match[0], number, function, wrapper, match[1])
        for number, (function, wrapper) in enumerate(constructors(scene, name))
        if (match := _match(function, given, kinds)) is not None
    ]
    for rank, _, function, wrapper, passed in sorted(fitting, key=lambda f: f[:2]):
        call = f"{written}::{function.name}({', '.join(passed)})"
        for suffix in _opened(site, wrapper):
            title = f"Make the {name} by {function.name}"
            yield rank, Offer(title, (site.replace(literal, call + suffix),))


def _kinds(scene: Scene, name: str) -> dict[str, str]:
    """The types of the struct's fields."""
    for item in items_named(scene, name, "struct_item"):
        return {field: text(child(node, "type") or node) for field, node, _ in fields(item.node)}
    return {}


def _given(literal: Node) -> Given | None:
    """None where the rest comes from another value."""
    if literal.type == "call_expression":
        return [(str(n), text(argument)) for n, argument in enumerate(arguments(literal))]
    body = child(literal, "body")
    found: Given = []
    for part in body.named_children if body is not None else ():
        if part.type == "shorthand_field_initializer":
            found.append((text(part), text(part)))
        elif part.type == "field_initializer":
            found.append((text(child(part, "field")), text(child(part, "value"))))
        elif "comment" not in part.type:
            return None
    return found


def _match(function: Function, given: Given, kinds: dict[str, str]) -> tuple[int, list[str]] | None:
    """(how far off, the arguments): 0 by name, or by type and order where there are no names; 1 by
    type and order only; 2 by name where what is left over is the empty value that the function
    surely fills in itself."""
    parameters = [
        (text(child(p, "pattern")).removeprefix("mut "), text(child(p, "type")))
        for p in function.parameters
    ]
    values = dict(given)
    names = [name for name, _ in parameters]
    if all(name in values for name in names):
        left = [name for name in values if name not in names]
        passed = [_as(values[name], kinds.get(name, ""), kind) for name, kind in parameters]
        if not left:
            return 0, passed
        if all(values[name] == default_of(kinds.get(name, "()")) for name in left):
            return 2, passed
        return None
    if len(parameters) == len(given) and all(
        same(_owned(kind), _owned(kinds.get(name, "")))
        for (_, kind), (name, _) in zip(parameters, given, strict=True)
    ):
        return int(not given[0][0].isdigit() if given else True), [
            _as(value, kinds.get(name, ""), kind)
            for (_, kind), (name, value) in zip(parameters, given, strict=True)
        ]
    return None


def _owned(kind: str) -> str:
    """The type a parameter's value is kept as."""
    bare = kind.removeprefix("&").strip()
    return "String" if bare in ("str", "impl Into<String>", "impl AsRef<str>") else bare


def _as(value: str, field: str, kind: str) -> str:
    """`value`, which was of the field's type, as the parameter's."""
    if not kind.startswith("&") or field.startswith("&"):
        return value
    if kind == "&str":
        for made in (".to_string()", ".to_owned()", ".into()"):
            if value.endswith(made):
                return value.removesuffix(made)
        if value.startswith("String::from(") and value.endswith(")"):
            return value.removeprefix("String::from(").removesuffix(")")
    return f"&{value}"


def _opened(site: Site, wrapper: str) -> list[str]:
    """What takes the value out of what the constructor returns."""
    if not wrapper:
        return [""]
    around = site.enclosing("function_item", "closure_expression")
    fails = wrapper in text(child(around, "return_type"))
    return ["?", ".unwrap()"] if fails else [".unwrap()"]
