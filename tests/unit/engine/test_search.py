"""The search, driven by hand: candidates of our choosing, verdicts by a rule on the text."""

from collections.abc import Callable

import pytest

from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Policy, SearchLimits
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import ClockResult, JudgeParams, JudgeResult, Verdict
from rusta_server.engine import search as search_module
from rusta_server.engine.expansion import FIRST_BATCH
from rusta_server.engine.job import Ask
from rusta_server.engine.search import Search

from .diagnostics import diagnostic as error

PATH = "$WS/src/lib.rs"
TEXT = "pub fn f() -> i32 {\n    wrong\n}\n"
AT = TEXT.index("wrong")
Rule = Callable[[str], tuple[Diagnostic, ...]]


def replace(text: str) -> Candidate:
    edit = Edit(path=PATH, start=AT, end=AT + len("wrong"), text=text)
    return Candidate(source="template:x", title=f"Write {text}", edits=(edit,))


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Candidate]], None]:
    def use(candidates: list[Candidate]) -> None:
        monkeypatch.setattr(search_module, "candidates_for", lambda _scene, _deps: candidates)

    return use


def searching(limits: SearchLimits | None = None, errors: tuple[Diagnostic, ...] = ()) -> Search:
    return Search(
        base={PATH: TEXT},
        errors=errors or (error("E0425", "cannot find `wrong`"),),
        gate="check",
        selectors=(),
        policy=Policy(search=limits or SearchLimits()),
    )


def run(search: Search, rule: Rule) -> list[str]:
    """Run to the next green ones; the texts that were judged on the way, in order."""
    judged: list[str] = []
    steps = search.run()
    answer: tuple[Evidence, ...] = ()
    try:
        step = next(steps)
        while True:
            answer = _answer(step, rule, judged) if isinstance(step, Ask) else ()
            step = steps.send(answer)
    except StopIteration:
        return judged


def _answer(step: Ask, rule: Rule, judged: list[str]) -> tuple[Evidence, ...]:
    verdicts = []
    for candidate in JudgeParams.model_validate(step.probes[0].params).candidates:
        text = apply_edits(TEXT.encode(), candidate.edits).decode()
        judged.append(text)
        errors = rule(text)
        verdicts.append(
            Verdict(id=candidate.id, verdict="red" if errors else "green", errors=errors)
        )
    result = JudgeResult(verdicts=tuple(verdicts), sandbox="bwrap").model_dump(mode="json")
    clock = ClockResult(unix_s=0).model_dump(mode="json")
    return (
        Evidence(method="rustc.judge", key="k", result=result),
        Evidence(method="clock.now", key="k", result=clock),
    )


def green_where(*wanted: str) -> Rule:
    bad = (error("E0308", "mismatched types"),)
    return lambda text: () if any(f"    {w}\n" in text for w in wanted) else bad


def test_all_greens_of_the_first_batch_that_has_one_are_found(offer: Callable[..., None]) -> None:
    offer([replace("0"), replace("1"), replace("true")])
    search = searching()
    run(search, green_where("0", "1"))
    assert [n.steps[0].title for n in search.greens] == ["Write 0", "Write 1"]
    assert search.counts == {"generated": 3, "guarded": 0, "judged": 3, "green": 2}


def test_it_goes_on_behind_the_first_greens_when_asked_again(offer: Callable[..., None]) -> None:
    offer([replace(str(n)) for n in range(FIRST_BATCH + 3)])
    search = searching()
    first = run(search, green_where("0", str(FIRST_BATCH + 1)))
    assert len(first) == FIRST_BATCH and [n.steps[0].title for n in search.greens] == ["Write 0"]
    assert not search.exhausted
    run(search, green_where("0", str(FIRST_BATCH + 1)))
    assert [n.steps[0].title for n in search.greens] == [f"Write {FIRST_BATCH + 1}"]
    run(search, green_where())
    assert search.exhausted and search.greens == []


def test_the_same_text_and_what_the_guards_refuse_are_not_judged(
    offer: Callable[..., None],
) -> None:
    offer([replace("0"), replace("0"), replace("todo!()"), replace("")])
    search = searching()
    assert len(run(search, green_where("0"))) == 1
    assert search.counts["guarded"] == 2


