"""Blobs by content, traces by a prefix of their id."""

import os
from pathlib import Path

import pytest

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.store import NoSuchTraceError, TraceStore
from rusta_server.traces.writer import TraceWriter

from .traces import STEPS, header, store, write


def test_a_blob_is_named_by_its_bytes(tmp_path: Path):
    blobs = BlobStore(tmp_path)
    for data in (b"", b"text", bytes(range(256)) * 1_000):
        digest = blobs.put(data)
        assert digest == sha256_hex(data)
        assert blobs.get(digest) == data
        assert blobs.put(data) == digest
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


def test_an_altered_blob_is_as_good_as_none_until_it_is_put_again(tmp_path: Path):
    blobs = BlobStore(tmp_path)
    digest = blobs.put(b"text")
    blobs.path(digest).write_bytes(b"test")
    assert blobs.get(digest) is None
    assert blobs.put(b"text") == digest
    assert blobs.get(digest) == b"text"


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd", "not a digest"])
def test_what_is_no_blob_is_none(tmp_path: Path, digest: str):
    assert BlobStore(tmp_path / "blobs").get(digest) is None


def folder_of(tmp_path: Path, *ids: str) -> TraceStore:
    for number, trace in enumerate(ids):
        path = tmp_path / f"{trace}.jsonl"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    return TraceStore(tmp_path, BlobStore(tmp_path / "blobs"))


ONE, TWO, THREE = "a" * 64, "a" * 8 + "b" * 56, "c" * 64


def test_a_unique_prefix_of_eight_digits_is_enough(tmp_path: Path):
    traces = folder_of(tmp_path, ONE, TWO, THREE)
    assert traces.resolve("c" * 8) == THREE
    assert traces.resolve("a" * 8 + "b") == TWO
    assert traces.resolve(ONE) == ONE
    assert traces.path(ONE) == tmp_path / f"{ONE}.jsonl"


@pytest.mark.parametrize(
    ("prefix", "why"),
    [
        ("c" * 7, "no trace matches"),
        ("d" * 8, "no trace matches"),
        ("a" * 8, "several traces match"),
        ("", "several traces match"),
        (ONE + "a", "no trace matches"),
    ],
)
def test_what_names_no_trace(tmp_path: Path, prefix: str, why: str):
    with pytest.raises(NoSuchTraceError, match=why):
        folder_of(tmp_path, ONE, TWO, THREE).resolve(prefix)


def test_the_last_is_the_newest(tmp_path: Path):
    traces = folder_of(tmp_path, THREE, TWO, ONE)
    assert traces.ids() == [THREE, TWO, ONE]
    assert traces.resolve("last") == ONE


def test_the_last_is_the_newest_though_the_clock_was_set_back(tmp_path: Path):
    written = [write(tmp_path, STEPS[:1], number=number) for number in range(3)]
    for age, trace in enumerate(written):
        os.utime(store(tmp_path).path(trace), (1_000 - age, 1_000 - age))
    assert store(tmp_path).ids() == written
    assert store(tmp_path).resolve("last") == written[-1]


def test_what_the_ledger_does_not_name_is_never_the_last(tmp_path: Path):
    written = [write(tmp_path, STEPS[:1], number=number) for number in range(3)]
    ledger = tmp_path / "traces/ledger.jsonl"
    first, second, third = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(second + b"\xff\n{}\n[]\n" + third + first[:40])
    assert store(tmp_path).ids() == written


def test_two_traces_begin_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.time_ns", lambda: 1)
    to = store(tmp_path)
    one, other = (TraceWriter(to.folder, to.blobs, header(n=n)) for n in range(2))
    assert other.close({}) != one.close({})
    assert len(to.ids()) == 2


def test_without_traces_there_is_no_last(tmp_path: Path):
    with pytest.raises(NoSuchTraceError):
        TraceStore(tmp_path / "none", BlobStore(tmp_path)).resolve("last")


def test_other_files_are_no_traces(tmp_path: Path):
    trace = write(tmp_path, STEPS[:1])
    (tmp_path / "traces" / "notes.jsonl").write_text("{}")
    assert store(tmp_path).ids() == [trace]
