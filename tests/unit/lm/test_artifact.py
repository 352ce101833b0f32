"""An artifact is whole, or it is not used."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rusta_server.lm.artifact import ArtifactError, find, verified
from rusta_server.lm.install import install

ARTIFACT = Path(__file__).parent / "tiny_artifact"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARTIFACT, tmp_path / "copy"))


def test_without_any_model_the_command_that_helps_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no model is installed") as caught:
        find(tmp_path / "own", tmp_path / "packaged")
    assert caught.value.remedy == "rusta lm install FILE"


def test_the_installed_model_comes_first(tmp_path: Path) -> None:
    own = install(ARTIFACT, tmp_path / "own")
    assert find(tmp_path / "own", ARTIFACT) == own
    assert find(tmp_path / "none", ARTIFACT).folder == ARTIFACT


@pytest.mark.parametrize("name", ["weights.bin", "extend.onnx", "memory.npz"])
def test_a_changed_and_a_missing_file_are_found(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ArtifactError, match="damaged"):
        verified(copy)
    (copy / name).unlink()
    with pytest.raises(ArtifactError, match="cannot be read"):
        verified(copy)


def test_a_damaged_install_is_told_not_passed_over(copy: Path) -> None:
    (copy / "weights.bin").write_bytes(b"")
    with pytest.raises(ArtifactError) as caught:
        find(copy, ARTIFACT)
    assert caught.value.remedy == "rusta lm install FILE, or rusta lm remove"


def test_a_damaged_artifact_is_not_installed_over_a_whole_one(copy: Path, tmp_path: Path) -> None:
    own = install(ARTIFACT, tmp_path / "own")
    (copy / "local.onnx").write_bytes(b"not a graph")
    with pytest.raises(ArtifactError):
        install(copy, tmp_path / "own")
    assert find(tmp_path / "own") == own


def test_another_version_of_the_edit_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["rusta_contract"] = 2
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match="edits of version 2"):
        verified(copy)


def test_the_command_line_is_loaded_without_numpy_and_onnxruntime() -> None:
    asked = (
        "import sys, rusta_server.cli.main, rusta_server.cli.commands.lm, rusta_server.lm.status"
    )
    told = f"{asked}; print([m for m in ('numpy', 'onnxruntime') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
