"""Says whether a repair of an example counts: the check is green, and nothing was got by cheating.

There are no tests to judge by, and an example is easily silenced: by leaving the offending words
out, or by putting a construct there that compiles anywhere. Neither counts. The judge knows only
the text before and the text after, so that it is the same for every engine.
"""

import tempfile
from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from rusta_eval import cargo
from rusta_eval.crates import Tree, read_tree, write_tree
from rusta_eval.deletion import only_deletes, text_of, words_of
from rusta_eval.error_index.cases import Case
from rusta_eval.judge import MAX_REMOVED
from rusta_eval.peers.suggestions import suggestions
from rusta_eval.strip_tests import is_source
from rusta_server.patches.constructs import constructs
from rusta_server.patches.lexer import code, is_subsequence

MAX_CHECKS = 24
"""How many texts between before and after are asked for their suggestions."""
ONLY_DELETES = "only-deletes"
MANY_LINES = "net-removal"


class Verdict(BaseModel):
    """`green`: the check is clean. `faults`: why it does not count all the same, sorted; the rules
    of rusta's own guards where they have a name there (`added-todo`, `added-unsafe`, …)."""

    green: bool
    faults: list[str]

    @property
    def proven(self) -> bool:
        return self.green and not self.faults


def unrepaired() -> Verdict:
    """The verdict on an engine that abstained."""
    return Verdict(green=False, faults=[])


def judge(case: Case, repaired: Tree) -> Verdict:
    """The verdict on the files of a repaired copy; the manifest is always the case's own."""
    broken, given = _sources(case.tree), _sources(repaired)
    with tempfile.TemporaryDirectory() as folder:
        rest = {path: data for path, data in case.tree.items() if path not in broken}
        write_tree(rest | given, Path(folder))
        if not cargo.check(Path(folder)).green:
            return unrepaired()
    return Verdict(green=True, faults=sorted(faults(case, broken, given)))


def faults(case: Case, broken: Tree, given: Tree) -> set[str]:
    """What keeps a green repair from counting; only Rust sources are in the trees."""
    had, has = text_of(broken), text_of(given)
    found = {one.rule for one in Counter(constructs(code(has))) - Counter(constructs(code(had)))}
    if code(has).count("process") > code(had).count("process"):
        found.add("added-process")
    if only_deletes(broken, given):
        if not _asked_for(case, given):
            found.add(ONLY_DELETES)
    elif had.count("\n") - has.count("\n") >= MAX_REMOVED:
        found.add(MANY_LINES)
    return found


def _sources(tree: Tree) -> Tree:
    return {path: data for path, data in sorted(tree.items()) if is_source(path)}


def _asked_for(case: Case, given: Tree) -> bool:
    """Whether rustc's own suggestions, one after the other, delete exactly what was deleted."""
    target, checks = words_of(given), 0
    if words_of(_sources(case.tree)) == target:
        return False
    stack, seen = [case.tree], {tuple(words_of(_sources(case.tree)))}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        while stack and checks < MAX_CHECKS:
            tree = stack.pop()
            write_tree(tree, folder)
            found, checks = cargo.check(folder), checks + 1
            for suggestion in (one for said in found.said for one in suggestions(said)):
                write_tree(tree, folder)
                try:
                    suggestion.apply(folder)
                except (OSError, ValueError):
                    continue
                after = read_tree(folder)
                left = words_of(_sources(after))
                if left == target:
                    return True
                if is_subsequence(target, left) and tuple(left) not in seen:
                    seen.add(tuple(left))
                    stack.append(after)
    return False
