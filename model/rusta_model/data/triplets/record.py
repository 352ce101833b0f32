"""A triplet as it is stored: what was broken, what rustc said, and what it was before.

The broken file is the clean file with one range replaced, so a record names the clean file by its
hash and holds the two texts of the range. Diagnostics are packed: offsets into the broken file,
without what can be computed from it (lines, columns) and without paths where they are its own.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_server.contracts.dataset import Split
from rusta_server.contracts.diagnostic import (
    Applicability,
    Diagnostic,
    Expansion,
    Level,
    Note,
    Span,
    Suggestion,
)  # fmt: skip
from rusta_server.contracts.edits import Edit
from rusta_server.probes.diagnostics.slices import slice_of
from rusta_server.probes.judge_texts import place


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackedSpan(_Stored):
    """`path` is empty for the broken file itself. `call`: where its macro is called."""

    path: str = ""
    start: int
    end: int
    primary: bool = False
    label: str | None = None
    macro: str | None = None
    call: tuple[str, int, int] | None = None


class PackedNote(_Stored):
    level: Level
    message: str
    spans: tuple[PackedSpan, ...] = ()


class PackedSuggestion(_Stored):
    """`edits`: (path, start, end, text), the path empty for the broken file."""

    message: str
    applicability: Applicability
    edits: tuple[tuple[str, int, int, str], ...]
    in_expansion: bool = False


class PackedDiagnostic(_Stored):
    code: str | None
    message: str
    spans: tuple[PackedSpan, ...]
    notes: tuple[PackedNote, ...] = ()
    suggestions: tuple[PackedSuggestion, ...] = ()


class Triplet(_Stored):
    """Bytes `start .. start + len(fixed)` of the clean file `path` of the crate read `fixed`; in
    the broken file `broken` stands there. `kind`: how it was judged (see `trials`). `codes`: of the
    diagnostics, sorted, each once; a syntax error without a code counts as "syntax"."""

    schema_version: Literal[1] = 1
    id: str
    crate: str
    version: str
    path: str
    split: Split
    kind: Literal["body", "item", "syntax"]
    family: str
    operator: str
    function: str
    codes: tuple[str, ...]
    start: int
    broken: str
    fixed: str
    clean_sha256: str
    diagnostics: tuple[PackedDiagnostic, ...]

    @property
    def broken_span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.broken.encode())

    def break_(self, clean: bytes) -> bytes:
        """The broken file.

        Raises:
            ValueError: `clean` is another file than the one this was made from.
        """
        end = self.start + len(self.fixed.encode())
        if hashlib.sha256(clean).hexdigest() != self.clean_sha256:
            raise ValueError(f"{self.crate} {self.version}: {self.path} has changed")
        return clean[: self.start] + self.broken.encode() + clean[end:]

    def unpacked(self, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
        """The diagnostics; `files` are the crate's by token path, the broken one broken."""
        return tuple(unpack(d, self.path, files) for d in self.diagnostics)


def codes_of(errors: tuple[Diagnostic, ...]) -> tuple[str, ...]:
    return tuple(sorted({e.code or ("syntax" if e.slice == "syntax" else "other") for e in errors}))


def pack(
    error: Diagnostic, path: str, moved: Callable[[str, int], int] = lambda _, at: at
) -> PackedDiagnostic:
    """`moved`: from (path, offset) of the text that `error` is of to the broken file."""

    def short(name: str) -> str:
        return "" if name == path else name

    def place(s: Span | Edit) -> tuple[str, int, int]:
        return short(s.path), moved(s.path, s.start), moved(s.path, s.end)

    def span(s: Span) -> PackedSpan:
        call = s.expansion.call_site if s.expansion is not None else None
        name, start, end = place(s)
        return PackedSpan(
            path=name, start=start, end=end, primary=s.primary, label=s.label,
            macro=s.expansion.macro if s.expansion is not None else None,
            call=place(call) if call is not None else None,
        )  # fmt: skip

    return PackedDiagnostic(
        code=error.code,
        message=error.message,
        spans=tuple(map(span, error.spans)),
        notes=tuple(
            PackedNote(level=n.level, message=n.message, spans=tuple(map(span, n.spans)))
            for n in error.notes
        ),
        suggestions=tuple(
            PackedSuggestion(
                message=s.message,
                applicability=s.applicability,
                edits=tuple((*place(e), e.text) for e in s.edits),
                in_expansion=s.in_expansion,
            )
            for s in error.suggestions
        ),
    )


def unpack(packed: PackedDiagnostic, path: str, files: Mapping[str, bytes]) -> Diagnostic:
    def at(name: str, start: int, end: int) -> Span:
        text = files.get(name or path, b"")
        line, column = place(text, start)
        end_line, end_column = place(text, end)
        return Span(
            path=name or path, start=start, end=end, line=line, column=column,
            end_line=end_line, end_column=end_column,
        )  # fmt: skip

    def span(s: PackedSpan) -> Span:
        expansion = None
        if s.macro is not None:
            expansion = Expansion(macro=s.macro, call_site=at(*s.call) if s.call else None)
        return at(s.path, s.start, s.end).model_copy(
            update={"primary": s.primary, "label": s.label, "expansion": expansion}
        )

    return Diagnostic(
        level="error",
        code=packed.code,
        slice=slice_of(packed.code, packed.message),
        message=packed.message,
        spans=tuple(map(span, packed.spans)),
        notes=tuple(
            Note(level=n.level, message=n.message, spans=tuple(map(span, n.spans)))
            for n in packed.notes
        ),
        suggestions=tuple(
            Suggestion(
                message=s.message,
                applicability=s.applicability,
                edits=tuple(Edit(path=p or path, start=a, end=b, text=t) for p, a, b, t in s.edits),
                in_expansion=s.in_expansion,
            )
            for s in packed.suggestions
        ),
    )
