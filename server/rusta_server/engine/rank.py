"""Rank the green ones: which is most likely what the author meant, before any is proven.

Priors, size and lints say it alone where there is one green candidate, or no model; else the model
scores each edit after the error and its surroundings, and `combine` puts everything together.
"""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Patch
from rusta_server.contracts.tools import LmScore
from rusta_server.engine.combine import Facts, order_of, shipped_weights
from rusta_server.engine.confidence import likelihood
from rusta_server.engine.history import AT_WORK, TAKES_BACK, standing
from rusta_server.engine.job import Decide, Step
from rusta_server.engine.model import Model
from rusta_server.engine.node import Node, patch_of
from rusta_server.engine.precedence import Reach, reach, reordered
from rusta_server.engine.search import Search
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.prompt import edit_symbols, place_of, repair_prompt

MOST = 32
"""Greens that the model is asked about: the first by priors. Others come behind them."""
AGREED_BP = 1_500
"""More for what several sources came to, each by its own way."""
AT_WORK_BP = 1_500
"""More for what edits only lines of bodies that are not committed yet."""
NONE: Mapping[str, str] = MappingProxyType({})
SYMBOLS = 4_096
"""Of all edits together, so that an answer takes half a second. What is beyond is not scored."""


@dataclass(frozen=True)
class Ranked:
    """`bp`: how likely it is right, by priors. `lead_bp`: how much more than the likeliest other
    one; None where there is none. `lead_mlogit`: how far the model puts it before the next one
    (before the first where it is behind), in thousandths of a logit; None without it."""

    bp: int
    node: Node
    reach: Reach
    lead_bp: int | None = None
    lead_mlogit: int | None = None


def rank(
    greens: Sequence[Node], base: Mapping[str, str], committed: Mapping[str, str] = NONE
) -> list[Ranked]:
    """Without the model, best first; of equals the one found first. A node keeps only the lints
    that not every green one trips: the others were there before. `committed`: the texts of the last
    commit, of files that are not like that any more."""
    if not greens:
        return []
    common = reduce(lambda a, b: a & b, (Counter(node.warnings) for node in greens))
    own = [replace(n, warnings=tuple((Counter(n.warnings) - common).elements())) for n in greens]
    patches = [patch_of(node, base) for node in own]
    stands = [standing(patch, base, committed) for patch in patches]
    scored = [
        Ranked(
            _prior(node, patch) + AT_WORK_BP * (stand == AT_WORK),
            node,
            reach(node, patch, base, takes_back=stand == TAKES_BACK),
        )
        for node, patch, stand in zip(own, patches, stands, strict=True)
    ]
    ranked = sorted(_in_their_order(scored), key=lambda each: -each.bp)
    if len(ranked) < 2:
        return ranked
    first, second = ranked[0].bp, ranked[1].bp
    return [replace(r, lead_bp=r.bp - (first if at else second)) for at, r in enumerate(ranked)]


def rank_by_model(
    ranked: Sequence[Ranked], search: Search, model: Model, origin: Node | None = None
) -> Generator[Step, tuple[Evidence, ...], list[Ranked] | None]:
    """`ranked` in the order that the model and its priors say together; None, where it was not
    asked or did not answer. `origin`: the node they are a step from; that of the search, if none is
    given."""
    if len(ranked) < 2 or not model.ranks:
        return None
    some, rest = ranked[:MOST], ranked[MOST:]
    at = origin if origin is not None else search.origin
    error, files = search.root(at), search.files(at)
    written = _written([r.node for r in some], error, files)
    if len(written) < 2:
        return None
    answer = yield from model.score(
        repair_prompt(error, files), list(written.values()), model.uses.rank_ms
    )
    if answer is None:
        return None
    model_id, scores = answer
    scored = dict(zip(written, scores, strict=True))
    facts = [_facts(each, scored.get(index)) for index, each in enumerate(some)]
    weights = shipped_weights()
    by_score = order_of(facts, weights)
    order = [by_score[at] for at in reordered([some[index].reach for index, _ in by_score])]
    yield Decide(
        what="scored",
        because=f"{len(scored)} of {len(some)} green edits were scored by the model",
        data={
            "model": model_id,
            "weights": weights.record_id,
            "fitted": weights.provenance.fitted,
            "order": [{"at": facts[index].order, "ulogit": score} for index, score in order],
        },
    )
    leads = _leads([score for _, score in order])
    best_first = [
        replace(some[index], lead_mlogit=lead)
        for (index, _), lead in zip(order, leads, strict=True)
    ]
    return [*best_first, *rest]


def _facts(ranked: Ranked, score: LmScore | None) -> Facts:
    if score is None:
        return Facts(None, None, None, ranked.bp, ranked.node.order)
    return Facts(
        score.likelihood_mbit, score.symbols, score.right_mlogit, ranked.bp, ranked.node.order
    )


def _written(
    nodes: Sequence[Node], error: Diagnostic, files: Mapping[str, str]
) -> dict[int, list[int]]:
    """The edits of `nodes` as the model reads them, by index; without those it cannot read or has
    no time for."""
    place = place_of(error, files)
    left, found = SYMBOLS, dict[int, list[int]]()
    for index, node in enumerate(nodes):
        edits = [e for f in patch_of(node, files).files for e in f.edits]
        try:
            symbols = edit_symbols(edits, files, place) if place is not None else []
        except InexpressibleError:
            continue
        if symbols and len(symbols) <= left:
            found[index] = symbols
            left -= len(symbols)
    return found


def _leads(scores: Sequence[int]) -> list[int]:
    """In thousandths, of scores in millionths: to the next for the first, else to the first."""
    return [
        (scores[0] - scores[1]) // 1000 if at == 0 else (score - scores[0]) // 1000
        for at, score in enumerate(scores)
    ]


def _in_their_order(ranked: Sequence[Ranked]) -> list[Ranked]:
    """None likelier than what stands before it in any case."""
    return [
        replace(
            each,
            bp=min([each.bp, *(r.bp - 1 for r in ranked if r.reach.before(each.reach))]),
        )
        for each in ranked
    ]


def _prior(node: Node, patch: Patch) -> int:
    known = likelihood([step.source for step in node.steps], patch.lines, node.warnings)
    return known + AGREED_BP * bool(node.agreeing)
