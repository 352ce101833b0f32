"""The digest sees every byte of the user's files, and nothing of what cargo does meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rusta_eval.tree_bytes import digest, entries

CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes": lambda root: (root / "src/lib.rs").write_bytes(b"// other\n"),
    "a mode": lambda root: (root / "src/lib.rs").chmod(0o600),
    "an ignored file": lambda root: (root / ".hidden").write_bytes(b""),
    "an empty folder": lambda root: (root / "src/empty").mkdir(),
    "a target that is not at the top": lambda root: (root / "src/target").mkdir(),
    "where a link leads": lambda root: _link(root, "b").replace(root / "link"),
}


def _link(root: Path, to: str) -> Path:
    path = root / "new-link"
    path.symlink_to(to)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/lib.rs").write_bytes(b"// text\n")
    (tmp_path / "target/debug").mkdir(parents=True)
    (tmp_path / "link").symlink_to("a")
    return tmp_path


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_the_tree_is_seen(root: Path, change: Callable[[Path], object]) -> None:
    before = digest(root)
    change(root)
    assert digest(root) != before


def test_what_cargo_builds_is_not_of_the_tree(root: Path) -> None:
    before = digest(root)
    (root / "target/debug/made").write_bytes(b"by cargo")
    assert digest(root) == before


def test_a_folder_that_is_removed_before_it_is_entered(root: Path) -> None:
    seen = []
    for path in entries(root):
        seen.append(path.name)
        if path.name == "target":
            (path / "debug").rmdir()
    assert {"lib.rs", "link", "src", "target"} <= set(seen)
