"""What one step makes of the files: line ends as they are, whole suggestions only."""

from rusta_server.contracts.diagnostic import Applicability, Diagnostic, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.engine.node import apply_to, first_suggestions

from .diagnostics import diagnostic

PATH = "$WS/src/lib.rs"


def put(start: int, text: str) -> Edit:
    return Edit(path=PATH, start=start, end=start, text=text)


def test_a_line_put_into_a_file_of_windows_ends_as_the_others_do() -> None:
    after = apply_to((put(3, "b\nc\r\n"),), {PATH: "a\r\nd\r\n"})
    assert after == {PATH: "a\r\nb\r\nc\r\nd\r\n"}


def test_and_as_it_is_written_in_any_other_file() -> None:
    after = apply_to((put(2, "b\n"),), {PATH: "a\nd\n\r\n"})
    assert after == {PATH: "a\nb\nd\n\r\n"}


def suggesting(message: str, *offers: tuple[int, str, Applicability]) -> Diagnostic:
    suggestions = tuple(
        Suggestion(message=text, applicability=how, edits=(put(start, text),))
        for start, text, how in offers
    )
    return diagnostic(None, message).model_copy(update={"suggestions": suggestions})


def test_what_is_left_to_be_filled_in_is_not_applied_together_with_others() -> None:
    errors = (
        suggesting("one", (0, "/* value */", "has-placeholders"), (0, "x", "maybe-incorrect")),
        suggesting("two", (1, "y", "machine-applicable")),
    )
    together = first_suggestions(errors, {PATH: "a\n"})
    assert together is not None
    assert [edit.text for edit in together.edits] == ["x", "y"]
