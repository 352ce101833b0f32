"""Normalised compiler diagnostics: what rustc and clippy say, with token paths, sorted."""

from typing import Literal

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Edit

Level = Literal["error", "warning", "note", "help", "failure-note", "ice"]
Applicability = Literal["machine-applicable", "maybe-incorrect", "has-placeholders", "unspecified"]
Slice = Literal[
    "borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names", "other"
]
"""The taxonomy of the evaluation. The first seven are the slices of the vision
(borrow checker, trait bounds, type mismatch, move/ownership, visibility, syntax, lint/style);
`names` (unresolved names and imports) and `other` hold what fits none of them."""

UNCLOSED = frozenset(("E0758", "E0762", "E0763", "E0765", "E0766"))
"""A comment, a character or a text does not end: what stands behind it is read as another thing."""


class Expansion(Record):
    """The macro expansion a span lies in. `call_site` is None where it is not in a known file."""

    macro: str
    call_site: "Span | None" = None


class Span(Record):
    """Bytes `start..end` of the file `path` (token path); lines and columns are 1-based,
    columns count characters, as rustc prints them."""

    path: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    primary: bool = False
    label: str | None = None
    expansion: Expansion | None = None


class Note(Record):
    """A child of a diagnostic: note or help."""

    level: Level
    message: str
    spans: tuple[Span, ...] = ()


class Suggestion(Record):
    """One alternative rustc offers, all of its parts together (alternatives that rustc flattens
    into one child are split again). `edits` may lie inside of a macro expansion: `in_expansion`."""

    message: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    in_expansion: bool = False


class Diagnostic(Record):
    """One error or warning. `code` is `E0382`, a lint (`unused_mut`, `clippy::needless_return`) or
    None (syntax errors mostly). `package` and `target` name where it was reported."""

    level: Level
    code: str | None
    slice: Slice
    message: str
    spans: tuple[Span, ...]
    notes: tuple[Note, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    rendered: str = ""
    package: str = ""
    target: str = ""

    @property
    def primary(self) -> Span | None:
        return next((s for s in self.spans if s.primary), self.spans[0] if self.spans else None)

    @property
    def said(self) -> str:
        """All its words, one part a line: message, labels, notes, suggestions. Other than in
        `rendered`, which is left out of what candidates are judged by, no source is quoted."""
        notes = [(note.message, *(s.label for s in note.spans)) for note in self.notes]
        parts = [self.message, *(s.label for s in self.spans), *(p for n in notes for p in n)]
        return "\n".join(p for p in (*parts, *(s.message for s in self.suggestions)) if p)

    @property
    def fingerprint(self) -> tuple[str, str, str]:
        """What stays the same when lines move: (code, message, path of the primary span)."""
        primary = self.primary
        return (self.code or "", self.message, primary.path if primary else "")
