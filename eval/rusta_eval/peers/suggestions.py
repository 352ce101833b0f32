"""rustc's own suggestions, read from its JSON: each a set of edits to apply together."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ORDER = ("MachineApplicable", "MaybeIncorrect", "Unspecified", "HasPlaceholders")


@dataclass(frozen=True)
class Suggestion:
    """Byte edits (file relative to the crate, start, end, text) and how sure rustc is of them."""

    edits: tuple[tuple[str, int, int, str], ...]
    applicability: str

    @property
    def rank(self) -> int:
        """0 is what rustc is surest of."""
        return _ORDER.index(self.applicability)

    def apply(self, folder: Path) -> None:
        """Writes the edits. Raises FileNotFoundError, ValueError where they do not fit."""
        for path in sorted({edit[0] for edit in self.edits}):
            data = (folder / path).read_bytes()
            edits = sorted((edit for edit in self.edits if edit[0] == path), reverse=True)
            last = len(data) + 1
            for _, start, end, text in edits:
                if end > last or end > len(data):
                    raise ValueError("the edits overlap")
                data, last = data[:start] + text.encode() + data[end:], start
            (folder / path).write_bytes(data)


def suggestions(error: dict[str, Any]) -> list[Suggestion]:
    """All suggestions for one error in rustc's order, alternatives apart, each once."""
    found: list[Suggestion] = []
    for message in (error, *error["children"]):
        for group in _alternatives(message["spans"]):
            edits = tuple(
                (span["file_name"], span["byte_start"], span["byte_end"],
                 span["suggested_replacement"]) for span in group
            )  # fmt: skip
            worst = max((span["suggestion_applicability"] or "Unspecified" for span in group),
                        key=_ORDER.index)  # fmt: skip
            one = Suggestion(edits, worst)
            local = all(not path.startswith(("/", "..")) for path, *_ in edits)
            if local and one not in found:
                found.append(one)
    return found


def together(parts: list[Suggestion]) -> Suggestion:
    """One suggestion that makes the edits of several; equal edits are made once."""
    edits = dict.fromkeys(edit for part in parts for edit in part.edits)
    return Suggestion(tuple(edits), max((part.applicability for part in parts), key=_ORDER.index))


def _alternatives(spans: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """rustc flattens alternatives into one list: a place that comes again begins the next one."""
    group: list[dict[str, Any]] = []
    for span in spans:
        if span.get("suggested_replacement") is None:
            continue
        place = (span["file_name"], span["byte_start"], span["byte_end"])
        if place in [(one["file_name"], one["byte_start"], one["byte_end"]) for one in group]:
            yield group
            group = []
        group.append(span)
    if group:
        yield group
