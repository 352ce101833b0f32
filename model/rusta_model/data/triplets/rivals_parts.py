"""Where an edit of a broken crate lies in the clean one: in a function's body, or elsewhere."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from rusta_indexer.syntax import parse_uncached
from rusta_model.data.triplets.record import Triplet
from rusta_model.data.triplets.rivals_judge import Part, Parts
from rusta_model.data.triplets.trials import Function, functions_of
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.patches.diff import common_prefix, common_suffix


def parts_of(
    triplet: Triplet,
    files: dict[str, str],
    edits: Iterable[Edit],
    clean: dict[str, bytes],
    scopes: dict[str, "Scopes"],
) -> Parts | None:
    """Edits of the broken crate as changes of the clean one; None where the text cannot parse."""
    by_path: dict[str, list[Edit]] = {triplet.path: []}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    parts: list[Part] = []
    for path, own in by_path.items():
        pieces = _pieces(files[path].encode(), own, triplet if path == triplet.path else None)
        found = scopes[path].changes(path, [p for p in pieces if clean[path][p[0] : p[1]] != p[2]])
        if found is None:
            return None
        parts += found
    return tuple(parts)


_Piece = tuple[int, int, bytes]
"""Bytes of the clean file, and what stands there instead."""


def _pieces(broken: bytes, edits: Sequence[Edit], triplet: Triplet | None) -> list[_Piece]:
    """The edits, and what was broken; what meets is one piece."""
    spans = [(edit.start, edit.end) for edit in edits]
    begin = end = len(broken) + 1
    growth = 0
    if triplet is not None:
        begin, end = triplet.broken_span
        growth = end - begin - len(triplet.fixed.encode())
        spans.append((begin, end))
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    pieces: list[_Piece] = []
    for low, high in merged:
        own = [
            edit.model_copy(update={"start": edit.start - low, "end": edit.end - low})
            for edit in edits
            if low <= edit.start and edit.end <= high
        ]
        text = apply_edits(broken[low:high], own)
        pieces.append((low - growth * (low > begin), high - growth * (high >= end), text))
    return pieces


class Scopes:
    """Where the functions of a clean file are."""

    def __init__(self, clean: bytes) -> None:
        self._clean = clean
        root = parse_uncached(clean).root_node
        self._readable = not root.has_error
        self._functions = list(functions_of(root))
        self._starts = [function.start for function in self._functions]

    def changes(self, path: str, pieces: Sequence[_Piece]) -> list[Part] | None:
        """Those of one body as one change. None where they cannot be parsed."""
        inside: dict[Function, list[_Piece]] = {}
        found: list[Part] = []
        for piece in pieces:
            function = self._around(piece)
            if function is None:
                found.append(Part(path, *self._trimmed(piece)))
            else:
                inside.setdefault(function, []).append(piece)
        for function, own in inside.items():
            start, end = own[0][0], own[-1][1]
            text = self._with(own, start, end)
            if not self._parses(function, start, end, text):
                return None
            found.append(Part(path, start, end, text, function))
        if len(found) > len(inside) and self._readable:
            whole = self._with(sorted(pieces), 0, len(self._clean))
            if parse_uncached(whole).root_node.has_error:
                return None
        return found

    def is_cheap(self, triplet: Triplet) -> bool:
        """Whether many repairs of it can be judged in one run."""
        end = triplet.start + len(triplet.fixed.encode())
        function = self._around((triplet.start, end, b""))
        return function is not None and function.named is not None and triplet.kind == "body"

    def _around(self, piece: _Piece) -> Function | None:
        n = bisect_right(self._starts, piece[0]) - 1
        function = self._functions[n] if n >= 0 else None
        if function is None or not (function.body[0] < piece[0] and piece[1] < function.body[1]):
            return None
        return function

    def _trimmed(self, piece: _Piece) -> _Piece:
        """Without what it leaves as it is: something put in is to be seen as that."""
        start, end, text = piece
        old = self._clean[start:end]
        head = common_prefix(old, text)
        tail = common_suffix(old, text, head)
        return start + head, end - tail, text[head : len(text) - tail]

    def _with(self, pieces: Sequence[_Piece], start: int, end: int) -> bytes:
        out, at = bytearray(), start
        for low, high, text in pieces:
            out += self._clean[at:low] + text
            at = high
        return bytes(out + self._clean[at:end])

    def _parses(self, function: Function, start: int, end: int, text: bytes) -> bool:
        if not self._readable:
            return True
        text = self._clean[function.start : start] + text + self._clean[end : function.end]
        return not parse_uncached(b"impl X {" + text + b"}").root_node.has_error


def alone(parts: Parts, clean: Mapping[str, bytes]) -> dict[str, bytes]:
    """The changed files of the clean crate, whole."""
    own: dict[str, list[Edit]] = {}
    for part in parts:
        edit = Edit(path=part.path, start=part.start, end=part.end, text=part.text.decode())
        own.setdefault(part.path, []).append(edit)
    return {path: apply_edits(clean[path], edits) for path, edits in own.items()}
