"""Writing a trace: each step is on disk at once, the name is the hash of all of it."""

import json
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import ProbeError
from rusta_server.contracts.trace import INLINE_LIMIT
from rusta_server.traces.reader import read_trace
from rusta_server.traces.writer import TraceWriter

from .traces import LARGE, STEPS, header, store, write


def test_what_is_read_is_what_was_written(tmp_path: Path):
    trace = store(tmp_path).read(write(tmp_path, gate="check"))
    assert trace.header == header(gate="check")
    assert [(step.step, step.evidence) for step in trace.steps] == STEPS
    assert [step.seq for step in trace.steps] == [0, 1, 2]
    assert (trace.outcome.steps, trace.outcome.result, trace.outcome.error) == (
        3,
        {"ok": True},
        None,
    )


def test_the_id_is_the_hash_of_the_file_and_the_same_run_has_the_same(tmp_path: Path):
    trace = write(tmp_path)
    assert sha256_hex(store(tmp_path).path(trace).read_bytes()) == trace
    assert write(tmp_path) == trace
    assert write(tmp_path, STEPS[:2]) != trace


def test_an_outcome_may_be_an_error(tmp_path: Path):
    to = store(tmp_path)
    error = ProbeError(code=-32007, message="cancelled", remedy="again")
    trace = to.read(TraceWriter(to.folder, to.blobs, header()).close(None, error))
    assert (trace.outcome.result, trace.outcome.error) == (None, error)


def test_large_values_lie_beside_the_trace_by_hash(tmp_path: Path):
    lines = store(tmp_path).path(write(tmp_path)).read_bytes().splitlines()
    assert max(map(len, lines)) < INLINE_LIMIT
    record = json.loads(lines[2])["record"]
    for member in (record["step"]["probes"][0]["params"], record["evidence"][0]["result"]):
        data = store(tmp_path).blobs.get(member["$blob"])
        assert data is not None
        assert LARGE in data.decode()


def test_every_line_is_on_disk_before_the_next_step(tmp_path: Path):
    to = store(tmp_path)
    writer = TraceWriter(to.folder, to.blobs, header())
    (part,) = to.folder.glob("*.part")
    for number, (step, evidence) in enumerate(STEPS):
        assert part.read_bytes().count(b"\n") == number + 1
        writer.step(step, evidence, 0.0)
    trace = writer.close({})
    assert not part.exists()
    assert to.ids() == [trace]


def test_an_abandoned_trace_keeps_what_happened_but_counts_as_none(tmp_path: Path):
    to = store(tmp_path)
    writer = TraceWriter(to.folder, to.blobs, header())
    writer.step(*STEPS[0], 0.0)
    writer.abandon()
    (part,) = to.folder.iterdir()
    assert (part.suffix, part.read_bytes().count(b"\n")) == (".part", 2)
    assert to.ids() == []


def test_wall_times_are_beside_the_trace_not_in_it(tmp_path: Path):
    trace = write(tmp_path)
    times = json.loads((tmp_path / "traces" / f"{trace}.times.json").read_bytes())
    assert [(step["seq"], step["ms"]) for step in times["steps"]] == [(0, 250), (1, 250), (2, 250)]
    assert b"250" not in store(tmp_path).path(trace).read_bytes()


def test_the_ledger_has_a_leaf_for_each_trace(tmp_path: Path):
    traces = [write(tmp_path), write(tmp_path, STEPS[:1])]
    lines = (tmp_path / "traces/ledger.jsonl").read_text().splitlines()
    assert [json.loads(line)["trace"] for line in lines] == traces
    for line, trace in zip(lines, traces, strict=True):
        data = store(tmp_path).path(trace).read_bytes()
        assert json.loads(line)["leaf"] == sha256_hex(b"\x00" + data)


def test_traces_are_the_user_s_own(tmp_path: Path):
    write(tmp_path)
    assert (tmp_path / "traces").stat().st_mode & 0o777 == 0o700
    assert read_trace(next((tmp_path / "traces").glob("*.jsonl")), store(tmp_path).blobs)
