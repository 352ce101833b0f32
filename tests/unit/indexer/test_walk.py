"""Rust sources below a folder."""

import os
from pathlib import Path

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.walk import rust_files

from .projects import DEMO


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("fn f() {}")


def test_sorted_without_links_hidden_and_target_folders(tmp_path: Path):
    put(tmp_path, "src/b.rs", "src/a.rs", "src/a/c.rs", "README.md", ".git/x.rs")
    put(tmp_path, "target/debug/out.rs", "target/CACHEDIR.TAG", "build/target.rs")
    (tmp_path / "src/link.rs").symlink_to("a.rs")
    assert [file.path for file in rust_files(tmp_path, "ws/")] == [
        "ws/build/target.rs",
        "ws/src/a.rs",
        "ws/src/b.rs",
        "ws/src/a/c.rs",
    ]


def test_an_old_file_has_a_stamp_and_a_fresh_one_has_none(tmp_path: Path):
    put(tmp_path, "src/lib.rs")
    (fresh,) = rust_files(tmp_path)
    # The time of the last status change cannot be set back: only the content's can.
    assert fresh.stamp is None
    os.utime(tmp_path / "src/lib.rs", (1, 1))
    with ProjectGraph.open(tmp_path / "graph.sqlite") as graph:
        assert graph.update(rust_files(tmp_path), [DEMO]).reparsed == 1
        assert graph.update(rust_files(tmp_path), [DEMO]).reparsed == 0
        put(tmp_path, "src/lib.rs")
        (tmp_path / "src/lib.rs").write_text("fn g() {}")
        os.utime(tmp_path / "src/lib.rs", (1, 1))
        assert graph.update(rust_files(tmp_path), [DEMO]).reparsed == 1


def test_an_empty_folder_has_none(tmp_path: Path):
    assert list(rust_files(tmp_path)) == []
    assert list(rust_files(tmp_path / "missing")) == []
