"""Two mistakes at once: the best step for each together, and then with each one's rivals."""

from dataclasses import replace

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.engine.expansion import RIVALS, Expansion, closest
from rusta_server.engine.node import Node

from .diagnostics import diagnostic

PATH = "$WS/src/lib.rs"
BASE = {PATH: "one\ntwo\n"}


def step(start: int, text: str) -> Node:
    edits = (Edit(path=PATH, start=start, end=start + 3, text=text),)
    after = apply_edits(BASE[PATH].encode(), edits).decode()
    return Node({PATH: after}, (Candidate(source="template:x", title=text, edits=edits),), ())


def left(text: str, *messages: str) -> Node:
    """A step after which errors with these messages are left."""
    errors = tuple(diagnostic(None, message) for message in messages)
    return replace(step(0, text), errors=errors)


def begun(**helped: list[Node]) -> Expansion:
    return Expansion(
        Node({}, (), ()), 2, [], helped={int(root[1:]): steps for root, steps in helped.items()}
    )


def texts(nodes: list[Node]) -> list[str]:
    return [node.texts[PATH] for node in nodes]


def test_the_best_step_of_each_root() -> None:
    at = begun(r0=[step(0, "ONE"), step(0, "Uno")], r1=[step(4, "TWO")])
    assert texts(at.joins([at.first], BASE)) == ["ONE\nTWO\n"]


def test_each_root_has_its_rivals_beside_the_best_of_the_other() -> None:
    at = begun(r0=[step(0, "ONE"), step(0, "Uno")], r1=[step(4, "TWO"), step(4, "Due")])
    at.joins([at.first], BASE)
    assert texts(at.joins(at.rivals(), BASE)) == ["Uno\nTWO\n", "ONE\nDue\n"]


def test_nothing_is_joined_twice_or_with_itself() -> None:
    at = begun(r0=[step(0, "ONE")], r1=[step(0, "Uno")])
    assert at.joins([at.first], BASE) == [], "they overlap"
    at = begun(r0=[step(0, "ONE")], r1=[step(4, "TWO")])
    assert len(at.joins([at.first, at.first], BASE)) == 1
    assert at.joins([at.first], BASE) == []


def test_a_step_that_causes_another_error_stands_behind_one_that_does_not() -> None:
    steps = [left("Uno", "a", "b"), left("ONE", "a"), left("Ein", "b")]
    assert texts(closest(steps)) == ["ONE\ntwo\n", "Ein\ntwo\n", "Uno\ntwo\n"]


def test_of_the_rivals_those_that_leave_most_are_forgotten() -> None:
    most = RIVALS + 2
    steps = [left(f"{n:03}", *"x" * n) for n in range(most, 0, -1)]
    assert texts(closest(steps)) == [f"{n:03}\ntwo\n" for n in range(1, RIVALS + 1)]
