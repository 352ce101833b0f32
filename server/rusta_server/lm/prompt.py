r"""The repair prompt: what the byte model is told about an error, and the edit that may answer it.

Training and serving build both here, so that they mean the same. For

    fn main() {
        let name = String::from("ada");
        let total = 1 + name;
        println!("{total}");
    }

the segments are (each is padded with PAD to a multiple of PATCH):

    START
    PATH        src/main.rs
    DIAGNOSTIC  E0277 cannot add `String` to `{integer}`
                no implementation for `{integer} + String`: +
                help: the trait `Add<String>` is not implemented for `{integer}`
    CONTEXT     fn main() {
                    let name = String::from("ada");
                    let total = 1 SITE+SITE_END name;
                    println!("{total}");
                }

and then one of

    EDIT        -let total = 1 + name;
                +let total = 1 + name.len();
                END
    EDIT        ABSTAIN END
    EDIT        NEED_PROBE TYPE_OF name END

A DEFINITION segment for each item that the error speaks of stands before CONTEXT. The confidence of
an edit is read at the patch that holds END. Everything depends on the diagnostic and the files its
spans lie in alone. However large those are, a prompt has at most `LIMIT` symbols: the windows of
text, not the file, are what is read.
"""

from collections.abc import Iterable, Mapping, Sequence

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.edits import Edit
from rusta_server.lm.definitions import definitions_of, imports_of
from rusta_server.lm.edit_text import Place, to_text
from rusta_server.lm.surroundings import Window, window_around
from rusta_server.lm.symbols import TOOLS, Symbol, padded, segment

LIMIT = 1_800
CONTEXT_BYTES = 600
_LEAST_CONTEXT = 300
_DIAGNOSTIC_BYTES = 560
_DEFINITION_BYTES = 360
_IMPORT_BYTES = 240
_PATH_BYTES = 60
_NOTES = 4
_NAMED = frozenset(("names", "visibility", "traits"))
"""Slices of the taxonomy whose repairs may be imports."""


def repair_prompt(
    diagnostic: Diagnostic, files: Mapping[str, str], definitions: Sequence[str] = ()
) -> list[int]:
    """Symbols up to where EDIT begins. `files` by token path: at least those that spans of the
    diagnostic lie in, as far as they are known. `definitions` stand before those found here."""
    symbols = segment(Symbol.START, b"")
    span = site_of(diagnostic, files)
    if span is not None:
        symbols += segment(Symbol.PATH, span.path.removeprefix("$WS/").encode()[-_PATH_BYTES:])
    symbols += segment(Symbol.DIAGNOSTIC, _cut(_told(diagnostic, files), _DIAGNOSTIC_BYTES))
    if span is None:
        return symbols
    source = files[span.path].encode()
    window = window_around(source, span.start, span.end, CONTEXT_BYTES)
    for text in _definitions(diagnostic, files, span, window, definitions):
        symbols += segment(Symbol.DEFINITION, text)
    context, limit = _context(window), CONTEXT_BYTES
    # Of a smaller window more headers lie outside.
    while (over := len(symbols) + len(context) - LIMIT) > 0 and limit > _LEAST_CONTEXT:
        limit = max(_LEAST_CONTEXT, limit - over)
        context = _context(window_around(source, span.start, span.end, limit))
    return symbols + context


def edit_symbols(edits: Iterable[Edit], files: Mapping[str, str], site: Place) -> list[int]:
    """The segment of an edit, END and padding included.

    Raises:
        InexpressibleError: see `edit_text.to_text`.
    """
    return text_symbols(to_text(edits, files, site))


def text_symbols(text: str) -> list[int]:
    """The segment of an edit that `edit_text` has written."""
    return padded([int(Symbol.EDIT), *text.encode(), int(Symbol.END)])


def abstention_symbols() -> list[int]:
    return padded([int(Symbol.EDIT), int(Symbol.ABSTAIN), int(Symbol.END)])


def probe_symbols(tool: str, target: str) -> list[int]:
    """Asks for a probe instead. Raises KeyError where `tool` is none of `symbols.TOOLS`."""
    head = [int(Symbol.EDIT), int(Symbol.NEED_PROBE), int(TOOLS[tool])]
    return padded([*head, *target.encode(), int(Symbol.END)])


