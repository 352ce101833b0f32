"""Takes the tests out of a crate before an engine sees it, and puts them back before the judge."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import cast

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

from rusta_eval.crates import Tree
from rusta_eval.rulebook import rulebook

_PARSER = Parser(Language(tree_sitter_rust.language()))
_FOLDERS = ("tests/", "benches/", "examples/")


@dataclass(frozen=True)
class Chunk:
    """Whole lines that were taken out. `line` is the 0-based line of the rest they stood before."""

    line: int
    text: bytes


def ranges(data: bytes) -> list[tuple[int, int]]:
    """Byte ranges of whole lines that hold test items with their attributes, in order."""
    found: list[tuple[int, int]] = []
    for item in _items(data):
        start = data.rfind(b"\n", 0, _first_of(item).start_byte) + 1
        end = data.find(b"\n", item.end_byte)
        end = len(data) if end < 0 else end + 1
        lonely = not data[item.end_byte : end].strip()
        if lonely and not data[start : _first_of(item).start_byte].strip():
            found.append((start, end))
    return found


def strip(data: bytes) -> tuple[bytes, list[Chunk]]:
    """The file without its test items, and what was taken out."""
    rest, chunks, last = b"", [], 0
    for start, end in ranges(data):
        rest += data[last:start]
        chunks.append(Chunk(rest.count(b"\n"), data[start:end]))
        last = end
    return rest + data[last:], chunks


def restore(stripped: bytes, repaired: bytes, chunks: list[Chunk]) -> bytes:
    """`repaired`, a changed `stripped`, with the chunks back at the lines that match best."""
    old, new = stripped.splitlines(keepends=True), repaired.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = matcher.get_matching_blocks()
    for chunk in reversed(chunks):
        near = max((block for block in blocks if block.a <= chunk.line), key=lambda one: one.a)
        if near.a + near.size >= chunk.line:
            at = near.b + chunk.line - near.a
        else:
            at = next(block.b for block in blocks if block.a >= chunk.line)
        if at and not new[at - 1].endswith(b"\n"):
            new[at - 1] += b"\n"
        new.insert(at, chunk.text)
    return b"".join(new)


def strip_tree(tree: Tree) -> Tree:
    """The crate without `tests/`, benches, examples, test items and the files of test modules."""
    gone = files_of_tests(tree)
    rest = {path: data for path, data in tree.items() if path not in gone}
    for path, data in rest.items():
        if is_source(path):
            rest[path] = strip(data)[0]
    # Targets whose files are gone would keep cargo from reading the manifest.
    tables = re.split(rb"(?m)^(?=\[)", tree["Cargo.toml"])
    rest["Cargo.toml"] = b"".join(one for one in tables if not one.startswith(b"[[test]]"))
    return rest


def restore_tree(original: Tree, repaired: Tree) -> Tree:
    """The original crate with the non-test text of `repaired`, which may or may not hold tests."""
    gone, result = files_of_tests(original), dict(original)
    for path, data in original.items():
        if is_source(path) and path not in gone:
            stripped, chunks = strip(data)
            result[path] = restore(stripped, strip(repaired.get(path, b""))[0], chunks)
    added = {path for path in repaired if is_source(path) and path not in original}
    return result | {path: repaired[path] for path in added}


def is_source(path: str) -> bool:
    """Whether the file is Rust that an engine may see and change."""
    return path.endswith(".rs") and not path.startswith(_FOLDERS) and path != "build.rs"


def files_of_tests(tree: Tree) -> set[str]:
    """Files that only tests use: the three folders, and modules declared under `#[cfg(test)]`."""
    gone = {path for path in tree if path.startswith(_FOLDERS)}
    for path, data in tree.items():
        for item in _items(data) if is_source(path) else []:
            name = item.child_by_field_name("name")
            if item.type == "mod_item" and not item.child_by_field_name("body") and name:
                home = PurePosixPath(path)
                inner = home.stem in ("lib", "main", "mod")
                base = home.parent if inner else home.parent / home.stem
                module = (base / (name.text or b"").decode()).as_posix()
                gone |= {
                    one for one in tree if one == f"{module}.rs" or one.startswith(f"{module}/")
                }
    return gone


def _items(data: bytes) -> list[Node]:
    is_test_item = rulebook().base.is_test_item
    found: list[Node] = []
    stack = [_PARSER.parse(data).root_node]
    while stack:
        for kid in stack.pop().children:
            if cast(bool, is_test_item(kid)):
                found.append(kid)
            elif kid.named_child_count:
                stack.append(kid)
    return sorted(found, key=lambda node: node.start_byte)


def _first_of(item: Node) -> Node:
    """The first of the attributes and doc comments that belong to the item."""
    first, above = item, item.prev_named_sibling
    while above is not None:
        text = above.text or b""
        doc = text.startswith((b"///", b"/**"))
        if above.type != "attribute_item" and not doc and not _trails_attribute(above):
            break
        first, above = above, above.prev_named_sibling
    return first


def _trails_attribute(node: Node) -> bool:
    """Whether this is a comment behind an attribute, on its line."""
    before = node.prev_named_sibling
    if before is None or before.type != "attribute_item" or node.type != "line_comment":
        return False
    return before.end_point.row == node.start_point.row
