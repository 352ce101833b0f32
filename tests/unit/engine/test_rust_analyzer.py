"""rust-analyzer as a job asks it: its actions become candidates, its silence changes nothing."""

from typing import Any

import pytest

from rusta_server.candidates import rust_analyzer as offered
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic, Expansion
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import KILLED, REFUSED, STALE, TIMEOUT, TOOL_MISSING, ProbeError
from rusta_server.contracts.tools import JudgeParams, JudgeResult, Verdict
from rusta_server.contracts.tools_ra import (
    RaAction,
    RaActions,
    RaActionsParams,
    RaLocation,
    RaLocations,
    RaType,
)
from rusta_server.engine import search as search_module
from rusta_server.engine.rust_analyzer import Analyst, Consulting
from rusta_server.engine.search import Search

from .diagnostics import diagnostic, span
from .driving import Answers, Driven, drive

PATH = "$WS/src/lib.rs"
TEXT = "pub fn f(wanted: i32) -> i32 {\n    wrong\n}\n"
AT = TEXT.index("wrong")
PLACE = span(2, 5).model_copy(update={"start": AT, "end": AT + 5, "path": PATH})
ERROR = diagnostic("E0425", "cannot find `wrong`", spans=(PLACE,))
LATER = diagnostic("E0382", "use of moved value", spans=(PLACE,))
STILL = diagnostic("E0425", "still wrong", spans=(PLACE,))
FRAME: dict[str, Any] = {"analyzer": "1.95.0", "by": "rusta", "tree": "t", "sandbox": "bwrap"}


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "candidates_for", lambda _scene, _deps: [])


def put(text: str, name: str = "fix", path: str = PATH) -> RaAction:
    edit = Edit(path=path, start=AT, end=AT + 5, text=text)
    return RaAction(name=name, title=f"put `{text}`.", kind="quickfix", edits=(edit,))


def offering(*actions: RaAction) -> Answers:
    return {"ra.code_actions": lambda _: RaActions(**FRAME, actions=actions)}


def silent(code: int) -> Answers:
    error = ProbeError(code=code, message="it says nothing", remedy="get one")
    methods = ("ra.code_actions", "ra.find_refs", "ra.type_of")
    return {method: lambda _: error for method in methods}


def green_where(wanted: str, else_: Diagnostic = STILL) -> Answers:
    def judge(params: dict[str, Any]) -> Record:
        verdicts = []
        for candidate in JudgeParams.model_validate(params).candidates:
            text = apply_edits(TEXT.encode(), candidate.edits).decode()
            errors = () if f"    {wanted}\n" in text else (else_,)
            verdict: Any = "red" if errors else "green"
            verdicts.append(Verdict(id=candidate.id, verdict=verdict, errors=errors))
        return JudgeResult(verdicts=tuple(verdicts), sandbox="bwrap")

    return {"rustc.judge": judge}


def exhausted(gate: Any = "check") -> Search:
    search = Search({PATH: TEXT}, (ERROR,), gate, (), Policy())
    drive(search.run(), {})
    return search


def consult(
    search: Search, answers: Answers, analyst: Analyst | None = None
) -> tuple[bool, Driven]:
    return drive(Consulting(search, analyst or Analyst()).run(), answers)


# candidates


def scene(*actions: RaAction) -> list[tuple[str, str]]:
    at = Scene(diagnostic=ERROR, files={PATH: TEXT})
    answers = [RaActions(**FRAME, actions=actions)] * 2
    return [(each.source, each.title) for each in offered.candidates(at, answers)]


def test_an_action_is_a_candidate_named_after_what_it_does():
    assert scene(put("wanted", "auto_import")) == [("rust-analyzer:auto_import", "Put `wanted`")]


def test_what_the_compiler_suggests_is_none_of_its_own():
    assert scene(put("wanted", "check")) == []


def test_an_edit_that_does_not_fit_is_left_out():
    far = Edit(path=PATH, start=5_000, end=5_001, text="x")
    assert (
        scene(put("x", path="$WS/src/other.rs"), put("y").model_copy(update={"edits": (far,)}))
        == []
    )


