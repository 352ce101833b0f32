"""rustc's JSON to `Diagnostic` records: token paths, no summaries, no repeats, sorted."""

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from rusta_server.contracts.diagnostic import Diagnostic, Expansion, Level, Note, Span
from rusta_server.probes.diagnostics.messages import RawDiagnostic, RawExpansion, RawSpan
from rusta_server.probes.diagnostics.slices import slice_of
from rusta_server.probes.diagnostics.suggestions import suggestions_of

_LEVELS: dict[str, Level] = {
    "error": "error",
    "warning": "warning",
    "note": "note",
    "help": "help",
    "failure-note": "failure-note",
    "error: internal compiler error": "ice",
}
_SUMMARY = re.compile(
    r"aborting due to |could not compile |\d+ warnings? emitted|Some errors have detailed "
    r"|For more information about "
)
# Names a file below the target folder that only this one run has written.
_PASSING_NOTE = re.compile(
    r"the full (type )?name for .* has been written to|the full type name has been written to"
    r"|consider using `--verbose` to print the full type name"
)


class PathNames(Protocol):
    """What of `workspace.tokens.Tokens` is needed here."""

    def to_token(self, path: str) -> str: ...
    def scrub(self, text: str) -> str: ...


def normalise(
    raw: RawDiagnostic, names: PathNames, *, package: str = "", target: str = ""
) -> Diagnostic | None:
    """None for rustc's closing remarks ("aborting due to …", failure notes)."""
    level = _LEVELS.get(raw["level"], "error")
    message = names.scrub(raw["message"])
    if level == "failure-note" or _SUMMARY.match(message):
        return None
    token = _tokeniser(names)
    code = raw["code"]["code"] if raw["code"] is not None else None
    return Diagnostic(
        level=level,
        code=code,
        slice=slice_of(code, message),
        message=message,
        spans=tuple(_span(span, token, names.scrub) for span in raw["spans"]),
        notes=tuple(
            _note(child, token, names.scrub)
            for child in raw["children"]
            if not _PASSING_NOTE.match(child["message"])
        ),
        suggestions=suggestions_of(raw, token, names.scrub),
        rendered=names.scrub(raw["rendered"] or ""),
        package=package,
        target=target,
    )


def merged(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by (path, start, level, code, message); what several targets of a package report alike
    is kept once, under the first of them."""
    kept: dict[tuple[object, ...], Diagnostic] = {}
    given = [(_order(diagnostic), diagnostic) for diagnostic in diagnostics]
    if len({order for order, _ in given}) < len(given):
        # To write one down costs more than all else here; it seldom decides.
        given = [((*order, one.canonical()), one) for order, one in given]
    for _, diagnostic in sorted(given, key=lambda one: one[0]):
        kept.setdefault(_identity(diagnostic), diagnostic)
    return tuple(kept.values())


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    primary = diagnostic.primary
    return (
        primary.path if primary else "",
        primary.start if primary else 0,
        diagnostic.level,
        diagnostic.code or "",
        diagnostic.message,
        diagnostic.package,
        # A library's own report before that of its unit tests' or a binary's.
        not diagnostic.target.startswith("lib:"),
        diagnostic.target,
    )


def _identity(diagnostic: Diagnostic) -> tuple[object, ...]:
    places = tuple((s.path, s.start, s.end, s.primary) for s in diagnostic.spans)
    return (diagnostic.level, diagnostic.code, diagnostic.message, places or diagnostic.package)


def _tokeniser(names: PathNames) -> Callable[[str], str]:
    def token(file_name: str) -> str:
        # `<anon>` and its like are names of no file.
        return file_name if file_name.startswith("<") else names.to_token(file_name)

    return token


def _span(raw: RawSpan, token: Callable[[str], str], scrub: Callable[[str], str]) -> Span:
    expansion = raw["expansion"]
    return Span(
        path=token(raw["file_name"]),
        start=raw["byte_start"],
        end=raw["byte_end"],
        line=raw["line_start"],
        column=raw["column_start"],
        end_line=raw["line_end"],
        end_column=raw["column_end"],
        primary=raw["is_primary"],
        label=scrub(raw["label"]) if raw["label"] is not None else None,
        expansion=_expansion(expansion, token, scrub) if expansion is not None else None,
    )


def _expansion(
    raw: RawExpansion, token: Callable[[str], str], scrub: Callable[[str], str]
) -> Expansion:
    """The outermost call in the workspace: what somebody wrote there. Where there is none, the
    innermost macro without a call site."""
    chosen: RawExpansion | None = None
    at: RawExpansion | None = raw
    while at is not None:
        if token(at["span"]["file_name"]).startswith("$WS/"):
            chosen = at
        at = at["span"]["expansion"]
    if chosen is None:
        return Expansion(macro=raw["macro_decl_name"])
    # Its own expansion is dropped: only calls outside of the workspace could be left in it.
    bare: RawSpan = {**chosen["span"], "expansion": None}
    return Expansion(macro=chosen["macro_decl_name"], call_site=_span(bare, token, scrub))


def _note(raw: RawDiagnostic, token: Callable[[str], str], scrub: Callable[[str], str]) -> Note:
    return Note(
        level=_LEVELS.get(raw["level"], "note"),
        message=scrub(raw["message"]),
        spans=tuple(
            _span(s, token, scrub) for s in raw["spans"] if s["suggested_replacement"] is None
        ),
    )
