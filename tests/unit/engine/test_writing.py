"""Edits of the byte model where nothing else is green: filled, written, judged, gone on from."""

from collections.abc import Callable
from typing import Any

import pytest

from rusta_server.candidates import holes
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic, Suggestion
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import LmUses, Policy, SearchLimits, Sources
from rusta_server.contracts.probe import INVALID_PARAMS, TIMEOUT, Evidence, ProbeError
from rusta_server.contracts.tools import JudgeParams, JudgeResult, Verdict
from rusta_server.engine import search as search_module
from rusta_server.engine.model import Model
from rusta_server.engine.node import Node
from rusta_server.engine.search import Search
from rusta_server.engine.writing import EDIT_SYMBOLS, EDITS, VALUES, Writing

from .diagnostics import diagnostic, span
from .driving import Answers, Driven, drive, silent, writing

PATH = "$WS/src/lib.rs"
TEXT = "pub fn f(wanted: i32) -> i32 {\n    wrong\n}\n"
AT = TEXT.index("wrong")
PLACE = span(2, 5).model_copy(update={"start": AT, "end": AT + 5})
ERROR = diagnostic("E0425", "cannot find `wrong`", spans=(PLACE,))
LATER = diagnostic("E0382", "use of moved value", spans=(PLACE,))
STILL = diagnostic("E0425", "still wrong", spans=(PLACE,))
Rule = Callable[[str], tuple[Diagnostic, ...]]


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "candidates_for", lambda _scene, _deps: [])


def judging(rule: Rule) -> Answers:
    def judge(params: dict[str, Any]) -> Record:
        verdicts = []
        for candidate in JudgeParams.model_validate(params).candidates:
            errors = rule(apply_edits(TEXT.encode(), candidate.edits).decode())
            verdict: Any = "red" if errors else "green"
            verdicts.append(Verdict(id=candidate.id, verdict=verdict, errors=errors))
        return JudgeResult(verdicts=tuple(verdicts), sandbox="bwrap")

    return {"rustc.judge": judge}


def green_where(*wanted: str) -> Answers:
    return judging(lambda text: () if any(f"    {w}\n" in text for w in wanted) else (STILL,))


def exhausted(
    error: Diagnostic = ERROR, limits: SearchLimits | None = None, sources: Sources | None = None
) -> Search:
    """A search whose own sources have nothing."""
    policy = Policy(search=limits or SearchLimits(), sources=sources or Sources())
    search = Search({PATH: TEXT}, (error,), "check", (), policy)
    drive(search.run(), {})
    return search


def run(search: Search, answers: Answers, uses: LmUses | None = None) -> tuple[bool, Driven]:
    return drive(Writing(search, Model(uses or LmUses())).run(), answers)


def put(text: str) -> str:
    return f"-wrong\n+{text}\n"


def titles(nodes: list[Node]) -> list[str]:
    return [step.title for node in nodes for step in node.steps]


def test_what_it_writes_is_judged_like_any_other_candidate() -> None:
    search = exhausted()
    answers = {**writing(lambda _: [put("0"), put("wanted"), put("true")]), **green_where("wanted")}
    found, driven = run(search, answers)
    assert found
    assert titles(search.greens) == ["Write `wanted`"]
    assert [node.steps[0].source for node in search.greens] == ["lm"]
    assert driven.methods() == ["lm.complete", "rustc.judge"]
    assert search.counts["judged"] == 3


def test_it_is_asked_for_sixteen_edits_at_the_place_of_the_error() -> None:
    _, driven = run(exhausted(), {**writing(lambda _: [put("0")]), **green_where()})
    asked = next(p.params for p in driven.asked if p.method == "lm.complete")
    assert asked["samples"] == EDITS == 16
    assert (asked["edit"]["path"], asked["edit"]["offset"]) == (PATH, AT)
    assert asked["edit"]["missing"] == ["wrong"]


def test_guards_hold_for_it_as_for_all() -> None:
    search = exhausted()
    cheats = [put("todo!()"), "-wrong\n", put("unsafe { g() }")]
    found, driven = run(search, {**writing(lambda _: cheats), **green_where("todo!()")})
    assert not found
    assert "rustc.judge" not in driven.methods()
    assert search.counts["guarded"] == 3


def test_what_is_no_edit_is_not_judged() -> None:
    search = exhausted()
    found, driven = run(search, writing(lambda _: ["", "nonsense", put("f(")]))
    assert (found, driven.methods()) == (False, ["lm.complete"])


def test_a_step_of_it_is_gone_on_from() -> None:
    search = exhausted()
    answers = {
        **writing(lambda _: [put("wanted + 0")]),
        **judging(lambda text: (LATER,) if "wanted + 0" in text else (STILL,)),
    }
    found, _ = run(search, answers)
    assert found
    assert not search.greens
    assert not search.exhausted
    assert search.partial is not None
    assert search.partial.errors == (LATER,)


def test_one_text_is_asked_about_once() -> None:
    search = exhausted()
    by_hand = Writing(search, Model(LmUses()))
    answers = {**writing(lambda _: [put("0")]), **green_where()}
    assert not drive(by_hand.run(), answers)[0]
    assert drive(by_hand.run(), answers)[1].asked == []


