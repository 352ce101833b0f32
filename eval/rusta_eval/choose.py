"""Chooses the cases: by chance that is the same everywhere, even over slices, rules and crates."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rusta_eval import cargo
from rusta_eval.cases import Case, Change, case_id, digest
from rusta_eval.crates import WIDE, PinnedCrate, Tree, ready, write_tree
from rusta_eval.rulebook import rulebook, wide
from rusta_eval.strip_tests import files_of_tests, is_source, ranges

SLICES = ("borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names")
ATTEMPTS = 6
"""How many places a rule may try in one crate before it is given up there."""

Changes = tuple[Change, ...]


@dataclass(frozen=True)
class Kind:
    """A rule of either rulebook, as the choice sees it."""

    name: str
    slice: str
    origin: str
    across: bool
    changes: Callable[[Any], Iterator[Changes]]


@dataclass(frozen=True)
class Pool:
    """What may be chosen at one turn: the old kinds of a slice, or the new ones across files, or
    those within one."""

    slice: str | None
    across: bool = False

    def has(self, kind: Kind) -> bool:
        if self.slice is not None:
            return kind.origin == "old" and kind.slice == self.slice
        return kind.origin == "new" and kind.across == self.across


def plan(heldout: bool) -> tuple[Pool, ...]:
    """The turns of a round: the slices of the first rulebook; in the held-out suite each is
    followed by a new kind, five of eight of those across files: crates of one file have none."""
    if not heldout:
        return tuple(Pool(name) for name in SLICES)
    both = [(Pool(name), Pool(None, bool(index % 3))) for index, name in enumerate(SLICES)]
    return tuple(pool for turns in both for pool in turns)


@dataclass
class Bench:
    """One crate on a folder of its own, to ask cargo whether a mistake is one."""

    crate: PinnedCrate
    folder: Path
    used: Counter[str]
    tree: Tree = field(init=False)
    sites: dict[str, list[Changes]] = field(init=False)
    given_up: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tree = ready(self.crate)
        self.sites = sites(self.crate, self.tree, self.kinds())

    @property
    def heldout(self) -> bool:
        return self.crate.half in WIDE

    def kinds(self) -> list[Kind]:
        return [*old_kinds(), *(new_kinds() if self.heldout else [])]

    def cases(self, quota: int) -> Iterator[Case]:
        """Up to `quota` cases, one a rule, the turns of the plan one after the other."""
        turns, sound = plan(self.heldout), {lint: self._sound(lint) for lint in (False, True)}
        kinds = [kind for kind in self.kinds() if sound[kind.slice == "lint"]]
        done = 0
        while done < quota:
            before = done
            for pool in turns:
                case = self._next([one for one in kinds if pool.has(one)]) if done < quota else None
                if case is not None:
                    done += 1
                    yield case
            if done == before:
                return

    def more(self, wanted: int) -> Iterator[Case]:
        """Up to so many cases more by new kinds within one file."""
        kinds = [kind for kind in self.kinds() if Pool(None).has(kind)]
        for _ in range(wanted):
            case = self._next(kinds)
            if case is None:
                return
            yield case

    def _next(self, kinds: list[Kind]) -> Case | None:
        """A case by the rule that was used least so far."""
        kinds = [one for one in kinds if one.name in self.sites and one.name not in self.given_up]
        kinds.sort(key=lambda one: (self.used[one.name], digest(self.crate.name, one.name)))
        for kind in kinds:
            self.given_up.add(kind.name)
            for changes in self.sites[kind.name][:ATTEMPTS]:
                case = self._case(kind, changes)
                if case is not None:
                    self.used[kind.name] += 1
                    return case
        return None

    def _case(self, kind: Kind, changes: Changes) -> Case | None:
        crate, first = self.crate, changes[0]
        case = Case(
            id=case_id(crate.name, kind.name, first.path, first.start), crate=crate.name,
            version=crate.version, half=crate.half, slice=kind.slice, rule=kind.name,
            path=first.path, start=first.start, end=first.end, new=first.new, codes=[],
            more=changes[1:],
        )  # fmt: skip
        write_tree(case.broken(), self.folder)
        found = cargo.check(self.folder)
        if found.green or not found.errors:
            return None
        if not self.heldout:
            return case.model_copy(update={"codes": found.codes})
        far = is_across(changes, found)
        if kind.across and not far:
            return None
        return case.model_copy(
            update={
                "codes": found.codes,
                "origin": kind.origin,
                "across": far,
            }
        )

    def _sound(self, lint: bool) -> bool:
        """Whether the crate without its tests is green, for `lint` also without warnings."""
        kind = "lint" if lint else "types"
        case = Case(id="", crate=self.crate.name, version="", half="dev", slice=kind, rule="",
                    path="", start=0, end=0, new="", codes=[])  # fmt: skip
        write_tree(case.reference(), self.folder)
        return cargo.check(self.folder).green


def choose(
    crates: list[PinnedCrate], quota: int, done: Iterable[Case] = ()
) -> Iterator[tuple[str, list[Case]]]:
    """(crate, its cases) for every crate of one half that is not among the `done`, `quota` a crate.
    Rules are used evenly over all crates."""
    used = Counter(case.rule for case in done)
    finished = {case.crate for case in done}
    for crate in sorted(crates, key=lambda one: one.name):
        if crate.name not in finished:
            with tempfile.TemporaryDirectory() as folder:
                yield crate.name, list(Bench(crate, Path(folder), used).cases(quota))


def fill(crates: list[PinnedCrate], done: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    """(crate, cases more) for every held-out crate where old kinds outnumber new ones, which a
    crate of one file brings about: it has none across files."""
    used = Counter(case.rule for case in done)
    for crate in sorted(crates, key=lambda one: one.name):
        given = [case for case in done if case.crate == crate.name]
        old = sum(case.origin == "old" for case in given)
        wanted = 2 * old - len(given) if crate.half in WIDE else 0
        if wanted > 0:
            with tempfile.TemporaryDirectory() as folder:
                bench = Bench(crate, Path(folder), used)
                bench.given_up.update(case.rule for case in given)
                yield crate.name, list(bench.more(wanted))


def is_across(changes: Changes, found: cargo.Check) -> bool:
    """Whether the mistake is in several files, or in another than the first error's place."""
    paths = {change.path for change in changes}
    places = [span["file_name"] for span in found.errors[0]["spans"] if span["is_primary"]]
    return len(paths) > 1 or bool(places and not paths & set(places))


