"""The disk fills up or refuses: nothing changes, and the error says so."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rusta_server.contracts.probe import NO_SPACE, REFUSED, ProbeFailure
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk

from .world import CASES, Case, FailingDisk, World

each_case = pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)


@each_case
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_at_any_step_leaves_all_old(
    case: Case, code: int, tmp_path: Path
) -> None:
    for fails_at in range(1_000):
        world = case.world(tmp_path / str(fails_at))
        old = world.tree()
        try:
            world.apply(case.patch, FailingDisk(fails_at, code))
        except ProbeFailure as failure:
            assert failure.code == {errno.ENOSPC: NO_SPACE, errno.EROFS: REFUSED}.get(
                code, failure.code
            )
            world.journal().recover()
            assert world.tree() == old, f"failed at {fails_at}"
            assert world.journal().entries() == []
        else:
            break
    assert fails_at >= 10
    assert len(world.journal().entries()) == 1


def test_an_interrupt_in_the_middle_leaves_all_old(tmp_path: Path) -> None:
    class Interrupted(Disk):
        def replace(self, source: Path, target: Path) -> None:
            if target.name == "b.sh":
                raise KeyboardInterrupt
            super().replace(source, target)

    case = CASES[1]
    world = case.world(tmp_path / "w")
    old = world.tree()
    with pytest.raises(KeyboardInterrupt):
        world.apply(case.patch, Interrupted())
    assert world.tree() == old
    assert not world.journal().interrupted


def test_an_interrupt_behind_the_commit_leaves_all_new(tmp_path: Path) -> None:
    class Interrupted(Disk):
        def replace(self, source: Path, target: Path) -> None:
            super().replace(source, target)
            if target.parent.name == "done":
                raise KeyboardInterrupt

    case = CASES[1]
    world = case.world(tmp_path / "w")
    old = world.tree()
    with pytest.raises(KeyboardInterrupt):
        world.apply(case.patch, Interrupted())
    assert world.tree() != old
    world.journal().revert()
    assert world.tree() == old


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    mount = tmp_path / "small"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mount)], capture_output=True
    )
    if made.returncode != 0:
        pytest.skip(f"no tmpfs here: {made.stderr.decode().strip()}")
    try:
        yield mount
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def test_a_full_disk_under_the_tree(small_disk: Path, tmp_path: Path) -> None:
    """The journal lies on another device than the tree, as it may."""
    world = World(small_disk)
    world.state = tmp_path / "state"
    before = {"a.rs": "a" * 300_000, "b.rs": "b" * 300_000}
    world.write(before)
    old = world.tree()
    after = {"$WS/a.rs": "A" * 300_000, "$WS/b.rs": "B" * 300_000}
    patch = patch_between({f"$WS/{name}": text for name, text in before.items()}, after)
    with pytest.raises(ProbeFailure, match="the disk is full; nothing was changed") as raised:
        world.apply(patch, Disk())
    assert raised.value.code == NO_SPACE
    assert world.tree() == old

    small = patch_between({"$WS/a.rs": before["a.rs"]}, {"$WS/a.rs": after["$WS/a.rs"]})
    world.apply(small, Disk())
    assert (world.root / "a.rs").read_text() == after["$WS/a.rs"]
    world.journal(Disk()).revert()
    assert world.tree() == old


def test_a_full_disk_under_the_journal(small_disk: Path, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.state = small_disk / "state"
    world.write({"a.rs": "a" * 900_000})
    old = world.tree()
    patch = patch_between({"$WS/a.rs": "a" * 900_000}, {"$WS/a.rs": "b" * 900_000})
    with pytest.raises(ProbeFailure, match="the disk is full; nothing was changed"):
        world.apply(patch, Disk())
    assert world.tree() == old
    assert list((world.state / "new").iterdir()) == []
