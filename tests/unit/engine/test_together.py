"""Parts of a job side by side: questions joined, answers parted, steps in the order of the parts."""

from collections.abc import Generator

import pytest

from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.engine.job import Ask, Decide, Step
from rusta_server.engine.together import together

Part = Generator[Step, tuple[Evidence, ...], str]


def asks(name: str, *widths: int) -> Part:
    """Asks that many probes each time, decides what it was answered, and returns all of it."""
    heard = []
    for number, width in enumerate(widths):
        probes = (Probe(method=f"{name}{number}.{n}") for n in range(width))
        evidence = yield Ask(probes=tuple(probes))
        heard.append(",".join(each.key for each in evidence))
        yield Decide(what=name, because=heard[-1])
    return " ".join(heard)


def run(*parts: Part) -> tuple[list[str], list[str]]:
    """What they return, and each step in a word."""
    job = together(parts)
    steps: list[str] = []
    answer: tuple[Evidence, ...] | None = None
    while True:
        try:
            step = next(job) if answer is None else job.send(answer)
        except StopIteration as stop:
            return stop.value, steps
        if isinstance(step, Ask):
            steps.append("ask " + ",".join(probe.method for probe in step.probes))
            answer = tuple(Evidence(method=p.method, key=p.method.upper()) for p in step.probes)
        else:
            assert isinstance(step, Decide)
            steps.append(f"decide {step.because}")
            answer = ()


def test_questions_of_the_same_time_are_one() -> None:
    returned, steps = run(asks("a", 1, 1), asks("b", 2, 1))
    assert returned == ["A0.0 A1.0", "B0.0,B0.1 B1.0"]
    assert steps == [
        "ask a0.0,b0.0,b0.1",
        "decide A0.0",
        "decide B0.0,B0.1",
        "ask a1.0,b1.0",
        "decide A1.0",
        "decide B1.0",
    ]


def test_one_that_ends_first_leaves_the_other_alone() -> None:
    returned, steps = run(asks("a", 1), asks("b", 1, 1), asks("c"))
    assert returned == ["A0.0", "B0.0 B1.0", ""]
    assert steps[-2:] == ["ask b1.0", "decide B1.0"]


def test_one_part_is_as_it_is_alone() -> None:
    assert run(asks("a", 2, 1)) == (
        ["A0.0,A0.1 A1.0"],
        ["ask a0.0,a0.1", "decide A0.0,A0.1", "ask a1.0", "decide A1.0"],
    )
    assert run() == ([], [])


def test_what_one_raises_ends_all() -> None:
    def raises() -> Part:
        yield Ask(probes=(Probe(method="x"),))
        raise ValueError("odd")

    with pytest.raises(ValueError, match="odd"):
        run(asks("a", 1, 1), raises())
