"""What a type offers in place of its private fields: constructors, getters and setters."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.candidates.functions import Function, functions
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import arguments_of, head, referent, same
from rusta_server.candidates.visibility import level_of
from rusta_server.contracts.candidate import Scene

_MISSING = re.compile(
    r"no (?:function or associated item|associated function or constant) named `(\w+)` found for "
    r"struct `(?:\w+::)*(\w+)"
)

_PRIVATE = frozenset(("", "pub(self)", "pub(in self)"))
_WRAPPED = frozenset(("Option", "Result"))


def constructors(scene: Scene, of: str) -> Iterator[tuple[Function, str]]:
    """(function, `Option` or `Result` around what it returns, else "") of the visible functions
    that make an `of` without one."""
    for function in _of_type(scene, of):
        if function.receiver is None:
            result = text(child(function.node, "return_type"))
            wrapper = head(result) if head(result) in _WRAPPED else ""
            made = (arguments_of(result) or [""])[0] if wrapper else result
            if head(made) in ("Self", of) and not made.startswith("&"):
                yield function, wrapper


class MissingFunction(NamedTuple):
    """`path(…)`, where a struct of ours is said to have no function `name`."""

    site: Site
    struct: str
    name: str
    path: Node
    call: Node


def missing_function(scene: Scene) -> MissingFunction | None:
    said, site = _MISSING.search(scene.diagnostic.message), primary_site(scene)
    path = site.enclosing("scoped_identifier") if site is not None else None
    call = path.parent if path is not None else None
    if said is None or site is None or path is None or call is None:
        return None
    if call.type != "call_expression":
        return None
    return MissingFunction(site, said[2], said[1], path, call)


def getters(scene: Scene, of: str, field: str, kind: str = "") -> Iterator[Function]:
    """Methods that read the field: those called so, those whose body is the field, and of the type
    `kind`, where it is given, the only one; that is a guess."""
    found = [
        f
        for f in _of_type(scene, of)
        if f.receiver is not None and not f.parameters and child(f.node, "return_type") is not None
    ]
    named = [f for f in found if f.name in (field, f"get_{field}", f"as_{field}", f"is_{field}")]
    reading = [f for f in found if _reads(f, field)]
    typed = [f for f in found if kind and same(_bare(_result(f)), kind)]
    yield from dict.fromkeys((*named, *reading, *(typed if len(typed) == 1 else ())))


def setters(scene: Scene, of: str, field: str) -> Iterator[Function]:
    """Methods that take a new value for the field, by their name or by what they do."""
    for function in _of_type(scene, of):
        body = text(child(function.node, "body"))
        sets = re.search(rf"self\.{field} = (\w+)\b", body)
        if function.receiver is None or len(function.parameters) != 1:
            continue
        value = text(child(function.parameters[0], "pattern"))
        if function.name == f"set_{field}" or (sets is not None and sets[1] == value):
            yield function


def _of_type(scene: Scene, of: str) -> Iterator[Function]:
    """The functions in the impls of `of` that can be called from elsewhere."""
    for function in functions(scene):
        owner = function.owner
        if owner is None or owner.type != "impl_item" or head(text(child(owner, "type"))) != of:
            continue
        if child(owner, "trait") is not None or level_of(function.node) not in _PRIVATE:
            yield function


def _result(function: Function) -> str:
    return text(child(function.node, "return_type"))


def _bare(written: str) -> str:
    """Without the reference, a borrowed text as what owns it."""
    bare = referent(written)
    return "String" if bare == "str" else bare


def _reads(function: Function, field: str) -> bool:
    body: Node | None = child(function.node, "body")
    inner = text(body)[1:-1].strip()
    lent = rf"&?(?:mut )?self\.{field}(?:\.(?:clone|as_str|as_ref|as_slice|len)\(\))?"
    return re.fullmatch(lent, inner) is not None
