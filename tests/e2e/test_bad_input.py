"""Bad input and broken environments: a clear error that names the remedy, nothing changed."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from rusta_eval.tree_bytes import digest
from rusta_server.workspace import toolchain

from .world import TIMEOUT_S, Rusta, copy_example, crate

FIX = ("fix", "--yes", "--min-confidence", "0")
BROKEN_LIB = "pub fn one() -> u32 {\n    let x = 1\n    x\n}\n"


def test_no_cargo_toml(rusta: Rusta, tmp_path: Path) -> None:
    (tmp_path / "main.rs").write_text("fn main() {}")
    before = digest(tmp_path)
    error = rusta.json(*FIX, tmp_path).error()
    assert "no Cargo.toml" in error.message
    assert error.remedy == f"cargo init {tmp_path}"
    assert digest(tmp_path) == before


def test_a_folder_that_is_not_there(rusta: Rusta, tmp_path: Path) -> None:
    error = rusta.json(*FIX, tmp_path / "nowhere").error()
    assert "nowhere" in error.message
    assert error.remedy


def test_a_manifest_that_cargo_cannot_read(rusta: Rusta, tmp_path: Path) -> None:
    root = crate(tmp_path / "c", {"src/lib.rs": "", "Cargo.toml": "[package\nname = 'x'"})
    before = digest(root)
    error = rusta.json(*FIX, root).error()
    assert "Cargo.toml" in error.message
    assert error.remedy
    assert digest(root) == before


def test_dependencies_that_do_not_resolve_offline(rusta: Rusta, tmp_path: Path) -> None:
    manifest = (
        '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n\n'
        '[dependencies]\nno-registry-has-this-crate = "1"\n'
    )
    root = crate(tmp_path / "c", {"src/lib.rs": BROKEN_LIB, "Cargo.toml": manifest})
    (root / "Cargo.lock").unlink()
    before = digest(root)
    error = rusta.json(*FIX, root).error()
    assert "no-registry-has-this-crate" in error.message
    assert "cargo fetch" in error.remedy
    assert digest(root) == before


def test_a_source_file_of_five_megabytes(rusta: Rusta, tmp_path: Path) -> None:
    filler = b"// a line that says nothing at all, again and again\n" * 100_000
    root = crate(tmp_path / "c", {"src/lib.rs": BROKEN_LIB.encode() + filler})
    assert (root / "src/lib.rs").stat().st_size > 5_000_000
    before = digest(root)
    ran = rusta.json("fix", root, "--dry-run")
    # Large is not wrong: it is repaired, or the error says what to do.
    assert ran.code in (0, 1) or ran.error().remedy
    assert digest(root) == before


def test_a_source_file_that_is_not_utf8(rusta: Rusta, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "src/lib.rs": "pub mod latin;\n" + BROKEN_LIB,
        "src/latin.rs": b"// caf\xe9\n",
    }
    root = crate(tmp_path / "c", files)
    before = digest(root)
    ran = rusta.json(*FIX, root)
    assert ran.code == 1
    said = ran.document.remaining[0].message + ran.document.remaining[0].rendered
    assert "UTF-8" in said
    assert digest(root) == before


def test_a_file_name_that_is_not_utf8(rusta: Rusta, tmp_path: Path) -> None:
    root = crate(tmp_path / "c", {"src/lib.rs": "pub fn one() -> u32 {\n    1\n}\n"})
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("")
    assert rusta.json("diagnose", root).code in (0, 2)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A broken crate on a file system that refuses every write, as root too."""
    root = copy_example("syntax-missing-comma-in-struct", tmp_path)
    mount = ["mount", "--bind", "-o", "ro", str(root), str(root)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode == 0:
        yield root
        subprocess.run(["umount", str(root)], check=True)
        return
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    yield root
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)


def test_a_read_only_tree(rusta: Rusta, read_only: Path) -> None:
    """It can be diagnosed and proven elsewhere; applying is refused with a reason."""
    before = digest(read_only)
    assert rusta.json("diagnose", read_only).code == 1
    error = rusta.json(*FIX, read_only).error()
    assert "src/lib.rs" in error.message or str(read_only) in error.message
    assert error.remedy
    assert digest(read_only) == before


def test_a_killed_cargo(rusta: Rusta, tmp_path: Path) -> None:
    slow = "fn main() {\n    std::thread::sleep(std::time::Duration::from_secs(60));\n}\n"
    root = crate(tmp_path / "c", {"src/lib.rs": BROKEN_LIB, "build.rs": slow})
    before = digest(root)
    running = subprocess.Popen(
        rusta.argv(*FIX, root, "--json"),
        env=rusta.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The build script sleeps, so that cargo check itself is what gets killed.
    _wait_for(running, lambda name: name.startswith("build-script"))
    _wait_for(running, lambda name: name == "cargo").kill()
    out, err = running.communicate(timeout=TIMEOUT_S)
    assert running.returncode == 2, err
    assert "Traceback" not in err
    assert "killed" in out
    assert digest(root) == before


def _wait_for(running: subprocess.Popen[str], wanted: Callable[[str], bool]) -> psutil.Process:
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline and running.poll() is None:
        for child in psutil.Process(running.pid).children(recursive=True):
            try:
                if wanted(child.name()):
                    return child
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.05)
    raise AssertionError("the process that was waited for never came")


