"""One repair at many places: where errors are alike, what mends one of them mends the others.

A renamed function, a parameter more, a type that moved: each use of it is an error, and none of
them alone is the repair. A candidate for one error is carried over to those like it, and all of it
is one candidate.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Edit, in_order, overlap
from rusta_server.patches.diff import differing

Texts = Mapping[str, str]
Sources = Callable[[Diagnostic, str], Iterable[Candidate]]
"""(error, name of a source) → what that source offers for the error."""

# Errors beyond this are left for the next step; making their candidates would take seconds.
MAX_PLACES = 48
# Only what was offered for an error at first is carried over: what comes late is rarely meant.
MAX_SPREAD = 12


def alike(error: Diagnostic, others: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those of `others` that `error` may have its cause in common with, itself left out: of the
    same code, and about the same name where the message names one."""
    found = [o for o in others if o.code == error.code and o != error and o.primary is not None]
    same = [other for other in found if _named(other) == _named(error)]
    return (same or found)[:MAX_PLACES]


def spread(
    candidates: Sequence[Candidate],
    error: Diagnostic,
    others: Sequence[Diagnostic],
    files: Texts,
    sources: Sources,
) -> Iterator[Candidate]:
    """`candidates`, the first ones carried over to as many of `others` as they fit, each in front
    of what it was made of.

    `files`: the texts that the errors were reported in, by token path."""
    data = {path: text.encode() for path, text in files.items()}
    for at, candidate in enumerate(candidates):
        if at < MAX_SPREAD:
            yield from _spread(candidate, error, others, data, sources)
        yield candidate


def _spread(
    candidate: Candidate,
    error: Diagnostic,
    others: Sequence[Diagnostic],
    data: Mapping[str, bytes],
    sources: Sources,
) -> Iterator[Candidate]:
    edits, places = list(candidate.edits), 1
    for other in others:
        carried = _moved(candidate, error, other, data) or _of_source(
            candidate, other, data, sources
        )
        merged = _merged(edits, carried) if carried is not None else None
        if merged is not None:
            edits, places = merged, places + 1
    if places > 1 and len(edits) > len(candidate.edits):
        yield candidate.model_copy(
            update={
                "title": f"{candidate.title}, at {places} places",
                "edits": in_order(edits),
            }
        )


def _moved(
    candidate: Candidate, error: Diagnostic, other: Diagnostic, data: Mapping[str, bytes]
) -> tuple[Edit, ...] | None:
    """The edits as they lie around the error, at the other one; None where what they replace does
    not stand there."""
    here, there = error.primary, other.primary
    if here is None or there is None or not _same_text(here, there, data):
        return None
    moved: list[Edit] = []
    for edit in candidate.edits:
        # What lies elsewhere (an import, a definition) is not the error's own place.
        if edit.path != here.path or not here.start <= edit.start <= edit.end <= here.end:
            return None
        by = there.start - here.start
        moved.append(
            Edit(path=there.path, start=edit.start + by, end=edit.end + by, text=edit.text)
        )
    return tuple(moved)


def _of_source(
    candidate: Candidate, other: Diagnostic, data: Mapping[str, bytes], sources: Sources
) -> tuple[Edit, ...] | None:
    """What the same source offers for the other error in the same words."""
    wanted = _shape(candidate, data)
    offers = [c for c in sources(other, candidate.source) if _shape(c, data) == wanted]
    return offers[0].edits if offers else None


def _shape(candidate: Candidate, data: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    """What is replaced by what, without the places; of each what both have around it left out."""
    return [
        differing(data.get(e.path, b"")[e.start : e.end], e.text.encode())
        for e in in_order(candidate.edits)
    ]


def _merged(edits: Sequence[Edit], more: Iterable[Edit]) -> list[Edit] | None:
    """Both, what is in both once; None where they stand in each other's way."""
    found = list(edits)
    for edit in more:
        if edit in found:
            continue
        if any(overlap(e, edit) for e in found):
            return None
        found.append(edit)
    return found


def _same_text(here: Span, there: Span, data: Mapping[str, bytes]) -> bool:
    if here.path not in data or there.path not in data:
        return False
    text = data[here.path][here.start : here.end]
    return bool(text) and text == data[there.path][there.start : there.end]


def _named(diagnostic: Diagnostic) -> str:
    """The first thing the message quotes: what is not found, does not fit, is missing."""
    parts = diagnostic.message.split("`")
    return parts[1].rpartition("::")[2] if len(parts) > 2 else diagnostic.message
