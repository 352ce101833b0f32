"""What somebody else wrote is never overwritten; what cannot be replaced is refused before."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, STALE, UNREADABLE, ProbeFailure
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal_store import Store

from .world import CASES, KILLED, LIB, Case, CountingDisk, MortalDisk, World, in_child

ONE, THREE, CREATE, DELETE, ALL = CASES


def refused(world: World, case: Case, match: str, code: int = REFUSED) -> None:
    old = world.tree()
    with pytest.raises(ProbeFailure, match=match) as raised:
        world.apply(case.patch)
    assert raised.value.code == code
    assert world.tree() == old
    assert world.journal().entries() == []


def killed_midway(case: Case, folder: Path) -> World:
    """A world in which some files are new already and others not yet."""
    counting = CountingDisk()
    whole = case.world(folder / "whole")
    whole.apply(case.patch, counting)
    for dies_at in range(counting.steps):
        world = case.world(folder / f"at-{dies_at}")
        old = world.tree()
        assert in_child(world.apply, case.patch, MortalDisk(dies_at)) == KILLED
        now = world.tree()
        if any(
            now.get(name) == new and old[name] != new
            for name, new in whole.tree().items()
            if name in old
        ):
            return world
    raise AssertionError("never mixed")


def test_a_file_edited_after_the_crash_is_kept_and_reported(tmp_path: Path) -> None:
    world = killed_midway(THREE, tmp_path)
    edited = world.root / "src/lib.rs"
    edited.write_text("the user's own text\n")

    recovery = world.journal().recover()

    assert edited.read_text() == "the user's own text\n"
    (conflict,) = recovery.conflicts
    assert conflict.path == "$WS/src/lib.rs"
    assert conflict.kept is not None
    assert Path(conflict.kept).read_text() == LIB
    assert (world.root / "src/a.rs").read_text() == "a\n"
    assert (world.root / "b.sh").read_text() == "echo\n"
    assert world.journal().recover().conflicts == ()  # told once


def test_a_damaged_copy_is_not_put_into_the_tree(tmp_path: Path) -> None:
    world = killed_midway(ONE, tmp_path)
    now = world.tree()
    (entry,) = (world.state / "pending").iterdir()
    (entry / "old-0").write_text("not what was there\n")
    recovery = world.journal().recover()
    assert len(recovery.conflicts) == 1
    assert world.tree() == now


def test_stale_files_are_not_touched(tmp_path: Path) -> None:
    world = THREE.world(tmp_path / "w")
    (world.root / "b.sh").write_text("edited meanwhile\n")
    refused(world, THREE, "the tree no longer matches the proof.*rusta propose", STALE)


def test_a_file_changed_between_the_check_and_the_rename(tmp_path: Path) -> None:
    world = THREE.world(tmp_path / "w")

    class Racing(Disk):
        def write_new(
            self, path: Path, data: bytes, mode: int, owner: tuple[int, int] | None = None
        ) -> None:
            super().write_new(path, data, mode, owner)
            if path.parent == world.root / "src":
                (world.root / "src/lib.rs").write_text("typed just now\n")

    with pytest.raises(ProbeFailure) as raised:
        world.apply(THREE.patch, Racing())
    assert raised.value.code == STALE
    assert (world.root / "src/lib.rs").read_text() == "typed just now\n"
    assert (world.root / "src/a.rs").read_text() == "a\n"
    assert (world.root / "b.sh").read_text() == "echo\n"
    assert not list(world.root.rglob(".rusta-*"))


def test_a_file_to_create_that_is_there_already(tmp_path: Path) -> None:
    world = CREATE.world(tmp_path / "w")
    world.write({"src/deep/er/new.rs": "somebody's\n"})
    refused(world, CREATE, "is not what it was", STALE)


def test_a_patch_whose_hashes_do_not_fit_its_edits(tmp_path: Path) -> None:
    world = ONE.world(tmp_path / "w")
    forged = ONE.patch.files[0].model_copy(update={"after_sha256": "0" * 64})
    old = world.tree()
    with pytest.raises(ProbeFailure) as raised:
        world.apply(ONE.patch.model_copy(update={"files": (forged,)}))
    assert raised.value.code == INVALID_PARAMS
    assert world.tree() == old


def test_symbolic_links_are_refused(tmp_path: Path) -> None:
    world = ONE.world(tmp_path / "w")
    target = world.root / "real.rs"
    (world.root / "src/lib.rs").rename(target)
    (world.root / "src/lib.rs").symlink_to(target)
    refused(world, ONE, "is a symbolic link; nothing was changed")


def test_hard_links_are_refused(tmp_path: Path) -> None:
    world = THREE.world(tmp_path / "w")
    os.link(world.root / "b.sh", tmp_path / "twin")
    refused(world, THREE, "several hard links.*nothing was changed")


def test_read_only_files_are_refused(tmp_path: Path) -> None:
    world = THREE.world(tmp_path / "w")
    (world.root / "src/lib.rs").chmod(0o444)
    refused(world, THREE, "is read-only; nothing was changed")


@pytest.mark.parametrize("case", [ONE, CREATE, DELETE], ids=lambda c: c.name)
def test_read_only_folders_are_refused(case: Case, tmp_path: Path) -> None:
    world = case.world(tmp_path / "w")
    (world.root / "src").chmod(0o555)
    try:
        refused(world, case, "read-only folder; nothing was changed")
    finally:
        (world.root / "src").chmod(0o755)


def test_a_folder_in_the_file_s_place_is_refused(tmp_path: Path) -> None:
    world = ONE.world(tmp_path / "w")
    (world.root / "src/lib.rs").unlink()
    (world.root / "src/lib.rs").mkdir()
    refused(world, ONE, "is no regular file")


def test_two_processes_do_not_work_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ONE.world(tmp_path / "w")
    world.journal().recover()  # makes the folders
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import filelock, sys\n"
            f"with filelock.FileLock({str(world.state / 'lock')!r}):\n"
            "    print('held', flush=True)\n"
            "    sys.stdin.read()\n",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None and holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        store = Store(world.state, Disk(), lock_timeout_s=0.1)
        with pytest.raises(ProbeFailure, match="another rusta") as raised, store.locked():
            pass
        assert raised.value.code == REFUSED
    finally:
        holder.stdin.close()
        assert holder.wait() == 0
        holder.stdout.close()
    world.apply(ONE.patch)


def test_modes_are_kept(tmp_path: Path) -> None:
    world = THREE.world(tmp_path / "w")
    (world.root / "src/a.rs").chmod(0o640)
    world.apply(THREE.patch)
    assert stat.S_IMODE((world.root / "src/a.rs").stat().st_mode) == 0o640
    assert stat.S_IMODE((world.root / "b.sh").stat().st_mode) == 0o755
    world.journal().revert()
    assert stat.S_IMODE((world.root / "b.sh").stat().st_mode) == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="giving files away needs root")
def test_root_leaves_files_to_their_owner(tmp_path: Path) -> None:
    world = ALL.world(tmp_path / "w")
    for path in [world.root, *world.root.rglob("*")]:
        os.chown(path, 4242, 4243)
    world.apply(ALL.patch)
    changed, created = world.root / "src/lib.rs", world.root / "src/new/mod.rs"
    assert (changed.stat().st_uid, changed.stat().st_gid) == (4242, 4243)
    assert created.stat().st_uid == created.parent.stat().st_uid == 4242


def test_a_damaged_entry_is_not_reverted_but_others_are(tmp_path: Path) -> None:
    world = ONE.world(tmp_path / "w")
    first = world.apply(ONE.patch)
    after = ONE.after["src/lib.rs"]
    world.apply(
        patch_between({"$WS/src/lib.rs": after}, {"$WS/src/lib.rs": after.replace("two", "zwei")})
    )
    manifest = world.state / "done" / first / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"lib.rs", b"lob.rs"))
    with pytest.raises(ProbeFailure, match="damaged") as raised:
        world.journal().revert(first[:8])
    assert raised.value.code == UNREADABLE
    world.journal().revert("last")
    assert (world.root / "src/lib.rs").read_text() == after
