"""rustc's own diagnostics of a text, for guards that ask what a diagnostic calls superfluous."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.diagnostics.messages import read_rustc
from rusta_server.probes.diagnostics.normalise import normalise


class Names:
    """Every file is `$WS/src/lib.rs`."""

    def to_token(self, path: str) -> str:
        return f"$WS/{path}"

    def scrub(self, text: str) -> str:
        return text


Rustc = Callable[[str], tuple[Diagnostic, ...]]


@pytest.fixture
def rustc(tmp_path: Path) -> Rustc:
    def run(text: str) -> tuple[Diagnostic, ...]:
        program = shutil.which("rustc")
        assert program is not None, "these tests need rustc"
        (tmp_path / "src").mkdir(exist_ok=True)
        (tmp_path / "src/lib.rs").write_text(text)
        argv = [program, "--edition=2021", "--crate-type=lib", "--emit=metadata", "--out-dir=out"]
        argv += ["--error-format=json", "src/lib.rs"]
        done = subprocess.run(argv, cwd=tmp_path, capture_output=True)
        found = (normalise(raw, Names()) for raw in read_rustc(done.stderr))
        return tuple(d for d in found if d is not None)

    return run
