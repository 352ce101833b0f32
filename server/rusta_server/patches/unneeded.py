"""Words of a definition that the errors of its uses call superfluous.

The uses are right and the definition asks for more than it needs. Part of `superfluous`, whose
list of rules goes on with these:

18. something cannot be borrowed mutably, and the word is the `mut` of a method's `&mut self`;
19. a type is, or is not, a `W<…>` where the other thing is wanted, and the words are the `W<` … `>`
    around a type that is written in a declaration (`&` and `impl Future<Output = …>` likewise);
20. calls lack an argument, and the words are the parameter that rustc's note points at, which its
    function's body and documentation do not name;
21. literals lack a field, one they may not see too, and the words are its declaration, where no
    text names the field;
22. a `match` lacks a variant, and the words are its declaration, where no text names the variant;
23. an impl lacks a method, and the words are its declaration in the trait, where no text names it;
24. a tuple struct or variant is made or matched with one element less, and the words are the type
    of the element; of a variant that is written bare its only one with the parentheses.

That every call, literal, `match` and impl agrees is what the check proves. 20 to 24 hold only
where no file of the project names what goes: documentation and code under a `cfg` count. None holds
of what is there on purpose (see `meant`), nor 18 where `unsafe` code rests on the exclusive borrow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.patches.calls import calls_in
from rusta_server.patches.elements import is_element, is_given, is_only_element, lacking_elements
from rusta_server.patches.layers import is_layer
from rusta_server.patches.meant import (
    documentation,
    is_counted,
    is_held,
    is_open,
    is_reserved,
    shapes_more,
)
from rusta_server.patches.named import (
    is_documentation,
    last_segment,
    name_around,
    name_of,
    nodes,
    text_of,
)
from rusta_server.patches.syntax import ancestors, parse, smallest

_SHARED = frozenset(("E0596", "E0502", "E0499", "E0506"))
_ABOUT_TYPES = frozenset(
    """
    E0277 E0282 E0308 E0369 E0412 E0425 E0599 E0600 E0604 E0605 E0606 E0608 E0609 E0614 E0618 E0624
    """.split()
)
_LACKS = re.compile(r"takes (\d+)(?: \w+)? arguments? but (\d+)(?: \w+)? arguments? ")
_MISSING_FIELDS = re.compile(r"^missing (?:structure )?fields? (.*) in initializer of `([^`]+)`")
_HIDDEN_FIELDS = re.compile(
    r"^cannot construct `([^`]+)` with struct literal syntax due to private"
)
_NOT_PROVIDED = re.compile(r"private fields? (.*) that w\w+ not provided$")
_MISSING_ITEMS = re.compile(r"^not all trait items implemented, missing: (.*)$")
_NOTED_TRAIT = re.compile(r"^`(\w+)` from trait$", re.MULTILINE)
_MATCHED = re.compile(r"`&*(?:\w+::)*(\w+)::(\w+)(?: ?[({][^`]*)?`")
_ITEMS = frozenset("enum_item function_item struct_item trait_item".split())
_LENT = re.compile(rb"&\s*(?:'\w+\s+)?mut\b|\w(?<!Ref)Mut\b")
_FUNCTIONS = frozenset(("function_item", "function_signature_item"))
# Bytes of the blanks before a field's name.
_BLANKS_MAX = 400
_QUOTED = re.compile(r"`([^`]+)`")
_VISIBILITY = "visibility_modifier"


def calls_unneeded(
    diagnostic: Diagnostic,
    path: str,
    place: tuple[int, int],
    text: bytes,
    shift: int,
    project: Mapping[str, str],
) -> bool:
    """Whether `diagnostic` calls the word at bytes `place` of `text`, the file `path`, superfluous.
    `project`: the texts of the workspace, by path."""
    code = diagnostic.code or ""
    start, end = place
    if code in _SHARED and text[start:end] == b"mut":
        node = smallest(parse(text).root_node, start, end)
        receiver = next((n for n in [*ancestors(node)][:3] if n.type == "self_parameter"), None)
        return receiver is not None and _is_unexclusive(receiver, path, text, project)
    is_about_layer = code in _ABOUT_TYPES and is_layer(diagnostic, text, start, end)
    if is_about_layer and is_ours(smallest(parse(text).root_node, start, end), path, text, project):
        return True
    for node in lacking(diagnostic, path, text, shift):
        first, last = with_separator(node, text)
        if first <= start and end <= last and is_unnamed(node, path, text, project):
            return True
    return False


def lacking(diagnostic: Diagnostic, path: str, text: bytes, shift: int = 0) -> Iterator[Node]:
    """The parameters, fields, variants, methods and elements declared in `text`, the file `path`,
    that the place of the diagnostic lacks. `shift`: see `superfluous.calls_superfluous`."""
    parts = (*_lacking(diagnostic, path, text, shift),
             *lacking_elements(diagnostic, path, text, shift))  # fmt: skip
    for node in parts:
        before = node.prev_named_sibling
        while before is not None and ("comment" in before.type or before.type == _VISIBILITY):
            before = before.prev_named_sibling
        # An attribute says something about what follows it, and would be about the next one.
        if before is None or before.type != "attribute_item":
            yield node


def _lacking(diagnostic: Diagnostic, path: str, text: bytes, shift: int) -> Iterator[Node]:
    message = diagnostic.message
    if diagnostic.code == "E0061" and (said := _LACKS.search(message)) is not None:
        if int(said[1]) > int(said[2]):
            spans = (s for n in diagnostic.notes for s in n.spans if s.path == path)
            found = [_parameter(text, s, shift) for s in spans if not (s.primary or s.label)]
            # Of several of one type rustc takes the last one for missing.
            yield from dict.fromkeys(p for node in found if node for p in _of_its_type(node))
    elif diagnostic.code == "E0063" and (said := _MISSING_FIELDS.match(message)) is not None:
        for name in _QUOTED.findall(said[1]):
            yield from _declared(
                text, "field_declaration", name, "struct_item", last_segment(said[2])
            )
    elif (said := _HIDDEN_FIELDS.match(message)) is not None:
        for note in diagnostic.notes:
            listed = _NOT_PROVIDED.search(note.message)
            for name in _QUOTED.findall(listed[1]) if listed is not None else ():
                yield from _declared(
                    text, "field_declaration", name, "struct_item", last_segment(said[1])
                )
    elif diagnostic.code == "E0004":
        for owner, name in dict.fromkeys(_MATCHED.findall(message)):
            yield from _declared(text, "enum_variant", name, "enum_item", owner)
    elif diagnostic.code == "E0046" and (said := _MISSING_ITEMS.match(message)) is not None:
        traits = _NOTED_TRAIT.findall(diagnostic.said)
        for name in _QUOTED.findall(said[1]):
            if name in traits:
                yield from _declared(text, "function_signature_item", name, "trait_item")


def is_unnamed(node: Node, path: str, text: bytes, project: Mapping[str, str]) -> bool:
    """Whether nothing in the project names what `node` of `text`, the file `path`, declares:
    a parameter in its function and no call that gives it, a field by what reads, gives or quotes
    it, all else by its mere name."""
    others = _others(path, project)
    item = next((n for n in ancestors(node) if n.type in _ITEMS), None)
    if item is None or shapes_more(item) or is_reserved(node):
        return False
    name, owner, texts = name_of(node), name_of(item), (text, *others)
    if (is_element(node) or node.type in ("parameter", "field_declaration")) and is_held(
        node, texts
    ):
        return False
    if is_element(node):
        return not is_given(node, texts)
    if node.type == "parameter":
        return _is_unread(node, item, text, others)
    if node.type == "field_declaration":
        owners = frozenset((owner, "Self", *_aliases(owner, texts)))
        return not any(_names_field(each, name, owners) for each in texts)
    if node.type == "enum_variant" and is_counted(node, owner, texts):
        return False
    return _count(text, name) == 1 and not any(_count(each, name) for each in others)


def _others(path: str, project: Mapping[str, str]) -> list[bytes]:
    return [t.encode() for p, t in project.items() if p != path and p.endswith(".rs")]


def _is_unexclusive(receiver: Node, path: str, text: bytes, project: Mapping[str, str]) -> bool:
    """Whether the compiler can tell that a method needs no `&mut self`: its body is safe, and it
    lends nothing that may be changed; a trait's has such bodies in the project."""
    function = next((n for n in ancestors(receiver) if n.type in _FUNCTIONS), None)
    if function is None or re.search(rb"\bunsafe\b", function.text or b""):
        return False
    result = function.child_by_field_name("return_type")
    lends = result is not None and _LENT.search(result.text or b"") is not None
    return not lends and is_ours(receiver, path, text, project)


