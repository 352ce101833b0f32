"""Edits: byte ranges of files replaced by text, the only way a change is written down."""

from collections.abc import Iterable

from pydantic import Field

from rusta_server.contracts.canonical import Record


class Edit(Record):
    """Replace bytes `start..end` of `path` by `text` (encoded as UTF-8).

    `path` is a token path (`$WS/src/main.rs`, `/` separated). Offsets are bytes of the file as it
    lies on disk (or in the editor's buffer, encoded as UTF-8).
    """

    path: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Overlay(Record):
    """The full text of one file, in place of what is on disk: an unsaved buffer or a patched file.

    `text` is None where the file does not exist in the overlaid tree.
    """

    path: str
    text: str | None


class OverlappingEditsError(ValueError):
    """Two edits of one file touch the same bytes."""


def overlap(one: Edit, other: Edit) -> bool:
    """Whether they cannot both be made: they change the same bytes, or insert at one place."""
    if one.path != other.path:
        return False
    if one.start == one.end == other.start == other.end:
        return True
    return one.start < other.end and other.start < one.end


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """By file and place, each once."""
    return tuple(sorted(dict.fromkeys(edits), key=lambda e: (e.path, e.start, e.end)))


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with `edits` (all of one file) applied. Two insertions at one offset keep their order.

    Raises:
        OverlappingEditsError: ranges overlap.
        ValueError: a range lies outside of `data` or is reversed.
    """
    out = bytearray()
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.end < edit.start or edit.end > len(data):
            raise ValueError(f"edit {edit.start}..{edit.end} lies outside of {len(data)} bytes")
        if edit.start < at:
            raise OverlappingEditsError(f"{edit.path}: edits overlap at byte {edit.start}")
        out += data[at : edit.start]
        out += edit.text.encode()
        at = edit.end
    return bytes(out + data[at:])
