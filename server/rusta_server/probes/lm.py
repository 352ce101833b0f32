"""lm.score, lm.complete: the byte model. Its answers are integers, so that traces replay."""

from collections.abc import Iterator
from contextlib import contextmanager

from rusta_server.contracts.probe import INVALID_PARAMS, TOOL_MISSING, ProbeFailure
from rusta_server.contracts.tools import (
    LmCompleteParams,
    LmCompleteResult,
    LmCompletion,
    LmScore,
    LmScoreParams,
    LmScoreResult,
)
from rusta_server.lm.artifact import ArtifactError
from rusta_server.lm.loaded import loaded
from rusta_server.probes.context import ProbeContext


def score(params: LmScoreParams, ctx: ProbeContext) -> LmScoreResult:
    """Raises ProbeFailure: TOOL_MISSING (no usable model), INVALID_PARAMS."""
    with _failures():
        model, session = loaded()
        prefix = session.read(params.prefix)
        found = session.score(prefix, params.candidates)
    scores = tuple(
        LmScore(
            likelihood_mbit=each.likelihood_mbit,
            symbols=each.symbols,
            right_mlogit=each.right_mlogit,
            answers_mlogit=each.answers_mlogit,
        )
        for each in found
    )
    return LmScoreResult(model=model, scores=scores)


def complete(params: LmCompleteParams, ctx: ProbeContext) -> LmCompleteResult:
    """Raises ProbeFailure: TOOL_MISSING (no usable model), INVALID_PARAMS, CANCELLED."""
    with _failures():
        model, session = loaded()
        from rusta_server.lm.complete import Sampling
        from rusta_server.lm.complete import complete as write

        prefix = session.read(params.prefix)
        written = []
        for number in range(params.samples):
            if ctx.cancel.is_set():
                break
            sampling = Sampling(params.limit, params.temperature_bp, params.seed + number)
            written.append(write(session, prefix, sampling, begin=params.begin))
    completions = tuple(
        LmCompletion(
            symbols=each.symbols,
            end=each.end,
            likelihood_mbit=each.likelihood_mbit,
            confidence_bp=each.confidence_bp,
        )
        for each in written
    )
    return LmCompleteResult(model=model, completions=completions)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except ArtifactError as error:
        raise ProbeFailure(TOOL_MISSING, str(error), error.remedy) from error
    except ValueError as error:
        raise ProbeFailure(INVALID_PARAMS, str(error)) from error
