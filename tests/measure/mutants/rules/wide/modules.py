"""Paths, imports and modules that no longer are where they were."""

from collections import Counter
from collections.abc import Iterator

from ..base import Edit, Source, child, cut_line, members, put
from .base import Change, Changes, Crate, across, insert, text_of, wide
from .definitions import other_name


@wide("flatten-use-path", "names")
def flatten_use_path(source: Source) -> Iterator[Edit]:
    """`use a::b::C` became `use a::C`, as after a module was moved."""
    for node in source.nodes("scoped_identifier"):
        path = node.child_by_field_name("path")
        name = path.child_by_field_name("name") if path is not None else None
        inner = path.child_by_field_name("path") if path is not None else None
        in_use = node.parent is not None and node.parent.type in ("use_declaration", "use_list")
        if in_use and name is not None and inner is not None:
            yield Edit(inner.end_byte, name.end_byte, b"")


@wide("deepen-use-path", "names")
def deepen_use_path(source: Source) -> Iterator[Edit]:
    """`use a::B` became `use a::types::B`, as after a module was split."""
    for node in source.nodes("use_declaration"):
        path = node.child_by_field_name("argument")
        name = path.child_by_field_name("name") if path is not None else None
        if path is not None and path.type == "scoped_identifier" and name is not None:
            yield insert(name.start_byte, b"types::")


@wide("rename-module-in-path", "names")
def rename_module_in_path(source: Source) -> Iterator[Edit]:
    """`use crate::a::B` names the module by another word."""
    for node in source.nodes("use_declaration"):
        path = node.child_by_field_name("argument")
        path = path.child_by_field_name("path") if path is not None else None
        name = path.child_by_field_name("name") if path is not None else None
        if name is not None and len(source.text(name)) > 2:
            text = source.text(name)
            yield put(name, text[:-1] if text.endswith(b"s") else text + b"s")


@wide("rename-module", "names")
def rename_module(source: Source) -> Iterator[Edit]:
    """`mod x;` has another name than its file."""
    for node in source.nodes("mod_item"):
        name = node.child_by_field_name("name")
        if name is not None and node.child_by_field_name("body") is None:
            yield put(name, other_name(source.text(name)))


@wide("narrow-glob", "names")
def narrow_glob(source: Source) -> Iterator[Edit]:
    """`use super::*;` became `use super::{};`, so nothing is imported any more."""
    for node in source.nodes("use_wildcard"):
        star = node.children[-1]
        if node.parent is not None and node.parent.type == "use_declaration":
            yield Edit(star.start_byte, star.end_byte, b"{}")


@wide("wrong-import-alias", "names")
def wrong_import_alias(source: Source) -> Iterator[Edit]:
    """`use a::B as C;` became `use a::B;`; the code still says `C`."""
    for node in source.nodes("use_as_clause"):
        path = node.child_by_field_name("path")
        if path is not None:
            yield Edit(path.end_byte, node.end_byte, b"")


@wide("core-module-mixed-up", "names")
def module_mixed_up(source: Source) -> Iterator[Edit]:
    """A type of the standard library is imported from a module where it does not live."""
    swap = {
        b"collections": b"container", b"fmt": b"format", b"cmp": b"ops", b"ops": b"cmp",
        b"iter": b"collections", b"str": b"string", b"mem": b"ptr", b"marker": b"ops",
        b"hash": b"collections", b"borrow": b"cow", b"io": b"fs", b"path": b"fs",
        b"error": b"io", b"rc": b"sync", b"slice": b"vec", b"convert": b"ops", b"ptr": b"mem",
        b"num": b"number", b"vec": b"collections", b"string": b"str", b"cell": b"rc",
    }  # fmt: skip
    for node in source.nodes("scoped_identifier"):
        path, name = node.child_by_field_name("path"), node.child_by_field_name("name")
        if path is None or name is None or source.text(name) not in swap:
            continue
        if source.text(path) in (b"std", b"core", b"alloc"):
            yield put(name, swap[source.text(name)])


