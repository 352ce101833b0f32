"""Workspaces made of published crates that depend on one another by path."""

import re
import shutil
import subprocess
import tempfile
import tomllib
from functools import cache as once
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from rusta_eval import strip_tests
from rusta_eval.crates import Tree, cache, read_tree, write_tree
from rusta_eval.upgrades.cases import fetch
from rusta_eval.upgrades.manifest import alone
from rusta_eval.upgrades.registry import source

HERE = Path(__file__).resolve().parents[3] / "tests" / "measure" / "workspaces"
Half = Literal["dev", "blind"]

_LINTS = '\n\n[lints.rust]\ndangerous_implicit_autorefs = "allow"\n'
"""A lint newer than some crates, and an error by default; cargo lifts it for the registry only."""


class Workspace(BaseModel):
    """`members`: crate names with their versions, what the others depend on first. `licenses` as
    their manifests say; `tests`: how many pass untouched."""

    model_config = ConfigDict(frozen=True)

    name: str
    half: Half
    members: dict[str, str]
    licenses: list[str]
    tests: int


def pinned() -> dict[str, Workspace]:
    rows = tomllib.loads((HERE / "workspaces.toml").read_text("utf-8"))["workspace"]
    return {row["name"]: Workspace.model_validate(row) for row in rows}


@once
def whole(name: str) -> Tree:
    """A pinned workspace with its tests and lock file; what the lock file names is fetched too.

    Raises subprocess.CalledProcessError where cargo cannot fetch it."""
    folder = cache() / "workspaces" / name
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "lock"):
            if not folder.is_dir():
                _assemble(pinned()[name], folder)
    return read_tree(folder)


def assembled(members: dict[str, str]) -> Tree:
    """The members in a folder each, tied together by path, under a virtual manifest. No lock."""
    tree: Tree = {"Cargo.toml": _root(members).encode()}
    for name, version in members.items():
        crate = _light(alone(source(name, version)), members)
        text = crate["Cargo.toml"].decode().replace("\n[workspace]\n", "\n")
        crate = crate | {"Cargo.toml": (_tied(text, members).rstrip() + _LINTS).encode()}
        tree |= {f"{name}/{path}": data for path, data in crate.items()}
    return tree


def stripped(tree: Tree, kept: str | None = None) -> Tree:
    """The workspace as an engine sees it: without tests, but for those of the member `kept`."""
    result = {path: data for path, data in tree.items() if "/" not in path}
    for name, crate in split(tree).items():
        crate = crate if name == kept else strip_tests.strip_tree(crate)
        result |= {f"{name}/{path}": data for path, data in crate.items()}
    return result


def restored(original: Tree, repaired: Tree) -> Tree:
    """`original`, tests and all, with the other text of `repaired`; a source that `repaired` has no
    more is gone. Raises ValueError where a text has nothing in common with the original."""
    given = split(repaired)
    result = {path: data for path, data in original.items() if "/" not in path}
    for name, crate in split(original).items():
        hidden, mine = strip_tests.files_of_tests(crate), given.get(name, {})
        kept = {path: data for path, data in crate.items()
                if path in mine or path in hidden or not strip_tests.is_source(path)}  # fmt: skip
        new = strip_tests.restore_tree(kept, mine)
        result |= {f"{name}/{path}": data for path, data in new.items()}
    return result


def split(tree: Tree) -> dict[str, Tree]:
    """The members by name, paths relative to each."""
    found: dict[str, Tree] = {}
    for path, data in tree.items():
        member, slash, rest = path.partition("/")
        if slash and f"{member}/Cargo.toml" in tree:
            found.setdefault(member, {})[rest] = data
    return found


def is_source(path: str) -> bool:
    """Whether an engine may change the file `member/…`."""
    return "/" in path and strip_tests.is_source(path.partition("/")[2])


def sources(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if is_source(path)}


def _root(members: dict[str, str]) -> str:
    listed = ", ".join(f'"{name}"' for name in members)
    # A dependency from the registry that uses a member must use the same copy.
    patches = "".join(f'{name} = {{ path = "{name}" }}\n' for name in members)
    return f'[workspace]\nresolver = "2"\nmembers = [{listed}]\n\n[patch.crates-io]\n{patches}'


def _light(crate: Tree, members: dict[str, str]) -> Tree:
    """Without the dependencies that only files in `tests/` need, and without these files: what
    takes minutes to build is often there."""
    tables = re.split(r"(?m)^(?=\[)", crate["Cargo.toml"].decode())
    dropped: set[str] = set()
    for at, table in enumerate(tables):
        head = re.match(r"\[dev-dependencies\.\"?([\w-]+)", table)
        if head is None or head[1] in members:
            continue
        word = re.compile(rb"\b" + head[1].replace("-", "_").encode() + rb"\b")
        users = {path for path in crate if path.endswith(".rs") and word.search(crate[path])}
        if all(path.startswith("tests/") for path in users):
            dropped |= users
            tables[at] = ""
    kept = [one for one in tables if not (one.startswith("[[test]]") and _names(one, dropped))]
    rest = {path: data for path, data in crate.items() if path not in dropped}
    return rest | {"Cargo.toml": "".join(kept).rstrip().encode() + b"\n"}


def _names(table: str, paths: set[str]) -> bool:
    return any(f'"{path}"' in table for path in paths)


def _tied(text: str, members: dict[str, str]) -> str:
    """Published manifests give every dependency a table of its own."""
    tables = re.split(r"(?m)^(?=\[)", text)
    for at, table in enumerate(tables):
        head = re.match(r"\[(?:.*\.)?(?:build-|dev-)?dependencies\.\"?([\w-]+)\"?\]\n", table)
        package = re.search(r'(?m)^package = "(.*)"', table)
        name = (package or head)[1] if head else ""
        if head and name in members:
            tables[at] = table.replace(head[0], f'{head[0]}path = "../{name}"\n', 1)
    return "".join(tables)


def _assemble(workspace: Workspace, folder: Path) -> None:
    lock = (HERE / "locks" / f"{workspace.name}.lock").read_bytes()
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = Path(scratch) / "copy"
        write_tree(assembled(workspace.members) | {"Cargo.lock": lock}, copy)
        fetch(copy)
        shutil.move(copy, folder)


def lock(folder: Path) -> bytes:
    """Makes and gives the lock file of an assembled workspace; cargo may ask the registry."""
    command = ["cargo", "generate-lockfile", "--quiet"]
    offline = subprocess.run([*command, "--offline"], cwd=folder, capture_output=True, timeout=120)
    if offline.returncode != 0:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return (folder / "Cargo.lock").read_bytes()
