"""Two mistakes at once: cases of one crate joined, in functions that have nothing to do with each
other.

Nothing is chosen by hand or stored: the pairs follow from the cases of the half."""

from itertools import combinations

from rusta_eval.cases import Case, Change, digest

APART = 400
"""So many bytes at least lie between two mistakes in one file: they are in different functions."""
ROUNDS = 14
"""Pairs a crate at most; each takes two cases that no earlier pair has."""


def pairs(cases: list[Case]) -> list[Case]:
    """The pairs of a half, by crate, no case in two of them."""
    found: list[Case] = []
    for crate in dict.fromkeys(case.crate for case in cases):
        part = [case for case in cases if case.crate == crate and case.slice != "lint"]
        used: set[str] = set()
        both = sorted(combinations(part, 2), key=lambda pair: digest(pair[0].id, pair[1].id))
        for one, two in both:
            if len(used) < 2 * ROUNDS and not used & {one.id, two.id} and _apart(one, two):
                used |= {one.id, two.id}
                found.append(joined(one, two))
    return found


def joined(one: Case, two: Case) -> Case:
    """Both mistakes as one case. Its slice is the first's, its codes are those of both alone."""
    name = digest(one.id, two.id)[:8]
    return one.model_copy(
        update={
            "id": f"{one.crate}-pair-{name}",
            "rule": f"{one.rule}+{two.rule}",
            "more": (*one.more, *two.changes),
            "codes": sorted({*one.codes, *two.codes}),
            "origin": "new" if "new" in (one.origin, two.origin) else "old",
            "across": one.across or two.across,
            "pair": True,
        }
    )


def _apart(one: Case, two: Case) -> bool:
    return all(_far(a, b) for a in one.changes for b in two.changes)


def _far(one: Change, two: Change) -> bool:
    if one.path != two.path:
        return True
    return two.start - one.end >= APART or one.start - two.end >= APART