def old_kinds() -> list[Kind]:
    """The first rulebook: one edit in one file."""

    def kind(rule: Any) -> Kind:
        def changes(crate: Any) -> Iterator[Changes]:
            for path, source in crate.files.items():
                for start, end, new in rule.edits(source):
                    yield (Change(path=path, start=start, end=end, new=_text(new)),)

        return Kind(rule.name, rule.slice, "old", False, changes)

    return [kind(rule) for rule in rulebook().load().values()]


def new_kinds() -> list[Kind]:
    """The rules of the held-out suite."""

    def kind(rule: Any) -> Kind:
        def changes(crate: Any) -> Iterator[Changes]:
            for found in rule.changes(crate):
                yield tuple(
                    Change(path=one.path, start=one.start, end=one.end, new=_text(one.new))
                    for one in found
                )

        return Kind(rule.name, rule.slice, "new", rule.across, changes)

    return [kind(rule) for rule in wide().load().values()]


def _text(new: bytes) -> str:
    return new.decode()


def sites(crate: PinnedCrate, tree: Tree, kinds: Iterable[Kind]) -> dict[str, list[Changes]]:
    """Where each rule could strike, shuffled. Never across a test item."""
    gone = files_of_tests(tree)
    paths = [path for path in sorted(tree) if is_source(path) and path not in gone]
    sources = wide().Crate({path: rulebook().Source(tree[path]) for path in paths})
    hidden = {path: ranges(tree[path]) for path in paths}

    def seen(change: Change) -> bool:
        return all(change.end <= a or b <= change.start for a, b in hidden[change.path])

    found: dict[str, list[Changes]] = {}
    for kind in kinds:
        given = [changes for changes in kind.changes(sources) if all(map(seen, changes))]
        # The digest is that of the first place, as it always was: the first suite stays as it is.
        given.sort(key=lambda one: digest(crate.name, kind.name, one[0].path, str(one[0].start)))
        if given:
            found[kind.name] = given
    return found
