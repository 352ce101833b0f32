"""Texts of the last commit, read off real repositories without starting git."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.contracts.tools_git import CommittedParams, CommittedResult
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.git import run

from ...e2e.world import crate

LIB = "$WS/src/lib.rs"
COMMITTED = "pub fn one() -> u32 {\n    1\n}\n"
NOW = "pub fn one() -> u32 {\n    true\n}\n"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    argv = ["git", *who, *words]
    return subprocess.run(argv, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit and one change since."""
    made = crate(tmp_path / "crate", {"src/lib.rs": COMMITTED})
    git(made, "init", "-q")
    git(made, "add", ".")
    git(made, "commit", "-qm", "One")
    (made / "src/lib.rs").write_text(NOW)
    return made


@pytest.fixture
def committed() -> Iterator[Callable[..., CommittedResult]]:
    contexts: list[ProbeContext] = []

    def ask(root: Path, *paths: str) -> CommittedResult:
        contexts.append(ProbeContext.open(root))
        return run(CommittedParams(paths=paths or (LIB,)), contexts[-1])

    yield ask
    for context in contexts:
        context.close()


def text(result: CommittedResult) -> str | None:
    (file,) = result.files
    return file.text


def test_the_text_before_the_change(root: Path, committed: Callable[..., CommittedResult]) -> None:
    found = committed(root)
    assert found.commit == git(root, "rev-parse", "HEAD").strip()
    assert text(found) == COMMITTED


def test_packed_as_git_leaves_it_after_a_while(
    root: Path, committed: Callable[..., CommittedResult]
) -> None:
    git(root, "gc", "-q")
    assert text(committed(root)) == COMMITTED


def test_a_crate_below_the_root_of_the_repository(
    tmp_path: Path, committed: Callable[..., CommittedResult]
) -> None:
    made = crate(tmp_path / "all" / "one", {"src/lib.rs": COMMITTED})
    git(made.parent, "init", "-q")
    git(made.parent, "add", ".")
    git(made.parent, "commit", "-qm", "One")
    assert text(committed(made)) == COMMITTED


def test_another_worktree_has_a_commit_of_its_own(
    root: Path, tmp_path: Path, committed: Callable[..., CommittedResult]
) -> None:
    git(root, "commit", "-qam", "Two")
    git(root, "worktree", "add", "-q", str(tmp_path / "other"), "HEAD~")
    assert text(committed(tmp_path / "other")) == COMMITTED
    assert text(committed(root)) == NOW


def test_what_the_commit_does_not_have(
    root: Path, committed: Callable[..., CommittedResult]
) -> None:
    (root / "src/new.rs").write_text("")
    assert text(committed(root, "$WS/src/new.rs")) == ""


def test_bytes_that_are_no_text(root: Path, committed: Callable[..., CommittedResult]) -> None:
    (root / "src/odd.rs").write_bytes(b"\xff\xfe")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Odd")
    assert text(committed(root, "$WS/src/odd.rs")) is None


def test_no_repository_and_one_without_a_commit(
    tmp_path: Path, committed: Callable[..., CommittedResult]
) -> None:
    made = crate(tmp_path / "crate", {"src/lib.rs": COMMITTED})
    assert committed(made).commit is None
    git(made, "init", "-q")
    assert committed(made) == CommittedResult(commit=None)


@pytest.mark.parametrize("what", ["HEAD", "objects"])
def test_a_damaged_repository_is_said_to_be_one(
    root: Path, committed: Callable[..., CommittedResult], what: str
) -> None:
    if what == "HEAD":
        (root / ".git/HEAD").write_bytes(b"\x00\xff not a reference")
    else:
        for each in (root / ".git/objects").glob("??/*"):
            each.chmod(0o644)
            each.write_bytes(b"garbage")
    with pytest.raises(ProbeFailure) as raised:
        committed(root)
    assert raised.value.code == UNREADABLE
    assert raised.value.remedy == "git fsck"