def is_ours(node: Node, path: str, text: bytes, project: Mapping[str, str]) -> bool:
    """Whether `node` is of no trait's signature, or of a trait that the project implements: what
    others implement the check does not see."""
    function = next((n for n in ancestors(node) if n.type in _FUNCTIONS), None)
    trait = name_around(node, "trait_item")
    if function is None or function.type == "function_item" or not trait:
        return True
    implemented = re.compile(rb"\b%b\b(?:<[^{}]*>)?\s+for\b" % re.escape(trait.encode()))
    return any(implemented.search(each) for each in (text, *_others(path, project)))


def _is_unread(parameter: Node, function: Node, text: bytes, others: Iterable[bytes]) -> bool:
    name = name_of(parameter.child_by_field_name("pattern"))
    body = function.child_by_field_name("body")
    if function.type != "function_item" or body is None or not name or is_open(function):
        return False
    if _count(body.text or b"", name) or _count(documentation(function), name):
        return False
    listed = function.child_by_field_name("parameters")
    own = listed.named_children if listed is not None else []
    wanted = sum(c.type in ("parameter", "self_parameter") for c in own)
    called, owner = name_of(function), name_around(function, "impl_item")
    declared, given = 0, set[tuple[str, int]]()
    for each in (text, *others):
        functions, counts = calls_in(each, called)
        declared, given = declared + functions, given | counts
    # Of several functions of the name only the compiler knows which one a call means, unless it
    # names the type.
    return not any(n == wanted and (declared < 2 or (of and of == owner)) for of, n in given)


