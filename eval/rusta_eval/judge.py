"""Says what a repair is worth, by the tests its engine has not seen."""

import re
import tempfile
from pathlib import Path

import tree_sitter_rust
from pydantic import BaseModel
from tree_sitter import Language, Parser

from rusta_eval import cargo
from rusta_eval.cases import Case
from rusta_eval.crates import Tree, pinned, write_tree
from rusta_eval.deletion import lines_changed, only_deletes
from rusta_eval.strip_tests import is_source, restore_tree, strip_tree

_PARSER = Parser(Language(tree_sitter_rust.language()))
_CHEATS = re.compile(
    rb"\b(todo|unimplemented|unreachable|panic)!|\bunsafe\b|#!?\[(allow|expect|ignore)\b|process::"
)
MAX_REMOVED = 6
"""A patch that takes away this many lines net is degenerate, as the engine's guard has it."""


class Verdict(BaseModel):
    """`green`: the check is clean. `tests`: the published tests pass, all of them.

    `exact`: byte for byte what the author wrote; `same`: equal apart from layout and comments.
    `degenerate`: green by deleting much or by a macro or attribute that only silences.
    `deletes`: green by taking words away only, where the author's text has more of them.
    `lines`: the larger of the lines added and removed against the broken crate."""

    green: bool
    tests: bool
    exact: bool
    same: bool
    degenerate: bool
    deletes: bool = False
    lines: int = 0

    @property
    def right(self) -> bool:
        """What counts as repaired."""
        return self.tests and not self.deletes


def judge(case: Case, repaired: Tree) -> Verdict:
    """The verdict on the files of a repaired copy, which may or may not hold the tests."""
    wanted = _sources(case.reference())
    given = _sources(strip_tree(repaired | {"Cargo.toml": case.original["Cargo.toml"]}))
    broken = _sources(case.broken())
    green, tests = (True, True) if given == wanted else _run(case, given)
    return compared(broken, wanted, given, green, tests)


def compared(broken: Tree, wanted: Tree | None, given: Tree, green: bool, tests: bool) -> Verdict:
    """The verdict from the sources before, those of the author where there are any, and those
    after; `green` and `tests` are what cargo said of the last."""
    lines = lines_changed(broken, given)
    exact = given == wanted
    if exact:
        return Verdict(green=green, tests=tests, exact=green, same=green, degenerate=False,
                       lines=lines)  # fmt: skip
    same = wanted is not None and _all_tokens(given) == _all_tokens(wanted)
    return Verdict(green=green, tests=tests, exact=False, same=same, lines=lines,
                   degenerate=_degenerate(broken, wanted or broken, given),
                   deletes=green and _merely_deletes(broken, wanted, given))  # fmt: skip


def unrepaired() -> Verdict:
    """The verdict on an engine that abstained."""
    return Verdict(green=False, tests=False, exact=False, same=False, degenerate=False)


def _run(case: Case, given: Tree) -> tuple[bool, bool]:
    """(check is clean, published tests pass). The manifest is always the published one."""
    with tempfile.TemporaryDirectory() as scratch:
        bare = case.reference()
        bare = {path: data for path, data in bare.items() if not is_source(path)}
        write_tree(bare | given, Path(scratch) / "bare")
        if not cargo.check(Path(scratch) / "bare").green:
            return False, False
        whole = restore_tree(case.original, given)
        write_tree(whole, Path(scratch) / "whole")
        result = cargo.run_tests(Path(scratch) / "whole")
        return True, result.green and result.passed >= pinned()[case.crate].tests


def _sources(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if is_source(path)}


def _merely_deletes(broken: Tree, wanted: Tree | None, given: Tree) -> bool:
    """Of the files that differ: reading the others would not change the answer."""

    def changed(other: Tree) -> tuple[Tree, Tree]:
        paths = [path for path in other if other[path] != broken.get(path)]
        return {path: broken.get(path, b"") for path in paths}, {
            path: other[path] for path in paths
        }

    if wanted is not None and only_deletes(*changed(wanted), _all_tokens):
        return False
    return only_deletes(*changed(given), _all_tokens)


def _all_tokens(tree: Tree) -> list[bytes]:
    return [part for path, data in sorted(tree.items()) for part in (path.encode(), *_tokens(data))]


def _tokens(data: bytes) -> list[bytes]:
    """The leaves of the syntax tree without comments."""
    found: list[bytes] = []
    stack = [_PARSER.parse(data).root_node]
    while stack:
        node = stack.pop()
        if node.type in ("line_comment", "block_comment"):
            continue
        if not node.child_count:
            found.append(node.text or b"")
        stack.extend(reversed(node.children))
    return found


def _degenerate(broken: Tree, wanted: Tree, given: Tree) -> bool:
    removed = sum(data.count(b"\n") for data in broken.values())
    removed -= sum(data.count(b"\n") for data in given.values())
    cheats = sum(len(_CHEATS.findall(data)) for data in given.values())
    allowed = sum(len(_CHEATS.findall(data)) for data in wanted.values())
    return removed >= MAX_REMOVED or cheats > allowed
