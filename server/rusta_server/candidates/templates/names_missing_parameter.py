"""A function's body uses a value that nothing declares: a parameter is missing.

Declare it behind the others. Its type is what the trait declares there, a type parameter nothing
uses yet, or what parameters and fields of that name have elsewhere; else what stands beside it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.functions import (
    Function,
    arguments,
    called_name,
    calls_around,
    function_around,
    functions_named,
    passed_to,
)
from rusta_server.candidates.items import items, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.qualify import is_pathed
from rusta_server.candidates.site import Site, child, files, primary_site, site_of, text
from rusta_server.candidates.type_parameters import head, uses
from rusta_server.candidates.unresolved import proposes_name
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0425", "E0423")

_TYPED = """[
    (parameter pattern: (identifier) @name type: (_) @type)
    (field_declaration name: (field_identifier) @name type: (_) @type)
]"""
_COMMON = ("usize", "&str", "bool", "String", "char")
_MAX_TYPES = 16


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not re.fullmatch(r"[a-z_][a-z0-9_]*", site.text):
        return
    function = function_around(site)
    if function is None or is_pathed(site) or _may_be_a_slip(scene, site, function):
        return
    name = site.text
    called = site.source[site.end : site.end + 1] == b"("
    types = _callable(scene, function, name) if called else _types(scene, site, function, name)
    for written in list(dict.fromkeys(types))[:_MAX_TYPES]:
        for mut in _mutability(function, name, written):
            declared = f"{mut}{name}: {written}"
            yield Offer(
                f"Declare the parameter {declared} of {function.name}",
                (_behind_others(site, function, declared),),
            )


def _may_be_a_slip(scene: Scene, site: Site, function: Function) -> bool:
    """Whether rustc knows a like name, and neither the function's trait nor its calls say that a
    parameter is missing."""
    told = any(
        error.code in ("E0050", "E0061") and _speaks_of(scene, error, function.name)
        for error in scene.errors
    )
    return not told and proposes_name(scene.diagnostic, site)


def _speaks_of(scene: Scene, error: Diagnostic, name: str) -> bool:
    """In words, or by a line that it points to."""
    spans = [*error.spans, *(span for note in error.notes for span in note.spans)]
    lines = [_line(at) for span in spans if (at := site_of(scene, span)) is not None]
    return any(re.search(rf"\b{re.escape(name)}\b", text) for text in (error.said, *lines))


def _line(site: Site) -> str:
    start = site.source.rfind(b"\n", 0, site.start) + 1
    end = site.source.find(b"\n", site.end)
    return site.source[start : end if end >= 0 else None].decode(errors="replace")


def _callable(scene: Scene, function: Function, name: str) -> Iterator[str]:
    yield from _of_trait(scene, function, name)
    for generic in _unused_generics(function):
        yield generic
        yield f"&mut {generic}"


def _types(scene: Scene, site: Site, function: Function, name: str) -> Iterator[str]:
    yield from _of_trait(scene, function, name)
    yield from _of_library_trait(function)
    for generic in _unused_generics(function):
        yield generic
        yield f"&mut {generic}"
    yield from _of_place(scene, site)
    yield from _of_that_name(site, name)
    for file in files(scene):
        yield from _of_that_name(file, name)
    returned = child(function.node, "return_type")
    beside = [plain(child(p, "type")) for p in function.parameters]
    beside += [plain(returned)] if returned is not None else []
    common = _common(site, name, text(child(function.node, "body")))
    yield from (written for written in beside if written in common)
    yield from common
    yield from (written for written in beside if written not in common)


def _common(site: Site, name: str, body: str) -> list[str]:
    """Plain types, those most used in the file first; only numbers where it is calculated with."""
    in_file = Counter(re.findall(r"\b[iuf](?:8|16|32|64|128|size)\b", text(site.tree.root_node)))
    numbers = [written for written, _ in in_file.most_common()]
    near = rf"(?<![\w.]){name}\s*[-+*/%<>=]+\s*%s|%s\s*[-+*/%<>=]+\s*{name}\b"
    if re.search(near.replace("%s", r"\d+\.\d*"), body):
        return [*(n for n in numbers if n.startswith("f")), "f64", "f32"]
    if re.search(near.replace("%s", r"\d+"), body):
        return list(dict.fromkeys((*(n for n in numbers if n[0] != "f"), "usize", "i32", "u32")))
    return list(dict.fromkeys((*numbers[:1], *_COMMON, *numbers)))


def _of_place(scene: Scene, site: Site) -> Iterator[str]:
    """What the place where the name stands takes: a call's parameter, a variant's content, the
    field that is assigned."""
    node = site.node
    parent = node.parent
    if parent is not None and parent.type == "assignment_expression":
        field = child(parent, "left")
        if (
            field is not None
            and field.type == "field_expression"
            and child(parent, "right") == node
        ):
            for file in files(scene):
                yield from _of_that_name(file, text(child(field, "field")))
    for _, parameter in passed_to(scene, site):
        yield plain(child(parameter, "type"))
    call = next(calls_around(site), None)
    if call is not None and node in arguments(call):
        index = arguments(call).index(node)
        if called_name(call) == "Self":
            yield from _of_own_constructor(scene, site, index)
        for _, variant in items(scene, "enum_variant", "struct_item"):
            if text(child(variant, "name")) == called_name(call):
                body = child(variant, "body")
                types = body.children_by_field_name("type") if body is not None else []
                yield from (plain(t) for t in types[index : index + 1])


def _of_own_constructor(scene: Scene, site: Site, index: int) -> Iterator[str]:
    """What `Self(..)` takes there; a parameter of the type as the impl has it."""
    impl = site.enclosing("impl_item")
    of_type = child(impl, "type")
    name = re.match(r"\w+", text(of_type))
    for _, struct in items_named(scene, name[0] if name else "", "struct_item"):
        body = child(struct, "body")
        types = body.children_by_field_name("type") if body is not None else []
        declared, given = child(struct, "type_parameters"), child(of_type, "type_arguments")
        names = [text(child(p, "name")) for p in declared.named_children] if declared else []
        actual = [plain(p) for p in given.named_children] if given is not None else []
        for written in types[index : index + 1]:
            yield dict(zip(names, actual, strict=False)).get(plain(written), plain(written))


def _of_library_trait(function: Function) -> Iterator[str]:
    """The other operand of the library's traits with one: `T` of `From<T>`, `&Self` of `eq`."""
    owner = function.owner
    trait = child(owner, "trait") if owner is not None and owner.type == "impl_item" else None
    if trait is None:
        return
    given = re.search(r"<(.*)>$", plain(trait))
    if given is not None:
        yield given[1]
        yield f"&{given[1]}"
    if function.name in ("eq", "ne", "cmp", "partial_cmp", "lt", "le", "gt", "ge"):
        yield "&Self"
        yield f"&{plain(child(owner, 'type'))}"
    elif function.name == "fmt":
        path = re.search(r"(?:\w+::)*Formatter(?:<'_>)?", text(function.file.tree.root_node))
        yield f"&mut {path[0] if path is not None else 'std::fmt::Formatter'}"
    else:
        yield "Self"


