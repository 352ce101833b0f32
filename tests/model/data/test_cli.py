"""The steps as commands: what they print, and what they say where something is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rusta_model.data.progress import Silent
from rusta_model.data.status import has_tests, status
from rusta_model.data.triplets import store
from rusta_server.contracts.dataset import CorpusFile
from rusta_server.schema.published import adapter

from .sources import corpus, pin, rust, spine, vendor

TESTED = rust(1) + "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {}\n}\n"


def data(home: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("rusta"), "data", *words],
        env={**os.environ, "RUSTA_MODEL_HOME": str(home), "COLUMNS": "120", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "crates.toml"
    file.write_text('[heldout]\nzzz = "1.0.0"\n\n[train]\naaa = "1.0.0"\nbbb = "1.0.0"\n')
    return file


def test_status_gives_the_figures(tmp_path: Path) -> None:
    vendor(tmp_path, "aaa", {"src/lib.rs": rust(2), "src/gen.rs": "// @generated\n" + rust(3)})
    vendor(tmp_path, "bbb", {"src/lib.rs": rust(2)}, licence="ISC")
    vendor(tmp_path, "zzz", {"src/lib.rs": TESTED})
    made = spine(
        tmp_path, pin("aaa"), pin("bbb"), pin("zzz", "heldout"), pin("untested", "heldout")
    )
    vendor(tmp_path, "untested", {"src/lib.rs": rust(5)})
    corpus(made)
    any_record = CorpusFile(
        source="a", path="b", kind="rust", split="train", sha256="0" * 64, bytes=1
    )
    for crate, count in (("aaa-1.0.0", 3), ("zzz-1.0.0", 2), ("of-no-pin-1.0.0", 9)):
        folder = tmp_path / "triplets/shards" / crate
        store.write(folder / f"0-body{store.SUFFIX}", [any_record] * count)
    found = status(made, Silent())
    assert (found.pinned, found.fetched, found.entries, found.cleaned) == (4, 4, 4, 4)
    assert found.licences == {"MIT OR Apache-2.0": 3, "ISC": 1}
    assert found.splits["train"].files == 1
    assert found.splits["train"].bytes == len(rust(2))
    assert found.splits["heldout"].sources == 2
    assert {why: count.files for why, count in found.dropped.items()} == {
        "generated": 1, "duplicate": 1,
    }  # fmt: skip
    assert found.heldout_with_tests == 1
    assert found.triplets == {"train": 3, "heldout": 2}


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        ("src/lib.rs", TESTED, True),
        ("tests/it.rs", "#[test]\nfn works() {}\n", True),
        ("src/lib.rs", rust(1), False),
        ("README.md", "Write `#[test]` above it.\n", False),
    ],
)
def test_a_crate_has_tests_where_its_rust_says_so(
    tmp_path: Path, path: str, text: str, counts: bool
) -> None:
    assert has_tests(vendor(tmp_path, "some", {path: text})) is counts


def test_status_as_json_is_the_published_document(tmp_path: Path, listed: Path) -> None:
    done = data(tmp_path, "status", "--json", "--crates", str(listed))
    assert done.returncode == 0, done.stderr
    found = adapter("corpus-status/1").validate_json(done.stdout)
    assert (found.pinned, found.fetched, found.splits) == (3, 0, {})


def test_status_is_readable_by_people(tmp_path: Path, listed: Path) -> None:
    vendor(tmp_path, "zzz", {"src/lib.rs": TESTED})
    done = data(tmp_path, "status", "--crates", str(listed))
    assert done.returncode == 0, done.stderr
    lines = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines() if line.split()[1:])
    assert lines["pinned"] == "3"
    assert lines["fetched"] == "1"
    assert lines["heldout_with_tests"] == "1"


@pytest.mark.parametrize(
    ("step", "message", "remedy"),
    [
        ("ledger", "aaa-1.0.0 is not fetched", "python -m rusta_model.data fetch"),
        ("clean", "there is no ledger", "python -m rusta_model.data ledger"),
        ("split", "there is no ledger", "python -m rusta_model.data ledger"),
        ("snapshot", "there is no ledger", "python -m rusta_model.data ledger"),
    ],
)
def test_a_step_too_early_names_the_step_before(
    tmp_path: Path, listed: Path, step: str, message: str, remedy: str
) -> None:
    done = data(tmp_path, step, "--crates", str(listed))
    assert done.returncode == 2
    assert f"error: {message}" in done.stderr
    assert f"help: {remedy}" in done.stderr
    assert "Traceback" not in done.stderr
    as_json = data(tmp_path, step, "--json", "--crates", str(listed))
    assert json.loads(as_json.stdout)["error"] == {"message": message, "remedy": remedy}


def test_without_cargo_fetching_says_so(tmp_path: Path, listed: Path) -> None:
    done = data(tmp_path, "fetch", "--crates", str(listed), PATH="/nowhere")
    assert done.returncode == 2
    assert "error: cargo is not on the PATH" in done.stderr


def test_what_cargo_says_is_shown(tmp_path: Path, listed: Path) -> None:
    """Offline and with an empty cache cargo can fetch nothing."""
    empty = tmp_path / "cargo-home"
    done = data(tmp_path, "fetch", "--crates", str(listed), CARGO_NET_OFFLINE="true",
                CARGO_HOME=str(empty))  # fmt: skip
    assert done.returncode == 2
    assert "cargo vendor failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("vendor/*/.cargo-checksum.json"))


def test_a_list_that_names_a_reserved_crate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[train]\nslab = "0.4.0"\n')
    done = data(tmp_path, "fetch", "--crates", str(tmp_path / "bad.toml"))
    assert done.returncode == 2
    assert "slab is never trained on" in done.stderr


def test_the_room_needs_no_torch() -> None:
    seen = "import sys, rusta_model.data.cli; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, timeout=60)
    assert done.stdout == "False\n"


def test_triplets_are_behind_the_same_door(tmp_path: Path) -> None:
    done = data(tmp_path, "triplets", "--help")
    assert done.returncode == 0
    assert "prepare" in done.stdout and "build" in done.stdout


def test_a_changed_file_stops_cleaning_whoever_cleaned_it(tmp_path: Path, listed: Path) -> None:
    for name in ("aaa", "bbb", "zzz"):
        vendor(tmp_path, name, {"src/lib.rs": TESTED})
    assert data(tmp_path, "ledger", "--crates", str(listed)).returncode == 0
    (tmp_path / "vendor/bbb-1.0.0/src/lib.rs").write_text(rust(9))
    done = data(tmp_path, "clean", "--workers", "2", "--crates", str(listed))
    assert done.returncode == 2
    assert "error: bbb-1.0.0 has changed on disk since it was fetched" in done.stderr
    assert "help: remove " in done.stderr
    assert "Traceback" not in done.stderr
