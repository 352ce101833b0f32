"""Triplets as they are stored (`rusta_server.contracts.triplet`): made, read, packed, unpacked."""

import hashlib
from collections.abc import Callable, Mapping

from rusta_server.contracts.diagnostic import Diagnostic, Expansion, Note, Span, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.triplet import (
    PackedDiagnostic,
    PackedNote,
    PackedSpan,
    PackedSuggestion,
    TripletRecord,
)  # fmt: skip
from rusta_server.probes.diagnostics.slices import slice_of
from rusta_server.probes.judge_texts import place


class Triplet(TripletRecord):
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
