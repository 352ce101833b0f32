"""Training refuses to start where the ledger does not cover what it would read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rusta_model import shards
from rusta_model.data.documents import documents
from rusta_model.data.ledger import MissingEntryError
from rusta_model.train import trainer
from rusta_server.contracts.dataset import LedgerEntry

from ..small import CONFIG, entry, make_home, options, rust_files
from .sources import corpus, pin, rust, spine, vendor


def write(home: Path, *entries: LedgerEntry) -> None:
    (home / "ledger.jsonl").write_text("".join(e.canonical().decode() + "\n" for e in entries))


def home_of_two(folder: Path) -> Path:
    """Shards of two crates, both in the ledger."""
    home = make_home(folder)
    files = [*rust_files("little-1.0.0", 40), *rust_files("other-2.1.0", 40)]
    shards.build(files, home / "shards" / "train", "0" * 64, jobs=1)
    write(home, entry("little-1.0.0"), entry("other-2.1.0"))
    return home


def test_shards_of_two_crates_and_both_entries_train(tmp_path: Path) -> None:
    made = trainer(options(tmp_path, steps=1), CONFIG, home=home_of_two(tmp_path))
    made.train()
    assert len(made.history) == 1


def test_a_ledger_that_lacks_one_crate_of_the_shards_is_refused(tmp_path: Path) -> None:
    home = home_of_two(tmp_path)
    write(home, entry("little-1.0.0"))
    with pytest.raises(MissingEntryError, match=r"no ledger entry for other-2\.1\.0"):
        trainer(options(tmp_path), CONFIG, home=home)


def test_an_entry_of_another_version_is_no_entry(tmp_path: Path) -> None:
    home = home_of_two(tmp_path)
    write(home, entry("little-1.0.0"), entry("other-2.1.1"))
    with pytest.raises(MissingEntryError, match=r"other-2\.1\.0"):
        trainer(options(tmp_path), CONFIG, home=home)


def test_a_ledger_that_lacks_a_crate_of_the_validation_text_is_refused(tmp_path: Path) -> None:
    home = home_of_two(tmp_path)
    shards.build(rust_files("third-1.0.0", 40), home / "shards" / "validation", "0" * 64, jobs=1)
    with pytest.raises(MissingEntryError, match=r"third-1\.0\.0"):
        trainer(options(tmp_path), CONFIG, home=home)


def test_shards_of_a_reserved_crate_are_refused_whatever_the_ledger_says(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    shards.build(rust_files("ryu-1.0.0", 40), home / "shards" / "train", "0" * 64, jobs=1)
    write(home, entry("little-1.0.0"), entry("ryu-1.0.0"))
    with pytest.raises(MissingEntryError, match=r"never trained on: ryu-1\.0\.0"):
        trainer(options(tmp_path), CONFIG, home=home)


@pytest.mark.parametrize("ledger", [None, ""])
def test_the_command_says_what_is_missing_and_what_helps(
    tmp_path: Path, ledger: str | None
) -> None:
    home = home_of_two(tmp_path)
    (home / "ledger.jsonl").unlink()
    if ledger is not None:
        (home / "ledger.jsonl").write_text(ledger)
    done = subprocess.run(
        [sys.executable, "-m", "rusta_model.train", "--run", "none"],
        env={**os.environ, "RUSTA_MODEL_HOME": str(home)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode not in (0, None)
    assert "ledger" in done.stderr and "Nothing was trained." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "runs" / "none").exists()


def test_the_corpus_is_not_read_past_a_source_without_an_entry(tmp_path: Path) -> None:
    vendor(tmp_path, "one", {"src/lib.rs": rust(1)})
    vendor(tmp_path, "two", {"src/lib.rs": rust(2)})
    made = spine(tmp_path, pin("one"), pin("two"))
    ledger = corpus(made)
    write(tmp_path, ledger["one-1.0.0"])
    read = documents("train", home=tmp_path)
    assert next(read).source == "one-1.0.0"
    with pytest.raises(MissingEntryError, match=r"two-1\.0\.0"):
        next(read)
