"""Where a span lies, as a client counts: in open documents by their text, else by the file's."""

from functools import lru_cache
from pathlib import Path

from lsprotocol import types

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.lsp.documents import Document, position, uri_of
from rusta_server.lsp.positions import LineIndex
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer


def location_of(server: RustaServer, project: Project, span: Span) -> types.Location | None:
    """None for spans outside of the workspace, of files that are gone, and of documents whose text
    is not known."""
    return bytes_location(server, project, span.path, span.start, span.end)


def bytes_location(
    server: RustaServer, project: Project, token: str, start: int, end: int
) -> types.Location | None:
    path = project.path(token)
    if path is None:
        return None
    document = server.documents.at(path)
    if document is not None and document.lost:
        return None
    if document is not None:
        return types.Location(document.uri, document.range(start, end, server.documents.encoding))
    index = _index(path)
    if index is None:
        return None
    encoding = server.documents.encoding
    where = types.Range(
        position(index.place_at(start, encoding)), position(index.place_at(end, encoding))
    )
    return types.Location(uri_of(path), where)


def errors_at(
    server: RustaServer, project: Project, document: Document, where: types.Range
) -> list[Diagnostic]:
    """The errors found in `document` that a cursor or selection at `where` means: those whose
    primary span it touches, else those that begin on one of its lines."""
    if document.lost:
        return []
    start = document.offset(where.start, server.documents.encoding)
    end = document.offset(where.end, server.documents.encoding)
    assert document.path is not None
    token = project.token(document.path)
    here = [
        (error, span)
        for error in project.findings.errors
        if (span := error.primary) is not None and span.path == token
    ]
    touched = [error for error, span in here if span.start <= end and start <= span.end]
    if touched:
        return touched
    lines = range(where.start.line + 1, where.end.line + 2)
    return [error for error, span in here if span.line in lines]


def _index(path: Path) -> LineIndex | None:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=64)
def _read(path: Path, _mtime: int) -> LineIndex:
    return LineIndex(path.read_text("utf-8"))
