"""Where one edit is offered for several errors, they are one mistake: it is tried first."""

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit
from rusta_server.engine.node import shared_first


def candidate(*starts: int) -> Candidate:
    edits = tuple(Edit(path="$WS/src/lib.rs", start=s, end=s + 1, text="x") for s in starts)
    return Candidate(source="template:t", title=f"At {starts}", edits=edits)


def test_the_edit_that_two_errors_ask_for_comes_before_what_one_of_them_asks_for() -> None:
    ordered = [(0, candidate(1)), (1, candidate(2)), (0, candidate(9)), (1, candidate(9))]
    found = shared_first(ordered)
    assert [c.edits[0].start for _, c in found] == [9, 9, 1, 2]


def test_of_shared_edits_the_one_at_fewer_places_comes_first() -> None:
    ordered = [(0, candidate(1, 2)), (1, candidate(1, 2)), (0, candidate(9)), (1, candidate(9))]
    found = shared_first(ordered)
    assert [len(c.edits) for _, c in found] == [1, 1, 2, 2]


def test_what_is_offered_twice_for_one_error_stays_where_it_is() -> None:
    ordered = [(0, candidate(1)), (0, candidate(2)), (0, candidate(2))]
    assert shared_first(ordered) == ordered
