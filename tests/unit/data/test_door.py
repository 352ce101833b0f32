"""`rusta data` hands over to the data room, or says what is missing."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[3]
LIBRARIES = sysconfig.get_path("purelib")


def rusta(*arguments: str, roots: tuple[str, ...], first: Path | None = None, cwd: Path = ROOT) -> (
    "subprocess.CompletedProcess[str]"
):  # fmt: skip
    """`rusta data` with only these source roots: -S leaves out what an editable install adds."""
    paths = [*([str(first)] if first else []), *(str(ROOT / root) for root in roots), LIBRARIES]
    return subprocess.run(
        [sys.executable, "-S", "-m", "rusta_server.cli.main", "data", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "200"},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


def stand_in(folder: Path, main: str) -> Path:
    """A `rusta_model.data` that does one thing."""
    (folder / "rusta_model/data").mkdir(parents=True)
    (folder / "rusta_model/__init__.py").touch()
    (folder / "rusta_model/data/__init__.py").touch()
    (folder / "rusta_model/data/__main__.py").write_text(main)
    return folder


def test_an_installed_rusta_says_that_it_takes_a_checkout(tmp_path: Path) -> None:
    done = rusta("status", roots=("server", "indexer"), cwd=tmp_path)
    assert done.returncode == 2
    assert "is not in the installed package" in done.stderr
    assert "in a checkout: pip install -e '.[train]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_so_as_json_too(tmp_path: Path) -> None:
    done = rusta("status", "--json", roots=("server", "indexer"), cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["remedy"]


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'joblib'\", name='joblib')"
    (tmp_path / "joblib.py").write_text(missing)
    (tmp_path / "zstandard.py").touch()
    (tmp_path / "license_expression.py").write_text(missing.replace("joblib", "license_expression"))
    done = rusta("status", roots=("server", "indexer", "model"), first=tmp_path)
    assert done.returncode == 2
    assert "is not installed" in done.stderr
    assert "help: in a checkout: pip install -e '.[train]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_words_streams_and_exit_code_pass_through(tmp_path: Path) -> None:
    room = stand_in(tmp_path, "import sys; print(sys.argv[1:]); sys.exit(7)")
    words = ("clean", "--again", "--workers", "3", "-h", "x y")
    done = rusta(*words, roots=("server", "indexer"), first=room)
    assert done.stdout.strip() == str(list(words))
    assert done.returncode == 7


def test_the_folder_it_is_started_in_stands_in_for_nothing(tmp_path: Path) -> None:
    room = stand_in(tmp_path / "room", "import sys; print('the room')")
    here = stand_in(tmp_path / "here", "print('a trap')")
    done = rusta("status", roots=("server", "indexer"), first=room, cwd=here)
    assert done.stdout == "the room\n"


def test_no_schema_of_the_corpus_needs_training() -> None:
    """What `rusta data` writes can be read without the libraries that made it."""
    done = subprocess.run(
        [sys.executable, "-m", "rusta_server.cli.main", "schema", "--print", "ledger-entry/1"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["title"] == "LedgerEntry"
