"""Where rustdoc documents an item of the standard library, by its path. Pure."""

from collections.abc import Iterator
from typing import Literal

from rusta_server.docs.curated import Place

Kind = Literal["item", "keyword", "primitive", "macro"]

_PAGES = (
    "struct",
    "enum",
    "trait",
    "fn",
    "macro",
    "type",
    "constant",
    "union",
    "derive",
    "traitalias",
)
_MEMBERS = ("method", "tymethod", "variant", "associatedconstant", "associatedtype")
_ROOTS = ("std", "core", "alloc")
_PRIMITIVES = frozenset(
    "bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 slice array tuple "
    "reference pointer fn never unit".split()
)
# https://doc.rust-lang.org/std/prelude/: what is named without an import.
_PRELUDE = {
    "AsMut": "convert", "AsRef": "convert", "From": "convert", "Into": "convert",
    "TryFrom": "convert", "TryInto": "convert", "Box": "boxed", "Clone": "clone", "Eq": "cmp",
    "Ord": "cmp", "PartialEq": "cmp", "PartialOrd": "cmp", "Default": "default",
    "DoubleEndedIterator": "iter", "ExactSizeIterator": "iter", "Extend": "iter",
    "FromIterator": "iter", "IntoIterator": "iter", "Iterator": "iter", "Copy": "marker",
    "Send": "marker", "Sized": "marker", "Sync": "marker", "Unpin": "marker", "drop": "mem",
    "Drop": "ops", "Fn": "ops", "FnMut": "ops", "FnOnce": "ops", "AsyncFn": "ops",
    "Option": "option", "Result": "result", "String": "string", "ToString": "string",
    "ToOwned": "borrow", "Vec": "vec", "Hash": "hash", "Debug": "fmt",
}  # fmt: skip
_VARIANTS = {"Some": "Option", "None": "Option", "Ok": "Result", "Err": "Result"}


def item_places(path: str, kind: Kind = "item") -> Iterator[Place]:
    """The places it may be documented at, the likeliest first."""
    name = path.removesuffix("!").rpartition("::")[2]
    if kind == "keyword":
        yield Place(f"std/keyword.{name}.html", "")
        return
    if kind == "primitive":
        yield Place(f"std/primitive.{name}.html", "")
        return
    if kind == "macro" or path.endswith("!"):
        yield Place(f"std/macro.{name}.html", "")
    parts = standard_path(path.removesuffix("!"))
    if parts is None:
        return
    folder, last = "/".join(parts[:-1]), parts[-1]
    if folder:
        yield from (Place(f"{folder}/{page}.{last}.html", "") for page in _PAGES)
    if len(parts) > 1:
        yield from _members("/".join(parts[:-2]), parts[-2], last)
    yield Place("/".join((*parts, "index.html")), "")


def standard_path(path: str) -> tuple[str, ...] | None:
    """`std`, `vec`, `Vec`, `push` of `Vec::push`; None for what the standard library has not."""
    first, *rest = [part for part in path.split("::") if part]
    if first in _ROOTS:
        return (first, *rest)
    if first in _VARIANTS and not rest:
        owner = _VARIANTS[first]
        return ("std", _PRELUDE[owner], owner, first)
    if first in _PRELUDE:
        return ("std", _PRELUDE[first], first, *rest)
    if first in _PRIMITIVES:
        return ("std", first, *rest)
    return None


def _members(folder: str, owner: str, name: str) -> Iterator[Place]:
    pages = [f"{folder}/{kind}.{owner}.html" for kind in _PAGES[:3]]
    if owner in _PRIMITIVES:
        pages = [f"std/primitive.{owner}.html"]
    for page in pages:
        yield from (Place(page, f"{member}.{name}") for member in _MEMBERS)
