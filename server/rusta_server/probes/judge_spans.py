"""Places and words of diagnostics about a text that was judged in a copy of itself."""

import re

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.probes.judge_texts import place


def written(span: Span) -> Span:
    """The place that somebody wrote: of a macro's expansion, its call."""
    expansion = span.expansion
    return span if expansion is None or expansion.call_site is None else expansion.call_site


def names_a_line(error: Diagnostic) -> bool:
    """Closures are called by their place in the file, which copies move."""
    return re.search(r"\.rs:\d+:\d+", error.message) is not None


def moved(span: Span, text: bytes, start: int, end: int, added: re.Pattern[str]) -> Span:
    """`span` at bytes `start..end` of `text`; its label without what was `added` to names."""
    line, column = place(text, start)
    end_line, end_column = place(text, end)
    return span.model_copy(
        update={
            "start": start,
            "end": end,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "label": None if span.label is None else added.sub("", span.label),
            "expansion": None,
        }
    )
