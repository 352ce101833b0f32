"""E0594, E0596: a type of ours has `Deref` or `Index` and lacks `DerefMut` or `IndexMut`.

Write it like the impl that is there, with `&mut` and the methods of the type, or of what it holds,
that lend mutably. (The standard library, `std::ops::DerefMut`: "Mutable deref coercion".)
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import functions
from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.trait_items import impl_items, own_impls, trait_name
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0594", "E0596")

_LACKS = re.compile(r"trait `(Deref|Index)Mut` is required .* not implemented for `([^`]+)`")
_BORROWED = re.compile(r"borrow data in (?:a |an )?(dereference|index) of `([^`]+)` as mutable")
_TRAITS = {"dereference": "Deref", "index": "Index"}
_METHODS = {
    "as_ref": "as_mut", "get": "get_mut", "iter": "iter_mut", "borrow": "borrow_mut",
    "as_slice": "as_mut_slice", "as_ptr": "as_mut_ptr", "deref": "deref_mut", "index": "index_mut",
    "get_unchecked": "get_unchecked_mut", "as_bytes": "as_bytes_mut",
    "from_raw_parts": "from_raw_parts_mut", "first": "first_mut", "last": "last_mut",
}  # fmt: skip


def candidates(scene: Scene) -> Iterator[Offer]:
    error = scene.diagnostic
    said = [error.message, *(n.message for n in error.notes)]
    asked = [(m[1], m[2]) for words in said for m in _LACKS.finditer(words)]
    asked += [(_TRAITS[m[1]], m[2]) for words in said for m in _BORROWED.finditer(words)]
    for trait, of in dict.fromkeys(asked):
        for file in files(scene):
            impls = own_impls(file, head(of))
            if any(trait_name(impl) == f"{trait}Mut" for impl in impls):
                continue
            for impl in impls:
                if trait_name(impl) == trait:
                    written = _mutable(impl, trait, _lending(scene))
                    title = f"Implement {trait}Mut for {head(of)}"
                    put = file.after(impl, f"\n\n{file.indent(impl)}{written}")
                    yield Offer(title, (*_imported(file, impl, trait), put))


def _lending(scene: Scene) -> dict[str, str]:
    """Of the methods of the project those that lend mutably, by what the shared one is called."""
    names = {function.name for function in functions(scene)}
    found = dict(_METHODS)
    for name in names:
        for mutable in (f"{name}_mut", name.replace("as_", "as_mut_", 1), f"mut_{name}"):
            if mutable != name and mutable in names:
                found[name] = mutable
    return found


def _mutable(impl: Node, trait: str, lending: dict[str, str]) -> str:
    name = text(child(impl, "trait"))
    source = text(impl)
    for item in impl_items(impl):
        if item.type != "function_item":
            # The shared impl says what the type is, and this one rests on it.
            source = re.sub(rf"\s*{re.escape(text(item))}\n?", "\n", source, count=1)
    body = source[source.index("{") :]
    own = trait.lower()
    body = re.sub(rf"\bfn {own}\b", f"fn {own}_mut", body)
    body = re.sub(r"&('\w+ )?(?!mut\b)(?=[\w*(\[])", r"&\1mut ", body)
    calls = "|".join(sorted(map(re.escape, lending), key=len, reverse=True))
    body = re.sub(rf"(?<=[.:])({calls})(?=\()", lambda m: lending[m[1]], body)
    body = body.replace("*const ", "*mut ")
    body = re.sub(r"\{\s*\n\s*\n", "{\n", body, count=1)
    new = re.sub(rf"\b{trait}\b", f"{trait}Mut", name, count=1)
    return source[: source.index("{")].replace(name, new, 1) + body


def _imported(file: Site, impl: Node, trait: str) -> tuple[Edit, ...]:
    """What brings the name in where the impl writes the shared one without a path."""
    if "::" in text(child(impl, "trait")).split("<")[0]:
        return ()
    if re.search(rb"\b%bMut\b" % trait.encode(), file.source):
        return ()
    body = file.tree.root_node
    parents = [path.rpartition("::")[0] for name, path in imported_paths(body) if name == trait]
    return add_import(file, impl, parents[0], [f"{trait}Mut"]) if parents else ()
