"""Another name in place of one that is not known, or does not fit: spelt alike, of the same words,
or what other languages call it."""

import re
from collections.abc import Iterator

from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_indexer.spelling import nearest
from rusta_server.candidates.items import fields, items
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

_UNKNOWN = frozenset(
    """
    E0405 E0407 E0412 E0422 E0423 E0425 E0426 E0432 E0433 E0437 E0438 E0531 E0532 E0560 E0573 E0574
    E0599 E0609 E0610 E0026 E0261 E0404 E0408
    """.split()
)
# What other languages call it; where several fit, in the order of likelihood.
_FOREIGN = {
    "null": "None", "nil": "None", "NULL": "None", "nullptr": "None", "undefined": "None",
    "True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "this": "self",
    "int": "i32 usize", "long": "i64", "short": "i16", "byte": "u8", "uint": "u32",
    "float": "f32 f64", "double": "f64", "boolean": "bool", "Boolean": "bool", "size_t": "usize",
    "uint8": "u8", "uint8_t": "u8", "int8": "i8", "uint16": "u16", "uint16_t": "u16",
    "int16": "i16", "uint32": "u32", "uint32_t": "u32", "int32": "i32", "int32_t": "i32",
    "uint64": "u64", "uint64_t": "u64", "int64": "i64", "int64_t": "i64", "float32": "f32",
    "float64": "f64", "string": "str String", "Integer": "i32", "Float": "f32", "Double": "f64",
    "List": "Vec", "Array": "Vec", "ArrayList": "Vec", "vector": "Vec", "list": "Vec",
    "Optional": "Option", "Maybe": "Option", "Either": "Result", "Map": "HashMap",
    "Dict": "HashMap", "dict": "HashMap", "Set": "HashSet", "length": "len", "size": "len",
    "count": "len", "append": "push push_str extend", "add": "push insert", "push_back": "push",
    "chars": "bytes iter", "bytes": "as_bytes chars", "push_str": "push extend", "len": "count",
    "pop_back": "pop", "concat": "extend push_str", "empty": "is_empty", "isEmpty": "is_empty",
    "includes": "contains", "include": "contains", "has": "contains contains_key",
    "indexOf": "find", "index_of": "find position", "toString": "to_string",
    "to_str": "to_string as_str", "str": "to_string", "strip": "trim", "lstrip": "trim_start",
    "rstrip": "trim_end", "startsWith": "starts_with", "startswith": "starts_with",
    "endsWith": "ends_with", "endswith": "ends_with", "lower": "to_lowercase",
    "toLowerCase": "to_lowercase", "upper": "to_uppercase", "toUpperCase": "to_uppercase",
    "characters": "chars", "each": "iter", "forEach": "for_each", "select": "map",
    "where": "filter", "reduce": "fold", "inject": "fold", "flatMap": "flat_map", "some": "any",
    "every": "all", "exists": "any", "first": "find", "delete": "remove", "erase": "remove",
    "at": "get", "copy": "clone", "front": "first", "back": "last", "head": "first",
    "or": "unwrap_or", "getOrElse": "unwrap_or_else", "isNull": "is_none",
    "to_vec": "collect to_vec", "toList": "collect", "to_list": "collect", "substring": "get",
    "charAt": "nth", "println": "println!",
}  # fmt: skip
_MAX_NAMES = 12


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or scene.diagnostic.code not in _UNKNOWN:
        return
    node = site.node
    name = text(node) if node.child_count == 0 else ""
    if not name.isidentifier() and not name.startswith("'"):
        return
    names = [*_foreign(site, name), *_near(scene, site, name)]
    for other in list(dict.fromkeys(names))[:_MAX_NAMES]:
        if other != name:
            yield Offer(f"Write {other} instead of {name}", (site.replace(node, other),))


def _foreign(site: Site, name: str) -> list[str]:
    known = _FOREIGN.get(name, "").split()
    referred = site.source[: site.start].rstrip().endswith((b"&", b"mut")) or (
        site.node.parent is not None and site.node.parent.type == "reference_type"
    )
    return known if referred or name != "string" else known[::-1]


def _near(scene: Scene, site: Site, name: str) -> Iterator[str]:
    """Spelt alike first; then those that it is the beginning of or shares a word with."""
    before = site.source[: site.start].rstrip()
    if before.endswith(b".") or scene.diagnostic.code in ("E0560", "E0609", "E0026"):
        known = list(_members(scene))
    elif before.endswith(b"::"):
        known = list(_members(scene)) + [text(child(i.node, "name")) for i in items(scene)]
    else:
        here = names_in_scope(site.source, site.start)
        known = [n.name for n in here if _same_space(n, name)]
    yield from (other for _, other in nearest(name, known))
    yield from (other for other in known if len(name) > 1 and other.startswith(name))
    words = set(parts(name))
    shared = [(len(words & set(parts(other))), other) for other in dict.fromkeys(known)]
    yield from (other for count, other in sorted(shared, key=lambda p: -p[0]) if count)


def _same_space(known: ScopeName, name: str) -> bool:
    """Types are looked for among types, values among values, lifetimes among lifetimes."""
    if name.startswith("'"):
        return known.kind in ("lifetime", "label")
    if known.kind in ("field", "method", "lifetime", "label"):
        return False
    return known.name[:1].isupper() == name[:1].isupper()


def _members(scene: Scene) -> Iterator[str]:
    """Fields and methods of the types the message speaks of, else of all."""
    spoken = set(re.findall(r"\w+", scene.diagnostic.message))
    for item in items(scene, "struct_item", "union_item", "enum_item"):
        if text(child(item.node, "name")) in spoken:
            yield from (field for field, _, _ in fields(item.node))
            body = child(item.node, "body")
            yield from (text(child(n, "name")) for n in (body.named_children if body else ()))
    for item in items(scene, "function_item", "function_signature_item"):
        if item.node.parent is not None and item.node.parent.type == "declaration_list":
            yield text(child(item.node, "name"))
