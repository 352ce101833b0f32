"""lm.score, lm.complete: the byte model. Its answers are integers, so that traces replay.

One question at a time: the model belongs to the process, and the jobs of an editor share it. What
fails in it is an answer too, for no job needs a model.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from rusta_server.contracts.probe import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    TIMEOUT,
    TOOL_MISSING,
    ProbeFailure,
)
from rusta_server.contracts.tools import (
    LmCompleteParams,
    LmCompleteResult,
    LmCompletion,
    LmScore,
    LmScoreParams,
    LmScoreResult,
)
from rusta_server.lm.artifact import ArtifactError, installed_folder
from rusta_server.lm.loaded import loaded
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.lm_rules import rules_of

if TYPE_CHECKING:
    from rusta_server.lm.complete import Completion
    from rusta_server.lm.session import LmSession, Prefix

_TURN = threading.Lock()
_WAIT_S = 0.05


def score(params: LmScoreParams, ctx: ProbeContext) -> LmScoreResult:
    """Raises ProbeFailure: TOOL_MISSING (no usable model), INVALID_PARAMS, TIMEOUT, CANCELLED,
    INTERNAL_ERROR (the model failed)."""
    with _asked(params.deadline_ms, ctx) as clock:
        model, session = loaded()
        prefix = session.prefix_of(params.prefix, clock.stops)
        found = session.score(prefix, params.candidates, clock.stops)
    scores = tuple(
        LmScore(
            likelihood_mbit=each.likelihood_mbit,
            symbols=each.symbols,
            right_mlogit=each.right_mlogit,
        )
        for each in found
    )
    return LmScoreResult(model=model, scores=scores)


def complete(params: LmCompleteParams, ctx: ProbeContext) -> LmCompleteResult:
    """Raises ProbeFailure: as `score`."""
    with _asked(params.deadline_ms, ctx) as clock:
        model, session = loaded()
        clock.check()
        prefix = session.prefix_of(params.prefix, clock.stops)
        written = _written(session, prefix, params, ctx, clock)
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


def warm_up() -> None:
    """Begins to load the model where there is one, beside whatever is done until it is asked."""
    if not _TURN.locked():
        threading.Thread(target=_load, name="rusta-lm").start()


def _load() -> None:
    # What fails here fails again, and is told, when the model is asked.
    with _TURN, suppress(Exception):
        loaded()


def _written(
    session: "LmSession",
    prefix: "Prefix",
    params: LmCompleteParams,
    ctx: ProbeContext,
    clock: "_Clock",
) -> list["Completion"]:
    from rusta_server.lm.complete import Sampling
    from rusta_server.lm.complete import complete as write
    from rusta_server.lm.sample import sample
    from rusta_server.lm.session import StoppedError

    sampling = Sampling(params.limit, params.temperature_bp, params.seed, params.nucleus_bp)
    if params.edit is not None:
        rules = rules_of(params.edit, (*params.prefix, *params.begin), ctx)
        count, begin = params.samples, params.begin
        try:
            return sample(session, prefix, sampling, count, begin, rules, clock.is_over_now)
        except StoppedError:
            clock.check()
            raise
    written: list[Completion] = []
    for number in range(params.samples):
        ctx.cancel.check()
        if written and clock.is_over:
            break
        each = replace(sampling, seed=params.seed + number)
        # One that was begun in time is written to its end.
        written.append(write(session, prefix, each, params.begin, stop=clock.is_cancelled))
    return written


class _Clock:
    """When an answer must be there; begun when the question is asked."""

    def __init__(self, deadline_ms: int, ctx: ProbeContext) -> None:
        self._deadline_ms, self._ctx = deadline_ms, ctx
        self._end = time.monotonic() + deadline_ms / 1000

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def check(self) -> None:
        """Raises ProbeFailure: CANCELLED, TIMEOUT."""
        self._ctx.cancel.check()
        if self.is_over:
            message = f"the model took longer than {self._deadline_ms} ms"
            raise ProbeFailure(TIMEOUT, message, "rusta lm bench")

    def stops(self) -> bool:
        """For `LmSession`: never True, for what stops is told by what `check` raises."""
        self.check()
        return False

    def is_cancelled(self) -> bool:
        self._ctx.cancel.check()
        return False

    def is_over_now(self) -> bool:
        """For those who keep what they have when time is up."""
        self._ctx.cancel.check()
        return self.is_over


@contextmanager
def _asked(deadline_ms: int, ctx: ProbeContext) -> Iterator[_Clock]:
    """The model to oneself, and its failures as answers."""
    clock = _Clock(deadline_ms, ctx)
    while not _TURN.acquire(timeout=_WAIT_S):
        clock.check()
    try:
        yield clock
    except ProbeFailure:
        raise
    except ArtifactError as error:
        raise ProbeFailure(
            TOOL_MISSING, _placeless(str(error)), _placeless(error.remedy)
        ) from error
    except ValueError as error:
        raise ProbeFailure(INVALID_PARAMS, str(error)) from error
    except Exception as error:  # onnxruntime has many kinds, none of them public
        kind = type(error).__name__
        raise ProbeFailure(
            INTERNAL_ERROR, f"the model failed ({kind})", "rusta lm bench"
        ) from error
    finally:
        _TURN.release()


def _placeless(text: str) -> str:
    """An answer is hashed with its trace, and no path of this machine may be."""
    import rusta_server.lm as package

    places = {str(installed_folder()): "$MODEL", **dict.fromkeys(package.__path__, "$RUSTA/lm")}
    for place, token in places.items():
        text = text.replace(place, token)
    return text