def test_it_is_asked_at_the_span_at_its_beginning_and_at_what_else_plays_a_part():
    note = span(1, 1).model_copy(update={"start": 3, "end": 5, "primary": False, "path": PATH})
    assert offered.ranges(diagnostic("E0425", "m", spans=(note, PLACE))) == (
        (PATH, AT, AT + 5),
        (PATH, AT, AT),
        (PATH, 3, 5),
    )


def test_it_is_not_asked_in_macros_and_in_other_peoples_files():
    macro = PLACE.model_copy(update={"expansion": Expansion(macro="m!")})
    std = PLACE.model_copy(update={"path": "$SYSROOT/lib/std.rs"})
    assert offered.ranges(diagnostic("E0425", "m", spans=(macro, std))) == ()


# the search


def test_what_it_offers_is_judged_like_any_other_candidate():
    search = exhausted()
    found, driven = consult(search, offering(put("0"), put("wanted")) | green_where("wanted"))
    assert found
    assert [node.steps[0].title for node in search.greens] == ["Put `wanted`"]
    assert driven.methods() == ["ra.code_actions", "ra.code_actions", "rustc.judge"]
    assert search.counts["judged"] == 2


def test_it_is_asked_of_the_text_the_search_is_at():
    search = exhausted()
    later = diagnostic("E0382", "use of moved value", spans=(PLACE,))
    answers = offering(put("wanted + 0")) | green_where("nothing", later)
    consulting = Consulting(search, Analyst())
    found, _ = drive(consulting.run(), answers)
    assert found
    assert not search.greens
    _, driven = drive(consulting.run(), answers)
    asked = RaActionsParams.model_validate(driven.asked[0].params)
    assert [o.text for o in asked.overlays] == [TEXT.replace("wrong", "wanted + 0")]


def test_once_for_each_text():
    search = exhausted()
    consulting = Consulting(search, Analyst())
    drive(consulting.run(), offering())
    assert drive(consulting.run(), offering())[1].methods() == []


def test_guards_hold_for_it_as_for_all():
    search = exhausted()
    found, driven = consult(search, offering(put("todo!()")) | green_where("todo!()"))
    assert not found
    assert "rustc.judge" not in driven.methods()


def test_of_lints_it_is_not_asked():
    assert consult(exhausted("clippy"), offering(put("wanted")))[1].methods() == []


# its silence


@pytest.mark.parametrize("code", [TOOL_MISSING, REFUSED, KILLED])
def test_absent_it_is_noted_once_and_not_asked_again(code: int):
    analyst = Analyst()
    found, driven = consult(exhausted(), silent(code), analyst)
    assert (found, driven.methods()) == (False, ["ra.code_actions"])
    assert driven.what()[0] == "without rust-analyzer"
    again, later = drive(analyst.type_of(PATH, 0, 1), silent(code))
    assert (again, later.methods()) == (None, [])


def test_still_starting_it_is_asked_once_more():
    analyst = Analyst()
    drive(analyst.type_of(PATH, 0, 1), silent(TIMEOUT))
    assert analyst.answers
    drive(analyst.type_of(PATH, 0, 1), silent(TIMEOUT))
    assert not analyst.answers


def test_an_error_of_the_question_is_no_error_of_its_own():
    analyst = Analyst()
    for _ in range(3):
        assert drive(analyst.references(PATH, 0), silent(STALE))[0] is None
    assert analyst.answers


def test_switched_off_it_is_not_asked():
    assert consult(exhausted(), {}, Analyst("off"))[1].methods() == []


# types and uses


def typed(type_: str | None) -> Answers:
    return {"ra.type_of": lambda _: RaType(**FRAME, type=type_)}


@pytest.mark.parametrize(
    ("said", "known"), [("Vec<u8>", "Vec<u8>"), ("Vec<{unknown}>", None), (None, None)]
)
def test_a_type_that_it_does_not_know_is_none(said: str | None, known: str | None):
    found, _ = drive(Analyst().type_of(PATH, 0, 1), typed(said))
    assert (found.type if found else None) == known


def test_where_an_item_is_used():
    place = RaLocation(path=PATH, start=3, end=5)
    answers: Answers = {"ra.find_refs": lambda _: RaLocations(**FRAME, locations=(place,))}
    assert drive(Analyst().references(PATH, 7), answers)[0] == (place,)
