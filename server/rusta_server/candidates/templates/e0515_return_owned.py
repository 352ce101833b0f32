"""A function returns a reference to a value of its own.

Return the value itself: the result `&str` becomes `String`, `&[T]` becomes `Vec<T>`, `&T` becomes
`T`, an iterator over borrowed items one over owned ones; the borrow in the returned value goes.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0515", "E0106", "E0597", "E0716")

_OWNED = {"str": "String", "Path": "std::path::PathBuf", "OsStr": "std::ffi::OsString"}
_VIEWS = ("as_str", "as_slice", "as_ref", "as_path", "as_bytes", "borrow", "deref", "as_mut")
_ITER = re.compile(r"(?:\w+::)*Iter<(?:'\w+,\s*)?(.+)>")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = None if site is None else function_around(site)
    if site is None or function is None:
        return
    result = child(function.node, "return_type")
    value = _returned(site, function.node)
    if result is None or value is None:
        return
    title = f"Let {function.name} return an owned value"
    if result.type == "reference_type":
        inner = child(result, "type")
        owned = _owned(inner)
        for new in _owned_values(site, value):
            yield Offer(title, (site.replace(result, owned), site.replace(value, new)))
    elif (found := _ITER.fullmatch(text(result))) and text(value).endswith(".iter()"):
        new = text(value).removesuffix(".iter()") + ".into_iter()"
        kind = f"std::vec::IntoIter<{found[1]}>"
        yield Offer(title, (site.replace(result, kind), site.replace(value, new)))


def _returned(site: Site, function: Node) -> Node | None:
    if site.node.end_byte <= function.end_byte and site.expression is not None:
        body = child(function, "body")
        if body is not None and body.start_byte <= site.start:
            return site.expression
    body = child(function, "body")
    last = body.named_children[-1] if body is not None and body.named_child_count else None
    return (
        last
        if last is not None and not last.type.endswith(("statement", "declaration", "item"))
        else None
    )


def _owned(inner: Node | None) -> str:
    written = text(inner)
    if inner is not None and inner.type == "array_type" and child(inner, "length") is None:
        return f"Vec<{text(child(inner, 'element'))}>"
    return _OWNED.get(written, written)


def _owned_values(site: Site, value: Node) -> list[str]:
    """`s` for `&s` and `s.as_str()`; `x.to_owned()` for the rest."""
    if value.type == "reference_expression":
        inner = child(value, "value")
        whole = text(inner)
        if inner is not None and inner.type == "index_expression":
            return [f"{whole}.to_vec()", f"{whole}.to_string()", f"{whole}.clone()"]
        return [whole, f"{whole}.clone()"]
    head = child(value, "function")
    if (
        value.type == "call_expression"
        and head is not None
        and text(child(head, "field")) in _VIEWS
    ):
        return [text(child(head, "value"))]
    return [f"{text(value)}.to_owned()"]
