"""Jobs and parts of jobs driven by hand: every probe answered by a function of the test's."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.probe import TOOL_MISSING, Evidence, Probe, ProbeError
from rusta_server.contracts.tools import (
    ClockResult,
    LmCompleteParams,
    LmCompleteResult,
    LmCompletion,
    LmScore,
    LmScoreParams,
    LmScoreResult,
)
from rusta_server.engine.job import Ask, Decide, Step
from rusta_server.lm.symbols import Symbol

R = TypeVar("R")
Answers = dict[str, Callable[[dict[str, Any]], Record | ProbeError]]
NO_MODEL = ProbeError(code=TOOL_MISSING, message="no model is installed", remedy="install one")


@dataclass
class Driven:
    """What a part of a job asked and decided on its way."""

    asked: list[Probe] = field(default_factory=list)
    decided: list[Decide] = field(default_factory=list)

    def methods(self) -> list[str]:
        return [probe.method for probe in self.asked if probe.method != "clock.now"]

    def what(self) -> list[str]:
        return [decide.what for decide in self.decided]


def drive(steps: Generator[Step, tuple[Evidence, ...], R], answers: Answers) -> tuple[R, Driven]:
    """Run to the end; a clock that stands still is answered by itself."""
    driven = Driven()
    known: Answers = {"clock.now": lambda _: ClockResult(unix_s=0), **answers}
    sent: tuple[Evidence, ...] | None = None
    while True:
        try:
            step = next(steps) if sent is None else steps.send(sent)
        except StopIteration as stop:
            result: R = stop.value
            return result, driven
        sent = ()
        if isinstance(step, Decide):
            driven.decided.append(step)
        if isinstance(step, Ask):
            driven.asked += step.probes
            sent = tuple(
                _evidence(probe, known[probe.method](probe.params)) for probe in step.probes
            )


def scoring(rule: Callable[[str], int], after: Callable[[str], int] = lambda _: 0) -> Answers:
    """A model that finds a text as likely as `rule` says of it and `after` of what stands before
    it, together, in thousandths of a bit."""

    def score(params: dict[str, Any]) -> Record:
        asked = LmScoreParams.model_validate(params)
        texts = [text_of(candidate) for candidate in asked.candidates]
        scores = tuple(
            LmScore(
                likelihood_mbit=rule(text) + after(text_of(asked.prefix)),
                symbols=len(candidate),
                right_mlogit=0,
            )
            for text, candidate in zip(texts, asked.candidates, strict=True)
        )
        return LmScoreResult(model="m" * 64, scores=scores)

    return {"lm.score": score}


def writing(rule: Callable[[str], list[str]]) -> Answers:
    """A model that goes on after a text of an edit as `rule` says; the same one again, where fewer
    are said than asked for."""

    def complete(params: dict[str, Any]) -> Record:
        asked = LmCompleteParams.model_validate(params)
        symbols = [*asked.prefix, *asked.begin]
        begun = text_of(symbols[len(symbols) - symbols[::-1].index(Symbol.EDIT) :])
        texts = (rule(begun) * asked.samples)[: asked.samples]
        completions = tuple(
            LmCompletion(
                symbols=tuple(text.encode()), end="end", likelihood_mbit=-at, confidence_bp=5_000
            )
            for at, text in enumerate(texts)
        )
        return LmCompleteResult(model="m" * 64, completions=completions)

    return {"lm.complete": complete}


def silent(error: ProbeError = NO_MODEL) -> Answers:
    return {"lm.score": lambda _: error, "lm.complete": lambda _: error}


def text_of(symbols: Any) -> str:
    return bytes(symbol for symbol in symbols if symbol < 256).decode()


def _evidence(probe: Probe, answer: Record | ProbeError) -> Evidence:
    if isinstance(answer, ProbeError):
        return Evidence(method=probe.method, key="k", error=answer)
    return Evidence(method=probe.method, key="k", result=answer.model_dump(mode="json"))
