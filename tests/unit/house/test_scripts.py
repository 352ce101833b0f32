"""What the Makefile and CI call: where something is missing, the command that gets it is named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def path_with(folder: Path, *programs: str) -> str:
    """A PATH on which only these programs are found."""
    folder.mkdir()
    for program in ("bash", "env", "dirname", "mkdir", "cat", "cksum", "tr", *programs):
        found = shutil.which(program)
        assert found is not None
        (folder / program).symlink_to(found)
    return str(folder)


def system_packages(path: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "system-packages", *args],
        env={"PATH": path, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_toolchain_it_stops(tmp_path: Path) -> None:
    done = system_packages(path_with(tmp_path / "bin"))
    assert done.returncode == 2
    assert "help: https://rustup.rs" in done.stderr


def test_without_bubblewrap_and_apt_it_stops(tmp_path: Path) -> None:
    done = system_packages(path_with(tmp_path / "bin", "cargo"))
    assert done.returncode == 2
    assert "rusta needs bubblewrap" in done.stderr


def test_where_all_is_there_it_says_nothing(tmp_path: Path) -> None:
    done = system_packages(path_with(tmp_path / "bin", "cargo", "bwrap"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_only_the_tests_need_faketime(tmp_path: Path) -> None:
    done = system_packages(path_with(tmp_path / "bin", "cargo", "bwrap"), "tests")
    assert done.returncode == 2
    assert "rusta needs faketime" in done.stderr
    made = {
        target: subprocess.run(
            ["make", "-C", str(ROOT), "-n", target, f"RUSTA_VENV={tmp_path}"],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        for target in ("demo", "test")
    }  # fmt: skip
    assert "system-packages tests\n" in made["test"]
    assert "system-packages tests" not in made["demo"]


def editors(tmp_path: Path, *programs: str) -> subprocess.CompletedProcess[str]:
    """`make editors` where no editor was ever fetched."""
    return subprocess.run(
        [ROOT / "tests" / "editors" / "setup", "get", "neovim"],
        env={"PATH": path_with(tmp_path / "bin", *programs), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_neovim_and_apt_it_says_what_to_install(tmp_path: Path) -> None:
    done = editors(tmp_path, "grep")
    assert done.returncode == 2
    assert "help: install Neovim 0.10 or newer" in done.stderr


@pytest.mark.parametrize(("version", "enough"), [("0.9.5", False), ("0.10.0", True), ("1.0", True)])
def test_a_neovim_on_the_path_is_used_where_it_is_new_enough(
    tmp_path: Path, version: str, enough: bool
) -> None:
    path = path_with(tmp_path / "bin", "grep")
    nvim = tmp_path / "bin" / "nvim"
    nvim.write_text(f"#!/usr/bin/env bash\necho NVIM v{version}\n")
    nvim.chmod(0o755)
    done = subprocess.run(
        [ROOT / "tests" / "editors" / "setup", "neovim"],
        env={"PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == ((0, f"{nvim}\n") if enough else (2, ""))
    assert enough or "help: make editors" in done.stderr


@pytest.mark.parametrize("chosen", [None, "elsewhere"])
def test_ci_makes_the_tests_in_an_environment_outside_of_the_clone(
    tmp_path: Path, chosen: str | None
) -> None:
    path = path_with(tmp_path / "bin", "flock")
    make = tmp_path / "bin" / "make"
    make.write_text('#!/usr/bin/env bash\necho "$PWD|$RUSTA_VENV|$*"\n')
    make.chmod(0o755)
    environment = {"PATH": path, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    if chosen is not None:
        environment["RUSTA_VENV"] = str(tmp_path / chosen)
    done = subprocess.run(
        [ROOT / ".ci" / "run"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    where, venv, targets = done.stdout.strip().split("|")
    assert (where, targets) == (str(ROOT), "test test-editors")
    expected = tmp_path / chosen if chosen else tmp_path / "cache" / "rusta"
    assert venv.startswith(str(expected))
    assert os.path.commonpath([venv, where]) != where


def test_an_up_to_date_environment_is_left_alone(tmp_path: Path) -> None:
    """The stamp names the dependencies and the checkout, not times: a fresh clone is no news."""
    command = ["make", "-C", str(ROOT), "-n", "venv", f"RUSTA_VENV={tmp_path}"]
    first = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "pip install" in first.stdout
    stamp = next(
        word
        for word in first.stdout.split()
        if word.startswith(f"{tmp_path}/.installed-") and "*" not in word
    )
    Path(stamp).touch()
    again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "pip install" not in again.stdout
