"""rustc itself, run on a text: its JSON, and the same read by us."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.diagnostics.messages import RawDiagnostic, read_rustc
from rusta_server.probes.diagnostics.normalise import normalise


class Folder:
    """Names paths as `Tokens` does, for a workspace that is one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def to_token(self, path: str) -> str:
        at = self.root / path
        return f"$WS/{at.relative_to(self.root)}" if at.is_relative_to(self.root) else path

    def scrub(self, text: str) -> str:
        return text.replace(str(self.root), "$WS")


Rustc = Callable[..., list[Diagnostic]]


@pytest.fixture
def rustc(tmp_path: Path) -> Rustc:
    """Compile `text` as a library called src/lib.rs and return its diagnostics in rustc's order."""

    def run(text: str | bytes, *flags: str) -> list[Diagnostic]:
        names = Folder(tmp_path)
        raw = compile_raw(tmp_path, text, *flags)
        return [d for d in (normalise(r, names) for r in raw) if d is not None]

    return run


@pytest.fixture
def clippy(tmp_path: Path) -> Rustc:
    """As `rustc`, by clippy."""

    def run(text: str | bytes, *flags: str) -> list[Diagnostic]:
        names = Folder(tmp_path)
        raw = compile_raw(tmp_path, text, *flags, compiler="clippy-driver")
        return [d for d in (normalise(r, names) for r in raw) if d is not None]

    return run


def compile_raw(
    root: Path, text: str | bytes, *flags: str, compiler: str = "rustc"
) -> list[RawDiagnostic]:
    program = shutil.which(compiler)
    assert program is not None, f"these tests need {compiler}"
    (root / "src").mkdir(exist_ok=True)
    (root / "src/lib.rs").write_bytes(text if isinstance(text, bytes) else text.encode())
    kind = () if any(flag.startswith("--crate-type") for flag in flags) else ("--crate-type=lib",)
    edition = () if any(flag.startswith("--edition") for flag in flags) else ("--edition=2021",)
    argv = [program, *edition, *kind, "--emit=metadata", "--out-dir=out"]
    argv += ["--error-format=json", *flags, "src/lib.rs"]
    done = subprocess.run(argv, cwd=root, capture_output=True, check=False)
    found = list(read_rustc(done.stderr))
    assert found or done.returncode == 0, done.stderr
    assert json.dumps(found)
    return found
