"""What an item node says about itself: kind, name, visibility, signature."""

from tree_sitter import Node

# Node type of the grammar → kind of the graph. A `fn` inside of an impl or a trait is a `method`.
ITEM_KINDS = {
    "struct_item": "struct",
    "enum_item": "enum",
    "union_item": "union",
    "enum_variant": "variant",
    "field_declaration": "field",
    "function_item": "fn",
    "function_signature_item": "fn",
    "trait_item": "trait",
    "impl_item": "impl",
    "mod_item": "module",
    "const_item": "const",
    "static_item": "static",
    "type_item": "type_alias",
    "associated_type": "type_alias",
    "macro_definition": "macro",
}
_COMMENTS = frozenset(("line_comment", "block_comment"))
USE_TYPES = frozenset(("use_declaration", "extern_crate_declaration"))
ITEM_TYPES = frozenset(ITEM_KINDS) | USE_TYPES

# What ends a signature; a tuple struct's fields are part of it, for they are its constructor's.
_BODIES = frozenset(
    ("block", "declaration_list", "field_declaration_list", "enum_variant_list", "macro_rule")
)


def plain(node: Node | None) -> str:
    """The text of `node` on one line, runs of white space made one blank; `` for None."""
    return _one_line(node.text or b"") if node else ""


def compact(node: Node | None) -> str:
    """The text of `node` without white space: a path as rustc would print it."""
    return "".join((node.text or b"").decode(errors="replace").split()) if node else ""


def visibility(node: Node) -> str:
    """`pub`, `pub(crate)` … as written, `` where nothing is."""
    for child in node.children[:4]:
        if child.type == "visibility_modifier":
            return plain(child)
    return ""


def signature(node: Node) -> str:
    """The item on one line, without its body, its value and attributes."""
    end = node.end_byte
    body = node.child_by_field_name("body")
    if body is not None and body.type in _BODIES:
        end = body.start_byte
    elif node.type == "macro_definition":
        name = node.child_by_field_name("name")
        end = name.end_byte if name else end
    elif node.type != "type_item" and (value := node.child_by_field_name("value")) is not None:
        end = value.start_byte
    return _one_line(_without_comments(node, end)).rstrip("=;{ ")


def _one_line(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())


def _without_comments(node: Node, end: int) -> bytes:
    """The text up to byte `end`, each comment made a blank: on one line it would swallow what
    follows it."""
    start, text = node.start_byte, node.text or b""
    head = text[: end - start]
    if b"//" not in head and b"/*" not in head:
        return head
    comments: list[tuple[int, int]] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if at.type in _COMMENTS:
            comments.append((at.start_byte - start, min(at.end_byte, end) - start))
        else:
            stack += [child for child in at.children if child.start_byte < end]
    for first, last in sorted(comments, reverse=True):
        head = head[:first] + b" " + head[last:]
    return head


def base_path(node: Node | None) -> str:
    """The path a type or a trait is named by: `a::B` of `&'a mut a::B<T>`; `` where there is none
    (tuples, slices, functions)."""
    while node is not None:
        if node.type in ("type_identifier", "identifier", "primitive_type", "self", "crate"):
            return compact(node)
        if node.type in ("scoped_type_identifier", "scoped_identifier"):
            return _scoped(node)
        if node.type in ("reference_type", "generic_type", "generic_type_with_turbofish"):
            node = node.child_by_field_name("type")
        elif node.type in ("dynamic_type", "abstract_type"):
            node = node.child_by_field_name("trait")
        elif node.type == "bracketed_type":
            inner = next(iter(node.named_children), None)
            if inner is not None and inner.type == "qualified_type":
                # `<T as Trait>::f` is looked for in the trait.
                node = inner.child_by_field_name("alias")
            else:
                node = inner
        else:
            return ""
    return ""


def _scoped(node: Node) -> str:
    text = compact(node)
    if "<" not in text and "/" not in text:
        return text
    names: list[str] = []
    at: Node | None = node
    while at is not None and at.type in ("scoped_identifier", "scoped_type_identifier"):
        names.append(compact(at.child_by_field_name("name")))
        at = at.child_by_field_name("path")
        while at is not None and at.type in ("generic_type", "generic_type_with_turbofish"):
            at = at.child_by_field_name("type")
    if at is not None:
        head = base_path(at)
        if not head:
            return ""
        names.append(head)
    elif text.startswith("::"):
        names.append("")
    return "::".join(reversed(names))