@wide("repeat-use", "names")
def repeat_use(source: Source) -> Iterator[Edit]:
    """A `use` stands there twice, as after a merge."""
    for node in source.nodes("use_declaration"):
        if b"*" not in source.text(node) and b"{" not in source.text(node):
            indent = b"\n" + b" " * node.start_point.column
            yield insert(node.end_byte, indent + source.text(node))


@wide("repeat-item", "names")
def repeat_item(source: Source) -> Iterator[Edit]:
    """A constant, a short function or a short struct stands there twice, as after a merge."""
    for node in source.nodes("const_item", "function_item", "struct_item"):
        if node.end_point.row - node.start_point.row < 4:
            indent = b"\n\n" + b" " * node.start_point.column
            yield insert(node.end_byte, indent + source.text(node))


@wide("use-in-the-wrong-place", "names")
def use_in_the_wrong_place(source: Source) -> Iterator[tuple[Edit, ...]]:
    """A `use` was moved into the first inline module of the file."""
    home = next((node for node in source.nodes("mod_item")
                 if node.child_by_field_name("body") is not None), None)  # fmt: skip
    body = home.child_by_field_name("body") if home is not None else None
    for node in source.nodes("use_declaration"):
        outside = body is None or not body.start_byte < node.start_byte < body.end_byte
        if body is not None and outside and child(node, "visibility_modifier") is None:
            at = body.children[0].end_byte
            yield cut_line(source, node), insert(at, b"\n    " + source.text(node))


@across("drop-module-used-elsewhere", "names")
def drop_module_elsewhere(crate: Crate) -> Iterator[Changes]:
    """`mod x;` is gone, while another file says `x`."""
    for path, source in crate.files.items():
        for node in source.nodes("mod_item"):
            name = node.child_by_field_name("name")
            if name is None or node.child_by_field_name("body") is not None:
                continue
            if crate.uses(source.text(name)) - {path}:
                yield (Change(path, *cut_line(source, node)),)


@across("rename-in-two-files", "names")
def rename_in_two_files(crate: Crate) -> Iterator[Changes]:
    """A half-done renaming: a function has its new name at the definition and in one of the files
    that call it; the others are left behind."""
    items = [one for source in crate.files.values() for one in source.nodes("function_item")]
    defined = Counter(text_of(item.child_by_field_name("name")) for item in items)
    for path, source in crate.files.items():
        for item in source.nodes("function_item"):
            name = item.child_by_field_name("name")
            users = sorted(crate.uses(text_of(name)) - {path})
            if name is None or len(users) < 2 or defined[text_of(name)] > 1:
                continue
            new = other_name(text_of(name))
            done = [
                Change(users[0], node.start_byte, node.end_byte, new)
                for node in crate.files[users[0]].nodes("identifier", "field_identifier")
                if text_of(node) == text_of(name)
            ]
            if len(done) == 1:
                yield (Change(path, *put(name, new)), *done)


@across("stale-paths-of-a-module", "names")
def stale_paths(crate: Crate) -> Iterator[Changes]:
    """`crate::a::B` became `crate::B` in two files at once: the module was to be dissolved."""
    places: dict[bytes, list[Change]] = {}
    for path, source in crate.files.items():
        for node in source.nodes("use_declaration"):
            whole = node.child_by_field_name("argument")
            inner = whole.child_by_field_name("path") if whole is not None else None
            if whole is None or inner is None or whole.type != "scoped_identifier":
                continue
            head, name = inner.child_by_field_name("path"), inner.child_by_field_name("name")
            if head is None or name is None or source.text(head) not in (b"crate", b"super"):
                continue
            key = source.text(whole)
            places.setdefault(key, []).append(Change(path, head.end_byte, name.end_byte, b""))
    for found in places.values():
        if len({one.path for one in found}) > 1:
            yield tuple(found[:2])


@wide("drop-name-from-nested-use", "names")
def drop_name_from_nested_use(source: Source) -> Iterator[Edit]:
    """`use a::{b::{c, d}, e};` lost a whole branch."""
    for node in source.nodes("use_list"):
        for kid in members(node):
            if kid.type == "scoped_use_list":
                after = kid.next_sibling
                end = after.end_byte if after is not None and after.type == "," else kid.end_byte
                yield Edit(kid.start_byte, end, b"")
