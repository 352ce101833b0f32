"""Candidates as texts: the files they make of the base, without the broken and the repeated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import tree_sitter_rust
from tree_sitter import Language, Parser, Tree

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.contracts.tools import JudgeCandidate
from rusta_server.patches.diff import common_prefix, common_suffix

_RUST = Language(tree_sitter_rust.language())


@dataclass(frozen=True)
class Text:
    """The changed files of one candidate, whole, by token path."""

    files: dict[str, bytes]

    @property
    def key(self) -> str:
        return sha256_hex(canonical_bytes({p: sha256_hex(t) for p, t in self.files.items()}))


class Base:
    """The files before any candidate, read once. `read` raises OSError or ProbeFailure."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._bytes: dict[str, bytes] = {}
        self._trees: dict[str, Tree] = {}
        self._parser = Parser(_RUST)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._bytes:
            self._bytes[path] = self._read(path)
        return self._bytes[path]

    def text_of(self, candidate: JudgeCandidate) -> Text | None:
        """None where the edits do not fit, change nothing, or leave a file that no longer parses
        (a file that does not parse to begin with is left to rustc)."""
        by_path: dict[str, list[Edit]] = {}
        for edit in candidate.edits:
            by_path.setdefault(edit.path, []).append(edit)
        files: dict[str, bytes] = {}
        for path, edits in by_path.items():
            try:
                text = apply_edits(self[path], edits)
                text.decode()
            except (OSError, ValueError, ProbeFailure):
                return None
            if text == self[path]:
                continue
            if path.endswith(".rs") and not self._parses(path, text, edits):
                return None
            files[path] = text
        return Text(files) if files else None

    def _parses(self, path: str, text: bytes, edits: Sequence[Edit]) -> bool:
        if path not in self._trees:
            self._trees[path] = self._parser.parse(self[path])
        if self._trees[path].root_node.has_error:
            return True
        # Parsed again from the base's tree, which costs what the edits touch, not the whole file.
        old = self._trees[path].copy()
        for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
            _tell(old, self[path], edit)
        return not self._parser.parse(text, old).root_node.has_error


def _tell(tree: Tree, data: bytes, edit: Edit) -> None:
    """Tell `tree` about `edit`. Edits are told from the last to the first, so that the offsets of
    those still to come are the base's own."""
    start = _point(data, edit.start)
    new = edit.text.encode()
    lines = new.count(b"\n")
    column = len(new) - new.rfind(b"\n") - 1 if lines else start[1] + len(new)
    tree.edit(
        start_byte=edit.start,
        old_end_byte=edit.end,
        new_end_byte=edit.start + len(new),
        start_point=start,
        old_end_point=_point(data, edit.end),
        new_end_point=(start[0] + lines, column),
    )


def _point(data: bytes, offset: int) -> tuple[int, int]:
    row = data.count(b"\n", 0, offset)
    return row, offset - (data.rfind(b"\n", 0, offset) + 1)


def distinct(texts: Iterable[Text | None]) -> dict[str, Text]:
    """The texts to judge, each once, in order."""
    found: dict[str, Text] = {}
    for text in texts:
        if text is not None:
            found.setdefault(text.key, text)
    return found


def place(text: bytes, offset: int) -> tuple[int, int]:
    """1-based line and column (in characters) of a byte offset."""
    newline = text.rfind(b"\n", 0, offset) + 1
    line = text.count(b"\n", 0, offset) + 1
    return line, len(text[newline:offset].decode(errors="replace")) + 1


def changed(base: bytes, text: bytes) -> tuple[int, int, int]:
    """(start, end in the base, end in the text) of the bytes in which they differ."""
    start = common_prefix(base, text)
    after = common_suffix(base, text, start)
    return start, len(base) - after, len(text) - after
