"""Items that are found elsewhere from now on: moved, no longer re-exported, their module hidden."""

import re
from pathlib import PurePosixPath

from tree_sitter import Node

from rusta_eval.cases import digest
from rusta_eval.workspaces.drafts import Edit, Place, enclosing, node_at, parsed, text, walk
from rusta_eval.workspaces.refactorings import Outcome, Refactoring, Subject

_LOST = ("E0432", "E0433", "E0412", "E0425", "E0422", "E0405", "E0404", "E0531", "E0532", "E0574",
         "E0603", "E0423")  # fmt: skip


def module_hidden(subject: Subject) -> Outcome | None:
    """`pub mod m` becomes `mod m`; what is re-exported is reached without it."""
    shown = next((one for one in subject.node.children if one.type == "visibility_modifier"), None)
    if shown is None or text(shown) != b"pub":
        return None
    tree, name = subject.tree, subject.item.name.encode()

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code != "E0603" or not places or places[0].said != name:
            return []
        place = places[0]
        after = tree[place.path][place.end : place.end + 2]
        return [Edit(place.path, place.start, place.end + 2, b"")] if after == b"::" else []

    return [Edit(subject.item.path, shown.start_byte, shown.end_byte + 1, b"")], fix


def reexport_dropped(subject: Subject) -> Outcome | None:
    """`pub use m::X` goes from the root of the crate; uses name the module."""
    item, tree = subject.item, subject.tree
    root = f"{item.member}/src/lib.rs"
    module = _module(item.path)
    if root not in tree or item.path == root or "::" in module or not module:
        return None
    word = re.compile(rb"\b" + item.name.encode() + rb"\b")
    for node in walk(parsed(tree[root])):
        if node.type == "use_declaration" and text(node).startswith(b"pub use"):
            found = word.search(text(node))
            if found and re.search(rb"\b" + module.encode() + rb"\b", text(node)):
                break
    else:
        return None
    at = node.start_byte + found.start()
    name = node_at(tree[root], at, at + len(item.name))
    if enclosing(name, "use_list") is not None:
        gone = _from_list(root, tree[root], name)
    else:
        gone = Edit(root, node.start_byte, node.end_byte, b"")
    crate = item.member.replace("-", "_")

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code not in _LOST:
            return []
        for place in places:
            hits = list(word.finditer(tree[place.path], place.start, place.end))
            if not hits:
                continue
            hit = hits[-1]
            inside = place.path.startswith(f"{item.member}/src/")
            before = tree[place.path][: hit.start()]
            use = node_at(tree[place.path], hit.start(), hit.end())
            listed = enclosing(use, "use_list") is not None
            path = (
                module
                if before.endswith(b"::") or listed
                else (f"crate::{module}" if inside else f"{crate}::{module}")
            )
            return [Edit(place.path, hit.start(), hit.start(), path.encode() + b"::")]
        return []

    return [gone], fix


def item_moved(subject: Subject) -> Outcome | None:
    """The item moves to a module beside its own, with the imports that it needs."""
    item, tree = subject.item, subject.tree
    here = PurePosixPath(item.path)
    if here.name in ("lib.rs", "main.rs", "mod.rs") or subject.node.parent is None:
        return None
    if subject.node.parent.type != "source_file":
        return None
    roots = ("lib.rs", "main.rs", "mod.rs", "build.rs")
    beside = [one for one in sorted(tree) if PurePosixPath(one).parent == here.parent
              and one.endswith(".rs") and one != item.path
              and PurePosixPath(one).name not in roots]  # fmt: skip
    if not beside:
        return None
    target = beside[int(digest(item.path, item.name), 16) % len(beside)]
    old, new = here.stem.encode(), PurePosixPath(target).stem.encode()
    start = _with_attributes(subject.node).start_byte
    body = tree[item.path][start : subject.node.end_byte]
    imports = _needed(tree[item.path], body, tree[target])
    size = len(tree[target])
    definition = [
        Edit(item.path, start, subject.node.end_byte, b""),
        Edit(target, size, size, b"\n" + body + b"\n"),
    ]
    first = next((one for one in parsed(tree[target]).children if one.type == "use_declaration"),
                 None)  # fmt: skip
    if imports:
        if first is None:
            return None
        definition.append(Edit(target, first.start_byte, first.start_byte, imports))
    word = re.compile(rb"\b" + item.name.encode() + rb"\b")
    inside = "crate::" + _module(target)

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        if code not in _LOST:
            return []
        for place in places:
            data = tree[place.path]
            hits = list(word.finditer(data, place.start, place.end))
            if not hits:
                continue
            hit = hits[-1]
            use = node_at(data, hit.start(), hit.end())
            if data[: hit.start()].endswith(old + b"::"):
                at = hit.start() - len(old) - 2
                return [Edit(place.path, at, at + len(old), new)]
            declaration = enclosing(use, "use_declaration")
            if declaration is not None and enclosing(use, "use_list") is not None:
                prefix = re.match(rb"(?:pub(?:\([a-z]+\))? )?use ((?:\w+::)*)" + old + rb"::\{",
                                  text(declaration))  # fmt: skip
                if prefix is None:
                    return []
                head = text(declaration)[: prefix.start(1)]
                line = head + prefix[1] + new + b"::" + item.name.encode() + b";\n"
                at = declaration.start_byte
                return [_from_list(place.path, data, use), Edit(place.path, at, at, line)]
            if declaration is None and place.path.startswith(f"{item.member}/src/"):
                top = next((one for one in parsed(data).children
                            if one.type == "use_declaration"), None)  # fmt: skip
                if top is not None:
                    line = f"use {inside}::{item.name};\n".encode()
                    return [Edit(place.path, top.start_byte, top.start_byte, line)]
            return []
        return []

    return definition, fix


def _module(path: str) -> str:
    """`a::b` for `member/src/a/b.rs` and for `member/src/a/b/mod.rs`."""
    parts = list(PurePosixPath(path).with_suffix("").parts[2:])
    return "::".join(parts[:-1] if parts[-1:] in (["mod"], ["lib"], ["main"]) else parts)


def _with_attributes(node: Node) -> Node:
    first, above = node, node.prev_named_sibling
    while above is not None and (
        above.type == "attribute_item" or text(above).startswith((b"///", b"/**"))
    ):
        first, above = above, above.prev_named_sibling
    return first


def _from_list(path: str, data: bytes, name: Node) -> Edit:
    """`name` taken out of its list, with one comma."""
    entry = name
    while entry.parent is not None and entry.parent.type != "use_list":
        entry = entry.parent
    start, end = entry.start_byte, entry.end_byte
    after = re.match(rb"\s*,[ ]?", data[end:])
    if after:
        return Edit(path, start, end + after.end(), b"")
    before = re.search(rb",\s*$", data[:start])
    return Edit(path, before.start() if before else start, end, b"")


def _needed(data: bytes, body: bytes, target: bytes) -> bytes:
    """Imports of a file whose names a text uses and another file does not import yet."""
    found = b""
    for node in parsed(data).children:
        if node.type != "use_declaration" or b"{" in text(node) or b"*" in text(node):
            continue
        name = re.search(rb"(\w+);$", text(node))
        if name is None:
            continue
        word = re.compile(rb"\b" + name[1] + rb"\b")
        if word.search(body) and not word.search(target):
            found += text(node) + b"\n"
    return found


MOVES: dict[str, tuple[tuple[str, ...], Refactoring]] = {
    "module-hidden": (("module",), module_hidden),
    "reexport-dropped": (("type", "trait", "fn", "const"), reexport_dropped),
    "item-moved": (("type", "fn", "const"), item_moved),
}