def _of_trait(scene: Scene, function: Function, name: str) -> Iterator[str]:
    """What functions of that name and one more parameter have it declared as."""
    here = len(function.parameters)
    declared = [
        other
        for other in functions_named(scene, function.name)
        if other.node != function.node and len(other.parameters) == here + 1
    ]
    declared.sort(key=lambda f: f.owner is None or f.owner.type != "trait_item")
    for other in declared:
        same = other.parameter(name)
        for parameter in (same, other.parameters[-1]):
            if parameter is not None:
                yield plain(child(parameter, "type"))


def _unused_generics(function: Function) -> Iterator[str]:
    """Type parameters that neither a parameter nor the result uses."""
    generics = child(function.node, "type_parameters")
    if generics is None:
        return
    signature = " ".join(
        text(node)
        for node in (child(function.node, "parameters"), child(function.node, "return_type"))
        if node is not None
    )
    for parameter in generics.named_children:
        declared = text(child(parameter, "name"))
        if parameter.type == "type_parameter" and not uses(signature, declared):
            yield declared


def _of_that_name(file: Site, name: str) -> list[str]:
    found = Counter(
        plain(match["type"][0])
        for match in query(file.tree, _TYPED)
        if text(match["name"][0]) == name
    )
    return [written for written, _ in found.most_common(4)]


def _mutability(function: Function, name: str, written: str) -> tuple[str, ...]:
    body = text(child(function.node, "body"))
    changed = re.search(rf"&mut {name}\b|(?<![\w.]){name}\s*([-+*/%|&^]|<<|>>)?=[^=]", body)
    called = re.search(rf"(?<![\w.]){name}\(", body) and re.search(
        rf"\b{re.escape(written)}:\s*(for<.*?>\s*)?FnMut\b|impl FnMut",
        head(function.node) + written,
    )
    return ("mut ", "") if changed or called else ("",)


def _behind_others(site: Site, function: Function, declared: str) -> Edit:
    listed = child(function.node, "parameters")
    assert listed is not None
    members = [n for n in listed.named_children if "comment" not in n.type]
    if not members:
        return site.insert(listed.start_byte + 1, declared)
    last = members[-1]
    if listed.start_point.row == listed.end_point.row:
        return site.after(last, f", {declared}")
    indent, outer = site.indent(last), site.indent(function.node)
    end = listed.end_byte - 1
    if _is_bare(site, last, end):
        return site.replace_range(last.end_byte, end, f",\n{indent}{declared},\n{outer}")
    return site.after(last, f",\n{indent}{declared}")


def _is_bare(site: Site, last: Node, end: int) -> bool:
    """Whether nothing but a comma stands between the last parameter and the parenthesis."""
    return site.source[last.end_byte : end].strip() in (b"", b",")
