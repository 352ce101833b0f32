"""E0277, E0271: `?` meets an error that our error type is not made of, but is made of others alike.

Where an `impl From` of that type asks no more of its error than its text (`err.to_string()`,
`format!("{err}")`) or a box, write the same for the error found, behind its siblings.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.error_values import alike
from rusta_server.candidates.generics import parameters
from rusta_server.candidates.items import TYPES, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.std_items import paths_of
from rusta_server.candidates.trait_items import impl_items, impls_for, listed_parameters, trait_name
from rusta_server.candidates.types import arguments_of, head, writable
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0271")

_LACKS = re.compile(r"`(?:\w+::)*(\w+)(?:<[^`]*>)?: (?:\w+::)*From<([^`]+)>` is not satisfied")
_TARGET = re.compile(r"couldn't convert the error to `(?:\w+::)*(\w+)[^`]*`")
_FOUND = re.compile(r"the trait `From<([^`]+)>` is not implemented for `")
_PARSED = re.compile(r"type mismatch resolving `<.+>::(?:Err|Error) == (?:\w+::)*(\w+)`")
_MISMATCH = re.compile(r"expected `[^`]+`, found `([^`]+)`")
_MAX_SIBLINGS = 2


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    target, found = _said(scene)
    if site is None or not target or not writable(found) or "'" in found:
        return
    siblings = [
        (file, impl)
        for file, impl in impls_for(scene, target)
        if trait_name(impl) == "From" and not parameters(file, impl)
    ]
    known = [t for _, impl in siblings for t in arguments_of(plain(child(impl, "trait")))]
    if any(alike(found, other) for other in known):
        return
    models = [(f, i) for f, i in siblings if _asks_for_text(i, target)]
    models.sort(key=lambda one: (one[0].path != site.path, abs(one[1].start_byte - site.start)))
    for file, impl in models[:_MAX_SIBLINGS]:
        last = [i for f, i in siblings if f.path == file.path][-1]
        for path in _paths(scene, file, impl, found):
            new = _exchanged(impl, path)
            edit = file.after(last, f"\n\n{file.indent(last)}{new}")
            yield Offer(f"Implement From<{path}> for {target} like its sibling", (edit,))


def _said(scene: Scene) -> tuple[str, str]:
    """(name of our type, the error it is not made of); empty where the diagnostic tells of none."""
    error = scene.diagnostic
    if (whole := _LACKS.search(error.message)) is not None:
        return whole[1], whole[2]
    target = _TARGET.search(error.message)
    pattern = _FOUND
    if target is None:
        target, pattern = _PARSED.search(error.message), _MISMATCH
    labels = [span.label or "" for span in error.spans]
    said = [*labels, *(note.message for note in error.notes)]
    found = next((m[1] for one in said if (m := pattern.search(one)) is not None), "")
    return (target[1] if target is not None else ""), found


def _asks_for_text(impl: Node, target: str) -> bool:
    """Whether its function uses the error, and that only as what can be shown or boxed; and makes
    of it nothing that is called like it."""
    function = next((i for i in impl_items(impl) if i.type == "function_item"), None)
    body = child(function, "body")
    listed = listed_parameters(function) if function is not None else []
    if body is None or len(listed) != 1:
        return False
    name, inner = re.escape(plain(child(listed[0], "pattern"))), text(body)
    shown = rf"\b{name}\.(?:to_string|into)\(\)|\bBox::new\({name}\)|\{{{name}(?::\??)?\}}"
    in_macro = rf"\b(?:format|write|format_args)!\([^;]*?,\s*(?:&\s*)?{name}\s*,?\s*\)"
    left = re.sub(rf"{shown}|{in_macro}", "", inner)
    if left == inner or re.search(rf"\b{name}\b(?!:)", left):
        return False
    own = {*parts(arguments_of(plain(child(impl, "trait")))[0]), *_last_words(impl)}
    variants = re.findall(rf"\b(?:{target}|Self)::([A-Z]\w*)", inner)
    return not any(own & set(parts(variant)) - {"error"} for variant in variants)


def _last_words(impl: Node) -> list[str]:
    """Of the path of the error: `io`, `error` of `std::io::Error`."""
    of = arguments_of(plain(child(impl, "trait")))[0]
    return [word for part in of.split("::") for word in parts(part)]


def _paths(scene: Scene, file: Site, impl: Node, found: str) -> Iterator[str]:
    """How the file can say the error's type."""
    name, given = head(found), found[len(found.partition("<")[0]) :]
    scope = {n.name: n.path for n in names_in_scope(file.source, impl.start_byte)}
    if "::" in found:
        known = [k for k, path in scope.items() if path == found.partition("<")[0]]
        module = found.partition("<")[0].rpartition("::")
        known += [f"{k}::{name}" for k, path in scope.items() if path == module[0]]
        yield f"{known[0]}{given}" if known else found
    elif name in scope or any(f.path == file.path for f in _declaring(scene, name)):
        yield found
    else:
        root = "core" if "core::" in text(impl) else "std"
        imported = (m for f in files(scene) for m in _imported(f, name))
        for path in dict.fromkeys((*paths_of(name, root), *imported)):
            module = path.rpartition("::")
            known = [k for k, where in scope.items() if where == module[0]]
            yield f"{known[0]}::{found}" if known else f"{path}{given}"


def _declaring(scene: Scene, name: str) -> list[Site]:
    return [item.file for item in items_named(scene, name, *TYPES)]


def _imported(file: Site, name: str) -> Iterator[str]:
    """Paths under which another crate's type is imported anywhere."""
    for written in re.findall(rf"\buse ((?:\w+::)+{name});", file.text):
        if not written.startswith(("self::", "super::")):
            yield written


def _exchanged(impl: Node, path: str) -> str:
    old = text(child(child(impl, "trait"), "type_arguments"))[1:-1].strip()
    return re.sub(rf"(?<![\w:]){re.escape(old)}(?!\w)", lambda _: path, text(impl))
