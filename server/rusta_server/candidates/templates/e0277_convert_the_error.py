"""E0277: `?` meets an error of another type than the function returns, or no `Result` at all.

Convert it on the way: `.map_err(Error::Variant)?` where a variant of the function's error type
holds it, or an `impl From` where that type has others; `.to_string()` where the error is a String;
`.ok_or(…)?` for an `Option`, `.ok()?` for a `Result` where an `Option` is returned.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.error_values import (
    alike,
    closure_name,
    converting,
    error_type_around,
    values_of,
)
from rusta_server.candidates.items import Item, items, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, shown, text
from rusta_server.candidates.types import arguments_of, head
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0271")

_TARGET = re.compile(r"couldn't convert the error to `(.+)`$|<.+>::Err == (.+)`$")
_FOUND = re.compile(r"has type `Result<_, (.+)>`$|^expected `.+`, found `(.+)`$")
_ON_OPTION = "can only be used on `Result`s, not `Option`s"
_ON_RESULT = "can only be used on `Option`s, not `Result`s"


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    tried = site.enclosing("try_expression") if site is not None else None
    if site is None or tried is None:
        return
    value = tried.named_children[0]
    message = scene.diagnostic.message
    if _ON_RESULT in message:
        yield Offer(f"Make an Option of {shown(value)}", (site.after(value, ".ok()"),))
    elif _ON_OPTION in message:
        yield from _of_option(scene, site, value)
    else:
        target = _said(_TARGET, [message])
        found = _said(_FOUND, [span.label or "" for span in scene.diagnostic.spans])
        if target and found:
            yield from _of_error(scene, site, value, target, found)


def _said(pattern: re.Pattern[str], texts: list[str]) -> str:
    match = next((m for said in texts if (m := pattern.search(said))), None)
    return (match[1] or match[2]) if match is not None else ""


def _of_error(scene: Scene, site: Site, value: Node, target: str, found: str) -> Iterator[Offer]:
    name = closure_name(scene)
    again = sum(_said(_TARGET, [e.message]) == target for e in scene.errors) > 1
    siblings = list(_froms(scene, head(target)))
    impls = list(_new_impl(scene, siblings, target, found))
    if siblings or again:
        yield from impls
    if siblings and impls and not _maps(scene, head(target)):
        return
    for closure in converting(scene, value, target, found, name):
        title = f"Convert the error of {shown(value)} to {target}"
        yield Offer(title, (site.after(value, f".map_err({closure})"),))
    if not siblings and not again:
        yield from impls


def _of_option(scene: Scene, site: Site, value: Node) -> Iterator[Offer]:
    wanted = error_type_around(scene, site)
    title = f"Return an error where {shown(value)} is None"
    for made, lazily in values_of(scene, site, value, wanted):
        call = f".ok_or_else(|| {made})" if lazily else f".ok_or({made})"
        yield Offer(title, (site.after(value, call),))


def _froms(scene: Scene, target: str) -> Iterator[Item]:
    """The `impl From<…>`s of the error type."""
    for impl in items(scene, "impl_item"):
        trait = text(child(impl.node, "trait"))
        if head(trait) == "From" and head(text(child(impl.node, "type"))) == target:
            yield impl


def _maps(scene: Scene, target: str) -> bool:
    """Whether the workspace makes this error by `map_err` too, beside its `impl From`s."""
    pattern = re.compile(rf"\.map_err\((?:\|\w+\| )?{target}::")
    return any(pattern.search(file.text) for file in files(scene))


def _new_impl(scene: Scene, siblings: list[Item], target: str, found: str) -> Iterator[Offer]:
    """Behind the last of its kind, else behind what is implemented for the type, else behind it."""
    definitions = items_named(scene, head(target), "enum_item", "struct_item")
    known = [t for s in siblings for t in arguments_of(text(child(s.node, "trait")))]
    if len(definitions) != 1 or any(alike(found, other) for other in known):
        return
    own = definitions[0]
    parameter = _parameter(siblings) or "error"
    for closure in converting(scene, own.node, target, found, parameter):
        if closure.startswith("|_|"):
            continue
        made = f"{closure}({parameter})"
        if closure.startswith("|"):
            bound, made = closure[1:].split("| ", 1)
            parameter = bound
        anchor = siblings[-1] if siblings else _last_impl(scene, own)
        lead = anchor.file.indent(anchor.node)
        body = (
            f"\n\n{lead}impl From<{found}> for {target} {{\n"
            f"{lead}    fn from({parameter}: {found}) -> Self {{\n"
            f"{lead}        {made}\n{lead}    }}\n{lead}}}"
        )
        yield Offer(
            f"Implement From<{found}> for {target}", (anchor.file.after(anchor.node, body),)
        )
        return


def _parameter(siblings: list[Item]) -> str:
    for sibling in siblings:
        if named := re.search(r"\bfn from\(\s*(\w+):", text(sibling.node)):
            return named[1]
    return ""


def _last_impl(scene: Scene, own: Item) -> Item:
    name = text(child(own.node, "name"))
    impls = [
        impl
        for impl in items(scene, "impl_item")
        if impl.file.path == own.file.path and head(text(child(impl.node, "type"))) == name
    ]
    return impls[-1] if impls else own
