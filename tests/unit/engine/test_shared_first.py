"""Where one edit is offered for several errors, they are one mistake: it is tried first."""

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit
from rusta_server.engine.node import shared_first


def candidate(start: int, source: str = "template:t") -> Candidate:
    edit = Edit(path="$WS/src/lib.rs", start=start, end=start + 1, text="x")
    return Candidate(source=source, title=f"At {start}", edits=(edit,))


def operator(start: int) -> Candidate:
    return candidate(start, "operator:o")


def test_the_edit_that_two_errors_ask_for_comes_before_what_one_of_them_asks_for() -> None:
    ordered = [(0, candidate(1)), (1, candidate(2)), (0, candidate(9)), (1, candidate(9))]
    found = shared_first(ordered)
    assert [c.edits[0].start for _, c in found] == [9, 9, 1, 2]


def test_what_operators_offer_twice_by_chance_stays_where_it_is() -> None:
    ordered = [(0, candidate(1)), (0, operator(9)), (1, operator(9))]
    assert shared_first(ordered) == ordered


def test_what_is_offered_twice_for_one_error_stays_where_it_is() -> None:
    ordered = [(0, candidate(1)), (0, candidate(2)), (0, candidate(2))]
    assert shared_first(ordered) == ordered
