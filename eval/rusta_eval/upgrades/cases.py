"""One case: a published crate with a newer dependency, or edition, than it was written for."""

import re
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_eval.cases import apply
from rusta_eval.crates import Half, Tree, write_tree
from rusta_eval.strip_tests import files_of_tests, is_source, ranges, strip_tree
from rusta_eval.upgrades import manifest
from rusta_eval.upgrades.registry import source

HERE = Path(__file__).resolve().parents[3] / "tests" / "measure" / "upgrades"
Kind = Literal["dependency", "edition"]


class Caller(BaseModel):
    """A row of `callers.toml`: what to try. `what` is the name of the dependency as the manifest
    has it, or `edition`; `to` the version or the edition it is raised to."""

    model_config = ConfigDict(frozen=True)

    name: str
    version: str
    what: str
    to: str

    @property
    def kind(self) -> Kind:
        return "edition" if self.what == "edition" else "dependency"

    @property
    def id(self) -> str:
        return f"{self.name}-{self.version}-{self.what}-{self.to}"


class Case(BaseModel):
    """`half` is decided by `group`: the dependency's package name, or the edition pair with the
    crate. `old`: the requirement or edition as published. `errors`: how many `cargo check` reports,
    `codes` which, sorted, `lines` on how many lines; `tests`: how many pass before the upgrade."""

    model_config = ConfigDict(frozen=True)

    caller: Caller
    half: Half
    group: str
    old: str
    errors: int
    lines: int
    codes: list[str]
    tests: int

    @property
    def id(self) -> str:
        return self.caller.id

    @property
    def kind(self) -> Kind:
        return self.caller.kind

    def whole(self) -> Tree:
        """The raised crate with its tests and its lock file."""
        lock = (HERE / "locks" / f"{self.id}.lock").read_bytes()
        return raised(published(self.caller), self.caller) | {"Cargo.lock": lock}

    def broken(self) -> Tree:
        """What an engine is given: without tests."""
        return strip_tree(self.whole())


def published(caller: Caller) -> Tree:
    """The crate as published, made to build alone: its own lock file, benches, examples and what
    only these need are gone. So are tests that use the dependency themselves: they would need the
    repair too, and no engine sees them. Raises CalledProcessError where cargo cannot fetch it."""
    tree = manifest.alone(source(caller.name, caller.version))
    return tree if caller.kind == "edition" else _without_tests_of(tree, caller.what)


def _without_tests_of(tree: Tree, dependency: str) -> Tree:
    word = re.compile(rb"\b" + dependency.replace("-", "_").encode() + rb"::")
    gone = {p for p in files_of_tests(tree) if p.endswith(".rs") and word.search(tree[p])}
    kept = {path: data for path, data in tree.items() if path not in gone}
    for path, data in kept.items():
        if is_source(path):
            cuts = [(a, b, b"") for a, b in ranges(data) if word.search(data[a:b])]
            kept[path] = apply(data, cuts)
    return kept


def raised(tree: Tree, caller: Caller) -> Tree:
    """`tree` with the manifest moved on. Raises KeyError where it does not name the dependency."""
    text = tree["Cargo.toml"].decode()
    if caller.kind == "edition":
        return tree | {"Cargo.toml": manifest.with_edition(text, caller.to).encode()}
    return tree | {"Cargo.toml": manifest.with_version(text, caller.what, caller.to).encode()}


def callers() -> list[Caller]:
    rows = tomllib.loads((HERE / "callers.toml").read_text("utf-8"))["caller"]
    return [Caller.model_validate(row) for row in rows]


def load(half: Half | None = None, path: Path = HERE / "cases.jsonl") -> list[Case]:
    """The cases of one half, or all, in the order of the file."""
    found = [Case.model_validate_json(line) for line in path.read_text("utf-8").splitlines()]
    return [case for case in found if half in (None, case.half)]


def save(cases: list[Case], path: Path = HERE / "cases.jsonl") -> None:
    path.write_text("".join(case.model_dump_json() + "\n" for case in cases), "utf-8")


def find(wanted: str) -> Case:
    """Raises KeyError where there is none of this id."""
    for case in load():
        if case.id == wanted:
            return case
    raise KeyError(wanted)


def materialise(case: Case, folder: Path) -> None:
    """Writes the broken crate into a folder that is empty or does not exist yet, and has cargo
    fetch what its lock file names, so that engines work offline.

    Raises FileExistsError, CalledProcessError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    write_tree(case.broken(), folder)
    fetch(folder)


def fetch(folder: Path) -> None:
    """Everything the lock file in `folder` names, into cargo's own cache."""
    offline = ["cargo", "fetch", "--quiet", "--locked", "--offline"]
    if subprocess.run(offline, cwd=folder, capture_output=True, timeout=120).returncode == 0:
        return
    command = ["cargo", "fetch", "--quiet", "--locked"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)


def scratch() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="upgrade-")
