"""An error as a reader of causes sees it: its code, its words, and its parts by role."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.engine.explaining.parts import Part, short

_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Cause:
    """Why, in one or two sentences, and the parts they speak of."""

    text: str
    parts: tuple[Part, ...]


Reader = Callable[["Reading"], Cause | None]
"""Says why for the codes it knows; None where the diagnostic is not as it expects."""


@dataclass(frozen=True)
class Reading:
    diagnostic: Diagnostic
    parts: tuple[Part, ...]

    @property
    def message(self) -> str:
        return self.diagnostic.message

    @property
    def quoted(self) -> tuple[str, ...]:
        """What the message names between backticks."""
        return tuple(_QUOTED.findall(self.message))

    def part(self, role: str) -> Part | None:
        return next((part for part in self.parts if part.role == role), None)

    @property
    def point(self) -> Part | None:
        """Where it is reported."""
        primary = self.diagnostic.primary
        return next((part for part in self.parts if part.span == primary), None)

    def labelled(self, pattern: str) -> tuple[Part, re.Match[str]] | None:
        """The first part with a label that `pattern` matches."""
        for part in self.parts:
            if found := re.search(pattern, part.label):
                return part, found
        return None

    def noted(self, pattern: str) -> re.Match[str] | None:
        """The first note, help or label that `pattern` matches."""
        said = [note.message for note in self.diagnostic.notes]
        said += [span.label or "" for n in self.diagnostic.notes for span in n.spans]
        said += [part.label for part in self.parts]
        return next((m for text in said if (m := re.search(pattern, text))), None)

    def line(self, part: Part) -> str:
        """`line 7`, with the file where it is not the one of the error."""
        primary = self.diagnostic.primary
        if primary is not None and part.span.path != primary.path:
            return f"{part.span.path.removeprefix('$WS/')}, line {part.line}"
        return f"line {part.line}"

    @staticmethod
    def code(part: Part) -> str:
        """The part's source, as code in a sentence."""
        text = short(part.snippet, 40)
        return f"`{text}`" if "`" not in text else text

    def cause(self, text: str, *parts: Part | None) -> Cause:
        named = tuple(dict.fromkeys(part for part in parts if part is not None))
        return Cause(text, named or self.parts[:1])
