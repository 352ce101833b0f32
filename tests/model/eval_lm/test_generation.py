"""What the model writes counts where it is proven, and only there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rusta_eval.lm.generation import Answered, candidates_of, figures_of, judged, unrepaired
from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.build import Options, build_crate
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals import Green, Rivals
from rusta_model.data.triplets.rivals_build import opened_of
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit
from rusta_server.lm.artifact import load, verified

from ..triplets.crate import write_crate

ARTIFACT = Path(__file__).parents[2] / "unit/lm/tiny_artifact"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, list[Rivals]]]:
    """Broken bodies of the shop, as if the engine had nothing for them."""
    folder = tmp_path_factory.mktemp("shop")
    shop = replace(write_crate(folder, "shop"), split="heldout")
    build_crate(shop, folder / "shards", Options(priority=0))
    found = [t for path in store.shards(folder / "shards") for t in store.read(path, Triplet)]
    adding = [t for t in found if t.kind == "body" and len(t.fixed) > len(t.broken)][:6]
    with on_bench(shop.unit) as bench:
        assert bench is not None
        yield bench, [bare(triplet) for triplet in adding]


def bare(triplet: Triplet) -> Rivals:
    green = Green(edits=(author(triplet),), lines=1, reference=True)
    return Rivals(triplet=triplet, slice="types", greens=(green,), judged=5)


def author(triplet: Triplet) -> tuple[str, int, int, str]:
    start, end = triplet.broken_span
    return ("", start, end, triplet.fixed)


def answered(bench: Bench, rivals: Rivals, *texts: str) -> Answered:
    opened = opened_of(bench.clean, rivals.triplet)
    assert opened is not None
    start, end = rivals.triplet.broken_span
    written = [
        Candidate(
            source="lm", title="Write",
            edits=(Edit(path=rivals.triplet.path, start=start, end=end, text=text),),
        )
        for text in texts
    ]  # fmt: skip
    return Answered(rivals, opened, written, 0.0)


def test_the_authors_edit_is_proven_and_known_for_what_it_is(
    cases: tuple[Bench, list[Rivals]],
) -> None:
    bench, found = cases
    outcomes = judged(bench, [answered(bench, r, r.triplet.fixed) for r in found])
    assert all(o.proven and o.same and o.first for o in outcomes)


def test_what_does_not_compile_or_is_forbidden_is_not_proven(
    cases: tuple[Bench, list[Rivals]],
) -> None:
    bench, found = cases
    outcomes = judged(bench, [answered(bench, r, "not_there()", "todo!()") for r in found])
    assert not any(o.proven or o.first for o in outcomes)
    assert figures_of(outcomes)["all"]["proven"] == 0


def test_the_second_edit_may_be_the_one(cases: tuple[Bench, list[Rivals]]) -> None:
    bench, found = cases
    rivals = found[0]
    (outcome,) = judged(bench, [answered(bench, rivals, "not_there()", rivals.triplet.fixed)])
    assert outcome.proven and not outcome.first


def test_a_model_that_knows_nothing_writes_edits_that_fit_the_text(
    cases: tuple[Bench, list[Rivals]],
) -> None:
    bench, found = cases
    opened = opened_of(bench.clean, found[0].triplet)
    assert opened is not None
    session = load(verified(ARTIFACT))
    written = list(candidates_of(opened, session, 2))
    assert len(written) <= 2
    assert all(candidate.source == "lm" for candidate in written)


def test_only_held_out_triplets_without_any_green_are_asked_for(
    cases: tuple[Bench, list[Rivals]],
) -> None:
    _, found = cases
    triplet = found[0].triplet
    offered = found[0].model_copy(
        update={"greens": (found[0].greens[0].model_copy(update={"order": 3}),)}
    )
    trained = bare(triplet.model_copy(update={"split": "train"}))
    assert unrepaired(iter([offered, trained]), None, 0) == []
    assert len(unrepaired(iter(found), 4, 0)) == 4
