"""What a definition has on purpose, though no use that the compiler checks shows it.

A layout, a wire format, an interface for others, a marker, a guard that is only held: rustc is as
content without them. What is meant is never superfluous, whatever its uses lack; `unneeded` asks.
"""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.syntax import ancestors, parse, smallest

# Attributes that neither read the shape of what they stand on nor promise it to anyone.
_PLAIN = frozenset(
    "allow cfg clippy cold deny deprecated derive doc expect forbid inline must_use rustfmt "
    "should_panic test track_caller warn".split()
)
_DERIVED = frozenset("Clone Copy Debug Default Eq Hash Ord PartialEq PartialOrd".split())
_ATTRIBUTE = re.compile(r"\s*#?\[?\s*(\w+)[\w:]*\s*(?:\((.*)\))?", re.DOTALL)
_STUB = re.compile(rb"\{\s*(?:(?:unreachable|panic)!\s*\([^;]*\)\s*;?\s*)?\}")
# What is there to be held, to be given, or to change what a type may do or how it lies in memory.
_MARKER = re.compile(
    rb"\bPhantom(?:Data|Pinned)\b|\w*(?:Guard|Permit|Proof|Seal(?:ed)?|TempDir|Token|Witness)\b|"
    rb"\bdyn\s+(?:\w+::)*Any\b|^(?:(?:\w+::)*(?:Rc|Arc)<)?\(\)>?$|^\*|;\s*0\s*\]$"
)
_SAID_OF = {
    b"Option": re.compile(rb"\b(?:None|Some)\b"),
    b"Result": re.compile(rb"\b(?:Err|[Ee]rrors?|[Ff]ails?)\b"),
}
_UNFINISHED = re.compile(rb"\b(?:TODO|FIXME|XXX)\b|\b(?:todo|unimplemented)!")
_TOGETHER = re.compile(
    rb"(?:\w+::)*(?:(?:Rc|Arc)<\s*(?:\w+::)*(?:\w*Cell|Mutex|RwLock|Atomic\w+)\b|Result<\s*\(\))"
)
_RESERVED = re.compile(
    rb"\b(?:reserved|padding|placeholder|unused|compatib\w+|abi|future|not yet|later|kept?)\b",
    re.IGNORECASE,
)
_DISCRIMINANTS = re.compile(rb"\bas\s+(?:\*(?:const|mut)\s+)?[iu](?:8|16|32|64|128|size)\b")
_FOR_TYPE = re.compile(r"^conflicting implementations of trait `[^`]+` for type `&?[\w:]+(.*)`$")
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


def is_kept_layer(word: Node) -> bool:
    """Whether the layer of a written type that `word` is a part of is there on purpose: in what an
    impl is of or for; in a signature or a type whose shape is promised; where the layers mean
    something together: shared state, without which every copy has its own; `Result<(), E>`, which
    keeps failures; in a function whose documentation says when it fails or gives `None`."""
    around = next((n for n in ancestors(word) if n.type == "generic_type"), None)
    layer = (around.text or b"").partition(b"<")[0].rpartition(b"::")[2] if around else b""
    if around is not None and _TOGETHER.match(around.text or b""):
        return True
    for node in ancestors(word):
        if node.type in _SIGNATURES:
            said = _SAID_OF.get(layer) if node.type.startswith("function") else None
            if said is not None and _result_has(node, layer, word):
                return shapes_more(node)
            says = said is not None and said.search(documentation(node)) is not None
            return says or shapes_more(node)
        if node.type in _INSIDE:
            return False
        if node.type == "impl_item":
            return True
    return False


def _result_has(function: Node, layer: bytes, word: Node) -> bool:
    """Whether the result is a `layer` and `word` no part of it: the documentation says of that one
    when it fails or gives `None`."""
    result = function.child_by_field_name("return_type")
    if result is None or result.start_byte <= word.start_byte < result.end_byte:
        return False
    return re.match(rb"(?:\w+::)*%b\b" % layer, result.text or b"") is not None


def is_reserved(part: Node) -> bool:
    """Whether the name of a parameter, field, variant or method, or the comment at it, says that it
    is there for nothing yet. `_` before a parameter says only that nothing reads it."""
    name = part.child_by_field_name("name") or part.child_by_field_name("pattern")
    written = (name.text or b"") if name is not None else b""
    if written.startswith(b"_") and part.type != "parameter":
        return True
    said = [written.replace(b"_", b" ")]
    for beside in (part.prev_named_sibling, part.next_named_sibling):
        at = beside
        while at is not None and "comment" in at.type:
            behind = at.start_byte > part.end_byte
            if behind and at.start_point.row != part.end_point.row:
                break
            said.append(at.text or b"")
            at = at.next_named_sibling if behind else at.prev_named_sibling
    return any(map(_RESERVED.search, said))


def is_held(part: Node, texts: Iterable[bytes]) -> bool:
    """Whether a field, a parameter or the type of an element says something by being there: a
    marker, what has a `Drop`."""
    kind = part.child_by_field_name("type")
    if not part.type.endswith(("parameter", "declaration")):
        kind = part
    written = kind.text or b"" if kind is not None else b""
    if _MARKER.search(written):
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
    written = (body.text or b"") if body is not None else b""
    return _STUB.fullmatch(written) is not None or _UNFINISHED.search(written) is not None


def is_by_hand(diagnostic: Diagnostic, text: bytes, shift: int) -> bool:
    """Whether what conflicts with a derive is implemented for all of the type, in every build."""
    kind = _FOR_TYPE.search(diagnostic.message)
    if kind is None or re.search(r"\w", re.sub(r"'?_\b|'\w+", "", kind[1])):
        return False
    root = parse(text).root_node
    derived = diagnostic.primary.start - shift if diagnostic.primary is not None else 0
    for span in diagnostic.spans:
        if not span.primary and 0 <= span.start - shift <= span.end - shift <= len(text):
            for node in ancestors(smallest(root, span.start - shift, span.end - shift)):
                before = node.prev_named_sibling
                if node.start_byte <= derived < node.end_byte:
                    break  # What is around both is a part of the same builds.
                if before is not None and (before.text or b"").startswith(b"#[cfg"):
                    return False
    return True


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
