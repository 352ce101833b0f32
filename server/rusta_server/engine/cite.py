"""Which of several hits of a search an explanation cites, where they match equally well.

The words of the question stand in all of them. The search's own first hit is cited unless the model
is clearly surer of another one: what it is not sure of it must not move.
"""

from collections.abc import Generator

from rusta_server.contracts.anchor import Passage
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import PassagesResult
from rusta_server.engine.job import Decide, Step
from rusta_server.engine.model import Model
from rusta_server.lm.symbols import Symbol, segment

ALTERNATIVES = 4
LEAD_MLOGIT = 1_000
"""How much surer the model must be of another passage than of the first, in thousandths."""
DEADLINE_MS = 3_000
PASSAGE_BYTES = 900
"""What the model has seen of a passage in training (`rusta_model.comprehension`)."""


def cited(
    found: PassagesResult, question: str, model: Model
) -> Generator[Step, tuple[Evidence, ...], tuple[Passage, ...]]:
    """`found.passages`, the last of which an alternative may stand for."""
    hits = (found.passages[-1], *found.alternatives)
    prefix = [*segment(Symbol.START, b""), *segment(Symbol.QUESTION, question.encode())]
    answer = yield from model.score(prefix, [_symbols(hit) for hit in hits], DEADLINE_MS)
    if answer is None:
        return found.passages
    model_id, scores = answer
    sure = [score.answers_mlogit for score in scores]
    best = max(range(len(hits)), key=lambda at: (sure[at], -at))
    chosen = best if sure[best] - sure[0] >= LEAD_MLOGIT else 0
    yield Decide(
        what="cite",
        because=f"hit {chosen + 1} of {len(hits)} that hold all the words asked for",
        data={
            "model": model_id,
            "anchors": [hit.anchor.record_id for hit in hits],
            "answers_mlogit": sure,
        },
    )
    return (*found.passages[:-1], hits[chosen])


def _symbols(passage: Passage) -> list[int]:
    return [int(Symbol.PASSAGE), *passage.text.encode()[:PASSAGE_BYTES], int(Symbol.END)]
