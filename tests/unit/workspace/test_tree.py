"""The tree hash changes with what cargo and git see, and with nothing else."""

import os

import pytest

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.probes.context import ProbeContext
from rusta_server.workspace.tree import hash_entries, with_overlays

IGNORE = "/target\n*.log\n/gen/\n!keep.log\n"


@pytest.fixture
def root(crate):
    return crate(
        {
            ".gitignore": IGNORE,
            "src/lib.rs": "pub fn f() {}\n",
            "notes.md": "",
            "sub/.gitignore": "*.txt\n!yes.txt\n",
            "sub/yes.txt": "",
        }
    )


def tree_hash(root):
    return ProbeContext.open(root).tree.read().hash


CHANGES = {
    "content": lambda r: (r / "src/lib.rs").write_text("pub fn g() {}\n"),
    "a new file": lambda r: (r / "data.bin").write_bytes(b"\xff\x00"),
    "a removed file": lambda r: (r / "notes.md").unlink(),
    "a renamed file": lambda r: (r / "notes.md").rename(r / "note.md"),
    "the executable bit": lambda r: (r / "notes.md").chmod(0o755),
    "a file a pattern takes back": lambda r: (r / "keep.log").touch(),
    "a nested pattern's exception": lambda r: (r / "sub/yes.txt").write_text("x"),
    "an ignored source": lambda r: write(r / "gen/made.rs", ""),
    "cargo's configuration": lambda r: write(r / ".cargo/config.toml", ""),
    "a link": lambda r: (r / "link").symlink_to("notes.md"),
}
NO_CHANGES = {
    "an ignored file": lambda r: write(r / "x.log", ""),
    "a file in an ignored folder": lambda r: write(r / "gen/made.txt", ""),
    "a file a nested pattern ignores": lambda r: write(r / "sub/no.txt", ""),
    "the target folder": lambda r: write(r / "target/debug/made.rs", ""),
    "git's folder": lambda r: write(r / ".git/hooks/x.rs", ""),
    "another target folder": lambda r: write(
        r / "fuzz/out/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55"
    ),
    "a new mtime": lambda r: os.utime(r / "src/lib.rs", (1, 1)),
}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_changes_with(root, change):
    before = tree_hash(root)
    change(root)
    assert tree_hash(root) != before


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES)
def test_it_does_not_change_with(root, change):
    before = tree_hash(root)
    change(root)
    assert tree_hash(root) == before


def test_a_pattern_above_the_root_holds(crate, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.dat\n")
    root = crate()
    before = tree_hash(root)
    (root / "x.dat").touch()
    assert tree_hash(root) == before


def test_overlays_hash_like_the_files_they_stand_for(root):
    context = ProbeContext.open(root)
    overlays = [
        Overlay(path="$WS/src/lib.rs", text="pub fn é() {}\n"),
        Overlay(path="$WS/src/new.rs", text=""),
        Overlay(path="$WS/notes.md", text=None),
    ]
    foreseen = hash_entries(with_overlays(context.tree.read().hashes, overlays))
    (root / "src/lib.rs").write_text("pub fn é() {}\n")
    (root / "src/new.rs").touch()
    (root / "notes.md").unlink()
    assert context.tree.read().hash == foreseen


def test_one_reader_sees_a_change_of_the_same_size(root):
    context = ProbeContext.open(root)
    before = context.tree.read().hash
    stat = (root / "src/lib.rs").stat()
    (root / "src/lib.rs").write_text("pub fn g() {}\n")
    os.utime(root / "src/lib.rs", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert context.tree.read().hash != before


def test_a_deleted_workspace(root):
    context = ProbeContext.open(root)
    root.rename(root.with_name("gone"))
    with pytest.raises(ProbeFailure) as failure:
        context.tree.read()
    assert failure.value.code == UNREADABLE
