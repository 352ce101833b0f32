"""Open documents: the text as the client has it, byte for byte, and its version.

pygls keeps documents too, but splits lines where LSP does not and takes versions in any order.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Edit
from rusta_server.lsp.positions import Encoding, LineIndex, Place

log = logging.getLogger(__name__)

_SURROGATE = re.compile("[\ud800-\udfff]")
Change = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


@dataclass
class Document:
    """`lost` is True where the client's changes did not fit together: its text is not known until
    it is opened anew, and nothing is offered for it."""

    uri: str
    path: Path | None
    version: int
    index: LineIndex
    language: str = "rust"
    lost: bool = False
    _sha256: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        return self.index.text

    @property
    def sha256(self) -> str:
        if self._sha256 is None:
            self._sha256 = sha256_hex(self.text.encode())
        return self._sha256

    def change(self, changes: Iterable[Change], encoding: Encoding) -> None:
        """Apply the changes one after the other (LSP 3.17, "TextDocumentContentChangeEvent")."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                self._set(change.text)
                continue
            start = self.index.index_of(place(change.range.start), encoding)
            end = self.index.index_of(place(change.range.end), encoding)
            text = self.text
            self._set(text[:start] + change.text + text[max(start, end) :])

    def range(self, start: int, end: int, encoding: Encoding) -> types.Range:
        """Byte offsets as a range of LSP."""
        return types.Range(
            position(self.index.place_at(start, encoding)),
            position(self.index.place_at(end, encoding)),
        )

    def offset(self, at: types.Position, encoding: Encoding) -> int:
        return self.index.offset_of(self.index.index_of(place(at), encoding))

    def _set(self, text: str) -> None:
        self.index, self._sha256 = LineIndex(whole(text)), None


class Documents:
    """The open documents by URI, as the client spells it."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._open.values())

    def get(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def at(self, path: Path) -> Document | None:
        """The open document of a file, whatever the client calls it."""
        return next((d for d in self if d.path == path), None)

    def opened(self, item: types.TextDocumentItem) -> Document:
        document = Document(
            item.uri, path_of(item.uri), item.version, LineIndex(whole(item.text)), item.language_id
        )
        self._open[item.uri] = document
        return document

    def changed(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """The document after the change; None where it is not open, or the change is out of order
        (then the document's text is not known any more)."""
        document = self._open.get(params.text_document.uri)
        if document is None:
            log.warning("a change of %s, which is not open", params.text_document.uri)
            return None
        version = params.text_document.version
        if version <= document.version:
            log.warning("%s went from version %d to %d", document.uri, document.version, version)
            return None
        document.change(params.content_changes, self.encoding)
        document.version = version
        return document

    def closed(self, uri: str) -> Document | None:
        return self._open.pop(uri, None)

    def text_edits(self, document: Document, edits: Iterable[Edit]) -> list[types.TextEdit]:
        return [
            types.TextEdit(document.range(e.start, e.end, self.encoding), e.text) for e in edits
        ]


def path_of(uri: str) -> Path | None:
    """The file of a `file:` URI, links resolved; None for others (`untitled:`, `rusta:`)."""
    if not uri.startswith("file:"):
        return None
    try:
        name = to_fs_path(uri)
        return Path(name).resolve() if name else None
    except (OSError, ValueError):
        return None  # A name no file can have.


def whole(text: str) -> str:
    """`text` with halves of surrogate pairs replaced, as every editor does when it saves: they
    can be said in JSON, but not in UTF-8."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def uri_of(path: Path) -> str:
    return from_fs_path(str(path)) or path.as_uri()


def place(at: types.Position) -> Place:
    return Place(at.line, at.character)


def position(at: Place) -> types.Position:
    return types.Position(at.line, at.character)
