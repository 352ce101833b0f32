"""A damaged trace is never read as if it were whole: the line that broke is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.traces.encode import GENESIS, BrokenTraceError, next_chain
from rusta_server.traces.reader import read_trace

from .traces import STEPS, store, write


def broken(root: Path, data: bytes) -> BrokenTraceError:
    path = root / "traces" / "damaged.jsonl"
    path.write_bytes(data)
    with pytest.raises(BrokenTraceError) as caught:
        read_trace(path, store(root).blobs)
    return caught.value


def trace_bytes(root: Path) -> bytes:
    written = store(root).ids()
    return store(root).path(written[0] if written else write(root)).read_bytes()


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_each_changed_byte_is_found_at_its_line(tmp_path: Path, place: float, change: int):
    data = bytearray(trace_bytes(tmp_path))
    at = int(place * len(data))
    line = data[:at].count(b"\n")
    data[at] ^= change
    assert broken(tmp_path, bytes(data)).line == line


def test_each_byte_of_a_line_counts(tmp_path: Path):
    data = trace_bytes(tmp_path)
    last = data.rindex(b"\n", 0, -1) + 1
    for at in range(last, len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        assert broken(tmp_path, bytes(changed)).line == len(STEPS) + 1


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b" \n", b"\n\n", b" ", b""])
def test_a_line_s_end_is_a_line_feed(tmp_path: Path, end: bytes):
    data = trace_bytes(tmp_path)
    extra = end.startswith(b"\n")
    assert broken(tmp_path, data.replace(b"\n", end, 1)).line == extra
    assert broken(tmp_path, data[:-1] + end).line == len(STEPS) + 1 + extra


def test_a_trace_cut_anywhere_has_no_end(tmp_path: Path):
    data = trace_bytes(tmp_path)
    for at in [0, *(i + 1 for i, byte in enumerate(data[:-1]) if byte == 10)]:
        found = broken(tmp_path, data[:at])
        assert (found.line, "no end" in found.reason) == (data[:at].count(b"\n"), True)
    assert broken(tmp_path, data[: len(data) // 2]).line == data[: len(data) // 2].count(b"\n")


def test_lines_removed_exchanged_repeated_or_added(tmp_path: Path):
    lines = trace_bytes(tmp_path).splitlines(keepends=True)
    a, b, c, d, e = lines
    assert broken(tmp_path, b"".join([a, c, d, e])).line == 1
    assert broken(tmp_path, b"".join([a, c, b, d, e])).line == 1
    assert broken(tmp_path, b"".join([a, b, b, c, d, e])).line == 2
    assert broken(tmp_path, b"".join([*lines, e])).line == 5
    assert broken(tmp_path, b"".join([*lines, b"\n"])).line == 5
    assert broken(tmp_path, b"".join([b, c, d, e])).line == 0


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"chain":"x"}',
        b'{"chain":"x","record":{},"more":1}',
        b'{"chain": "x", "record": {}}',
        b'{"chain":"x","record":{"a":1,"a":1}}',
        b'{"chain":"x","record":1.5}',
        b'{"chain":"x","record":9007199254740993}',
        b'{"chain":"x","record":"\\ud800"}',
        b'{"chain":"x","record":{"\xc3\xa4":1}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5_000,
    ],
    ids=lambda line: repr(line[:40]),
)
def test_what_is_no_line_of_a_trace(tmp_path: Path, line: bytes):
    first, rest = trace_bytes(tmp_path).split(b"\n", 1)
    assert broken(tmp_path, first + b"\n" + line + b"\n" + rest).line == 1


def forged(root: Path, change: Callable[[list[dict[str, Any]]], None]) -> BrokenTraceError:
    """A trace with other records, its chain made to fit."""
    records = [json.loads(line)["record"] for line in trace_bytes(root).splitlines()]
    change(records)
    chain, lines = GENESIS, []
    for record in records:
        chain = next_chain(chain, canonical_bytes(record))
        lines.append(canonical_bytes({"chain": chain, "record": record}) + b"\n")
    return broken(root, b"".join(lines))


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (0, lambda records: records.pop(0)),
        (2, lambda records: records.insert(2, records[0])),
        (5, lambda records: records.append(records[-1])),
        (1, lambda records: records[1].update(seq=1)),
        (2, lambda records: records.pop(2)),
        (4, lambda records: records[4].update(steps=2)),
        (1, lambda records: records[1].update(kind="other")),
        (1, lambda records: records[1].pop("step")),
        (1, lambda records: records[1].update(more=1)),
        (2, lambda records: records[2]["evidence"][0].pop("key")),
        (1, lambda records: records[1].update(step={"$blob": "0" * 64})),
        (1, lambda records: records[1].update(step={"$blob": 1})),
        (1, lambda records: records[1].update(step={"$blob": "../../traces"})),
    ],
)
def test_a_chain_that_fits_does_not_make_a_trace(
    tmp_path: Path, line: int, change: Callable[[list[dict[str, Any]]], None]
):
    assert forged(tmp_path, change).line == line


def test_a_blob_that_is_no_json_is_no_value(tmp_path: Path):
    digest = store(tmp_path).blobs.put(b"error[E0382]")
    found = forged(tmp_path, lambda records: records[1].update(step={"$blob": digest}))
    assert (found.line, "not JSON" in found.reason) == (1, True)


@pytest.mark.parametrize("damage", ["missing", "altered", "cut"])
def test_a_blob_that_is_gone_or_altered(tmp_path: Path, damage: str):
    traces = store(tmp_path)
    trace = write(tmp_path)
    record = json.loads(traces.path(trace).read_bytes().splitlines()[2])["record"]
    digest = record["evidence"][0]["result"]["$blob"]
    path = traces.blobs.path(digest)
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?" * (damage == "altered"))
    with pytest.raises(BrokenTraceError) as caught:
        traces.read(trace)
    assert (caught.value.line, caught.value.reason) == (
        2,
        f"blob {digest[:12]} is missing or altered",
    )


def test_another_trace_in_its_place_is_found_by_the_id(tmp_path: Path):
    traces, one, two = store(tmp_path), write(tmp_path), write(tmp_path, STEPS[:1])
    traces.path(one).write_bytes(traces.path(two).read_bytes())
    with pytest.raises(BrokenTraceError, match="do not hash to its id"):
        traces.read(one)
    assert sha256_hex(traces.path(two).read_bytes()) == two
