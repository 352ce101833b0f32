"""Which of several equal hits of a search an explanation cites."""

from rusta_server.contracts.anchor import Anchor, Explanation, Passage
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.policy import LmUses, Policy
from rusta_server.contracts.tools import BlobResult, PassagesResult
from rusta_server.engine.cite import ALTERNATIVES, LEAD_MBIT, cited
from rusta_server.engine.claims import explain_diagnostic
from rusta_server.engine.model import Model

from .diagnostics import diagnostic
from .driving import Answers, Driven, drive, scoring, silent


def passage(text: str) -> Passage:
    digest = sha256_hex(text.encode())
    anchor = Anchor(
        kind="doc", source=f"c/{digest[:6]}.html", start=0, end=len(text), span_sha256=digest,
        title=text[:9],
    )  # fmt: skip
    return Passage(anchor=anchor, heading="h", text=text)


INDEX, FIRST, SECOND, THIRD = map(
    passage,
    (
        "The error index says what this code means.",
        "First hit that holds all the words asked for.",
        "Second hit that holds all the words asked for.",
        "Third hit that holds all the words asked for.",
    ),
)
FOUND = PassagesResult(passages=(INDEX, FIRST), alternatives=(SECOND, THIRD))


def chosen(answers: Answers) -> tuple[tuple[Passage, ...], Driven]:
    return drive(cited(FOUND, "a question", Model(LmUses())), answers)


def surest_of(word: str, lead: int) -> Answers:
    return scoring(lambda _: 0, after=lambda passage: lead if word in passage else 0)


def test_the_hit_that_the_model_is_clearly_surer_of_stands_for_the_first() -> None:
    passages, driven = chosen(surest_of("Third", LEAD_MBIT))
    assert passages == (INDEX, THIRD)
    assert driven.methods() == ["lm.score"] * 3
    assert driven.decided[0].data["anchors"] == [
        hit.anchor.record_id for hit in (FIRST, SECOND, THIRD)
    ]


def test_what_it_is_not_sure_of_it_does_not_move() -> None:
    assert chosen(surest_of("Second", LEAD_MBIT - 1))[0] == (INDEX, FIRST)


def test_without_a_model_the_search_s_own_first_hit_is_cited() -> None:
    passages, driven = chosen(silent())
    assert passages == (INDEX, FIRST)
    assert driven.what() == ["without the model"]


def explained(
    uses: LmUses | None, found: PassagesResult, model: Answers
) -> tuple[Explanation, Driven]:
    said = diagnostic("E0308", "a question of two words", spans=())
    answers: Answers = {
        "blob.put": lambda params: BlobResult(blob_sha256=sha256_hex(params["text"].encode())),
        "docs.code": lambda _: found,
        **model,
    }
    asking = Model(uses) if uses is not None else None
    return drive(explain_diagnostic(said, {}, Policy(), set(), asking), answers)


def rules(explanation: Explanation) -> list[Anchor]:
    return [anchor for c in explanation.claims if c.role == "rule" for anchor in c.anchors]


def test_an_explanation_cites_the_chosen_hit_by_its_own_anchor() -> None:
    explanation, driven = explained(LmUses(), FOUND, surest_of("Third", LEAD_MBIT))
    assert rules(explanation) == [INDEX.anchor, THIRD.anchor]
    (asked,) = (p for p in driven.asked if p.method == "docs.code")
    assert asked.params["alternatives"] == ALTERNATIVES


def test_where_there_is_no_choice_the_model_is_not_asked() -> None:
    only = FOUND.model_copy(update={"alternatives": ()})
    _, driven = explained(LmUses(), only, silent())
    assert "lm.score" not in driven.methods()


def test_switched_off_no_alternatives_are_searched_for() -> None:
    expected, _ = explained(LmUses(), FOUND, silent())
    for uses in (LmUses(cite=False), LmUses(enabled=False), None):
        explanation, driven = explained(uses, FOUND.model_copy(update={"alternatives": ()}), {})
        (asked,) = (p for p in driven.asked if p.method == "docs.code")
        assert asked.params["alternatives"] == 0
        assert explanation == expected
