"""What a definition has on purpose, though no use that the compiler checks shows it.

A layout, a wire format, an interface for others, a marker, a guard that is only held: rustc is as
content without them. What is meant is never superfluous, whatever its uses lack; `unneeded` asks.
"""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from rusta_server.patches.syntax import ancestors

# Attributes that neither read the shape of what they stand on nor promise it to anyone.
_PLAIN = frozenset(
    "allow cfg clippy cold deny deprecated derive doc expect forbid inline must_use rustfmt "
    "should_panic test track_caller warn".split()
)
_DERIVED = frozenset("Clone Copy Debug Default Eq Hash Ord PartialEq PartialOrd".split())
_ATTRIBUTE = re.compile(r"\s*#?\[?\s*(\w+)[\w:]*\s*(?:\((.*)\))?", re.DOTALL)
_STUB = re.compile(rb"\{\s*(?:(?:todo|unimplemented|unreachable|panic)!\s*\([^;]*\)\s*;?\s*)?\}")
_MARKER = re.compile(rb"\bPhantom(?:Data|Pinned)\b")
_DISCRIMINANTS = re.compile(rb"\bas\s+[iu](?:8|16|32|64|128|size)\b")
_SIGNATURES = frozenset(
    "function_item function_signature_item struct_item enum_item union_item".split()
)
_INSIDE = frozenset(
    "associated_type block closure_expression const_item let_declaration static_item "
    "type_item".split()
)


def shapes_more(item: Node) -> bool:
    """Whether an attribute of the item reads its shape or promises it (`repr`, `non_exhaustive`,
    a derive that is not the language's), or it is a function that foreign code calls."""
    if item.type in ("function_item", "function_signature_item"):
        modifiers = (c for c in item.children if c.type == "function_modifiers")
        if any(b"extern" in (m.text or b"") for m in modifiers):
            return True
        block = next((n for n in ancestors(item) if n.type in ("impl_item", "trait_item")), None)
        if block is not None and any(map(_reads_shape, _attributes(block))):
            return True
    return any(map(_reads_shape, _attributes(item)))


def is_header_or_shaped(written_type: Node) -> bool:
    """Whether the type is what an impl is of or for, or belongs to a signature or a type whose
    shape is promised."""
    for node in ancestors(written_type):
        if node.type in _SIGNATURES:
            return shapes_more(node)
        if node.type in _INSIDE:
            return False
        if node.type == "impl_item":
            return True
    return False


def is_held(field: Node, texts: Iterable[bytes]) -> bool:
    """Whether a field says something by being there: `_guard`, a marker, what has a `Drop`."""
    name, kind = field.child_by_field_name("name"), field.child_by_field_name("type")
    written = kind.text or b"" if kind is not None else b""
    if (name is not None and (name.text or b"").startswith(b"_")) or _MARKER.search(written):
        return True
    held = b"|".join(re.findall(rb"\w+", written))
    dropped = re.compile(rb"\bDrop\s+for\s+(?:\w+::)*(?:%b)\b" % held)
    return bool(held) and any(dropped.search(text) for text in texts)


def is_counted(variant: Node, owner: str, texts: Iterable[bytes]) -> bool:
    """Whether the number of the variant, or of one behind it, is written or asked for."""
    listed = variant.parent.named_children if variant.parent is not None else []
    variants = [v for v in listed if v.type == "enum_variant"]
    if any(v.child_by_field_name("value") is not None for v in variants):
        return True
    shifts = variant != variants[-1] and all(
        v.child_by_field_name("body") is None for v in variants
    )
    naming = [t for t in texts if re.search(rb"\b%b\b" % re.escape(owner.encode()), t)]
    return any(b"transmute" in t or (shifts and _DISCRIMINANTS.search(t)) for t in naming)


def is_open(function: Node) -> bool:
    """Whether the body of the function does not say what it needs: it is yet to be written, or
    what a trait does where nobody says otherwise."""
    body = function.child_by_field_name("body")
    in_trait = next((n for n in ancestors(function) if n.type in ("impl_item", "trait_item")), None)
    if in_trait is not None and in_trait.type == "trait_item":
        return True
    return body is None or _STUB.fullmatch(body.text or b"") is not None


def _attributes(item: Node) -> Iterator[str]:
    before = item.prev_named_sibling
    while before is not None and ("comment" in before.type or before.type == "attribute_item"):
        if before.type == "attribute_item":
            yield (before.text or b"").decode(errors="replace")
        before = before.prev_named_sibling


def _reads_shape(written: str) -> bool:
    found = _ATTRIBUTE.match(written)
    if found is None:
        return True
    name, inside = found[1], found[2] or ""
    if name == "derive":
        names = (path.rpartition("::")[2].strip() for path in inside.split(","))
        return any(derived not in _DERIVED for derived in names if derived)
    if name == "cfg_attr":
        return any(map(_reads_shape, _listed(inside)[1:]))
    return name not in _PLAIN


def _listed(written: str) -> list[str]:
    """The elements between the commas that stand in no delimiters."""
    found, depth = [""], 0
    for character in written:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [each for each in found if each.strip()]


def documentation(item: Node) -> bytes:
    """What comments and attributes say directly before the item."""
    found: list[bytes] = []
    before = item.prev_named_sibling
    while before is not None and ("comment" in before.type or before.type == "attribute_item"):
        found.insert(0, before.text or b"")
        before = before.prev_named_sibling
    return b"".join(found)
