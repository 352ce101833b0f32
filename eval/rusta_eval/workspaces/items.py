"""Items whose name is used in several files: what a refactoring would change."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from rusta_eval.cases import digest
from rusta_eval.crates import Tree
from rusta_eval.strip_tests import files_of_tests, ranges
from rusta_eval.workspaces.drafts import enclosing, node_at, text, walk
from rusta_eval.workspaces.members import is_source, split

_KINDS = {
    "function_item": "fn", "struct_item": "type", "enum_item": "type", "type_item": "type",
    "const_item": "const", "static_item": "const", "trait_item": "trait",
    "field_declaration": "field", "enum_variant": "variant", "mod_item": "module",
    "function_signature_item": "trait-method",
}  # fmt: skip
MAX_USES = 18
"""Lines of uses: with more, the repair would be longer than the policy lets a patch be."""


@dataclass(frozen=True)
class Item:
    """The definition whose name stands at bytes `start..end` of `path`."""

    kind: str
    name: str
    path: str
    start: int
    end: int

    @property
    def member(self) -> str:
        return self.path.partition("/")[0]

    def node(self, tree: Tree) -> Node:
        """The whole definition, without its attributes."""
        found = enclosing(node_at(tree[self.path], self.start, self.end), *_KINDS)
        assert found is not None
        return found


class Hidden:
    """Which bytes of a workspace only tests see."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._ranges: dict[str, list[tuple[int, int]]] = {}

    @cached_property
    def _files(self) -> set[str]:
        return {f"{name}/{path}" for name, crate in split(self._tree).items()
                for path in files_of_tests(crate)}  # fmt: skip

    def __call__(self, path: str, at: int) -> bool:
        if path in self._files:
            return True
        if path not in self._ranges:
            self._ranges[path] = ranges(self._tree[path]) if path.endswith(".rs") else []
        return any(start <= at < end for start, end in self._ranges[path])


def candidates(tree: Tree, hidden: Hidden) -> list[Item]:
    """Items whose name stands in two files or more and on few lines; in several crates first,
    then by chance that is the same everywhere."""
    paths = [path for path in tree if is_source(path) and not hidden(path, 0)]
    lines: dict[str, int] = defaultdict(int)
    files: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for line in tree[path].splitlines():
            code = line.partition(b"//")[0]
            for word in set(re.findall(rb"[A-Za-z_][A-Za-z0-9_]*", code)):
                lines[word.decode()] += 1
                files[word.decode()].add(path)

    every = [item for path in paths for item in _items(tree, path) if not hidden(path, item.start)]
    defined = Counter(item.name for item in every)

    def rank(item: Item) -> tuple[bool, bool, str]:
        crates = {path.partition("/")[0] for path in files[item.name]}
        common = lines[item.name] > 2 * MAX_USES or defined[item.name] > 2
        return common, len(crates) < 2, digest(item.path, item.kind, item.name)

    few = [one for one in every if len(files[one.name]) > 1 and lines[one.name] <= 6 * MAX_USES]
    return sorted(few, key=rank)


def _items(tree: Tree, path: str) -> Iterator[Item]:
    for node in walk(node_at(tree[path], 0, len(tree[path]))):
        kind, name = _KINDS.get(node.type), node.child_by_field_name("name")
        if kind is None or name is None or enclosing(node, "macro_definition") is not None:
            continue
        home = enclosing(node.parent, "impl_item", "trait_item")
        if home is not None and kind == "fn":
            if home.type == "impl_item" and home.child_by_field_name("trait") is not None:
                continue
            kind = "trait-method" if home.type == "trait_item" else "fn"
        if home is not None and kind == "type":
            continue
        if kind == "module" and node.child_by_field_name("body") is not None:
            continue
        word = text(name).decode("utf-8", "replace")
        if len(word) > 2 and word != "main" and enclosing(node.parent, "block") is None:
            yield Item(kind, word, path, name.start_byte, name.end_byte)
