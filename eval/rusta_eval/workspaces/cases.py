"""One case: a workspace whose item was changed at its definition, with the uses left behind."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_eval.cases import Change
from rusta_eval.crates import Tree, write_tree
from rusta_eval.workspaces.drafts import Edit, applied
from rusta_eval.workspaces.members import HERE, Half, stripped, whole


class Case(BaseModel):
    """All changes are bytes of published files; `moved` files have a new path.

    `definition`: what the refactoring changed. `uses`: what is left to do, the reference repair.
    `tests`: the same in tests. `follow`: the tests need the new definition, and the engine sees
    those of the defining crate; with `either` they pass with the old one as well.
    `back`: to go back to what was published is the repair. `codes`: what the first
    `cargo check` reports; `files`, `crates`: how many the repair is in."""

    model_config = ConfigDict(frozen=True)

    id: str
    workspace: str
    half: Half
    kind: str
    judged: Literal["follow", "either"]
    item: str
    member: str
    codes: list[str]
    files: int
    crates: int
    lines: int
    definition: tuple[Change, ...]
    uses: tuple[Change, ...]
    tests: tuple[Change, ...] = ()
    moved: dict[str, str] = {}
    back: bool = False

    def whole(self) -> Tree:
        """With the reference repair and all tests."""
        if self.back:
            return whole(self.workspace)
        return self._with(self.definition + self.uses + self.tests)

    def reference(self) -> Tree:
        """The repair as an engine could at best make it."""
        return stripped(self.whole(), self._shown)

    def broken(self) -> Tree:
        """What an engine is given."""
        return stripped(self._with(self.definition + self.tests), self._shown)

    def before(self) -> Tree:
        """The workspace from before the refactoring, without tests."""
        return stripped(whole(self.workspace))

    @property
    def _shown(self) -> str | None:
        return self.member if self.judged == "follow" else None

    def _with(self, changes: tuple[Change, ...]) -> Tree:
        edits = {Edit(one.path, one.start, one.end, one.new.encode()) for one in changes}
        return applied(whole(self.workspace), edits, self.moved)


def path_of(half: Half) -> Path:
    return HERE / f"cases.{half}.jsonl"


def load(half: Half) -> list[Case]:
    """The cases in the order of the file; none where it was not built yet."""
    path = path_of(half)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [Case.model_validate_json(line) for line in lines]


def materialise(case: Case, folder: Path) -> None:
    """Writes the broken workspace. Raises FileExistsError where the folder is not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    write_tree(case.broken(), folder)
