"""A model in one file: the same bytes each time, nothing but what its manifest names, and whatever
goes wrong leaves the one that was installed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rusta_server.lm.artifact import ArtifactError, find, kept_beside, verified
from rusta_server.lm.install import install, remove
from rusta_server.lm.package import pack

ARTIFACT = Path(__file__).parent / "tiny_artifact"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return pack(verified(ARTIFACT), tmp_path)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Where models are installed; one is."""
    folder = tmp_path / "data" / "model"
    install(ARTIFACT, folder)
    return folder


def rewritten(packed: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The file with other entries."""
    with zipfile.ZipFile(packed) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed


def test_a_model_packed_twice_has_the_same_bytes(tmp_path: Path, packed: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    assert packed.name == "random-0.1.0-int8.zip"
    assert pack(verified(ARTIFACT), again).read_bytes() == packed.read_bytes()


def test_a_packed_model_is_installed_and_removed(tmp_path: Path, packed: Path) -> None:
    folder = tmp_path / "data" / "model"
    told = hashlib.sha256(packed.read_bytes()).hexdigest()
    artifact = install(packed, folder, told.upper())
    assert find(folder) == artifact == verified(folder)
    assert remove(folder)
    assert not remove(folder)
    with pytest.raises(ArtifactError, match="no model is installed"):
        find(folder, tmp_path / "none")


@pytest.mark.parametrize("what", ["file", "folder"])
def test_another_hash_than_was_asked_for_is_refused(own: Path, packed: Path, what: str) -> None:
    source = packed if what == "file" else ARTIFACT
    before = sorted(own.parent.rglob("*"))
    with pytest.raises(ArtifactError, match="not " + "0" * 64):
        install(source, own, "0" * 64)
    assert sorted(own.parent.rglob("*")) == before


def larger(entries: dict[str, bytes]) -> None:
    entries["weights.bin"] += bytes(1 << 21)


def climbing(entries: dict[str, bytes]) -> None:
    entries["../escaped"] = b"out"


def additional(entries: dict[str, bytes]) -> None:
    entries["setup.py"] = b"import os"


def absent(entries: dict[str, bytes]) -> None:
    del entries["local.onnx"]


def without_manifest(entries: dict[str, bytes]) -> None:
    del entries["manifest.json"]


def damaged(entries: dict[str, bytes]) -> None:
    entries["weights.bin"] = bytes(len(entries["weights.bin"]))


def climbing_by_its_manifest(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"])
    manifest["files"][0]["path"] = "../escaped"
    entries["manifest.json"] = json.dumps(manifest).encode()


def whole_but_no_graph(entries: dict[str, bytes]) -> None:
    entries["local.onnx"] = b"not a graph"
    manifest = json.loads(entries["manifest.json"])
    file = next(each for each in manifest["files"] if each["path"] == "local.onnx")
    file["sha256"] = hashlib.sha256(b"not a graph").hexdigest()
    file["bytes"] = len(b"not a graph")
    entries["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change",
    [larger, climbing, additional, absent, without_manifest, damaged, climbing_by_its_manifest,
     whole_but_no_graph],
)  # fmt: skip
def test_whatever_is_wrong_with_it_the_earlier_model_stays(
    own: Path, packed: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    before = find(own)
    with pytest.raises(ArtifactError):
        install(rewritten(packed, change), own)
    assert find(own) == before
    assert not list(own.parent.rglob("escaped"))
    assert not own.with_name(".model-new").exists()


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all"])
def test_what_is_no_archive_is_said_to_be_none(own: Path, packed: Path, data: bytes) -> None:
    packed.write_bytes(data)
    with pytest.raises(ArtifactError, match="no packed model"):
        install(packed, own)
    assert find(own)


def test_an_archive_that_breaks_off_is_damaged(own: Path, packed: Path) -> None:
    whole = packed.read_bytes()
    packed.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 9 :])
    with pytest.raises(ArtifactError):
        install(packed, own)
    assert find(own)


def test_a_crash_between_two_renames_leaves_the_earlier_model(own: Path, packed: Path) -> None:
    own.rename(kept_beside(own))
    assert find(own).folder == kept_beside(own)
    install(packed, own)
    assert find(own).folder == own
    assert not kept_beside(own).exists()


def test_two_installs_at_once_wait_for_each_other(own: Path, packed: Path) -> None:
    failed: list[Exception] = []

    def put() -> None:
        try:
            install(packed, own)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert find(own)


def rusta(tmp_path: Path, *words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "rusta_server.cli.main", "lm", *words],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "NO_COLOR": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_on_the_command_line(tmp_path: Path, packed: Path) -> None:
    code, told = rusta(tmp_path, "install", packed, "--sha256", "ab" * 32)
    assert code != 0
    assert "sha256" in told
    assert rusta(tmp_path, "install", packed)[0] == 0
    shutil.copyfile(packed, tmp_path / "data" / "rusta" / "model" / "weights.bin")
    code, told = rusta(tmp_path, "status")
    assert code != 0
    assert "damaged" in told
    assert "rusta lm remove" in told
    code, told = rusta(tmp_path, "remove")
    assert (code, told.startswith("removed")) == (0, True)
