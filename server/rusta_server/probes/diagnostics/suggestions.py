"""Suggestions: what a diagnostic's children propose, one record per alternative.

rustc flattens `CodeSuggestion.substitutions` into the spans of one child
(rustc_errors/src/json.rs, `DiagnosticSpan::from_suggestion`), alternative after alternative. The
parts of one alternative do not overlap (but need not be sorted, see E0106), so a part that lies on
or in an earlier one begins the next alternative.
"""

from collections.abc import Callable, Iterable, Iterator

from rusta_server.contracts.diagnostic import Applicability, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.probes.diagnostics.messages import RawDiagnostic, RawSpan

_APPLICABILITY: dict[str | None, Applicability] = {
    "MachineApplicable": "machine-applicable",
    "MaybeIncorrect": "maybe-incorrect",
    "HasPlaceholders": "has-placeholders",
}


def suggestions_of(
    diagnostic: RawDiagnostic, to_token: Callable[[str], str], scrub: Callable[[str], str]
) -> tuple[Suggestion, ...]:
    """Every alternative of every applicability, in rustc's order, without repeats. Alternatives
    that change files outside of the workspace (a macro of a dependency) are left out."""
    found: list[Suggestion] = []
    for child in _with_children(diagnostic):
        parts = [s for s in child["spans"] if s["suggested_replacement"] is not None]
        for alternative in _alternatives(parts):
            edits = tuple(_edit(part, to_token) for part in alternative)
            if all(edit.path.startswith("$WS/") for edit in edits):
                found.append(
                    Suggestion(
                        message=scrub(child["message"]),
                        applicability=_weakest(alternative),
                        edits=edits,
                        in_expansion=any(part["expansion"] is not None for part in alternative),
                    )
                )
    return tuple(dict.fromkeys(found))


def _with_children(diagnostic: RawDiagnostic) -> Iterator[RawDiagnostic]:
    yield diagnostic
    for child in diagnostic["children"]:
        yield from _with_children(child)


def _alternatives(parts: Iterable[RawSpan]) -> list[list[RawSpan]]:
    split: list[list[RawSpan]] = []
    for part in parts:
        if not split or any(_overlaps(part, earlier) for earlier in split[-1]):
            split.append([])
        split[-1].append(part)
    return split


def _overlaps(part: RawSpan, earlier: RawSpan) -> bool:
    if part["file_name"] != earlier["file_name"]:
        return False
    start, end = part["byte_start"], part["byte_end"]
    other_start, other_end = earlier["byte_start"], earlier["byte_end"]
    same = (start, end) == (other_start, other_end)
    return same or (start < other_end and other_start < end)


def _edit(part: RawSpan, to_token: Callable[[str], str]) -> Edit:
    return Edit(
        path=to_token(part["file_name"]),
        start=part["byte_start"],
        end=part["byte_end"],
        text=part["suggested_replacement"] or "",
    )


def _weakest(parts: Iterable[RawSpan]) -> Applicability:
    """All parts of one alternative carry the same applicability; to be safe the first one named."""
    for part in parts:
        if part["suggestion_applicability"] in _APPLICABILITY:
            return _APPLICABILITY[part["suggestion_applicability"]]
    return "unspecified"
