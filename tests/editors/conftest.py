"""Real editors over a real `rusta serve`; `make editors` gets them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT_S = 900
# What is found is other tests' matter: these look at how it is shown.
SMALL_SEARCH = """\
[search]
max_candidates = 24
max_proofs = 1
deadline_s = 900
[tests]
doc = false
[lm]
enabled = false
"""


class Neovim(Protocol):
    """Returns what the script reported."""

    def __call__(self, script: str, crate: Path, file: str = "src/lib.rs") -> dict[str, Any]: ...


@pytest.fixture(scope="session")
def nvim() -> str:
    return found("neovim")


@pytest.fixture(scope="session")
def rust_analyzer() -> str:
    return found("rust-analyzer")


@pytest.fixture(params=["neovim", "neovim-0.12"])
def plugin(request: pytest.FixtureRequest, environ: dict[str, str], tmp_path: Path) -> Neovim:
    """Runs a script in either Neovim, with clients/neovim on its runtime path."""
    nvim = found(request.param)
    search_little(environ)
    environ |= {"PLUGIN": str(ROOT / "clients" / "neovim")}
    return lambda script, crate, file="src/lib.rs": run(
        nvim, script, crate / file, environ, tmp_path
    )


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """State, caches and settings of its own, and our `rusta` first on the PATH."""
    own = {
        f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("STATE", "CACHE", "CONFIG")
    }
    # A test has nobody working beside it, before whom rusta would step back.
    rusta = tmp_path / "bin" / "rusta"
    rusta.parent.mkdir()
    real = Path(sys.executable).with_name("rusta")
    rusta.write_text(f'#!/bin/sh\n[ "$1" != serve ] || set -- "$@" --nice 0\nexec "{real}" "$@"\n')
    rusta.chmod(0o755)
    path = os.pathsep.join([str(rusta.parent), str(real.parent), os.environ["PATH"]])
    return {**os.environ, **own, "PATH": path}


@pytest.fixture
def neovim(nvim: str, environ: dict[str, str], tmp_path: Path) -> Neovim:
    """Runs a script of this folder in Neovim, set up as the README says, on a file of `crate`."""
    version = subprocess.run([nvim, "--version"], capture_output=True, text=True, check=True).stdout
    setup = set_ups()["0.10" if version.startswith("NVIM v0.10.") else "0.11"]
    environ |= {"SETUP": setup}
    return lambda script, crate, file="src/lib.rs": run(
        nvim, script, crate / file, environ, tmp_path
    )


def run(
    nvim: str, script: str, file: Path, environ: dict[str, str], tmp_path: Path
) -> dict[str, Any]:
    """What the script reported."""
    report = tmp_path / "report.json"
    done = subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-i", "NONE", "-l", HERE / script, file],
        env={**environ, "REPORT": str(report)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    log = tmp_path / "state" / "nvim" / "lsp.log"
    said = log.read_text() if log.exists() else ""
    assert done.returncode == 0, f"{done.stdout}{done.stderr}{said}"
    assert "Traceback" not in said, said
    seen: dict[str, Any] = json.loads(report.read_text())
    return seen


def search_little(environ: dict[str, str]) -> None:
    settings = Path(environ["XDG_CONFIG_HOME"]) / "rusta"
    settings.mkdir(parents=True)
    (settings / "policy.toml").write_text(SMALL_SEARCH)


def found(editor: str) -> str:
    done = subprocess.run([HERE / "setup", editor], capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stderr.strip(), pytrace=False)
    return done.stdout.strip()


def set_ups() -> dict[str, str]:
    """The configurations of Neovim in the README, by the oldest version they are for."""
    newer, older = re.findall(r"```lua\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return {"0.11": newer, "0.10": older}


@pytest.fixture
def copy_of(tmp_path: Path) -> Any:
    """A copy of an example crate."""

    def copy(name: str) -> Path:
        crate = tmp_path / name
        shutil.copytree(ROOT / "examples" / name, crate)
        return crate

    return copy


def without_cargo(folder: Path, path: str) -> str:
    """A PATH on which nothing of a Rust toolchain is, but what rusta itself runs by."""
    folder.mkdir()
    for name in ("rusta", "sh", "bash", "bwrap", "readlink", "dirname", "tr", "pgrep"):
        if there := shutil.which(name, path=path):
            (folder / name).symlink_to(there)
    return str(folder)


@pytest.fixture
def hopeless(tmp_path: Path) -> Path:
    """A crate with an error that nothing mends."""
    crate = tmp_path / "hopeless"
    (crate / "src").mkdir(parents=True)
    manifest = '[package]\nname = "hopeless"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
    (crate / "Cargo.toml").write_text(manifest)
    text = 'pub fn one() -> u32 {\n    fetch_from_the_moon(7, "cheese")\n}\n'
    (crate / "src/lib.rs").write_text(text)
    return crate
