"""The byte model as jobs ask it: by probes, and never in need of an answer.

Where there is no usable model, or it fails or is too slow, that is noted once and the job goes on
as if the policy had switched it off.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.policy import LmUses
from rusta_server.contracts.probe import INTERNAL_ERROR, TIMEOUT, TOOL_MISSING, Evidence, Probe
from rusta_server.contracts.tools import (
    METHODS,
    LmCompleteParams,
    LmScore,
    LmScoreParams,
    LmScoreResult,
)
from rusta_server.engine.job import Ask, Decide, Step

_OF_THE_MODEL = (TOOL_MISSING, TIMEOUT, INTERNAL_ERROR)
"""Errors after which another question is in vain; others are of the question."""


@dataclass
class Model:
    """One job's view of it. `failed` once it did not answer: it is not asked again."""

    uses: LmUses
    failed: bool = False

    @property
    def ranks(self) -> bool:
        return self._may and self.uses.rank

    @property
    def proposes(self) -> bool:
        return self._may and self.uses.propose

    @property
    def fills(self) -> bool:
        return self._may and self.uses.fill

    @property
    def cites(self) -> bool:
        return self._may and self.uses.cite

    @property
    def _may(self) -> bool:
        return self.uses.enabled and not self.failed

    def score(
        self, prefix: Sequence[int], candidates: Sequence[Sequence[int]], deadline_ms: int
    ) -> Generator[Step, tuple[Evidence, ...], tuple[str, tuple[LmScore, ...]] | None]:
        """The model's id and a score for each of `candidates`, or None."""
        params = LmScoreParams(
            prefix=tuple(prefix),
            candidates=tuple(tuple(each) for each in candidates),
            deadline_ms=deadline_ms,
        )
        (evidence,) = yield Ask(probes=(asked("lm.score", params),))
        result = yield from self.read(evidence)
        if not isinstance(result, LmScoreResult) or len(result.scores) != len(candidates):
            return None
        return result.model, result.scores

    def read(self, evidence: Evidence) -> Generator[Step, tuple[Evidence, ...], Record | None]:
        """What the model answered; None, noted, where it did not."""
        if evidence.error is None:
            return METHODS[evidence.method][1].model_validate(evidence.result)
        error = evidence.error
        self.failed = error.code in _OF_THE_MODEL
        yield Decide(
            what="without the model" if self.failed else "no answer of the model",
            because=error.message,
            data={"method": evidence.method, "code": error.code, "remedy": error.remedy},
        )
        return None


def asked(method: str, params: LmScoreParams | LmCompleteParams) -> Probe:
    return Probe(method=method, params=params.model_dump(mode="json"))
