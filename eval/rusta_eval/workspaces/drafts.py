"""A change in the making: edits of the published text, and cargo's word on what they add up to."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

from rusta_eval import cargo
from rusta_eval.cases import apply
from rusta_eval.crates import Tree

_PARSER = Parser(Language(tree_sitter_rust.language()))
MAX_ROUNDS = 16
"""How often the compiler is asked before a change counts as one that cannot be finished."""
MAX_EDITS = 120
"""Tests included: with more, the change is larger than what a patch may be."""


class Edit(NamedTuple):
    """Bytes `start..end` of the published file `path` become `new`."""

    path: str
    start: int
    end: int
    new: bytes


_CALLED = rb"(assert(?:_eq|_ne)?|debug_assert(?:_eq|_ne)?|format|e?println|write|writeln|panic)"


@lru_cache(maxsize=256)
def parsed(data: bytes) -> Node:
    """The syntax tree of a file. What macros like `assert_eq!` are given is parsed like the
    arguments of a call: `!` is read as `_`, and no offset changes."""
    return _PARSER.parse(re.sub(rb"\b" + _CALLED + rb"!\(", rb"\1_(", data)).root_node


def node_at(data: bytes, start: int, end: int) -> Node:
    """The smallest named node that covers the bytes."""
    found = parsed(data).named_descendant_for_byte_range(start, end)
    assert found is not None
    return found


def text(node: Node) -> bytes:
    """The published text of a node."""
    return re.sub(rb"\b" + _CALLED + rb"_\(", rb"\1!(", node.text or b"")


def enclosing(node: Node | None, *types: str) -> Node | None:
    """The node itself or the nearest one around it that is of one of these types."""
    while node is not None and node.type not in types:
        node = node.parent
    return node


def walk(node: Node) -> Iterator[Node]:
    """Every named node below, itself first, in source order."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.named_children))


@dataclass
class Draft:
    """`edits` do not overlap; `moved` files have a new path."""

    tree: Tree
    edits: set[Edit] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)

    def add(self, given: list[Edit]) -> bool:
        """Whether any of them is new. Raises ValueError where one overlaps another."""
        fresh = [one for one in given if one not in self.edits]
        for one in fresh:
            for other in self.edits:
                if one.path == other.path and one.start < other.end and other.start < one.end:
                    raise ValueError(f"two edits of one place in {one.path}")
            self.edits.add(one)
        return bool(fresh)

    def now(self) -> Tree:
        """The files with all edits."""
        return applied(self.tree, self.edits, self.moved)

    @cached_property
    def _origin(self) -> dict[str, str]:
        return {new: old for old, new in self.moved.items()}

    def back(self, path: str, at: int) -> tuple[str, int]:
        """Where an offset of the changed file lies in the published one."""
        path, shift = self._origin.get(path, path), 0
        for one in sorted(edit for edit in self.edits if edit.path == path):
            if at < one.start + shift:
                break
            if at < one.start + shift + len(one.new):
                return path, min(one.end, at - shift)
            shift += len(one.new) - (one.end - one.start)
        return path, at - shift


def applied(tree: Tree, edits: set[Edit], moved: dict[str, str]) -> Tree:
    """The tree with edits and moves."""
    result = dict(tree)
    for path in {edit.path for edit in edits}:
        given = [(one.start, one.end, one.new) for one in edits if one.path == path]
        result[path] = apply(tree[path], given)
    for old, new in moved.items():
        result[new] = result.pop(old)
    return result


class Place(NamedTuple):
    """A span of a diagnostic, in the published text. `said` is what the changed file has there."""

    path: str
    start: int
    end: int
    said: bytes
    primary: bool


Fixer = Callable[[str, str, list[Place]], list[Edit]]
"""(code, message, places of one error) to edits; no edits where the fixer has no answer."""


@dataclass
class Bench:
    """A folder in which one workspace is compiled again and again."""

    folder: Path
    lies: Tree = field(default_factory=dict)

    def put(self, tree: Tree) -> None:
        """Makes the folder hold exactly `tree`; every file written gets a fresh mtime."""
        for path in self.lies.keys() - tree.keys():
            (self.folder / path).unlink()
        for path, data in tree.items():
            if self.lies.get(path) != data:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_bytes(data)
        self.lies = dict(tree)

    def errors(self, tree: Tree, tests: bool) -> list[dict[str, Any]] | None:
        """What rustc reports of `tree`; none is green, None that cargo failed without a word."""
        self.put(tree)
        words = ["check", "--quiet", "--offline", "--keep-going", "--message-format=json"]
        words += ["--workspace", "--lib", "--bins", "--tests"] if tests else []
        code, out, _ = cargo.cargo(self.folder, *words, timeout=240)
        lines = (json.loads(line) for line in out.splitlines() if line.startswith("{"))
        said = [line["message"] for line in lines if line.get("reason") == "compiler-message"]
        found = [one for one in said if one["level"].startswith("error") and one["spans"]]
        return found if found or code == 0 else None

    def finish(self, draft: Draft, fixer: Fixer) -> bool:
        """Asks the compiler and the fixer in turns; True once all targets are green."""
        tests = False
        for _ in range(MAX_ROUNDS):
            now = draft.now()
            errors = self.errors(now, tests)
            if errors is None or len(draft.edits) > MAX_EDITS:
                return False
            if not errors:
                if tests:
                    return True
                # Tests are slow to build: only where the rest is through.
                tests = True
                continue
            new = [one for error in errors for one in fixer(*_seen(draft, now, error))]
            if not draft.add(list(dict.fromkeys(new))):
                return False
        return False


def _seen(draft: Draft, now: Tree, error: dict[str, Any]) -> tuple[str, str, list[Place]]:
    given = list(error["spans"])
    given += [span for child in error["children"] for span in child["spans"]]
    given.sort(key=lambda span: not span["is_primary"])
    found = []
    for span in given:
        while span is not None:
            path, start, end = span["file_name"], span["byte_start"], span["byte_end"]
            if path in now:
                said = now[path][start:end]
                at, first = draft.back(path, start)
                _, last = draft.back(path, end)
                found.append(Place(at, first, last, said, span["is_primary"]))
            span = (span["expansion"] or {}).get("span")
    return (error.get("code") or {}).get("code") or "", error["message"], found


def renamer(tree: Tree, old: bytes, new: bytes) -> Fixer:
    """Writes `new` for `old` wherever an error points at it."""
    word = re.compile(rb"\b" + re.escape(old) + rb"\b")

    def fix(code: str, message: str, places: list[Place]) -> list[Edit]:
        for place in places:
            found = list(word.finditer(tree.get(place.path, b""), place.start, place.end))
            if found:
                # An error on a whole item means its name; one on a path means its last word.
                one = found[0] if b"{" in place.said and b"::{" not in place.said else found[-1]
                return [rename(tree, place.path, one.start(), one.end(), new)]
        return []

    return fix


def rename(tree: Tree, path: str, start: int, end: int, new: bytes) -> Edit:
    """The edit for one use; a field's shorthand keeps the name of its variable."""
    node = node_at(tree[path], start, end)
    parent = node.parent
    short = node.type == "shorthand_field_identifier" or (
        parent is not None and parent.type == "shorthand_field_initializer"
    )
    if short:
        return Edit(path, start, end, new + b": " + tree[path][start:end])
    return Edit(path, start, end, new)