def test_the_guards_are_asked_of_what_comes_to_be_judged_and_no_more(
    offer: Callable[..., None],
) -> None:
    behind = [replace(f"todo!({n})") for n in range(9)]
    offer([replace("todo!()"), *(replace(str(n)) for n in range(FIRST_BATCH)), *behind])
    search = searching()
    assert len(run(search, green_where("0"))) == FIRST_BATCH
    assert search.counts["guarded"] == 1
    assert len(run(search, green_where())) == 0
    assert search.exhausted and search.counts["guarded"] == 10


def test_the_most_likely_source_comes_first(offer: Callable[..., None]) -> None:
    late = replace("1").model_copy(update={"source": "operator:x"})
    offer([late, replace("0")])
    search = searching()
    judged = run(search, green_where("0", "1"))
    assert "    0\n" in judged[0]


def test_a_limit_ends_it_and_says_so(offer: Callable[..., None]) -> None:
    offer([replace(str(n)) for n in range(60)])
    search = searching(SearchLimits(max_candidates=30))
    assert len(run(search, green_where())) + len(run(search, green_where())) == 30
    assert search.exhausted and "search.max_candidates = 30" in search.stopped


def test_with_half_spent_in_vain_it_pauses_once_and_goes_on(offer: Callable[..., None]) -> None:
    offer([replace(str(n)) for n in range(4 * FIRST_BATCH)])
    search = searching(SearchLimits(max_candidates=2 * FIRST_BATCH))
    assert len(run(search, green_where())) == FIRST_BATCH
    assert search.paused and not search.exhausted and search.seconds_left > 0
    assert len(run(search, green_where(str(FIRST_BATCH)))) == FIRST_BATCH
    assert not search.paused and len(search.greens) == 1


def test_with_something_green_it_does_not_pause(offer: Callable[..., None]) -> None:
    together = replace("0").model_copy(update={"source": "rustc:together"})
    offer([together, *(replace(str(n + 1)) for n in range(FIRST_BATCH - 1))])
    search = searching(SearchLimits(max_candidates=2 * FIRST_BATCH))
    assert len(run(search, green_where("0"))) == FIRST_BATCH
    assert len(search.greens) == 1 and not search.paused


def test_what_helped_before_the_pause_is_gone_on_from_first(offer: Callable[..., None]) -> None:
    offer([replace(f"step{n}") for n in range(4 * FIRST_BATCH)])
    both = error("E0425", "cannot find `wrong`"), error("E0425", "cannot find `other`")
    search = searching(SearchLimits(max_candidates=4 * FIRST_BATCH), errors=both)
    first = run(search, lambda text: both[1:] if "step0" in text else both)
    assert search.paused and len(first) == 3 * FIRST_BATCH
    judged = run(search, lambda _: both[1:])
    assert "step1\n" in judged[0], "what comes behind step0, not what was left of the first node"


def test_a_step_that_uncovers_a_later_phase_is_gone_on_from(offer: Callable[..., None]) -> None:
    offer([replace("0 + 0"), replace("true")])
    search = searching()
    borrow = (error("E0382", "use of moved value"),)
    run(search, lambda text: borrow if "0 + 0" in text else (error("E0425", "still wrong"),))
    assert search.partial is not None and search.partial.errors == borrow


def test_a_step_that_takes_most_of_many_errors_is_gone_on_from_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was not judged beside it comes when nothing else is left."""
    many = [replace("leaps"), *(replace(str(n)) for n in range(10, 10 + FIRST_BATCH))]

    def offered(scene: Scene, _deps: object) -> list[Candidate]:
        return [replace("final")] if "leaps" in scene.files[PATH] else many

    monkeypatch.setattr(search_module, "candidates_for", offered)
    four = tuple(error("E0308", f"mismatched types {n}") for n in range(4))
    search = searching(errors=four)
    judged = run(search, lambda text: four[:1] if "leaps" in text else four)
    places = [judged.index(TEXT.replace("wrong", t)) for t in ("leaps", "final", "33")]
    assert places == [0, FIRST_BATCH, FIRST_BATCH + 1]
    assert len(judged) == FIRST_BATCH + 2 and search.exhausted


def test_a_green_knows_its_place_among_all_candidates(offer: Callable[..., None]) -> None:
    offer([replace("0"), replace("todo!()"), replace("1"), replace("1"), replace("2")])
    search = searching()
    run(search, green_where("1", "2"))
    assert [(n.steps[0].title, n.order) for n in search.greens] == [("Write 1", 2), ("Write 2", 3)]
