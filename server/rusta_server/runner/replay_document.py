"""One replay as the document that every door answers with."""

from rusta_server.contracts.documents import ReplayDocument
from rusta_server.runner.replay import replay
from rusta_server.traces.encode import BrokenTraceError
from rusta_server.traces.store import TraceStore


def replayed(store: TraceStore, trace_id: str) -> ReplayDocument:
    """Replay a trace of `store`; a damaged one is a difference, not an error."""
    try:
        recorded = store.read(trace_id)
    except BrokenTraceError as broken:
        return ReplayDocument(
            trace=trace_id,
            job=None,
            steps=0,
            same=False,
            step=broken.line - 1,
            reason=broken.reason,
        )
    done = replay(recorded)
    differs = done.divergence
    return ReplayDocument(
        trace=trace_id,
        job=recorded.header.job,
        steps=done.steps,
        same=differs is None,
        step=differs.seq if differs else None,
        reason=differs.reason if differs else None,
        recorded=differs.recorded if differs else None,
        replayed=differs.replayed if differs else None,
    )
