"""Confidence of a patch: p that it is right, that is, that tests withheld from the search pass and
nothing was degraded. That it compiles is proven, not probable.

It is counted, not felt: what patches that stood as it does were worth on the development halves of
the mutants (`calibration`), from a prior per candidate source (`python -m rusta_eval.priors`) and
how it stands among its rivals. That visible tests pass makes it surer than was counted, for they
were withheld there. Where a source was never counted, or the score is lower than any that was, p is
guessed from the prior, says that it is not calibrated, and is capped below τ_patch, so that nothing
is applied automatically by it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rusta_server.contracts.proof import Confidence, Proof
from rusta_server.engine.calibration import shipped
from rusta_server.engine.priors import DEFAULT_BP, PRIORS_BP

CAP_BP = 8_400

UNMEASURED_BP = {
    "template:e0119_derive_beside_impl": 8_000,
    "lm": 3_000, "lm:fill": 4_500, "operator:other_names": 5_000, "rust-analyzer": 5_000,
    "upgrade": 5_000,
    "template:e0004_unmade_variant": 7_050, "template:e0046_uncalled_method": 7_050,
    "template:e0061_ungiven_element": 7_050, "template:e0061_unread_parameter": 7_400,
    "template:e0063_unread_field": 7_050,
    "template:e0308_type_arguments_exchanged": 7_050, "template:generics_missing_constant": 7_400,
    "template:e0803_lifetime_of_the_impl": 7_400, "template:syntax_attribute_hash": 8_000,
    "template:syntax_colon_for_brace": 7_400,
    "template:e0277_reference_to_unsized": 7_050, "template:lint_unreachable_pub": 7_400,
    "template:names_reexport": 8_500,
    "template:e0308_construct_our_type": 7_050, "template:names_words_swapped": 9_000,
    "template:e0308_never_none": 7_400, "template:e0308_parameters_exchanged": 5_000,
    "template:e0308_parameters_in_other_order": 7_400,
    "template:e0046_from_of_the_field": 7_400, "template:e0277_from_as_its_siblings": 7_050,
    "template:e0368_assign_operator": 7_050, "template:e0599_missing_constructor": 7_050,
    "template:e0599_missing_accessor": 7_050, "template:traits_copy_supertrait": 7_050,
    "template:e0046_item_of_the_iterator": 8_500, "template:e0107_lifetime_without_quote": 9_000,
    "template:e0277_partial_ord_by_ord": 7_400, "template:e0308_arguments_by_name": 9_000,
    "template:e0308_condition": 6_000, "template:e0308_inner_element": 7_400,
    "template:e0407_name_of_the_trait": 9_000, "template:e0424_type_instead_of_self": 9_000,
    "template:syntax_let_instead_of_const": 8_500, "template:e0728_no_future": 8_500,
    "template:format_missing_target": 8_500, "template:e0425_element_of_the_pattern": 8_000,
    "template:e0599_get_instead_of_index": 8_000, "template:e0261_elided_lifetime": 8_000,
    "template:e0308_item_of_the_impl": 9_000, "template:e0407_move_to_inherent_impl": 7_050,
    "template:e0599_literal_instead_of_constructor": 7_050,
}  # fmt: skip
"""Sources that the fit has not seen: taken for less likely right than not, until measured. Those
that ask the whole project before they speak stand before what they are rivals of; but where a
single place lacks a new variant, method or field, that place is the likelier one to be behind."""


class Standing(NamedTuple):
    """How a green candidate stands among the others.

    `rivals`: how many are green too. `lead_bp`, `lead_mlogit`: how far the priors and the byte
    model put it before the next; None where there is none, or no model. `agreeing`: other sources
    that came to the same text. `errors`: how many the job began with."""

    rivals: int = 0
    lead_bp: int | None = None
    lead_mlogit: int | None = None
    agreeing: int = 0
    errors: int = 1


def confidence(
    sources: tuple[str, ...],
    standing: Standing,
    lines: int,
    warnings: tuple[str, ...],
    proof: Proof,
) -> Confidence:
    """`warnings`: lints the patched tree trips."""
    tests = proof.tests
    features: dict[str, int | str | bool] = {
        "prior_bp": min((prior(source) for source in sources), default=DEFAULT_BP),
        "rivals": standing.rivals,
        "agreeing": standing.agreeing,
        "errors": standing.errors,
        "lines": lines,
        "warnings": len(warnings),
        "steps": len(sources),
        "tests": tests.run,
        "tests_passed": tests.passed,
        **({} if standing.lead_bp is None else {"lead_bp": standing.lead_bp}),
        **({} if standing.lead_mlogit is None else {"lm_lead_mlogit": standing.lead_mlogit}),
    }
    guessed = _guessed(sources, standing, lines, warnings, proof)
    table = shipped()
    score = features["score"] = guessed if table is None else table.score(features)
    worth = table.worth(score) if table is not None and _counted(sources) else None
    if worth is None:
        return Confidence(bp=guessed, calibrated=False, features=features)
    return Confidence(bp=worth, calibrated=True, features=features)


def _guessed(
    sources: tuple[str, ...],
    standing: Standing,
    lines: int,
    warnings: tuple[str, ...],
    proof: Proof,
) -> int:
    tests = proof.tests
    points = likelihood(sources, lines, warnings) - 600 * min(standing.rivals, 4)
    if tests.run == "passed" and tests.passed:
        points += (10_000 - points) // 3
    if tests.flaky:
        points -= 300
    return max(100, min(CAP_BP, points))


def likelihood(sources: Sequence[str], lines: int, warnings: Sequence[str]) -> int:
    """Basis points (not bounded) before anything is proven. Several sources joined: the least sure
    one decides, since all of them must be right. A lint that the patched code trips says that a
    name was left unused or a value dropped."""
    base = min((prior(source) for source in sources), default=DEFAULT_BP)
    return base - 50 * max(0, lines - 2) - 300 * (len(sources) - 1) - 800 * min(len(warnings), 4)


def _counted(sources: Sequence[str]) -> bool:
    """Whether the fit has seen patches of every one of the sources, or of their families."""
    return bool(sources) and all(
        source in PRIORS_BP or source.split(":", 1)[0] in PRIORS_BP for source in sources
    )


def order(source: str) -> int:
    """What is tried first: by the prior, but what an upgrade has changed before all."""
    return 10_000 if source.startswith("upgrade:") else prior(source)


def prior(source: str, measured: Mapping[str, int] = PRIORS_BP) -> int:
    """Basis points; a source never seen takes its family's prior (`template`, `rustc`)."""
    for name in (source, source.split(":", 1)[0]):
        for known in (measured, UNMEASURED_BP):
            if name in known:
                return known[name]
    return DEFAULT_BP
