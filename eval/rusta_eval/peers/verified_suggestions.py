"""Tries every suggestion of rustc, of any applicability, and keeps what turns the check green.

The strongest peer there is without an engine: best first by the number of errors left, with all
first suggestions at once as a step of its own, bounded by a number of checks."""

import heapq
from collections.abc import Callable
from itertools import count
from pathlib import Path

from rusta_eval import cargo
from rusta_eval.crates import Tree, read_tree, write_tree
from rusta_eval.peers.outcome import Outcome
from rusta_eval.peers.suggestions import Suggestion, suggestions, together

MAX_CHECKS = 60
MAX_STEPS = 4


Steps = Callable[[Tree, cargo.Check], list[Suggestion]]
"""What to try next on these files, of which cargo said this."""


def repair(folder: Path) -> Outcome:
    """Changes the crate in `folder`; puts it back where nothing turned it green."""
    return search(folder, lambda _, found: _steps(found))


def search(folder: Path, steps_of: Steps) -> Outcome:
    """The same with suggestions from elsewhere."""
    before, turn, checks = read_tree(folder), count(), 1
    seen = {_key(before)}
    first = cargo.check(folder)
    heap = [(len(first.errors), 0, next(turn), before, first)]
    while heap and checks < MAX_CHECKS:
        _, steps, _, tree, found = heapq.heappop(heap)
        for suggestion in steps_of(tree, found) if steps < MAX_STEPS else []:
            write_tree(tree, folder)
            try:
                suggestion.apply(folder)
            except (OSError, ValueError):
                continue
            after = read_tree(folder)
            if _key(after) in seen or checks >= MAX_CHECKS:
                continue
            seen.add(_key(after))
            checks += 1
            result = cargo.check(folder)
            if result.green:
                return Outcome(applied=True, checks=checks, note=suggestion.applicability)
            heapq.heappush(heap, (len(result.errors), steps + 1, next(turn), after, result))
    write_tree(before, folder)
    return Outcome(applied=False, checks=checks, note="not green")


def _steps(found: cargo.Check) -> list[Suggestion]:
    """What to try next: every first suggestion together, then each alone, the surest first."""
    offered = [suggestions(error) for error in found.errors]
    firsts = [given[0] for given in offered if given]
    alone = sorted((one for given in offered for one in given), key=lambda one: one.rank)
    return ([together(firsts)] if len(firsts) > 1 else []) + alone


def _key(tree: Tree) -> int:
    return hash(tuple(sorted((path, data) for path, data in tree.items() if path != "Cargo.lock")))