def with_separator(node: Node, text: bytes) -> tuple[int, int]:
    """The bytes to take away with `node`, an element of a list: with the comma behind it, else that
    before it, and the rest of lines it has to itself, documentation included."""
    if is_only_element(node) and (listed := node.parent) is not None:
        return listed.start_byte, listed.end_byte
    start, end = node.start_byte, node.end_byte
    before = node.prev_named_sibling
    if before is not None and before.type == _VISIBILITY:
        start, before = before.start_byte, before.prev_named_sibling
    while before is not None and "comment" in before.type and is_documentation(before):
        start, before = before.start_byte, before.prev_named_sibling
    after = re.compile(rb"\s*,").match(text, end)
    if after is not None:
        end = after.end()
        blank = re.compile(rb"[ \t]+").match(text, end)
        own_line = text[:start].rstrip(b" \t").endswith(b"\n")
        if blank is not None and not own_line:
            end = blank.end()
    else:
        lead = re.search(rb"\s*,\s*$", text[:start])
        if lead is not None:
            return lead.start(), end
    line = len(text[:start].rstrip(b" \t"))
    if text[line - 1 : line] == b"\n" and text[end : end + 1] == b"\n":
        return line, end + 1
    return start, end


@lru_cache(maxsize=256)
def _names_field(text: bytes, name: str, owners: frozenset[str]) -> bool:
    """Whether code reads or gives the field of what is called one of `owners`, or documentation
    quotes it or uses it."""
    root = parse(text).root_node
    for found in re.finditer(rb"\b%b\b" % re.escape(name.encode()), text):
        node = smallest(root, found.start(), found.end())
        parent = node.parent
        if "comment" in node.type:
            around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
            used = _is_asked(text, found.start()) or _is_label(text, found.end())
            if is_documentation(node) and (around == b"``" or used):
                return True
        elif node.type in ("string_literal", "raw_string_literal", "string_content"):
            if text[found.start() - 1 : found.start()] in (b"{", b'"'):
                return True
        elif parent is None or parent.type == "field_declaration":
            continue
        elif parent.type == "token_tree":
            if _is_asked(text, found.start()) or _is_label(text, found.end()):
                return True
            before = parent.prev_sibling
            if (
                before is not None
                and text_of(before) in owners
                and text[parent.start_byte :][:1] == b"{"
            ):
                return True
        elif node.type in ("field_identifier", "shorthand_field_identifier"):
            if not _is_called(parent) and not _of_another(node, owners):
                return True
        elif parent.type == "shorthand_field_initializer" and not _of_another(node, owners):
            return True
    return False


