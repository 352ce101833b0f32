"""Shrink a proven patch: leave away every edit, and every line of an edit, that it does not need.

Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002)
in rounds: all candidates of a round are judged at once, for the judge is cheapest in batches.
"""

from collections.abc import Callable, Generator

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.probe import Evidence
from rusta_server.engine.job import Step
from rusta_server.patches.diff import lines_of

Edits = tuple[Edit, ...]
Judge = Callable[[list[Edits]], Generator[Step, tuple[Evidence, ...], list[bool]]]


def shrink(edits: Edits, still_green: Judge) -> Generator[Step, tuple[Evidence, ...], Edits]:
    """The smallest green subset found of `edits`, which are green together.

    The result is 1-minimal: without any one of its edits, or any one inserted line of them, it is
    not green. `still_green` answers for each candidate whether it is; the empty candidate is never
    asked for.
    """
    kept = yield from _minimise(edits, still_green)
    by_line = tuple(piece for edit in kept for piece in _by_line(edit))
    if len(by_line) > len(kept):
        smaller = yield from _minimise(by_line, still_green)
        kept = kept if smaller == by_line else smaller
    return kept


def _minimise(edits: Edits, still_green: Judge) -> Generator[Step, tuple[Evidence, ...], Edits]:
    parts = 2
    while len(edits) > 1:
        parts = min(parts, len(edits))
        chunks = _split(edits, parts)
        # With two chunks each is the other's complement.
        smaller = [c for c in chunks if len(c) < len(edits)] if parts > 2 else []
        complements = [
            tuple(e for other in chunks if other is not chunk for e in other) for chunk in chunks
        ]
        candidates = list(dict.fromkeys([*smaller, *complements]))
        verdicts = yield from still_green(candidates)
        green = [c for c, ok in zip(candidates, verdicts, strict=True) if ok]
        if green:
            best = min(green, key=len)
            parts = 2 if len(best) * 2 <= len(edits) else max(parts - 1, 2)
            edits = best
        elif parts == len(edits):
            break
        else:
            parts *= 2
    return edits


def _split(edits: Edits, parts: int) -> list[Edits]:
    """`parts` chunks in order, sizes as even as can be."""
    at = [len(edits) * k // parts for k in range(parts + 1)]
    return [edits[at[k] : at[k + 1]] for k in range(parts)]


def _by_line(edit: Edit) -> Edits:
    """The lines of an insertion as insertions of their own; other edits whole."""
    if edit.start != edit.end or edit.text.count("\n") < 2:
        return (edit,)
    return tuple(edit.model_copy(update={"text": line}) for line in lines_of(edit.text))
