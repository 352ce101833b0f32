"""The changes: what becomes of a definition, and the rule by which its uses follow.

Each refactoring is given an item with all its uses, which the compiler has found by renaming it,
and answers with the edits of the definition and those of every use; None where it does not apply.
Whether they fit together, the compiler and the tests decide.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tree_sitter import Node

from rusta_eval.cases import digest
from rusta_eval.crates import Tree
from rusta_eval.workspaces.drafts import Edit, Fixer, Place, enclosing, node_at, text, walk
from rusta_eval.workspaces.items import Item


@dataclass(frozen=True)
class Subject:
    """An item of a workspace and the edits that would rename it at all its uses."""

    tree: Tree
    item: Item
    uses: tuple[Edit, ...]

    @property
    def node(self) -> Node:
        return self.item.node(self.tree)

    def edit(self, node: Node, new: bytes) -> Edit:
        """`new` in place of a node of the defining file."""
        return Edit(self.item.path, node.start_byte, node.end_byte, new)

    def use_node(self, use: Edit) -> Node:
        return node_at(self.tree[use.path], use.start, use.end)


Outcome = tuple[list[Edit], list[Edit] | Fixer]
"""The definition's edits, and those of the uses or how the compiler's errors lead to them."""
Refactoring = Callable[[Subject], Outcome | None]


@dataclass(frozen=True)
class Call:
    """A use of a function that calls it. `shift`: 1 where the receiver is the first argument."""

    path: str
    node: Node
    arguments: list[Node]
    shift: int

    def wrap(self, after: bytes, before: bytes = b"") -> list[Edit]:
        found = [Edit(self.path, self.node.end_byte, self.node.end_byte, after)]
        if before:
            found.append(Edit(self.path, self.node.start_byte, self.node.start_byte, before))
        return found


def calls(subject: Subject) -> list[Call] | None:
    """Every call; None where a use is neither a call nor an import."""
    method = _receiver(subject.node) is not None
    found = []
    for use in subject.uses:
        node: Node | None = subject.use_node(use)
        if enclosing(node, "use_declaration") is not None:
            continue
        dotted = False
        while node is not None and node.parent is not None:
            outer = node.parent
            if outer.type == "call_expression" and outer.child_by_field_name("function") == node:
                listed = outer.child_by_field_name("arguments")
                assert listed is not None
                shift = 0 if dotted or not method else 1
                given = [one for one in listed.named_children if "comment" not in one.type]
                found.append(Call(use.path, outer, given, shift))
                break
            if outer.type not in ("scoped_identifier", "field_expression", "generic_function"):
                return None
            dotted = dotted or outer.type == "field_expression"
            node = outer
        else:
            return None
    return found or None


def _receiver(function: Node) -> Node | None:
    listed = function.child_by_field_name("parameters")
    kids = listed.named_children if listed else []
    return next((one for one in kids if one.type == "self_parameter"), None)


def _parameters(function: Node) -> list[tuple[Node, bytes, Node]]:
    """(parameter, name, type) without the receiver; simple names only."""
    listed = function.child_by_field_name("parameters")
    found = []
    for one in listed.named_children if listed else []:
        pattern, kind = one.child_by_field_name("pattern"), one.child_by_field_name("type")
        if one.type == "parameter" and pattern and kind and pattern.type == "identifier":
            found.append((one, text(pattern), kind))
    return found


def _tail(function: Node) -> Node | None:
    """The expression that is the value of the body, where nothing else leaves it."""
    body = function.child_by_field_name("body")
    if body is None or not body.named_children:
        return None
    inside = [one.type for one in walk(body)]
    if "return_expression" in inside or "try_expression" in inside:
        return None
    last = body.named_children[-1]
    if last.type == "expression_statement" and not text(last).endswith(b";"):
        last = last.named_children[0]
    closed = ("_statement", "_item", "declaration", "comment")
    return None if last.type.endswith(closed) or last.type == "macro_invocation" else last


_NEW = ((b"strict: bool", b"false"), (b"limit: Option<usize>", b"None"),
        (b"label: Option<&str>", b"None"), (b"reverse: bool", b"false"),
        (b"depth: usize", b"0"))  # fmt: skip


def parameter_added(subject: Subject) -> Outcome | None:
    """A flag or an option more; every caller says the obvious value."""
    found, listed = calls(subject), subject.node.child_by_field_name("parameters")
    if not found or listed is None or b"{" in text(listed):
        return None
    declared, value = _NEW[int(digest(subject.item.name, "added"), 16) % len(_NEW)]
    name = declared.partition(b":")[0]
    body = subject.node.child_by_field_name("body")
    if name in text(listed) or body is None:
        return None
    used = Edit(subject.item.path, body.start_byte + 1, body.start_byte + 1,
                b"\n        let _ = " + name + b";")  # fmt: skip
    definition = [_append(subject.item.path, listed, declared), used]
    ends = []
    for call in found:
        arguments = call.node.child_by_field_name("arguments")
        assert arguments is not None
        ends.append(_append(call.path, arguments, value))
    return definition, ends


def _append(path: str, listed: Node, new: bytes) -> Edit:
    """One more at the end of a list in parentheses or braces; a trailing comma is kept."""
    inner = [one for one in listed.named_children if "comment" not in one.type]
    if not inner:
        return Edit(path, listed.start_byte + 1, listed.start_byte + 1, new)
    last = inner[-1]
    return Edit(path, last.end_byte, last.end_byte, b", " + new)


def parameter_removed(subject: Subject) -> Outcome | None:
    """What every caller passes alike has become a constant of the body."""
    found, own = calls(subject), _parameters(subject.node)
    body = subject.node.child_by_field_name("body")
    listed = subject.node.child_by_field_name("parameters")
    if not found or not own or body is None or listed is None:
        return None
    every = [one for one in listed.named_children if "comment" not in one.type]
    if every[-1] != own[-1][0]:
        return None
    node, name, kind = own[-1]
    values = {text(call.arguments[-1]) for call in found if call.arguments}
    if len(values) != 1 or not re.fullmatch(rb"[0-9a-z_]+|None|\"[^\"]*\"|'.'", min(values)):
        return None
    given = min(values)
    if not re.fullmatch(rb"true|false|None|[0-9][0-9a-z_]*|\"[^\"]*\"|'.'", given):
        return None
    fixed = b"\n        let " + name + b": " + text(kind) + b" = " + given + b";"
    definition = [
        _cut(subject.item.path, every, node),
        Edit(subject.item.path, body.start_byte + 1, body.start_byte + 1, fixed),
    ]
    return definition, [_cut(call.path, call.arguments, call.arguments[-1]) for call in found]


def _cut(path: str, listed: list[Node], last: Node) -> Edit:
    start = listed[-2].end_byte if len(listed) > 1 else last.start_byte
    return Edit(path, start, last.end_byte, b"")


def parameters_swapped(subject: Subject) -> Outcome | None:
    """Two parameters of different types change places."""
    found, own = calls(subject), _parameters(subject.node)
    plain = re.compile(rb"impl |dyn |\b[A-Z]\b|Into|AsRef")
    if not found or len(own) < 2:
        return None
    (first, _, a), (second, _, b) = own[-2], own[-1]
    if text(a) == text(b) or plain.search(text(a)) or plain.search(text(b)):
        return None
    uses = []
    for call in found:
        if len(call.arguments) < 2:
            return None
        x, y = call.arguments[-2:]
        uses += [Edit(call.path, x.start_byte, x.end_byte, text(y)),
                 Edit(call.path, y.start_byte, y.end_byte, text(x))]  # fmt: skip
    return [subject.edit(first, text(second)), subject.edit(second, text(first))], uses


def parameter_by_reference(subject: Subject) -> Outcome | None:
    """`T` becomes `&T`; the body makes of it what it was, so no caller gives its value away."""
    found, own = calls(subject), _parameters(subject.node)
    body = subject.node.child_by_field_name("body")
    if not found or body is None:
        return None
    fit = [one for one in own if re.fullmatch(rb"[A-Za-z][\w:]*(<[\w:, ]*>)?", text(one[2]))]
    if not fit:
        return None
    node, name, kind = fit[-1]
    back = b"\n        let " + name + b" = " + name + b".clone();"
    if text(kind) in _COPY:
        back = b"\n        let " + name + b" = *" + name + b";"
    definition = [subject.edit(kind, b"&" + text(kind)),
                  _first(subject, body, back)]  # fmt: skip
    at = own.index((node, name, kind))
    uses = []
    for call in found:
        if len(call.arguments) <= at + call.shift:
            return None
        given = call.arguments[at + call.shift]
        loose = given.type in ("binary_expression", "type_cast_expression", "range_expression")
        new = b"&(" + text(given) + b")" if loose else b"&" + text(given)
        if given.type == "unary_expression" and text(given).startswith(b"*"):
            new = text(given)[1:]
        uses.append(Edit(call.path, given.start_byte, given.end_byte, new))
    return definition, uses


_COPY = frozenset(b"bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64".split())


def parameter_by_value(subject: Subject) -> Outcome | None:
    """`&T` becomes `T`; the body borrows it at once."""
    found, own = calls(subject), _parameters(subject.node)
    body = subject.node.child_by_field_name("body")
    if not found or body is None or b"&" in text(subject.node.child_by_field_name("return_type")
                                                 or subject.node.children[0]):  # fmt: skip
        return None
    fit = [one for one in own if re.fullmatch(rb"&[A-Za-z][\w:]*(<[\w:, ]*>)?", text(one[2]))]
    fit = [one for one in fit if text(one[2]) not in (b"&str", b"&Self")]
    if not fit:
        return None
    node, name, kind = fit[-1]
    back = b"\n        let " + name + b" = &" + name + b";"
    definition = [subject.edit(kind, text(kind)[1:]),
                  _first(subject, body, back)]  # fmt: skip
    at = own.index((node, name, kind))
    uses = []
    for call in found:
        if len(call.arguments) <= at + call.shift:
            return None
        given = call.arguments[at + call.shift]
        new = text(given) + b".clone()"
        if given.type == "reference_expression":
            inner = given.child_by_field_name("value")
            assert inner is not None
            new = text(inner) if inner.type == "call_expression" else text(inner) + b".clone()"
        uses.append(Edit(call.path, given.start_byte, given.end_byte, new))
    return definition, uses


def _returns(subject: Subject) -> tuple[list[Call], Node, Node] | None:
    found, kind = calls(subject), subject.node.child_by_field_name("return_type")
    tail = _tail(subject.node)
    if not found or kind is None or tail is None or text(kind).startswith(b"impl"):
        return None
    return found, kind, tail


def option_returned(subject: Subject) -> Outcome | None:
    given = _returns(subject)
    if given is None:
        return None
    found, kind, tail = given
    definition = [subject.edit(kind, b"Option<" + text(kind) + b">"), *_around(subject, tail,
                  b"Some(", b")")]  # fmt: skip
    return definition, [one for call in found for one in call.wrap(b".unwrap()")]


def result_returned(subject: Subject) -> Outcome | None:
    given = _returns(subject)
    if given is None:
        return None
    found, kind, tail = given
    whole = b"::core::result::Result<" + text(kind) + b", ::core::fmt::Error>"
    definition = [subject.edit(kind, whole), *_around(subject, tail, b"Ok(", b")")]
    return definition, [one for call in found for one in call.wrap(b".unwrap()")]


def error_boxed(subject: Subject) -> Outcome | None:
    """The error type is boxed; callers open the box."""
    given = _returns(subject)
    if given is None:
        return None
    found, kind, tail = given
    parts = re.fullmatch(rb"((?:\w+::)*Result<.*), ([\w:]+)>", text(kind), re.S)
    if parts is None:
        return None
    definition = [
        subject.edit(kind, parts[1] + b", Box<" + parts[2] + b">>"),
        *_around(subject, tail, b"(", b").map_err(Box::new)"),
    ]
    return definition, [one for call in found for one in call.wrap(b".map_err(|error| *error)")]


def value_returned(subject: Subject) -> Outcome | None:
    """`Option<T>` or `Result<T, E>` becomes `T` where nothing but a value is ever returned."""
    given = _returns(subject)
    if given is None:
        return None
    found, kind, tail = given
    inner = re.fullmatch(rb"(?:Option|Result)<([^,]*?)(?:, [\w:]+)?>", text(kind))
    value = re.fullmatch(rb"(?:Some|Ok)\((.*)\)", text(tail), re.S)
    if inner is None or value is None:
        return None
    uses = []
    for call in found:
        outer = call.node.parent
        if outer is None:
            return None
        if outer.type == "try_expression":
            uses.append(Edit(call.path, call.node.end_byte, outer.end_byte, b""))
            continue
        around = outer.parent
        word = outer.child_by_field_name("field") if outer.type == "field_expression" else None
        if word is None or around is None or text(word) not in (b"unwrap", b"expect"):
            return None
        uses.append(Edit(call.path, call.node.end_byte, around.end_byte, b""))
    return [subject.edit(kind, inner[1]), subject.edit(tail, value[1])], uses


def _first(subject: Subject, body: Node, line: bytes) -> Edit:
    """A line more at the top of a body."""
    return Edit(subject.item.path, body.start_byte + 1, body.start_byte + 1, line)


def _around(subject: Subject, node: Node, before: bytes, after: bytes) -> list[Edit]:
    path = subject.item.path
    return [Edit(path, node.start_byte, node.start_byte, before),
            Edit(path, node.end_byte, node.end_byte, after)]  # fmt: skip


def _fields(subject: Subject) -> Node | None:
    body = subject.node.child_by_field_name("body")
    return body if body is not None and body.type == "field_declaration_list" else None


_FIELDS = ((b"label", b"Option<&'static str>", b"None"), (b"locked", b"bool", b"false"),
           (b"generation", b"u32", b"0"), (b"parent", b"Option<usize>", b"None"))  # fmt: skip


def field_added(subject: Subject) -> Outcome | None:
    """A field more, of a type that every derive can bear; literals say its default."""
    body = _fields(subject)
    if body is None or not body.named_children:
        return None
    name, kind, value = _FIELDS[int(digest(subject.item.name, "field"), 16) % len(_FIELDS)]
    if name in text(body):
        return None
    last = body.named_children[-1]
    comma = b"" if text(body).rstrip(b"}\n ").endswith(b",") else b","
    at = last.end_byte + (1 if comma == b"" else 0)
    line = comma + b"\n    pub " + name + b": " + kind + (b"," if comma == b"" else b"")
    definition = [Edit(subject.item.path, at, at, line)]
    tree = subject.tree

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code not in ("E0063", "E0027") or not places:
            return []
        place = places[0]
        found = enclosing(node_at(tree[place.path], place.start, place.end),
                          "struct_expression", "struct_pattern")  # fmt: skip
        if found is None:
            return []
        if found.type == "struct_pattern":
            kids = found.named_children
            end = kids[-1].end_byte
            return [Edit(place.path, end, end, b", " + name + b": _")]
        listed = found.child_by_field_name("body")
        if listed is None:
            return []
        return [_append(place.path, listed, name + b": " + value)]

    return definition, fix


def variant_added(subject: Subject) -> Outcome | None:
    """A variant without fields more; a match without a wildcard treats it as one of its others."""
    body = subject.node.child_by_field_name("body")
    if body is None or body.type != "enum_variant_list" or not body.named_children:
        return None
    name = b"Unspecified"
    last = [one for one in body.named_children if one.type == "enum_variant"][-1]
    definition = [Edit(subject.item.path, last.end_byte, last.end_byte, b",\n    " + name)]
    tree = subject.tree

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code != "E0004" or not places:
            return []
        place = places[0]
        found = enclosing(node_at(tree[place.path], place.start, place.end), "match_expression")
        listed = found.child_by_field_name("body") if found else None
        for arm in reversed(listed.named_children if listed else []):
            pattern = arm.child_by_field_name("pattern")
            said = text(pattern) if pattern else b""
            if re.fullmatch(rb"[\w:&]+::\w+(\(_\)|\(\.\.\)| ?\{ ?\.\. ?\})?", said) and pattern:
                path = said[: re.match(rb".*::", said).end()]  # type: ignore[union-attr]
                end = pattern.end_byte
                return [Edit(place.path, end, end, b" | " + path + name)]
        return []

    return definition, fix


def payload_added(subject: Subject) -> Outcome | None:
    """A unit variant carries an optional text from now on."""
    node = subject.node
    if node.child_by_field_name("body") is not None or node.child_by_field_name("value"):
        return None
    end = node.end_byte
    uses = []
    for use in subject.uses:
        found = subject.use_node(use)
        if enclosing(found, "use_declaration") is not None:
            continue
        arm = enclosing(found, "match_arm", "let_condition", "if_let", "macro_invocation", "block")
        if arm is None or arm.type == "macro_invocation":
            return None
        pattern = arm.child_by_field_name("pattern")
        seen = pattern is not None and pattern.start_byte <= use.start < pattern.end_byte
        uses.append(Edit(use.path, use.end, use.end, b"(_)" if seen else b"(None)"))
    return [Edit(subject.item.path, end, end, b"(Option<u32>)")], uses


def constant_retyped(subject: Subject) -> Outcome | None:
    """An unsigned constant changes its width; uses convert it."""
    kind, value = (subject.node.child_by_field_name(one) for one in ("type", "value"))
    if kind is None or value is None or text(kind) not in (b"usize", b"u32", b"u64", b"u8", b"u16"):
        return None
    if not re.fullmatch(rb"[0-9a-fx_]+|[0-9 <+*-]+", text(value)):
        return None
    new = b"u32" if text(kind) != b"u32" else b"usize"
    uses = []
    for use in subject.uses:
        found: Node = subject.use_node(use)
        if enclosing(found, "use_declaration") is not None:
            continue
        while found.parent is not None and found.parent.type == "scoped_identifier":
            found = found.parent
        if enclosing(found, "match_pattern") is not None:
            return None
        whole = text(found) + b" as " + text(kind)
        outer = found.parent.type if found.parent else ""
        bare = outer in ("arguments", "let_declaration", "array_expression", "const_item",
                         "index_expression", "array_type", "assignment_expression")  # fmt: skip
        new_text = whole if bare else b"(" + whole + b")"
        uses.append(Edit(use.path, found.start_byte, found.end_byte, new_text))
    return [subject.edit(kind, new)], uses


def field_read_by_method(subject: Subject) -> Outcome | None:
    """A field is private from now on, and a method of its name reads it."""
    node = subject.node
    owner = enclosing(node, "struct_item")
    kind = node.child_by_field_name("type")
    shown = next((one for one in node.children if one.type == "visibility_modifier"), None)
    name = owner.child_by_field_name("name") if owner else None
    if owner is None or kind is None or shown is None or name is None:
        return None
    if owner.child_by_field_name("type_parameters") is not None:
        return None
    word = subject.item.name.encode()
    copied = text(kind) in _COPY
    value = b"self." + word if copied else b"&self." + word
    made = (b"\n\nimpl " + text(name) + b" {\n    pub fn " + word + b"(&self) -> "
            + (text(kind) if copied else b"&" + text(kind)) + b" {\n        " + value
            + b"\n    }\n}")  # fmt: skip
    definition = [Edit(subject.item.path, shown.start_byte, shown.end_byte + 1, b""),
                  Edit(subject.item.path, owner.end_byte, owner.end_byte, made)]  # fmt: skip
    tree = subject.tree

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code != "E0616" or not places:
            return []
        place = places[0]
        return [Edit(place.path, place.end, place.end, b"()")] if tree else []

    return definition, fix


def method_required(subject: Subject) -> Outcome | None:
    """A trait asks for one method more; every implementation gives the obvious value."""
    body = subject.node.child_by_field_name("body")
    if body is None:
        return None
    line = b"    fn is_exact(&self) -> bool;\n"
    end = body.end_byte - 1
    definition = [Edit(subject.item.path, end, end, line)]
    tree = subject.tree
    made = b"\n    fn is_exact(&self) -> bool {\n        false\n    }\n"

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code != "E0046" or not places:
            return []
        place = places[0]
        found = enclosing(node_at(tree[place.path], place.start, place.end), "impl_item")
        listed = found.child_by_field_name("body") if found else None
        if listed is None:
            return []
        return [Edit(place.path, listed.end_byte - 1, listed.end_byte - 1, made)]

    return definition, fix


def derive_removed(subject: Subject) -> Outcome | None:
    """`Clone`, `PartialEq` and the like are not derived any more: they are to be put back."""
    above = subject.node.prev_named_sibling
    while above is not None and above.type in ("attribute_item", "line_comment"):
        found = re.search(rb"derive\(([^)]*)\)", text(above))
        if found:
            names = [one.strip() for one in found[1].split(b",") if one.strip()]
            chosen = [one for one in names if one in (b"Clone", b"PartialEq", b"Copy", b"Default")]
            if not chosen or len(names) < 2:
                return None
            gone = chosen[int(digest(subject.item.name, "derive"), 16) % len(chosen)]
            kept = b", ".join(one for one in names if one != gone)
            start = above.start_byte + found.start(1)
            return [Edit(subject.item.path, start, start + len(found[1]), kept)], []
        above = above.prev_named_sibling
    return None


REFACTORINGS: dict[str, tuple[tuple[str, ...], Refactoring]] = {
    "parameter-added": (("fn",), parameter_added),
    "parameter-removed": (("fn",), parameter_removed),
    "parameters-swapped": (("fn",), parameters_swapped),
    "parameter-by-reference": (("fn",), parameter_by_reference),
    "parameter-by-value": (("fn",), parameter_by_value),
    "option-returned": (("fn",), option_returned),
    "result-returned": (("fn",), result_returned),
    "value-returned": (("fn",), value_returned),
    "error-boxed": (("fn",), error_boxed),
    "field-added": (("type",), field_added),
    "variant-added": (("type",), variant_added),
    "payload-added": (("variant",), payload_added),
    "constant-retyped": (("const",), constant_retyped),
    "field-read-by-method": (("field",), field_read_by_method),
    "method-required": (("trait",), method_required),
    "derive-removed": (("type",), derive_removed),
}
"""By name: the kinds of item it applies to, and itself. Renames come from the uses alone."""
