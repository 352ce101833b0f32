"""Elements of tuple structs and of tuple variants that what makes and matches them lacks."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.calls import calls_in
from rusta_server.patches.named import last_segment, name_around, name_of, nodes, text_of
from rusta_server.patches.syntax import ancestors, parse, smallest

_LIST = "ordered_field_declaration_list"

_LACKS = re.compile(
    r"^this (?:struct|enum variant) takes (\d+) arguments? but (\d+) arguments? (?:was|were) |"
    r"^this pattern has (\d+) fields?, but the corresponding tuple \w+ has (\d+) fields?$"
)
_MISSING = re.compile(r"^argument #(\d+) of type .* is missing$")
_BARE = re.compile(r"found tuple variant `|found enum constructor$")
_OWNERS = ("struct_item", "enum_variant")


def lacking_elements(
    diagnostic: Diagnostic, path: str, text: bytes, shift: int = 0
) -> Iterator[Node]:
    """The types declared in `text`, the file `path`, one of which the place of the diagnostic
    lacks: of several alike the last one first. Of a variant written bare its only one."""
    said = [diagnostic.message, *(s.label or "" for s in diagnostic.spans if s.primary)]
    bare = any(map(_BARE.search, said))
    counts = next((found for one in said if (found := _LACKS.search(one))), None)
    if counts is None and not bare:
        return
    for owner in _defined(diagnostic, path, text, shift):
        types = elements(owner)
        if counts is None:
            if len(types) == 1 and owner.type == "enum_variant":
                yield types[0]
            continue
        numbers = sorted(int(n) for n in counts.groups() if n)
        if numbers != [len(types) - 1, len(types)]:
            continue
        missing = [m for s in diagnostic.spans if (m := _MISSING.match(s.label or ""))]
        index = int(missing[0][1]) - 1 if missing else len(types) - 1
        alike = text_of(types[min(index, len(types) - 1)])
        yield from (node for node in reversed(types) if text_of(node) == alike)


def elements(owner: Node) -> list[Node]:
    """The types of a tuple struct or of a tuple variant; empty for any other."""
    listed = owner.child_by_field_name("body")
    if listed is None or listed.type != _LIST:
        return []
    beside = ("attribute_item", "visibility_modifier")
    return [n for n in listed.named_children if n.type not in beside and "comment" not in n.type]


def is_element(node: Node) -> bool:
    return node.parent is not None and node.parent.type == _LIST


def is_only_element(node: Node) -> bool:
    owner = node.parent.parent if node.parent is not None and is_element(node) else None
    return owner is not None and elements(owner) == [node]


def is_given(node: Node, texts: Iterable[bytes]) -> bool:
    """Whether some text makes or matches as many elements as there are with `node`, or reads the
    field that would be gone: under any `cfg`, in macros and documentation too."""
    owner = next(n for n in ancestors(node) if n.type in _OWNERS)
    name, wanted = name_of(owner), len(elements(owner))
    enum = name_around(owner, "enum_item") if owner.type == "enum_variant" else ""
    field = re.compile(rb"(?:\b[a-zA-Z_]\w*|[)\]])\s*\.\s*%d\b" % (wanted - 1))
    for text in texts:
        if name.encode() not in text:
            continue
        _, calls = calls_in(text, name)
        if any(n == wanted and _is_of(of, enum) for of, n in calls):
            return True
        if any(_matched(p, name, enum) == wanted for p in _patterns(text)):
            return True
        if enum:
            continue
        _, made = calls_in(text, "Self")
        if any(n == wanted for _, n in made) or field.search(text):
            return True
    return False


def _defined(diagnostic: Diagnostic, path: str, text: bytes, shift: int) -> list[Node]:
    spans = (*diagnostic.spans, *(s for note in diagnostic.notes for s in note.spans))
    found: list[Node] = []
    for span in spans:
        start, end = span.start - shift, span.end - shift
        if span.path != path or not 0 <= start < end <= len(text):
            continue
        around = ancestors(smallest(parse(text).root_node, start, end))
        owner = next((n for n in around if n.type in _OWNERS), None)
        if owner is not None and owner not in found:
            found.append(owner)
    return found


def _patterns(text: bytes) -> list[Node]:
    return nodes(parse(text).root_node, "tuple_struct_pattern")


def _matched(pattern: Node, name: str, enum: str) -> int:
    """How many elements a pattern of that name takes; -1 of another name, or where `..` is."""
    kind = pattern.child_by_field_name("type")
    path = text_of(kind)
    inside = [c for c in pattern.named_children if c != kind and "comment" not in c.type]
    if last_segment(path) != name or any(c.type == "remaining_field_pattern" for c in inside):
        return -1
    return len(inside) if _is_of(last_segment(path.rpartition("::")[0]), enum) else -1


def _is_of(written: str, enum: str) -> bool:
    """Whether what is written before the name may be `enum`; a struct may be anywhere."""
    return not enum or written in ("", "Self", enum) or not written[0].isupper()
