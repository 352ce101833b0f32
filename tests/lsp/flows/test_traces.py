"""Traces in the editor: live while jobs run, listed afterwards, and gone through step by step."""

from pathlib import Path

import pytest

from .desk import Desk
from .editor import AnsweredError
from .test_commands import document


def test_a_finished_job_is_the_first_of_the_list(desk: Desk) -> None:
    trace = desk.editor.command("rusta.diagnose")["trace"]
    listed = document(desk.editor, "rusta.traces")
    first = listed.traces[0]
    assert (first.trace, first.job, first.error) == (trace, "diagnose", None)
    assert first.steps > 0
    assert first.ended_unix_s is not None
    assert len(document(desk.editor, "rusta.traces", limit=1).traces) == 1


def test_a_trace_says_what_each_step_found_and_where(desk: Desk) -> None:
    trace = desk.editor.command("rusta.diagnose")["trace"]
    read = document(desk.editor, "rusta.trace", trace=trace[:10])
    assert read == document(desk.editor, "rusta.trace")
    assert [step.seq for step in read.steps] == list(range(len(read.steps)))
    assert {step.kind for step in read.steps} >= {"plan", "probe", "decide"}
    (check,) = [step for step in read.steps if step.title == "cargo.check"]
    assert check.ms is not None
    assert [(p.path, p.line) for p in check.places] == [("$WS/src/lib.rs", 3)]


def test_a_trace_without_its_times_is_read_all_the_same(desk: Desk) -> None:
    trace = desk.editor.command("rusta.diagnose")["trace"]
    state = desk.environ["XDG_STATE_HOME"]
    for path in Path(state).glob(f"rusta/*/traces/{trace}.times.json"):
        path.unlink()
    read = document(desk.editor, "rusta.trace", trace=trace)
    assert read.ended_unix_s is None
    assert {step.ms for step in read.steps} == {None}
    assert document(desk.editor, "rusta.traces").traces[0].ended_unix_s is None


def test_what_is_no_trace_is_said(desk: Desk) -> None:
    with pytest.raises(AnsweredError) as raised:
        desk.editor.command("rusta.trace", trace="0123456789")
    assert raised.value.code == -32602


def test_a_damaged_trace_is_said_to_be(desk: Desk) -> None:
    trace = desk.editor.command("rusta.diagnose")["trace"]
    state = desk.environ["XDG_STATE_HOME"]
    (path,) = Path(state).glob(f"rusta/*/traces/{trace}.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"job":"diagnose"', b'"job":"diagnosf"'))
    with pytest.raises(AnsweredError, match="damaged: line 0"):
        desk.editor.command("rusta.trace", trace=trace)
    path.unlink()
