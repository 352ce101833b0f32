"""Ranking the greens: by priors alone, and with what the model says of each edit."""

from collections.abc import Sequence
from dataclasses import replace

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import LmUses, Policy
from rusta_server.contracts.probe import TIMEOUT, ProbeError
from rusta_server.engine.model import Model
from rusta_server.engine.node import Node
from rusta_server.engine.rank import MOST, Ranked, rank, rank_by_model
from rusta_server.engine.search import Search

from .diagnostics import diagnostic, span
from .driving import Answers, Driven, drive, scoring, silent, text_of

PATH = "$WS/src/lib.rs"
TEXT = "pub fn f() -> i32 {\n    wrong\n}\n"
AT = TEXT.index("wrong")
PLACE = span(2, 5).model_copy(update={"start": AT, "end": AT + 5})


def green(text: str, source: str = "template:x", warnings: tuple[str, ...] = ()) -> Node:
    edit = Edit(path=PATH, start=AT, end=AT + 5, text=text)
    step = Candidate(source=source, title=f"Write {text}", edits=(edit,))
    after = apply_edits(TEXT.encode(), (edit,)).decode()
    return Node({PATH: after}, (step,), (), warnings)


def search_with(greens: Sequence[Node]) -> Search:
    error = diagnostic("E0425", "cannot find `wrong`", spans=(PLACE,))
    search = Search({PATH: TEXT}, (error,), "check", (), Policy())
    search.greens = list(greens)
    return search


def by_model(
    greens: Sequence[Node], answers: Answers, uses: LmUses | None = None
) -> tuple[list[Ranked] | None, Driven]:
    search = search_with(greens)
    steps = rank_by_model(rank(greens, search.base), search, Model(uses or LmUses()))
    return drive(steps, answers)


def titles(ranked: Sequence[Ranked] | None) -> list[str]:
    assert ranked is not None
    return [each.node.steps[0].title for each in ranked]


def test_without_a_model_the_surest_source_comes_first_and_of_equals_the_first_found() -> None:
    greens = [green("0", "operator:x"), green("1"), green("2")]
    assert titles(rank(greens, {PATH: TEXT})) == ["Write 1", "Write 2", "Write 0"]


def test_what_two_sources_came_to_stands_before_an_equal() -> None:
    agreed = replace(green("1"), agreeing=("template:y",))
    assert titles(rank([green("0"), agreed], {PATH: TEXT})) == ["Write 1", "Write 0"]


def test_lints_count_that_not_every_green_trips() -> None:
    greens = [green("0", warnings=("unused", "dead")), green("1", warnings=("dead",))]
    ranked = rank(greens, {PATH: TEXT})
    assert titles(ranked) == ["Write 1", "Write 0"]
    assert [each.node.warnings for each in ranked] == [(), ("unused",)]


def test_the_model_tells_the_intended_edit_from_its_rivals() -> None:
    answers = scoring(lambda text: -1_000 if "+2" in text else -30_000)
    ranked, driven = by_model([green("0"), green("1"), green("2")], answers)
    assert titles(ranked) == ["Write 2", "Write 0", "Write 1"]
    assert driven.methods() == ["lm.score"]
    assert driven.what() == ["scored"]


def test_leads_are_to_the_next_for_the_first_and_to_the_first_for_the_others() -> None:
    ranked, _ = by_model([green("0"), green("1")], scoring(lambda text: -10_000 * ("0" in text)))
    assert ranked is not None
    first, second = (each.lead_mlogit for each in ranked)
    assert first is not None and second is not None
    assert first > 0 > second


def test_one_green_alone_is_no_question() -> None:
    ranked, driven = by_model([green("0")], scoring(lambda _: 0))
    assert (ranked, driven.asked) == (None, [])


def test_switched_off_it_is_not_asked() -> None:
    greens = [green("0"), green("1")]
    for uses in (LmUses(enabled=False), LmUses(rank=False)):
        ranked, driven = by_model(greens, scoring(lambda _: 0), uses)
        assert (ranked, driven.asked) == (None, [])


def test_a_model_that_is_not_there_or_too_slow_is_noted_and_changes_nothing() -> None:
    slow = ProbeError(code=TIMEOUT, message="the model took longer than 1500 ms")
    for answers in (silent(), silent(slow)):
        ranked, driven = by_model([green("0"), green("1")], answers)
        assert ranked is None
        assert driven.what() == ["without the model"]
        assert driven.decided[0].because in ("no model is installed", slow.message)


def test_after_one_failure_it_is_not_asked_again() -> None:
    search = search_with([green("0"), green("1")])
    ranked = rank(search.greens, search.base)
    model = Model(LmUses())
    drive(rank_by_model(ranked, search, model), silent())
    _, driven = drive(rank_by_model(ranked, search, model), silent())
    assert driven.asked == []


def test_at_most_32_are_scored_and_the_rest_stays_behind_them() -> None:
    greens = [green(f"{n}") for n in range(MOST + 3)]
    ranked, driven = by_model(greens, scoring(lambda text: len(text)))
    assert len(driven.asked[0].params["candidates"]) == MOST
    assert titles(ranked)[MOST:] == [f"Write {n}" for n in range(MOST, MOST + 3)]
    assert ranked is not None
    assert [each.lead_mlogit for each in ranked[MOST:]] == [None] * 3


def test_what_cannot_be_written_for_the_model_is_neither_first_nor_last_for_it() -> None:
    too_long = green("0" + " + 0" * 400)
    answers = scoring(lambda text: -1_000 if "1" in text else -30_000)
    ranked, driven = by_model([too_long, green("1"), green("2")], answers)
    assert len(driven.asked[0].params["candidates"]) == 2
    assert titles(ranked) == ["Write 1", too_long.steps[0].title, "Write 2"]


def test_edits_are_scored_from_the_text_that_the_greens_are_a_step_from() -> None:
    middle = TEXT.replace("i32", "u32")
    search = search_with([green("0"), green("1")])
    search.origin = Node({PATH: middle}, (green("0").steps[0],), search.errors)
    search.greens = [
        Node({PATH: middle.replace("wrong", text)}, green(text).steps, ()) for text in "01"
    ]
    steps = rank_by_model(rank(search.greens, search.base), search, Model(LmUses()))
    _, driven = drive(steps, scoring(lambda _: 0))
    texts = [text_of(candidate) for candidate in driven.asked[0].params["candidates"]]
    assert texts == ["-wrong\n+0\n", "-wrong\n+1\n"]
    assert "pub fn f() -> u32" in text_of(driven.asked[0].params["prefix"])


def test_the_place_in_the_order_of_the_search_counts_among_what_is_nearly_equal() -> None:
    late, early = replace(green("0"), order=90), replace(green("1"), order=3)
    ranked, driven = by_model([late, early], scoring(lambda _: -10_000))
    assert titles(ranked) == ["Write 1", "Write 0"]
    assert [each["at"] for each in driven.decided[0].data["order"]] == [3, 90]
