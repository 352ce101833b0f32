"""Traces for a reader: the list of what is recorded, and one of them step by step."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.documents import (
    RecordedStep,
    TracePlace,
    TracesDocument,
    TraceStepsDocument,
    TraceSummary,
)
from rusta_server.contracts.trace import TraceStep
from rusta_server.traces.store import TraceStore

_PLACES = 20
_SPAN = {"path", "line", "column", "end_line", "end_column"}


def listed(store: TraceStore, workspace_id: str, limit: int) -> TracesDocument:
    """The newest `limit` traces of `store`, read but not checked."""
    found: list[TraceSummary] = []
    for trace_id in reversed(store.ids()):
        if len(found) == limit:
            break
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            found.append(_summary(store, trace_id))
    return TracesDocument(workspace_id=workspace_id, traces=tuple(found))


def step_by_step(store: TraceStore, trace_id: str) -> TraceStepsDocument:
    """Raises BrokenTraceError."""
    trace = store.read(trace_id)
    times = _times(store, trace_id)
    took = {entry["seq"]: entry["ms"] for entry in times.get("steps", [])}
    error = trace.outcome.error
    return TraceStepsDocument(
        trace=trace_id,
        job=trace.header.job,
        ended_unix_s=times.get("ended_unix_s"),
        steps=tuple(_step(step, took.get(step.seq)) for step in trace.steps),
        error=error.message if error is not None else None,
    )


def _summary(store: TraceStore, trace_id: str) -> TraceSummary:
    first, *_, last = store.path(trace_id).read_bytes().splitlines()
    header, outcome = (json.loads(line)["record"] for line in (first, last))
    error = outcome["error"]
    return TraceSummary(
        trace=trace_id,
        job=header["job"],
        steps=outcome["steps"],
        ended_unix_s=_times(store, trace_id).get("ended_unix_s"),
        error=error["message"] if error is not None else None,
    )


def _times(store: TraceStore, trace_id: str) -> dict[str, Any]:
    """The sidecar; empty where it is gone: a trace is whole without it."""
    try:
        times = json.loads((store.folder / f"{trace_id}.times.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return times if isinstance(times, dict) else {}


def _step(recorded: TraceStep, ms: int | None) -> RecordedStep:
    step = recorded.step
    kind = step["step"]
    title, detail = _words(kind, step)
    failed = next((e.error.message for e in recorded.evidence if e.error is not None), None)
    texts = [step, *(e.result for e in recorded.evidence if e.result is not None)]
    places = dict.fromkeys(place for text in texts for place in _places(text))
    return RecordedStep(
        seq=recorded.seq,
        kind=kind,
        title=title,
        detail=detail,
        ms=ms,
        failed=failed,
        anchors=tuple(dict.fromkeys(step.get("anchors", ()))),
        places=tuple(places)[:_PLACES],
    )


def _words(kind: str, step: dict[str, Any]) -> tuple[str, str]:
    if kind == "plan":
        return step["goal"], ", ".join(step["probes"])
    if kind == "probe":
        probes = step["probes"]
        given = [canonical_bytes(p["params"]).decode()[:200] for p in probes if p["params"]]
        return ", ".join(dict.fromkeys(p["method"] for p in probes)), "\n".join(given)
    if kind == "decide":
        return step["what"], step["because"]
    if kind == "ledger":
        return step["claim"], f"{step['confidence_bp'] / 100:.0f} %"
    return "a proven patch", step["proposal"]


def _places(value: Any) -> Iterator[TracePlace]:
    """Primary spans in the workspace, wherever they stand in `value`."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _places(item)
    elif isinstance(value, dict):
        if value.keys() >= _SPAN and value.get("primary", True):
            if str(value["path"]).startswith("$WS/"):
                named = {name: value[name] for name in _SPAN}
                yield TracePlace(**named, text=value.get("label"))
            return
        for item in value.values():
            yield from _places(item)
