"""Says what a repair of an upgrade is worth: the check, the caller's own tests, and how it got
there."""

import re
import tempfile
from pathlib import Path

from pydantic import BaseModel

from rusta_eval import cargo
from rusta_eval.crates import Tree, write_tree
from rusta_eval.judge import MAX_REMOVED
from rusta_eval.strip_tests import is_source, restore_tree
from rusta_eval.upgrades.cases import Case

_CHEATS = re.compile(
    rb"\b(todo|unimplemented|unreachable|panic)!|#!?\[(allow|expect|ignore)\b|process::"
)
_UNSAFE = re.compile(rb"\bunsafe\s*\{")


class Verdict(BaseModel):
    """`green`: the check is clean with the raised manifest and lock file. `tests`: as many of the
    caller's tests pass as before; None where none could be run then, or where they do not compile:
    then they need the upgrade too. `degenerate`: green by
    deleting much, by silencing, or by a new block of unsafe code. `lines` of the patch."""

    green: bool
    tests: bool | None
    degenerate: bool
    lines: int = 0


def unrepaired() -> Verdict:
    return Verdict(green=False, tests=False, degenerate=False)


def judge(case: Case, repaired: Tree) -> Verdict:
    """Whatever an engine did to the manifest or the lock file does not count: those of the case
    are put back, so that going back to the old version is no repair."""
    whole, broken = case.whole(), case.broken()
    given = {path: data for path, data in repaired.items() if is_source(path)}
    rest = {path: data for path, data in broken.items() if not is_source(path)}
    lines = _lines(broken, given)
    with tempfile.TemporaryDirectory(prefix="upgrade-") as scratch:
        bare, tested = Path(scratch) / "bare", Path(scratch) / "whole"
        write_tree(rest | given, bare)
        if not cargo.check(bare, timeout=240).green:
            return Verdict(green=False, tests=False, degenerate=False, lines=lines)
        tests = None
        if case.tests:
            write_tree(restore_tree(whole, given), tested)
            (tested / "target").symlink_to(bare / "target")
            words = ("test", "--no-run", "--quiet", "--offline", "--lib", "--tests")
            if cargo.cargo(tested, *words, timeout=300)[0] == 0:
                result = cargo.run_tests(tested, timeout=300)
                tests = result.green and result.passed >= case.tests
    return Verdict(green=True, tests=tests, degenerate=_degenerate(broken, given), lines=lines)


def _degenerate(broken: Tree, given: Tree) -> bool:
    old = {path: data for path, data in broken.items() if is_source(path)}
    removed = sum(d.count(b"\n") for d in old.values()) - sum(
        d.count(b"\n") for d in given.values()
    )
    worse = any(
        sum(len(mark.findall(d)) for d in given.values())
        > sum(len(mark.findall(d)) for d in old.values())
        for mark in (_CHEATS, _UNSAFE)
    )
    return removed >= MAX_REMOVED or worse


def _lines(broken: Tree, given: Tree) -> int:
    """max(added, removed) over all files, as the policy's K counts them."""
    import difflib

    added = removed = 0
    for path, data in given.items():
        old = broken.get(path, b"").decode(errors="replace").splitlines()
        new = data.decode(errors="replace").splitlines()
        if old != new:
            for line in difflib.unified_diff(old, new, lineterm="", n=0):
                added += line.startswith("+") and not line.startswith("+++")
                removed += line.startswith("-") and not line.startswith("---")
    return max(added, removed)
