"""One broken crate of the measure: a published crate with one mistake in it."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_eval.crates import HALVES, Half, Tree, home, pinned, ready, write_tree
from rusta_eval.strip_tests import ranges, strip, strip_tree
from rusta_server.contracts.proof import Patch

LINTS = b'\n[lints.rust]\nunused = "deny"\nnonstandard_style = "deny"\nwhile_true = "deny"\n'
"""What makes rustc's warnings errors in the cases of the slice `lint`."""


class Change(BaseModel):
    """Bytes `start..end` of the published file `path` became `new`."""

    model_config = ConfigDict(frozen=True)

    path: str
    start: int
    end: int
    new: str


class Case(BaseModel):
    """Bytes `start..end` of the published file `path` became `new`, and so did `more` places.

    `codes` are the error codes of `cargo check` then; `syntax` stands for errors without one.
    `origin` says which rulebook the mistake is from. `across`: the mistake is in another file than
    the first error, or in several. `pair`: two mistakes of other cases at once."""

    model_config = ConfigDict(frozen=True)

    id: str
    crate: str
    version: str
    half: Half
    slice: str
    rule: str
    path: str
    start: int
    end: int
    new: str
    codes: list[str]
    more: tuple[Change, ...] = ()
    origin: Literal["old", "new"] = "old"
    across: bool = False
    pair: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every place that was changed."""
        return (Change(path=self.path, start=self.start, end=self.end, new=self.new), *self.more)

    @property
    def original(self) -> Tree:
        """The crate as published, with its tests and without the mistake."""
        return ready(pinned()[self.crate])

    def broken(self, tests: bool = False) -> Tree:
        """The crate with the mistake; without its tests unless asked for."""
        tree = self.original
        mended = tree if tests else strip_tree(tree)
        for path in {change.path for change in self.changes}:
            # The mistake may keep the file from parsing: what to strip is read off the sound one.
            whole = tree[path]
            cuts = [] if tests else [(start, end, b"") for start, end in ranges(whole)]
            own = [one for one in self.changes if one.path == path]
            mistakes = [(one.start, one.end, one.new.encode()) for one in own]
            mended = mended | {path: apply(whole, [*cuts, *mistakes])}
        return self._manifest(mended)

    def reference(self) -> Tree:
        """What the author wrote, as the engines could at best restore it: without tests."""
        return self._manifest(strip_tree(self.original))

    def repaired(self) -> Tree:
        """What the author wrote, with the tests: `broken(tests=True)` without its mistake."""
        return self._manifest(self.original)

    def _manifest(self, tree: Tree) -> Tree:
        lints = LINTS if self.slice == "lint" else b""
        return tree | {"Cargo.toml": tree["Cargo.toml"] + lints}


def apply(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes after several edits that do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new + data[end:]
    return data


def patched(tree: Tree, patch: Patch) -> Tree:
    """The tree with a proposal's patch applied, created files too."""
    new = dict(tree)
    for file in patch.files:
        path = file.path.removeprefix("$WS/")
        edits = [(edit.start, edit.end, edit.text.encode()) for edit in file.edits]
        new[path] = apply(new.get(path, b""), edits)
    return new


def case_id(crate: str, rule: str, path: str, start: int) -> str:
    """A name that is the same on every machine."""
    return f"{crate}-{rule}-{digest(crate, rule, path, str(start))[:6]}"


def digest(*words: str) -> str:
    """The one source of chance in the measure."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def cases_path(half: Half) -> Path:
    return home(half) / f"cases.{half}.jsonl"


def load(half: Half) -> list[Case]:
    """The cases of one half in the order of the file; none where it was not built yet."""
    path = cases_path(half)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [Case.model_validate_json(line) for line in lines]


def lines_of(cases: list[Case]) -> str:
    """The cases as they are written down, one JSON object a line."""
    return "".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases)


def save(half: Half, cases: list[Case]) -> None:
    cases_path(half).write_text(lines_of(cases), "utf-8")


def find(wanted: str) -> Case:
    """The case of this id. Raises KeyError where there is none."""
    for half in HALVES:
        for case in load(half):
            if case.id == wanted:
                return case
    raise KeyError(wanted)


def materialise(case: Case, folder: Path, tests: bool = False) -> None:
    """Writes the broken crate into a folder that is empty or does not exist yet.

    Raises FileExistsError otherwise: an old file there would be compiled along."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    write_tree(case.broken(tests), folder)


def stripped(case: Case) -> bytes:
    """The author's text of the mistaken file, without tests."""
    return strip(case.original[case.path])[0]