def test_what_was_judged_before_is_not_judged_again() -> None:
    search = exhausted()
    answers = {**writing(lambda _: [put("wanted")]), **green_where("wanted")}
    run(search, answers)
    assert titles(search.greens) == ["Write `wanted`"]
    search.greens.clear()
    found, driven = run(search, answers)
    assert not found
    assert driven.methods() == ["lm.complete"]


def test_switched_off_nothing_is_asked() -> None:
    for uses in (LmUses(enabled=False), LmUses(propose=False, fill=False)):
        found, driven = run(exhausted(), writing(lambda _: [put("wanted")]), uses)
        assert (found, driven.asked) == (False, [])


def test_in_a_pause_of_the_search_it_writes_too() -> None:
    search = Search({PATH: TEXT}, (ERROR,), "check", (), Policy())
    search.paused = True
    assert not search.exhausted
    found, _ = run(search, {**writing(lambda _: [put("wanted")]), **green_where("wanted")})
    assert found and titles(search.greens) == ["Write `wanted`"]


def test_past_the_deadline_nothing_is_asked() -> None:
    search = exhausted(limits=SearchLimits(deadline_s=1))
    search.took(Evidence(method="clock.now", key="k", result={"unix_s": 0}))
    search.took(Evidence(method="clock.now", key="k", result={"unix_s": 5}))
    assert run(search, writing(lambda _: [put("0")]))[1].asked == []


def test_without_a_model_the_search_is_as_it_was() -> None:
    slow = ProbeError(code=TIMEOUT, message="the model took longer than 20000 ms")
    for answers in (silent(), silent(slow)):
        search = exhausted()
        before = dict(search.counts)
        found, driven = run(search, answers)
        assert (found, search.greens, search.partial, search.counts) == (False, [], None, before)
        assert driven.what() == ["without the model"]


def test_a_question_that_cannot_be_answered_leaves_the_next_one_to_be_asked() -> None:
    search = exhausted(ERROR.model_copy(update={"suggestions": (OPEN,)}))
    refused = ProbeError(code=INVALID_PARAMS, message="no edit that may stand begins like this")
    own = writing(lambda _: [put("true")])["lm.complete"]
    answers: Answers = {
        "lm.complete": lambda params: refused if params["limit"] != EDIT_SYMBOLS else own(params),
        **green_where("g(wanted)"),
    }
    _, driven = run(search, answers)
    assert "no answer of the model" in driven.what()
    # Names in scope fill the hole all the same.
    assert titles(search.greens) == ["Write `g(wanted)`"]


OPEN = Suggestion(
    message="provide the value",
    applicability="has-placeholders",
    edits=(Edit(path=PATH, start=AT, end=AT + 5, text="g(/* i32 */)"),),
)


def test_a_hole_is_filled_with_what_it_writes_and_with_names_in_scope() -> None:
    search = exhausted(ERROR.model_copy(update={"suggestions": (OPEN,)}))
    texts: list[str] = []
    begun: list[str] = []

    def goes_on(text: str) -> list[str]:
        begun.append(text)
        return ["wanted + 1) + g(2)\n"]

    def judge(text: str) -> tuple[Diagnostic, ...]:
        texts.append(text.split("\n")[1].strip())
        return () if "wanted + 1" in text else (STILL,)

    found, driven = run(search, {**writing(goes_on), **judging(judge)})
    assert found
    assert begun == ["-wrong\n+g("]
    assert texts[0] == "g(wanted + 1)"
    assert "g(wanted)" in texts
    assert [node.steps[0].source for node in search.greens] == [holes.SOURCE]
    assert [p.params["samples"] for p in driven.asked if p.method == "lm.complete"] == [VALUES]


def test_where_no_filling_is_green_it_writes_edits_of_its_own() -> None:
    search = exhausted(ERROR.model_copy(update={"suggestions": (OPEN,)}))
    answers = {
        **writing(lambda text: ["0)\n"] if text else [put("wanted")]),
        **green_where("wanted"),
    }
    run(search, answers)
    assert [node.steps[0].source for node in search.greens] == ["lm"]


def test_no_hole_is_filled_of_a_source_that_is_switched_off() -> None:
    error = ERROR.model_copy(update={"suggestions": (OPEN,)})
    answers = {**writing(lambda text: ["0)\n"] if text else [put("wanted")]), **green_where()}
    _, driven = run(exhausted(error, sources=Sources(rustc=False)), answers)
    begun = [p.params["begin"] for p in driven.asked if p.method == "lm.complete"]
    assert begun == [[267]]


def test_filling_alone_writes_nothing_else() -> None:
    search = exhausted(ERROR.model_copy(update={"suggestions": (OPEN,)}))
    answers = {**writing(lambda text: ["0)\n"] if text else [put("wanted")]), **green_where()}
    _, driven = run(search, answers, LmUses(propose=False))
    begun = [p.params["begin"] for p in driven.asked if p.method == "lm.complete"]
    assert len(begun) == 1
    assert [267] not in begun


def test_its_edits_are_candidates_with_a_prior_of_their_own() -> None:
    from rusta_server.engine.confidence import likelihood

    edit = Candidate(source="lm", title="x", edits=())
    assert likelihood((edit.source,), 1, ()) < likelihood((holes.SOURCE,), 1, ()) < 5_000
