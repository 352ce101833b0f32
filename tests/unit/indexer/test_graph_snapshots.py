"""Two connections to one graph: an answer is that of one finished update, whenever another program
finishes its own meanwhile."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.records import SourceFile

from .projects import DEMO

WITH = {
    "src/lib.rs": "mod shapes; use shapes::Circle; pub fn area(of: &Circle) -> f64 { of.area() }",
    "src/shapes.rs": "pub struct Circle { r: f64 } impl Circle { pub fn area(&self) -> f64 { 0.0 } }",
}
WITHOUT = {"src/lib.rs": "pub fn area() -> f64 { 0.0 }"}
"""A file was deleted."""
QUESTIONS: dict[str, Callable[[ProjectGraph], object]] = {
    "symbols": lambda graph: graph.symbols("Circle"),
    "near": lambda graph: graph.symbols("Circel", near=True),
    "visible": lambda graph: graph.visible("src/lib.rs"),
    "members": lambda graph: graph.members("src/shapes.rs", (), "Circle"),
    "stats": lambda graph: graph.stats(),
}


def update(graph: ProjectGraph, files: dict[str, str]) -> None:
    graph.update([SourceFile.of(path, text.encode()) for path, text in files.items()], [DEMO])


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[ProjectGraph, ProjectGraph]]:
    path = tmp_path / "graph.sqlite"
    with ProjectGraph.open(path) as one, ProjectGraph.open(path) as other:
        yield one, other


def before_statement(graph: ProjectGraph, number: int, act: Callable[[], None]) -> list[str]:
    """Have `act` happen right before the statement of that number; the statements, as they run."""
    seen: list[str] = []

    def statement(text: str) -> None:
        seen.append(text)
        if len(seen) == number + 1:
            act()

    graph._db.set_trace_callback(statement)
    return seen


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_file_is_deleted_while_a_question_is_answered(
    two: tuple[ProjectGraph, ProjectGraph], question: Callable[[ProjectGraph], object]
):
    one, other = two
    update(one, WITHOUT)
    gone = question(one)
    number = 0
    answers: list[object] = []
    while True:
        update(other, WITH)
        whole = question(other)
        assert whole != gone
        seen = before_statement(one, number, lambda: update(other, WITHOUT))
        answers.append(question(one))
        one._db.set_trace_callback(None)
        if len(seen) <= number:
            break
        assert answers[-1] in (whole, gone), f"changed before {seen[number]}"
        number += 1
    assert number > 2
    assert answers[-1] == whole, "it was not deleted this time"


def test_several_questions_are_answered_from_one_state(two: tuple[ProjectGraph, ProjectGraph]):
    one, other = two
    update(one, WITH)
    with one.snapshot():
        found = one.symbols("Circle")
        update(other, WITHOUT)
        assert one.symbols("Circle") == found
        assert [one.symbol(symbol.id) for symbol in found] == found
    assert one.symbols("Circle") == []


def test_nobody_comes_between_an_update_and_what_it_is_for(
    two: tuple[ProjectGraph, ProjectGraph],
):
    one, other = two
    other._db.execute("PRAGMA busy_timeout = 0")
    files = [SourceFile.of(path, text.encode()) for path, text in WITH.items()]
    with one.updated(files, [DEMO]) as report:
        assert report.files == 2
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            update(other, WITHOUT)
        assert [symbol.name for symbol in one.symbols("Circle")] == ["Circle"]
    update(other, WITHOUT)
    assert one.symbols("Circle") == []


def test_a_question_that_fails_takes_its_update_back(two: tuple[ProjectGraph, ProjectGraph]):
    one, other = two
    update(one, WITHOUT)
    files = [SourceFile.of(path, text.encode()) for path, text in WITH.items()]
    with pytest.raises(KeyboardInterrupt), one.updated(files, [DEMO]):
        assert one.symbols("Circle")
        raise KeyboardInterrupt
    assert one.symbols("Circle") == other.symbols("Circle") == []
