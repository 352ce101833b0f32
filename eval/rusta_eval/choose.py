"""Chooses the cases: by chance that is the same everywhere, even over slices, rules and crates."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rusta_eval import cargo
from rusta_eval.cases import Case, case_id, digest
from rusta_eval.crates import PinnedCrate, Tree, ready, write_tree
from rusta_eval.rulebook import rulebook
from rusta_eval.strip_tests import files_of_tests, is_source, ranges

SLICES = ("borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names")
ATTEMPTS = 6
"""How many places a rule may try in one crate before it is given up there."""


@dataclass
class Bench:
    """One crate on a folder of its own, to ask cargo whether a mistake is one."""

    crate: PinnedCrate
    folder: Path
    used: Counter[str]
    tree: Tree = field(init=False)
    sites: dict[str, list[tuple[str, Any]]] = field(init=False)
    given_up: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tree = ready(self.crate)
        self.sites = _sites(self.crate, self.tree)

    def cases(self, quota: int) -> Iterator[Case]:
        """Up to `quota` cases, one a rule, the slices in turn."""
        green = {lint: self._sound(lint) for lint in (False, True)}
        done = 0
        while done < quota:
            before = done
            for kind in SLICES:
                if done < quota and green[kind == "lint"]:
                    case = self._next(kind)
                    if case is not None:
                        done += 1
                        yield case
            if done == before:
                return

    def _next(self, kind: str) -> Case | None:
        """A case by the rule of this slice that was used least so far."""
        rules = [name for name, rule in rulebook().load().items() if rule.slice == kind]
        rules = [name for name in rules if name in self.sites and name not in self.given_up]
        rules.sort(key=lambda name: (self.used[name], digest(self.crate.name, name)))
        for name in rules:
            self.given_up.add(name)
            for path, edit in self.sites[name][:ATTEMPTS]:
                case = self._case(name, kind, path, edit)
                if case is not None:
                    self.used[name] += 1
                    return case
        return None

    def _case(self, rule: str, kind: str, path: str, edit: Any) -> Case | None:
        crate = self.crate
        case = Case(
            id=case_id(crate.name, rule, path, edit.start), crate=crate.name,
            version=crate.version, half=crate.half, slice=kind, rule=rule, path=path,
            start=edit.start, end=edit.end, new=edit.new.decode(), codes=[],
        )  # fmt: skip
        write_tree(case.broken(), self.folder)
        found = cargo.check(self.folder)
        if found.green or not found.errors:
            return None
        return case.model_copy(update={"codes": found.codes})

    def _sound(self, lint: bool) -> bool:
        """Whether the crate without its tests is green, for `lint` also without warnings."""
        kind = "lint" if lint else "types"
        case = Case(id="", crate=self.crate.name, version="", half="dev", slice=kind, rule="",
                    path="", start=0, end=0, new="", codes=[])  # fmt: skip
        write_tree(case.reference(), self.folder)
        return cargo.check(self.folder).green


def choose(crates: list[PinnedCrate], quota: int) -> Iterator[Case]:
    """The cases of one half, `quota` a crate. Rules are used evenly over all its crates."""
    used: Counter[str] = Counter()
    for crate in sorted(crates, key=lambda one: one.name):
        with tempfile.TemporaryDirectory() as folder:
            yield from Bench(crate, Path(folder), used).cases(quota)


def _sites(crate: PinnedCrate, tree: Tree) -> dict[str, list[tuple[str, Any]]]:
    """Where each rule could strike, shuffled: (path, edit). Never across a test item."""
    found: dict[str, list[tuple[str, Any]]] = {}
    gone = files_of_tests(tree)
    for path in sorted(tree):
        if not is_source(path) or path in gone:
            continue
        source, hidden = rulebook().Source(tree[path]), ranges(tree[path])
        for name, rule in rulebook().load().items():
            for edit in rule.edits(source):
                if all(edit.end <= start or end <= edit.start for start, end in hidden):
                    found.setdefault(name, []).append((path, edit))
    for name, sites in found.items():
        sites.sort(key=lambda one: digest(crate.name, name, one[0], str(one[1].start)))
    return found