def _is_called(access: Node) -> bool:
    call = access.parent
    return (
        access.type == "field_expression"
        and call is not None
        and call.type == "call_expression"
        and call.child_by_field_name("function") == access
    )


def _of_another(node: Node, owners: frozenset[str]) -> bool:
    """Whether the literal or the pattern that gives or takes the field is of another type."""
    kinds = ("struct_expression", "struct_pattern")
    around = next((n for n in ancestors(node) if n.type in (*kinds, "field_expression")), None)
    if around is None or around.type not in kinds:
        return False
    named = around.child_by_field_name("name") or around.child_by_field_name("type")
    return last_segment(text_of(named)) not in owners


def _aliases(owner: str, texts: Iterable[bytes]) -> Iterator[str]:
    """What else the type is called."""
    name = re.escape(owner.encode())
    written = re.compile(rb"\btype\s+(\w+)[^=;{}]*=[^;{}]*\b%b\b|\b%b\s+as\s+(\w+)" % (name, name))
    for text in texts:
        yield from ((found[1] or found[2]).decode() for found in written.finditer(text))


def _is_asked(text: bytes, at: int) -> bool:
    return text[max(0, at - _BLANKS_MAX) : at].rstrip().endswith(b".")


def _is_label(text: bytes, at: int) -> bool:
    return re.compile(rb"\s*:(?!:)").match(text, at) is not None


def _parameter(text: bytes, span: Span, shift: int) -> Node | None:
    start, end = span.start - shift, span.end - shift
    if not 0 <= start < end <= len(text):
        return None
    for node in ancestors(smallest(parse(text).root_node, start, end)):
        if (node.start_byte, node.end_byte) != (start, end):
            return None
        if node.type == "parameter":
            return node
    return None


def _of_its_type(parameter: Node) -> list[Node]:
    """`parameter` and those beside it of the same type."""
    kind = text_of(parameter.child_by_field_name("type"))
    beside = parameter.parent.named_children if parameter.parent is not None else []
    same = [p for p in beside if text_of(p.child_by_field_name("type")) == kind and p != parameter]
    return [parameter, *(p for p in same if p.type == "parameter")]


def _declared(text: bytes, kind: str, name: str, around: str, owner: str = "") -> Iterator[Node]:
    """The `kind` called `name` in the `around` called `owner` (empty: in any)."""
    if name.encode() in text:
        for node in nodes(parse(text).root_node, kind):
            found = name_around(node, around)
            if name_of(node) == name and found and owner in ("", found):
                yield node


def _count(text: bytes, name: str) -> int:
    return len(re.findall(rb"\b%b\b" % re.escape(name.encode()), text))
