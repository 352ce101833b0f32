"""Diagnostics made of what a test cares for."""

from rusta_server.contracts.diagnostic import Diagnostic, Level, Slice, Span


def span(line: int = 1, column: int = 1, *, to: tuple[int, int] | None = None) -> Span:
    end_line, end_column = to or (line, column + 1)
    return Span(
        path="$WS/src/lib.rs",
        start=0,
        end=1,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        primary=True,
    )


def diagnostic(
    code: str | None,
    message: str = "wrong",
    *,
    level: Level = "error",
    slice: Slice = "other",
    path: str = "$WS/src/lib.rs",
    spans: tuple[Span, ...] | None = None,
) -> Diagnostic:
    own = (span().model_copy(update={"path": path}),) if spans is None else spans
    return Diagnostic(level=level, code=code, slice=slice, message=message, spans=own)
