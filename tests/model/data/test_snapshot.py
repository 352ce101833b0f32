"""A snapshot is the same bytes wherever and whenever the same sources are cleaned."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from rusta_model.data.errors import DataError
from rusta_model.data.snapshot import describe, take
from rusta_server.schema.published import adapter

from .sources import corpus, pin, rust, spine, vendor

LIST = '[heldout]\nhelp = "1.0.0"\n\n[validation]\nval = "1.0.0"\n\n[train]\nmain = "1.0.0"\n'
STEPS = ("fetch", "ledger", "clean", "split", "snapshot")


def fetched(home: Path, *, backwards: bool = False) -> None:
    """Three crates, written in one order or the other."""
    crates: dict[str, dict[str, str | bytes]] = {
        "main": {"src/lib.rs": rust(1), "src/b.rs": rust(2), "README.md": "# main\n" + "w " * 40},
        "val": {"src/lib.rs": rust(3), "src/like.rs": rust(2).replace("compute", "other", 1)},
        "help": {"src/lib.rs": rust(4), "src/gen.rs": "// @generated\n" + rust(5)},
    }
    for name in sorted(crates, reverse=backwards):
        files = crates[name]
        vendor(home, name, {path: files[path] for path in sorted(files, reverse=backwards)})


def steps(home: Path, *, workers: int, hash_seed: int) -> dict[str, Any]:
    """All steps as a person runs them; what the last one reports."""
    listed = home.parent / f"{home.name}.toml"
    listed.write_text(LIST)
    environment = {**os.environ, "RUSTA_MODEL_HOME": str(home), "PYTHONHASHSEED": str(hash_seed)}
    done = None
    for step in STEPS:
        words = ["--workers", str(workers)] if step == "clean" else []
        done = subprocess.run(
            [sys.executable, "-m", "rusta_model.data", step, "--json", "--crates", listed, *words],
            env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert done is not None
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_second_clean_run_gives_the_same_tarball(tmp_path: Path) -> None:
    """Another home, another order on disk, other times, other workers, another hash seed."""
    one, two = tmp_path / "one", tmp_path / "elsewhere" / "two"
    fetched(one)
    fetched(two, backwards=True)
    for file in two.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    first = steps(one, workers=1, hash_seed=1)
    second = steps(two, workers=2, hash_seed=2)
    assert first["sha256"] == second["sha256"]
    assert Path(first["path"]).read_bytes() == Path(second["path"]).read_bytes()
    assert hashlib.sha256(Path(first["path"]).read_bytes()).hexdigest() == first["sha256"]
    assert first["splits"] == {
        "train": {"sources": 1, "files": 2, "bytes": len(rust(1)) + 87},
        "validation": {"sources": 1, "files": 2, "bytes": first["splits"]["validation"]["bytes"]},
        "heldout": {"sources": 1, "files": 1, "bytes": len(rust(4))},
    }
    assert first["dropped"] == {"generated": 1, "near-duplicate": 1}


def test_a_run_over_what_is_there_gives_the_same_tarball(tmp_path: Path) -> None:
    home = tmp_path / "home"
    fetched(home)
    first = steps(home, workers=1, hash_seed=1)
    Path(first["path"]).unlink()
    shutil.rmtree(home / "corpus")
    (home / "cleaned/val-1.0.0.jsonl").unlink()
    assert steps(home, workers=2, hash_seed=3)["sha256"] == first["sha256"]


def test_another_byte_gives_another_tarball(tmp_path: Path) -> None:
    hashes = set()
    for number in (1, 2):
        home = tmp_path / str(number)
        vendor(home, "main", {"src/lib.rs": rust(1) + f"// {number}\n"})
        made = spine(home, pin("main"))
        corpus(made)
        take(made, home / "corpus.tar")
        hashes.add(hashlib.sha256((home / "corpus.tar").read_bytes()).hexdigest())
    assert len(hashes) == 2


def test_it_holds_ledger_lists_and_texts_and_nothing_of_the_machine(tmp_path: Path) -> None:
    vendor(tmp_path, "main", {"src/lib.rs": rust(1), "src/same.rs": rust(1)})
    made = spine(tmp_path, pin("main"))
    ledger = corpus(made)
    about = take(made, tmp_path / "corpus.tar")
    with tarfile.open(tmp_path / "corpus.tar") as tar:
        members = {member.name: member for member in tar.getmembers()}
        read = {name: tar.extractfile(member) for name, member in members.items()}
        texts = {name: file.read() for name, file in read.items() if file is not None}
    assert list(members) == [
        f"rusta-corpus/{name}"
        for name in (
            "snapshot.json", "ledger.jsonl", "files.jsonl", "dropped.jsonl", "train.jsonl.zst",
            "validation.jsonl.zst", "heldout.jsonl.zst",
        )
    ]  # fmt: skip
    assert {(m.uid, m.gid, m.uname, m.gname, m.mtime, m.mode) for m in members.values()} == {
        (0, 0, "", "", 0, 0o644)
    }
    assert str(tmp_path).encode() not in (tmp_path / "corpus.tar").read_bytes()
    assert hashlib.sha256(texts["rusta-corpus/ledger.jsonl"]).hexdigest() == ledger.sha256
    assert about.ledger_sha256 == ledger.sha256
    files = texts["rusta-corpus/files.jsonl"]
    assert hashlib.sha256(files).hexdigest() == about.files_sha256


def test_every_record_it_holds_is_of_its_published_schema(tmp_path: Path) -> None:
    fetched(tmp_path)
    made = spine(tmp_path, pin("main"), pin("val", "validation"), pin("help", "heldout"))
    corpus(made)
    about = take(made, tmp_path / "corpus.tar")
    adapter("corpus-snapshot/1").validate_json(about.canonical())
    with zstandard.open(made.corpus / "train.jsonl.zst", "rt", encoding="utf-8") as documents:
        texts = documents.read()
    for contract, lines in {
        "ledger-entry/1": made.ledger.read_text(),
        "corpus-file/1": (made.corpus / "files.jsonl").read_text(),
        "dropped-file/1": (made.corpus / "dropped.jsonl").read_text(),
        "corpus-document/1": texts,
    }.items():
        assert lines
        for line in lines.splitlines():
            adapter(contract).validate_json(line)


def test_a_snapshot_of_what_the_ledger_lacks_is_refused(tmp_path: Path) -> None:
    fetched(tmp_path)
    made = spine(tmp_path, pin("main"), pin("val", "validation"), pin("help", "heldout"))
    corpus(made)
    lines = made.ledger.read_text().splitlines(keepends=True)
    made.ledger.write_text("".join(lines[1:]))
    with pytest.raises(DataError, match="no ledger entry"):
        take(made, tmp_path / "corpus.tar")
    assert not (tmp_path / "corpus.tar").exists()


def test_without_a_corpus_there_is_nothing_to_take(tmp_path: Path) -> None:
    fetched(tmp_path)
    made = spine(tmp_path, pin("main"))
    made.ledger.write_text("")
    with pytest.raises(DataError, match="there is no corpus"):
        describe(made)
