"""The path a name lacks: one that the file or the crate writes before this name elsewhere, `Self`,
the type or enum that declares it, a module in scope that holds it."""

import re
from collections import Counter
from collections.abc import Iterator

from rusta_indexer.scope import names_in_scope, self_path
from rusta_indexer.syntax import query
from rusta_server.candidates.items import items
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.unresolved import Missing, suggested_imports
from rusta_server.contracts.candidate import Scene

_INTEGERS = (f"{sign}{bits}" for bits in (8, 16, 32, 64, 128, "size") for sign in "ui")
_PRIMITIVES = (*_INTEGERS, "f32", "f64", "str", "char", "bool")
# What is mostly written behind its module of the standard library.
_LIBRARY = {
    "fmt": "Result Display Debug Formatter Error Write Arguments",
    "io": "Result Error ErrorKind Read Write BufRead Seek",
    "error": "Error",
    "cmp": "min max Ordering Reverse",
    "mem": "swap replace take size_of",
    "ops": "Deref DerefMut Index IndexMut Range Add Sub Mul Div Neg Not",
    "iter": "once repeat empty from_fn Peekable FromIterator",
    "str": "from_utf8 FromStr Chars CharIndices Utf8Error",
    "env": "args var",
    "process": "exit",
    "thread": "spawn sleep",
}
# What is called without knowing whose it is: the library's own constructors.
_CONSTRUCTED = ("Vec", "String", "Box", "HashMap")


def qualifiers(scene: Scene, found: Missing) -> tuple[list[str], list[str]]:
    """(paths the file's own habits speak for, other paths), likeliest first."""
    site, name = found.site, found.name
    if is_pathed(site):
        return [], []
    scope = {n.name for n in names_in_scope(site.source, site.start)}
    scope |= {"Self"} if self_path(site.source, site.start) else set()
    declared = list(_declaring(scene, site, name))
    suggested = [path.rpartition("::")[0] for path in suggested_imports(scene.diagnostic, site)]
    lasts = [parent.rpartition("::")[2] for parent in suggested]
    habits = [path for path in declared if path == "Self"]
    habits += [p for p in _written_in(site, name) if _is_known(p, scope)]
    code = _code(site)
    habits += [last for last in lasts if last in scope or last[:1].isupper()]
    habits += [p for p in suggested if p and re.search(rf"(?<![\w:]){re.escape(p)}::", code)]
    others = [p for file in files(scene) for p in _written_in(file, name) if _is_known(p, scope)]
    habits += [m for m, names in _LIBRARY.items() if m in scope and name in names.split()]
    others += declared
    others += [parent for parent in suggested if "::" in parent]
    if _is_called(site) and re.search(r"new|with_capacity|from", name):
        others += _CONSTRUCTED
    habits = list(dict.fromkeys(habits))
    return habits, [path for path in dict.fromkeys(others) if path not in habits]


def _is_known(path: str, scope: set[str]) -> bool:
    head = path.split("::")[0]
    return head in scope or head in ("std", "core", "alloc", "crate", *_CONSTRUCTED, *_PRIMITIVES)


def _declaring(scene: Scene, site: Site, name: str) -> Iterator[str]:
    """Types whose enum or impl has the name; `Self` where that is the type around the place."""
    own = self_path(site.source, site.start)
    for _, enum in items(scene, "enum_item"):
        variants = query(enum, "(enum_variant name: (identifier) @name)")
        if any(text(v["name"][0]) == name for v in variants):
            yield text(child(enum, "name"))
    around = site.enclosing("impl_item", "trait_item")
    for file, holder in items(scene, "impl_item", "trait_item"):
        body = child(holder, "body")
        members = body.named_children if body is not None else ()
        if not any(text(child(member, "name")) == name for member in members):
            continue
        if around is not None and file.path == site.path and holder == around:
            yield "Self"
        elif holder.type == "trait_item":
            # Of a trait's types the impl, a parameter bound by it, or a subtrait speaks.
            if own is not None:
                yield "Self"
            yield from _generics(site)
        else:
            of_type = re.match(r"\w+", text(child(holder, "type")))
            if of_type is not None:
                yield "Self" if of_type[0] == own else of_type[0]


def _generics(site: Site) -> list[str]:
    return [n.name for n in names_in_scope(site.source, site.start) if n.kind == "type_param"]


def _written_in(file: Site, name: str) -> list[str]:
    """The paths that stand before `name` in code, the most frequent first."""
    before = re.compile(rf"(?<![\w:])((?:\w+::)+){re.escape(name)}\b")
    found = Counter(path.removesuffix("::") for path in before.findall(_code(file)))
    return [path for path, _ in found.most_common()]


def _code(file: Site) -> str:
    source = file.source.decode(errors="replace")
    return re.sub(r"//.*|(?m:^\s*(?:pub )?use [^;]*;)", "", source)


def is_pathed(site: Site) -> bool:
    """Whether a path or a receiver stands in front of the name."""
    before = site.source[: site.start].rstrip()
    return before.endswith((b"::", b".")) and not before.endswith(b"..")


def _is_called(site: Site) -> bool:
    return site.source[site.end : site.end + 1] == b"("