def site_of(diagnostic: Diagnostic, files: Mapping[str, str]) -> Span | None:
    """The span to repair at: the primary one; where it lies in a macro's text, the call; else the
    first span in a known file."""
    primary = [span for span in diagnostic.spans if span.primary]
    for span in (*primary, *diagnostic.spans, *(s for n in diagnostic.notes for s in n.spans)):
        call = span.expansion.call_site if span.expansion is not None else None
        for place in (call, span):
            if place is not None and _known(place, files):
                return place
    return None


def place_of(diagnostic: Diagnostic, files: Mapping[str, str]) -> Place | None:
    """What `edit_text` measures distances from."""
    span = site_of(diagnostic, files)
    if span is None:
        return None
    return Place(span.path, files[span.path].encode().count(b"\n", 0, span.start))


def _known(span: Span, files: Mapping[str, str]) -> bool:
    return span.path in files and span.start <= span.end <= len(files[span.path].encode())


def _told(diagnostic: Diagnostic, files: Mapping[str, str]) -> str:
    """Code, message, labelled spans, what rustc suggests, notes: one a line."""
    lines = [f"{diagnostic.code} {diagnostic.message}" if diagnostic.code else diagnostic.message]
    for span in sorted(diagnostic.spans, key=lambda s: not s.primary):
        if span.label:
            text = _text_of(span, files)
            lines.append(f"{span.label}: {text}" if text else span.label)
    for suggestion in diagnostic.suggestions[:2]:
        inserted = " … ".join(" ".join(edit.text.split()) for edit in suggestion.edits)
        lines.append(f"help: {suggestion.message}: {_short(inserted, 60)}")
    suggested = {s.message for s in diagnostic.suggestions[:2]}
    notes = [note for note in diagnostic.notes[:_NOTES] if note.message not in suggested]
    lines += [f"{note.level}: {_short(note.message, 120)}" for note in notes]
    return "\n".join(_short(line, 200) for line in lines)


def _text_of(span: Span, files: Mapping[str, str]) -> str:
    if not _known(span, files):
        return ""
    data = files[span.path].encode()[span.start : span.end]
    return _short(" ".join(data.decode(errors="replace").split()), 48)


def _definitions(
    diagnostic: Diagnostic,
    files: Mapping[str, str],
    site: Span,
    window: Window,
    definitions: Sequence[str],
) -> list[bytes]:
    """Given ones, lines that other spans point to, definitions of names in sight, imports."""
    source = files[site.path].encode()
    found = [text.encode() for text in definitions]
    spans = [*diagnostic.spans, *(s for note in diagnostic.notes for s in note.spans)]
    found += [
        _line_of(files[span.path].encode(), span.start)
        for span in spans
        if _known(span, files) and not (span.path == site.path and window.covers(span.start))
    ]
    labels = [span.label for span in diagnostic.spans if span.label]
    found += definitions_of(source, " ".join([diagnostic.message, *labels]), window)
    kept: list[bytes] = []
    left = _DEFINITION_BYTES
    for text in _distinct(found):
        if text and len(text) <= left:
            kept.append(text)
            left -= len(text)
    if diagnostic.slice in _NAMED and (imports := imports_of(source, window, _IMPORT_BYTES)):
        kept.append(imports)
    return kept


def _distinct(texts: Sequence[bytes]) -> list[bytes]:
    """Each definition once: a span shows its first line, `struct A {`, where the definition itself
    is shown too."""
    keys = {text: text.removesuffix(b"{").rstrip() for text in texts}
    kept: dict[bytes, bytes] = {}
    for text, key in keys.items():
        longer = any(
            other.startswith(key) and len(other) > len(key) and not other[len(key) :][:1].isalnum()
            for other in keys.values()
        )
        if key and not longer:
            kept.setdefault(key, text)
    return list(kept.values())


def _line_of(source: bytes, at: int) -> bytes:
    end = source.find(b"\n", at)
    line = source[source.rfind(b"\n", 0, at) + 1 : len(source) if end < 0 else end]
    return line.strip()[:160]


def _context(window: Window) -> list[int]:
    marked = [
        int(Symbol.CONTEXT), *window.before, int(Symbol.SITE), *window.inside, int(Symbol.SITE_END),
        *window.behind,
    ]  # fmt: skip
    return padded(marked)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _cut(text: str, limit: int) -> bytes:
    return text.encode()[:limit]
