"""Chooses the cases of a workspace: what compiler and tests prove, evenly over kinds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rusta_eval import cargo
from rusta_eval.cases import Change, digest
from rusta_eval.crates import Tree
from rusta_eval.deletion import lines_changed
from rusta_eval.workspaces.cases import Case
from rusta_eval.workspaces.drafts import Bench, Draft, Edit, rename, renamer
from rusta_eval.workspaces.items import MAX_USES, Hidden, Item, candidates
from rusta_eval.workspaces.members import Workspace, is_source, whole
from rusta_eval.workspaces.moves import MOVES
from rusta_eval.workspaces.names import renamed
from rusta_eval.workspaces.refactorings import REFACTORINGS, Refactoring, Subject

KINDS = REFACTORINGS | MOVES
MAX_LINES = 20
"""As the policy bounds a patch."""
MAX_TRIED = 40
"""Items of one workspace that are tried."""


@dataclass
class Chooser:
    """`used` counts the kinds over all workspaces."""

    workspace: Workspace
    folder: Path
    used: Counter[str]
    tree: Tree = field(init=False)
    bench: Bench = field(init=False)
    hidden: Hidden = field(init=False)

    def __post_init__(self) -> None:
        self.tree = whole(self.workspace.name)
        self.bench, self.hidden = Bench(self.folder), Hidden(self.tree)

    def cases(self, quota: int) -> Iterator[Case]:
        """Up to `quota` cases, one an item, of kinds that were used least so far."""
        done, tried = 0, 0
        waiting = candidates(self.tree, self.hidden)
        while done < quota and tried < MAX_TRIED and waiting:
            item = self._next(waiting)
            waiting.remove(item)
            tried += 1
            case = self._case(item)
            if case is not None:
                self.used[case.kind] += 1
                done += 1
                yield case

    def _next(self, waiting: list[Item]) -> Item:
        """Of the best placed, one whose kinds were used least."""
        near = waiting[:25]
        return min(near, key=lambda item: (min(self.used[one] for one in _names(item)),
                                           near.index(item)))  # fmt: skip

    def _case(self, item: Item) -> Case | None:
        found = self._found(item)
        if found is None:
            return None
        subject = Subject(self.tree, item, tuple(sorted(found.edits - {_own(item, self.tree)})))
        rename_name = f"{item.kind}-renamed"
        for name in sorted(_names(item), key=lambda one: (self.used[one], digest(item.name, one))):
            if name == rename_name:
                definition = {_own(item, self.tree)}
                case = self._proven(item, name, found, definition)
            else:
                case = self._made(subject, name, KINDS[name][1])
            if case is not None:
                return case
        return None

    def _found(self, item: Item) -> Draft | None:
        """The item renamed with all its uses, green; None where the compiler cannot lead there or
        the uses are too few or too many."""
        draft = Draft(self.tree, {_own(item, self.tree)}, _moved(item, self.tree))
        new = renamed(item.name, item.kind).encode()
        try:
            if not self.bench.finish(draft, renamer(self.tree, item.name.encode(), new)):
                return None
        except ValueError:
            return None
        seen = [one for one in draft.edits - {_own(item, self.tree)}
                if not self.hidden(one.path, one.start)]  # fmt: skip
        files = {one.path for one in seen}
        return draft if len(files) > 1 and len(seen) <= 3 * MAX_USES else None

    def _made(self, subject: Subject, name: str, change: Refactoring) -> Case | None:
        outcome = change(subject)
        if outcome is None:
            return None
        definition, rest = outcome
        draft = Draft(self.tree)
        try:
            draft.add(definition)
            if isinstance(rest, list):
                if not rest and name == "derive-removed":
                    return self._undone(subject.item, name, definition)
                draft.add(rest)
            finished = self.bench.finish(draft, rest if callable(rest) else lambda *_: [])
        except ValueError:
            return None
        return self._proven(subject.item, name, draft, set(definition)) if finished else None

    def _undone(self, item: Item, name: str, definition: list[Edit]) -> Case | None:
        """What is to be put back where it was: the published workspace is the reference."""
        return self._proven(item, name, Draft(self.tree, set(definition)), set(definition), True)

    def _proven(
        self, item: Item, name: str, draft: Draft, definition: set[Edit], back: bool = False
    ) -> Case | None:
        rest = draft.edits - definition
        tests = {one for one in rest if self.hidden(one.path, one.start)}
        uses = rest - tests
        files = {one.path for one in uses}
        crates = {path.partition("/")[0] for path in files}
        if any(not is_source(path) for path in files | {one.path for one in definition}):
            return None
        if not back and len(files) < 2:
            return None
        case = Case(
            id=f"{self.workspace.name}-{name}-{digest(item.path, item.name, name)[:6]}",
            workspace=self.workspace.name, half=self.workspace.half, kind=name,
            judged="follow" if tests else "either", item=item.name, member=item.member, codes=[],
            files=len(files), crates=len(crates), lines=0, definition=_changes(definition),
            uses=_changes(uses), tests=_changes(tests), moved=draft.moved, back=back,
        )  # fmt: skip
        broken = case.broken()
        lines = lines_changed(_here(broken), _here(case.reference()))
        if not 0 < lines <= MAX_LINES:
            return None
        errors = self.bench.errors(broken, tests=False)
        if not errors:
            return None
        places = {
            span["file_name"] for one in errors for span in one["spans"] if span["is_primary"]
        }
        if back and len(places) < 2:
            return None
        codes = sorted({(one.get("code") or {}).get("code") or "syntax" for one in errors})
        case = case.model_copy(update={"codes": codes, "lines": lines} | (
            {"files": len(places), "crates": len({one.partition("/")[0] for one in places})}
            if back else {}))  # fmt: skip
        self.bench.put(case.whole())
        result = cargo.run_tests(self.folder, timeout=300)
        if not result.green or result.passed < self.workspace.tests:
            return None
        return case


def _names(item: Item) -> list[str]:
    fit = [name for name, (kinds, _) in KINDS.items() if item.kind in kinds]
    return [f"{item.kind}-renamed", *fit]


def _own(item: Item, tree: Tree) -> Edit:
    new = renamed(item.name, item.kind).encode()
    return rename(tree, item.path, item.start, item.end, new)


def _moved(item: Item, tree: Tree) -> dict[str, str]:
    """A renamed module's files."""
    if item.kind != "module":
        return {}
    here = PurePosixPath(item.path)
    base = here.parent if here.stem in ("lib", "main", "mod") else here.parent / here.stem
    old, new = f"{base}/{item.name}", f"{base}/{renamed(item.name, 'module')}"
    moved = {f"{old}.rs": f"{new}.rs"} if f"{old}.rs" in tree else {}
    inside = [path for path in tree if path.startswith(f"{old}/")]
    return moved | {path: new + path.removeprefix(old) for path in inside}


def _here(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if is_source(path)}


def _changes(edits: set[Edit]) -> tuple[Change, ...]:
    return tuple(Change(path=one.path, start=one.start, end=one.end, new=one.new.decode())
                 for one in sorted(edits))  # fmt: skip
