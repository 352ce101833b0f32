"""Parts of a job side by side: what they ask at the same time is asked at once.

The steps of the parts stand in the trace in the order of the parts, so a replay takes the same
ones. The runner runs what one `Ask` holds side by side, as far as there are shadows.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rusta_server.contracts.probe import Evidence
from rusta_server.engine.job import Ask, Step

R = TypeVar("R")


def together(
    parts: Sequence[Generator[Step, tuple[Evidence, ...], R]],
) -> Generator[Step, tuple[Evidence, ...], list[R]]:
    """What the parts return, in their order. What one of them raises ends them all."""
    returned: dict[int, R] = {}
    answers: dict[int, tuple[Evidence, ...] | None] = dict.fromkeys(range(len(parts)))
    while answers:
        asked: dict[int, Ask] = {}
        for number, answer in answers.items():
            step = yield from _until_it_asks(parts[number], answer)
            if isinstance(step, Ask):
                asked[number] = step
            else:
                returned[number] = step.value
        answers = {}
        if asked:
            probes = tuple(probe for ask in asked.values() for probe in ask.probes)
            evidence = iter((yield Ask(probes=probes)))
            answers = {n: tuple(next(evidence) for _ in ask.probes) for n, ask in asked.items()}
    return [returned[number] for number in range(len(parts))]


@dataclass(frozen=True)
class _Ended(Generic[R]):
    value: R


def _until_it_asks(
    part: Generator[Step, tuple[Evidence, ...], R], answer: tuple[Evidence, ...] | None
) -> Generator[Step, tuple[Evidence, ...], Ask | _Ended[R]]:
    """`answer` is that to its last question, None at its beginning."""
    try:
        step = next(part) if answer is None else part.send(answer)
        while not isinstance(step, Ask):
            step = part.send((yield step))
    except StopIteration as stop:
        return _Ended(stop.value)
    return step
