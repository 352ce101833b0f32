"""One example of the error index as a crate, and the file they are checked in as."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_eval.crates import Tree, write_tree

HERE = Path(__file__).resolve().parents[3] / "tests" / "measure" / "error_index"
CASES = HERE / "cases.jsonl"
Half = Literal["even", "odd"]
_LOCK = b'version = 4\n\n[[package]]\nname = "example"\nversion = "0.0.0"\n'


class Case(BaseModel):
    """`codes` are the error codes of `cargo check`, sorted; `syntax` stands for errors without one.

    `index` counts the failing examples of the page from 1. `sha256` is that of `text`, and says
    the half. `excluded` is the reason why the example is no case of the measure, None where it is
    one; what is excluded stays in the file, so that the count can be checked."""

    model_config = ConfigDict(frozen=True)

    id: str
    code: str
    index: int
    edition: str
    crate_type: Literal["bin", "lib"]
    declared: str | None
    sha256: str
    half: Half
    slice: str
    codes: list[str]
    excluded: str | None
    text: str

    @property
    def path(self) -> str:
        return "src/main.rs" if self.crate_type == "bin" else "src/lib.rs"

    @property
    def tree(self) -> Tree:
        """The crate: a manifest, a lock file and one source file."""
        return crate(self.text, self.edition, self.path)


def crate(text: str, edition: str, path: str) -> Tree:
    """A crate of its own whose one source file at `path` is `text`."""
    manifest = f'[package]\nname = "example"\nversion = "0.0.0"\nedition = "{edition}"\n'
    return {
        "Cargo.toml": f"{manifest}\n[workspace]\n".encode(),
        "Cargo.lock": _LOCK,
        path: text.encode(),
    }


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def half_of(digest: str) -> Half:
    """By the last hexadecimal digit. The odd half is the blind one."""
    return "odd" if int(digest[-1], 16) % 2 else "even"


def load(path: Path = CASES) -> list[Case]:
    """All examples of the file, excluded ones as well, in its order."""
    return [Case.model_validate_json(line) for line in path.read_text("utf-8").splitlines()]


def chosen(half: str, path: Path = CASES) -> list[Case]:
    """The cases of one half, or of `both`."""
    return [case for case in load(path) if not case.excluded and half in ("both", case.half)]


def save(cases: list[Case], path: Path = CASES) -> None:
    path.write_text("".join(case.model_dump_json() + "\n" for case in cases), "utf-8")


def materialise(case: Case, folder: Path) -> None:
    """Writes the broken crate into a folder that is empty or does not exist yet.

    Raises FileExistsError otherwise: an old file there would be compiled along."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    write_tree(case.tree, folder)
