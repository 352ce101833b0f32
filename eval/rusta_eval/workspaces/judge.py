"""Says what a repair of a workspace is worth, by tests that its engine has not seen."""

import tempfile
from pathlib import Path

from rusta_eval import cargo
from rusta_eval.crates import Tree, write_tree
from rusta_eval.deletion import lines_changed, only_deletes, words_of
from rusta_eval.judge import Verdict, _degenerate
from rusta_eval.workspaces.cases import Case
from rusta_eval.workspaces.members import pinned, restored, sources, stripped


class Judged(Verdict):
    """`back`: the repair took the definition back instead of following it."""

    back: bool = False


def judge(case: Case, repaired: Tree) -> Judged:
    """The verdict on the files of a repaired copy; its manifests count as published."""
    whole = case.whole()
    bare = stripped(whole)
    manifests = {path: data for path, data in whole.items() if path.endswith("Cargo.toml")}
    given = sources(stripped({**repaired, **manifests}))
    wanted, broken = sources(bare), sources(stripped(case.broken()))
    exact = given == wanted
    green, tests = (True, True) if exact else _run(case, whole, bare, given)
    changed = [path for path in given if given[path] != broken.get(path)]
    old = {path: broken.get(path, b"") for path in changed}
    new = {path: given[path] for path in changed}
    less = green and bool(changed) and only_deletes(old, new)
    return Judged(
        green=green,
        tests=tests,
        exact=exact,
        same=exact or _words(given) == _words(wanted),
        degenerate=_degenerate(broken, wanted, given),
        deletes=less and not only_deletes(broken, wanted),
        lines=lines_changed(broken, given),
        back=not case.back and _words(given) == _words(sources(case.before())),
    )


def _words(tree: Tree) -> dict[str, list[str]]:
    return {path: words_of({path: data}) for path, data in tree.items()}


def _run(case: Case, whole: Tree, bare: Tree, given: Tree) -> tuple[bool, bool]:
    """(check is clean, all tests of the workspace pass)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "bare"
        rest = {path: data for path, data in bare.items() if path not in sources(bare)}
        write_tree(rest | given, folder)
        if not cargo.check(folder, timeout=240).green:
            return False, False
        try:
            write_tree(restored(whole, rest | given), Path(scratch) / "whole")
        except ValueError:
            return True, False
        result = cargo.run_tests(Path(scratch) / "whole", timeout=400)
        return True, result.green and result.passed >= pinned()[case.workspace].tests