@pytest.fixture(scope="module")
def bare_toolchain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toolchain without its documentation: hard links, so that nothing is copied."""
    folder = tmp_path_factory.mktemp("toolchain")
    sysroot, bare = toolchain.find(folder).sysroot, folder / "bare"

    def link(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    for part in ("bin", "lib"):
        shutil.copytree(sysroot / part, bare / part, copy_function=link, symlinks=True)
    return bare


def test_deleted_documentation(rusta: Rusta, bare_toolchain: Path, tmp_path: Path) -> None:
    root = copy_example("types-swapped-arguments", tmp_path)
    before = digest(root)
    env = {"PATH": f"{bare_toolchain / 'bin'}:/usr/bin:/bin"}
    explained = rusta.json("explain", root, env=env)
    assert explained.code == 0
    assert explained.document.result.missing == ("rustup component add rust-docs",)
    (explanation,) = explained.document.result.explanations
    # What the compiler and the source say is left; the rule itself was in the documentation.
    assert {claim.role for claim in explanation.claims} == {"diagnosis", "cause", "span", "fix"}

    # Repairs do not depend on it.
    assert rusta.json(*FIX, root, env=env).document.status == "fixed"
    assert rusta.json("revert", "-C", root, env=env).code == 0
    assert digest(root) == before

    examined = rusta.json("doctor", root, env=env).document
    docs = next(item for item in examined.items if item.name == "documentation")
    assert docs.remedy == "rustup component add rust-docs"


def test_a_corrupt_policy(rusta: Rusta, tmp_path: Path) -> None:
    root = copy_example("types-swapped-arguments", tmp_path)
    policy = root / ".rusta/policy.toml"
    policy.parent.mkdir()
    policy.write_text("[guards\nmax_lines = 3\n")
    before = digest(root)
    for command in (FIX, ("diagnose",), ("doctor",)):
        error = rusta.json(*command, root).error()
        assert "policy.toml" in error.message
        assert str(policy) in error.remedy
    assert digest(root) == before


def test_a_stale_proposal(rusta: Rusta, tmp_path: Path) -> None:
    root = copy_example("types-swapped-arguments", tmp_path)
    (proposal,) = rusta.json("propose", root).document.ids
    source = root / "src/lib.rs"
    source.write_text("// a line more\n" + source.read_text())
    before = digest(root)
    error = rusta.json("apply", proposal, "-C", root).error()
    assert error.code == -32010
    assert error.remedy == "rusta propose"
    assert digest(root) == before


def test_an_altered_proposal(rusta: Rusta, tmp_path: Path) -> None:
    root = copy_example("types-swapped-arguments", tmp_path)
    (proposal,) = rusta.json("propose", root).document.ids
    (kept,) = (rusta.home / "state/rusta").glob(f"*/proposals/{proposal}.json")
    kept.write_bytes(kept.read_bytes().replace(b"wrap(text, 20)", b"wrap(text, 99)"))
    before = digest(root)
    assert "altered" in rusta.json("apply", proposal, "-C", root).error().message
    assert digest(root) == before


def test_no_toolchain(rusta: Rusta, tmp_path: Path) -> None:
    root = crate(tmp_path / "c", {"src/lib.rs": BROKEN_LIB})
    error = rusta.json(*FIX, root, env={"PATH": str(tmp_path)}).error()
    assert "toolchain" in error.message
    assert "rustup" in error.remedy


def test_no_sandbox(rusta: Rusta, bare_toolchain: Path, tmp_path: Path) -> None:
    """Nothing of the repository runs; the user may say that it shall all the same."""
    root = crate(tmp_path / "c", {"src/lib.rs": BROKEN_LIB})
    before = digest(root)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("cc", "ld", "as", "gcc", "env", "sh"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    env = {"PATH": f"{bare_toolchain / 'bin'}:{tools}"}
    error = rusta.json(*FIX, root, env=env).error()
    assert "sandbox" in error.message
    assert "bubblewrap" in error.remedy
    assert "--no-sandbox" in error.remedy
    assert digest(root) == before

    unsandboxed = rusta.json("diagnose", root, "--no-sandbox", env=env)
    assert unsandboxed.code == 1


def test_a_bug_is_an_error_and_no_traceback(rusta: Rusta, tmp_path: Path) -> None:
    """Unless one is asked for."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(
        "import rusta_server.session as s\n"
        "def broken(*_, **__):\n    raise RuntimeError('unforeseen')\n"
        "s.Session.open = broken\n"
    )
    env = {"PYTHONPATH": str(hook)}
    error = rusta.json("diagnose", tmp_path, env=env).error()
    assert "unforeseen" in error.message
    assert "RUSTA_BACKTRACE=1" in error.remedy
