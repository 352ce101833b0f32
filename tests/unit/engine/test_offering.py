"""Taking turns: the search, then who else knows something, then the search again."""

from itertools import groupby
from typing import Any, cast

import pytest

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.policy import Policy, SearchLimits
from rusta_server.contracts.results import ProposeRequest
from rusta_server.contracts.tools import JudgeParams, JudgeResult, Verdict
from rusta_server.contracts.tools_ra import RaActions
from rusta_server.engine import search as search_module
from rusta_server.engine.expansion import FIRST_BATCH
from rusta_server.engine.offering import Offering
from rusta_server.engine.search import Search

from .diagnostics import diagnostic, span
from .driving import Answers, drive, writing

PATH = "$WS/src/lib.rs"
TEXT = "pub fn f(wanted: i32) -> i32 {\n    wrong\n}\n"
AT = TEXT.index("wrong")
PLACE = span(2, 5).model_copy(update={"start": AT, "end": AT + 5, "path": PATH})
ERROR = diagnostic("E0425", "cannot find `wrong`", spans=(PLACE,))


def candidates(count: int) -> list[Candidate]:
    edits = [Edit(path=PATH, start=AT, end=AT + 5, text=str(n)) for n in range(count)]
    return [Candidate(source="template:x", title=edit.text, edits=(edit,)) for edit in edits]


def all_red() -> Answers:
    def judge(params: dict[str, Any]) -> Record:
        asked = JudgeParams.model_validate(params).candidates
        verdicts = tuple(Verdict(id=c.id, verdict="red", errors=(ERROR,)) for c in asked)
        return JudgeResult(verdicts=verdicts, sandbox="bwrap")

    frame: dict[str, Any] = {"analyzer": "1.95.0", "by": "rusta", "tree": "t", "sandbox": "bwrap"}
    return {
        "rustc.judge": judge,
        "ra.code_actions": lambda _: RaActions(**frame, actions=()),
        **writing(lambda _: ["-wrong\n+wanted\n"]),
    }


def asked(
    monkeypatch: pytest.MonkeyPatch, count: int, limits: SearchLimits
) -> tuple[list[str], int]:
    """Whom it asks, in turn, where nothing is ever green, and how many edits are judged."""
    monkeypatch.setattr(search_module, "candidates_for", lambda _scene, _deps: candidates(count))
    policy = Policy(search=limits)
    search = Search({PATH: TEXT}, (ERROR,), "check", (), policy)
    found = cast("Any", None)  # Read of what is proven only.
    offering = Offering(ProposeRequest(), policy, found, (ERROR,), {PATH: TEXT}, search)
    _, driven = drive(offering.run(), all_red())
    return [method for method, _ in groupby(driven.methods())], search.counts["judged"]


def test_others_are_asked_when_the_search_has_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, judged = asked(monkeypatch, FIRST_BATCH, SearchLimits())
    assert turns == ["rustc.judge", "ra.code_actions", "lm.complete", "rustc.judge"]
    assert judged == FIRST_BATCH + 1


def test_with_half_spent_all_are_asked_before_the_search_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = SearchLimits(max_candidates=2 * FIRST_BATCH)
    turns, judged = asked(monkeypatch, 9 * FIRST_BATCH, limits)
    assert turns == ["rustc.judge", "ra.code_actions", "lm.complete", "rustc.judge"]
    assert judged == 2 * FIRST_BATCH


def test_past_a_limit_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = SearchLimits(max_candidates=FIRST_BATCH)
    assert asked(monkeypatch, 9 * FIRST_BATCH, limits) == (["rustc.judge"], FIRST_BATCH)
