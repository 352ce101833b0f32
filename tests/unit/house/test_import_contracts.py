"""The import contracts of pyproject.toml hold, and each is broken by what it forbids."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = ("server", "indexer", "eval", "model", "export")


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(root / source) for source in SOURCES)
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout whose modules may be broken."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", root)
    for source in SOURCES:
        shutil.copytree(
            ROOT / source, root / source, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    return root


def test_every_contract_is_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("server/rusta_server/engine/diagnose.py", "import subprocess", "do no I/O"),
        ("server/rusta_server/engine/diagnose.py", "import rusta_server.probes.fs", "do no I/O"),
        ("server/rusta_server/contracts/edits.py", "import pathlib", "do no I/O"),
        ("server/rusta_server/contracts/edits.py", "import rusta_server.engine.job", "Doors call"),
        ("server/rusta_server/session.py", "import torch", "nothing of training"),
        ("server/rusta_server/session.py", "import rusta_model", "nothing of training"),
        ("server/rusta_server/session.py", "import lsprotocol.types", "protocol's library"),
        ("server/rusta_server/session.py", "import socket", "opens a socket"),
        ("server/rusta_server/session.py", "import rusta_server.patches.journal", "One probe"),
        ("indexer/rusta_indexer/walk.py", "import rusta_server.state", "indexer knows nothing"),
    ],
)
def test_a_contract_is_broken_by_what_it_forbids(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / module
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        done = lint_imports(copy)
    finally:
        path.write_text(before)
    assert done.returncode == 1
    assert any(contract in said and " BROKEN" in said for said in done.stdout.splitlines())
