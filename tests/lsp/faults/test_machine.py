"""What the machine lacks: space, programs, documentation, the right to write."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rusta_eval.tree_bytes import entries
from rusta_server.workspace.toolchain import find

from ..crates import BROKEN, Crate
from .conftest import Sit
from .desk import Desk

pytestmark = pytest.mark.rusta
MIB = 1 << 20
BWRAP = ("bwrap", "--dev-bind", "/", "/")
"""The server in a mount namespace of its own: a fault needs no rights and hits nobody else."""


@contextmanager
def full(desk: Desk, folder: Path) -> Iterator[None]:
    """The small disk at `folder`, as the server sees it, without a free byte."""
    ballast = Path(f"/proc/{desk.server.pid}/root{folder}/ballast")
    with ballast.open("wb", buffering=0) as file:
        try:
            for size in (MIB, 4096):
                while True:
                    try:
                        file.write(bytes(size))
                    except OSError as error:
                        assert error.errno == errno.ENOSPC
                        break
            yield
        finally:
            ballast.unlink()


@pytest.mark.parametrize("what", ["target", "state"])
def test_a_full_disk(what: str, sit: Sit, crate: Crate, state: Path) -> None:
    small = {"target": crate.root / "target", "state": state}[what]
    desk = sit(crate, wrap=(*BWRAP, "--size", str(32 * MIB), "--tmpfs", str(small)))
    desk.open()
    desk.until_warned(0)
    with full(desk, small):
        desk.type_line()
        assert "rusta clean" in desk.until_told("disk is full|No space left.*Help: ")
        desk.type_line()
        desk.until_phase("failed")
        desk.assert_well()
    desk.type_line()
    desk.until_warned(3)
    assert len(desk.told()) == 1, "one fault is told once"


def test_a_state_folder_that_cannot_be_written(sit: Sit, crate: Crate, state: Path) -> None:
    # Without its capabilities, for root may write everywhere.
    wrap = (*BWRAP, "--unshare-user", "--uid", "1000", "--gid", "1000")
    desk = sit(crate, wrap=wrap)
    desk.open()
    desk.until_warned(0)
    folders = [state, *(path for path in entries(state) if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    desk.type_line()
    assert str(state) in desk.until_told("Permission denied.*Help: ")
    assert desk.actions(1) == []
    desk.assert_well()

    for folder in folders:
        folder.chmod(0o700)
    desk.type_line()
    desk.until_warned(2)


def test_a_state_folder_that_cannot_be_made(sit: Sit, crate: Crate, state: Path) -> None:
    state.chmod(0o500)
    desk = sit(crate, wrap=(*BWRAP, "--unshare-user", "--uid", "1000", "--gid", "1000"))
    desk.open()
    assert "XDG_STATE_HOME" in desk.until_told("cannot make .*Help: ")
    assert desk.actions(0) == []
    desk.type_line()
    desk.assert_well()

    state.chmod(0o700)
    desk.type_line()
    desk.until_warned(2)


class Programs:
    """A PATH of one folder, with what is put there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.env = {"PATH": str(folder)}

    def put(self, *names: str) -> None:
        for name in names:
            found = shutil.which(name)
            if found is not None:
                (self.folder / name).symlink_to(found)


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "bin")


def test_no_toolchain_on_the_path(sit: Sit, crate: Crate, programs: Programs) -> None:
    programs.put("bwrap")
    desk = sit(crate, env=programs.env)
    desk.open()
    assert "rustup.rs" in desk.until_told("no Rust toolchain.*Help: ")
    desk.type_line()
    assert desk.actions(1) == []
    desk.assert_well()

    programs.put("cargo", "rustc", "rustup")
    desk.client.notify("textDocument/didSave", {"textDocument": {"uri": crate.uri()}})
    desk.until_warned(1)
    assert len(desk.told()) == 1


def test_no_sandbox_on_the_path(sit: Sit, crate: Crate, programs: Programs) -> None:
    """Nothing of the repository runs, trusted or not."""
    programs.put("cargo", "rustc", "rustup", "apt-get")
    marker = crate.root / "ran"
    (crate.root / "build.rs").write_text(
        f"fn main() {{ std::fs::write({str(marker)!r}, []).ok(); }}"
    )
    desk = sit(crate, env=programs.env)
    desk.open()
    assert "bubblewrap" in desk.until_told("no sandbox .*Help: ")
    desk.type_line()
    desk.until_phase("failed")
    desk.assert_well()
    assert not marker.exists()

    (crate.root / "build.rs").unlink()
    programs.put("bwrap")
    desk.type_line()
    desk.until_warned(2)
    assert len(desk.told()) == 1


def test_no_documentation(sit: Sit, tmp_path: Path) -> None:
    """Its folder is an empty one, and its index was never made."""
    crate = Crate(tmp_path / "crate", lib=BROKEN)
    real, empty = find(tmp_path).sysroot / "share/doc", tmp_path / "doc"
    elsewhere = tmp_path / "elsewhere"
    for folder in (empty, elsewhere):
        folder.mkdir()
    desk = sit(
        crate,
        wrap=(*BWRAP, "--ro-bind", str(real), str(elsewhere), "--bind", str(empty), str(real)),
        env={"XDG_CACHE_HOME": str(tmp_path / "own-cache")},
        settings={},
    )
    desk.open()
    desk.until_shown(lambda shown: [d["code"] for d in shown] == ["E0382"])

    answer = desk.command("rusta.explain", code="E0382")
    assert answer["result"]["missing"] == ["rustup component add rust-docs"]
    desk.until_told("Help: rustup component add rust-docs")
    desk.assert_well()

    (empty / "rust").symlink_to(elsewhere / "rust")
    answer = desk.command("rusta.explain", code="E0382")
    assert answer["result"]["explanations"][0]["claims"]
