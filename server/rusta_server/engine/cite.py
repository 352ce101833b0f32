"""Which of several hits of a search an explanation cites, where they match equally well.

The words of the question stand in all of them. The one after which the model finds the question
likeliest speaks of it most. The search's own first hit is cited unless another is clearly better:
what the model is not sure of it must not move.
"""

from collections.abc import Generator

from rusta_server.contracts.anchor import Passage
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import PassagesResult
from rusta_server.engine.job import Decide, Step
from rusta_server.engine.model import Model
from rusta_server.lm.citation import passage_prompt, question_symbols

ALTERNATIVES = 4
LEAD_MBIT = 4_000
"""By how much the question must be likelier after another passage than after the first, in
thousandths of a bit."""
DEADLINE_MS = 3_000
"""Of each hit."""


def cited(
    found: PassagesResult, question: str, model: Model
) -> Generator[Step, tuple[Evidence, ...], tuple[Passage, ...]]:
    """`found.passages`, the last of which an alternative may stand for."""
    hits = (found.passages[-1], *found.alternatives)
    model_id = ""
    likelihoods: list[int] = []
    for hit in hits:
        answer = yield from model.score(
            passage_prompt(hit.text), [question_symbols(question)], DEADLINE_MS
        )
        if answer is None:
            return found.passages
        model_id, (score,) = answer
        likelihoods.append(score.likelihood_mbit)
    best = max(range(len(hits)), key=lambda at: (likelihoods[at], -at))
    chosen = best if likelihoods[best] - likelihoods[0] >= LEAD_MBIT else 0
    yield Decide(
        what="cite",
        because=f"hit {chosen + 1} of {len(hits)} that hold all the words asked for",
        data={
            "model": model_id,
            "anchors": [hit.anchor.record_id for hit in hits],
            "likelihood_mbit": likelihoods,
        },
    )
    return (*found.passages[:-1], hits[chosen])
