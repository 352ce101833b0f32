"""What is installed: the product with its data, and nothing of training and evaluation."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            folder,
            ROOT,
        ],
        check=True,
        timeout=300,
    )
    (built,) = folder.glob("rusta-*.whl")
    return built


def test_the_wheel_holds_the_product_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert packages == {"rusta_server", "rusta_indexer"}


def test_data_licences_and_type_markers_are_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for expected in (
        "rusta_server/docs/data/curated.toml",
        "rusta_server/engine/rank_weights.toml",
        "rusta_server/py.typed",
        "rusta_indexer/py.typed",
    ):
        assert expected in names
    assert {Path(name).name for name in names if "/licenses/" in name} == {
        "LICENSE-APACHE",
        "LICENSE-MIT",
    }


def test_the_model_is_in_the_wheel_whole_and_the_wheel_is_small(wheel: Path) -> None:
    weights = Path("server/rusta_server/lm/weights")
    placed = {f"rusta_server/lm/weights/{path.name}" for path in (ROOT / weights).glob("*")}
    assert placed
    assert placed <= set(zipfile.ZipFile(wheel).namelist())
    assert wheel.stat().st_size < 40_000_000


def test_the_command_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """As `pipx install` and `uv tool install` do it: the wheel, its dependencies, no checkout."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "-t", tmp_path, wheel],
        check=True,
        timeout=300,
    )
    done = subprocess.run(
        [tmp_path / "bin" / "rusta", "schema", "--json"],
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert '"fix/1"' in done.stdout
