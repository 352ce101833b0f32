"""What an edit of the byte model is held to while it is written, read off the diagnostic."""

import re
from collections.abc import Iterator, Mapping

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.tools import LmEdit

_QUOTED = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"[^\W\d]\w*")
_NOT_FOUND = re.compile(
    r"cannot find|no [a-z ]+`|unresolved|failed to resolve|use of (?:undeclared|unresolved)"
)


def held_to(
    error: Diagnostic, site: Span, files: Mapping[str, str], overlays: tuple[Overlay, ...],
    errors: tuple[Diagnostic, ...],
) -> LmEdit:  # fmt: skip
    """Lines of the files that the error's spans lie in; names that exist, those that the compiler
    itself speaks of included, but for the one it cannot find; and what the guards let pass of an
    edit, `errors` being all that were met."""
    missing = missing_in(error.message)
    spoken = dict.fromkeys(name for text in _said(error) for name in _NAME.findall(text))
    return LmEdit(
        path=site.path,
        offset=site.start,
        others=tuple(sorted({s.path for s in _spans(error) if s.path in files} - {site.path})),
        overlays=overlays,
        missing=missing,
        names=tuple(name for name in spoken if name not in missing),
        syntax=error.slice == "syntax",
        errors=errors,
    )


def missing_in(message: str) -> tuple[str, ...]:
    """The name that a message calls unknown; of a path its last part."""
    quoted = _QUOTED.search(message)
    if quoted is None or not _NOT_FOUND.match(message):
        return ()
    return tuple(_NAME.findall(quoted[1])[-1:])


def _said(error: Diagnostic) -> Iterator[str]:
    """Code and names out of the compiler's own words."""
    messages = [error.message, *(note.message for note in error.notes)]
    for text in (*messages, *(span.label or "" for span in _spans(error))):
        yield from _QUOTED.findall(text)
    for suggestion in error.suggestions:
        yield from (edit.text for edit in suggestion.edits)


def _spans(error: Diagnostic) -> list[Span]:
    return [*error.spans, *(span for note in error.notes for span in note.spans)]
