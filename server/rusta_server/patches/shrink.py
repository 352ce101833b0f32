"""Shrink a proven patch: leave away every edit, and every line of an edit, that it does not need.

Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002)
in rounds: all candidates of a round are judged at once, for the judge is cheapest in batches.
"""

import re
from collections.abc import Callable, Generator, Sequence

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import Evidence
from rusta_server.engine.job import Step
from rusta_server.patches.diff import lines_of

Edits = tuple[Edit, ...]
_NAME = re.compile(r"[A-Za-z_]\w{2,}")
_KEYWORDS = frozenset("let mut pub use self Self impl for return match where crate super".split())
_NEAR = 60
"""Bytes between edits of one place: about a line."""

Judge = Callable[[list[Edits]], Generator[Step, tuple[Evidence, ...], list[bool]]]


def shrink(edits: Edits, still_green: Judge) -> Generator[Step, tuple[Evidence, ...], Edits]:
    """The smallest green subset found of `edits`, which are green together.

    First whole ideas are left away (a renamed local with all its uses), then what stands together,
    then single edits and lines: of edits that need one another each is red without the others, so
    single steps alone would keep them all. The result is 1-minimal: without any one of its edits
    (blanks go with what they stand beside), or any one inserted line of them, it is not green.
    `still_green` answers for each candidate whether it is; the empty candidate is never asked for.
    """
    kept = edits
    for group in (_by_word, _by_place, _each):
        units = _with_blanks(group(kept))
        if len(units) > 1:
            kept = yield from _minimise(units, kept, still_green)
    by_line = tuple(piece for edit in kept for piece in _by_line(edit))
    if len(by_line) > len(kept):
        units = _with_blanks(_each(by_line))
        smaller = yield from _minimise(units, by_line, still_green)
        kept = kept if smaller == by_line else smaller
    return kept


def _minimise(
    units: tuple[Edits, ...], edits: Edits, still_green: Judge
) -> Generator[Step, tuple[Evidence, ...], Edits]:
    """`units` are parts of `edits`, whose order is kept: two insertions may be at one place."""

    def joined(some: tuple[Edits, ...]) -> Edits:
        chosen = {(e.path, e.start, e.end, e.text) for unit in some for e in unit}
        return tuple(e for e in edits if (e.path, e.start, e.end, e.text) in chosen)

    parts = 2
    while len(units) > 1:
        parts = min(parts, len(units))
        chunks = _split(units, parts)
        # With two chunks each is the other's complement.
        smaller = [c for c in chunks if len(c) < len(units)] if parts > 2 else []
        complements = [
            tuple(u for other in chunks if other is not chunk for u in other) for chunk in chunks
        ]
        candidates = list(dict.fromkeys([*smaller, *complements]))
        verdicts = yield from still_green([joined(candidate) for candidate in candidates])
        green = [c for c, ok in zip(candidates, verdicts, strict=True) if ok]
        if green:
            best = min(green, key=len)
            parts = 2 if len(best) * 2 <= len(units) else max(parts - 1, 2)
            units = best
        elif parts == len(units):
            break
        else:
            parts *= 2
    return joined(units)


def _each(edits: Edits) -> tuple[Edits, ...]:
    return tuple((edit,) for edit in edits)


def _with_blanks(units: tuple[Edits, ...]) -> tuple[Edits, ...]:
    """Blanks put in go with what is nearest: the compiler does not miss them, and a reader does."""
    merged = [list(unit) for unit in units if not all(map(_is_blank, unit))]
    for unit in units:
        if not all(map(_is_blank, unit)):
            continue
        # Of what is put in at one place, an indentation ends the last.
        written = [other for other in reversed(merged) if any(e.text.strip() for e in other)]
        near = min(written, key=lambda other: _distance(unit[0], other), default=None)
        if near is not None and _distance(unit[0], near) < _NEAR:
            near.extend(unit)
        else:
            merged.append(list(unit))
    return tuple(map(tuple, merged))


def _is_blank(edit: Edit) -> bool:
    return edit.start == edit.end and bool(edit.text) and not edit.text.strip(" \t")


def _distance(edit: Edit, others: Sequence[Edit]) -> int:
    """In bytes to the nearest of them; beyond any where none is in its file."""
    own = (other for other in others if other.path == edit.path and not _is_blank(other))
    return min(
        (max(other.start - edit.end, edit.start - other.end, 0) for other in own), default=1 << 60
    )


def _by_word(edits: Edits) -> tuple[Edits, ...]:
    """Edits that write a name in common belong together, and so on from one to the next."""
    groups: list[tuple[set[str], list[Edit]]] = []
    for edit in edits:
        names = set(_NAME.findall(edit.text)) - _KEYWORDS
        own = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        groups.append(
            (names.union(*(n for n, _ in own)), [*(e for _, es in own for e in es), edit])
        )
    return tuple(tuple(group) for _, group in groups)


def _by_place(edits: Edits) -> tuple[Edits, ...]:
    """Edits with little text between them belong together."""
    groups: list[list[Edit]] = []
    for edit in edits:
        last = groups[-1][-1] if groups else None
        if last and last.path == edit.path and edit.start - last.end < _NEAR:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return tuple(map(tuple, groups))


def _split(units: tuple[Edits, ...], parts: int) -> list[tuple[Edits, ...]]:
    """`parts` chunks in order, sizes as even as can be."""
    at = [len(units) * k // parts for k in range(parts + 1)]
    return [units[at[k] : at[k + 1]] for k in range(parts)]


def _by_line(edit: Edit) -> Edits:
    """The lines of an insertion as insertions of their own; other edits whole."""
    if edit.start != edit.end or edit.text.count("\n") < 2:
        return (edit,)
    return tuple(edit.model_copy(update={"text": line}) for line in lines_of(edit.text))
