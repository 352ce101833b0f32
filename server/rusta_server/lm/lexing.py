"""Rust read byte by byte while it is written: which byte may come next.

Names must be known or new where a new one may stand; strings, comments, characters and numbers are
well-formed; brackets that the text opens are closed by their like. What a whole text means is for
the parser: this keeps a writer from what no parser and no resolver would take.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rusta_server.lm.binding import Binding
from rusta_server.lm.names import KEYWORDS, Names

Mode = Literal[
    "code", "name", "number", "string", "escape", "raw", "line comment", "block comment", "quote",
    "tick", "char escape", "char end",
]  # fmt: skip

_NAME_START = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_DIGITS = frozenset(b"0123456789")
_NAME = _NAME_START | _DIGITS
_PUNCTUATION = frozenset(b"!#%&()*+,-./:;<=>?@[]^{|}")
_ESCAPED = frozenset(b"nrt0'\"\\")
_STRINGS = frozenset((b"r", b"b", b"br", b"c"))
_SUFFIX = rb"(?:[ui](?:8|16|32|64|128|size)|f32|f64)"
_NUMBER = re.compile(rb"(?:0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)" + _SUFFIX + rb"?")
"""Without a dot: `1.5` is read as two numbers with a dot between."""
_TAILS = b" 0 8 6 2 4 16 28 32 64 128 size ize ze e".split(b" ")
"""What makes a number whole of each beginning of one."""
_LONGEST_NEW = 40
_MOST_INDENT = 60


@dataclass(frozen=True, slots=True)
class Known:
    """What names an edit may use."""

    names: Names
    lifetimes: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Lexer:
    """A position in a text. `after` gives the next; nothing changes in place."""

    binding: Binding
    mode: Mode = "code"
    outer: bool = False
    """The text began inside of a string or a comment: line breaks may stand in it."""
    text: bytes = b""
    """The token so far: a name, a number; of a raw string its hashes; of a comment its depth."""
    last: int = 10
    new: frozenset[bytes] = frozenset()
    pending: int = 0
    """Bytes of a UTF-8 sequence that are still to come."""

    def after(self, byte: int, known: Known) -> "Lexer | None":
        """None where `byte` may not come here."""
        if self.pending or byte > 127:
            return self._beyond_ascii(byte)
        if byte == 10:
            return self._line_end(known)
        if (byte < 32 and byte != 9) or byte == 127:
            return None
        match self.mode:
            case "code":
                return self._code(byte, known)
            case "name":
                return self._name(byte, known)
            case "number":
                return self._number(byte, known)
            case "tick" | "quote" | "char escape" | "char end":
                return self._quote(byte, known)
            case _:
                return self._free(byte)

    @property
    def at_rest(self) -> bool:
        """Between two tokens, with no space before: a line may end here."""
        return self.mode == "code" and self.last not in b" \t"

    def _went(self, byte: int, mode: Mode, text: bytes = b"") -> "Lexer":
        return replace(self, mode=mode, text=text, last=byte)

    def _told(self, binding: Binding | None) -> "Lexer | None":
        return None if binding is None else replace(self, binding=binding)

    def _line_end(self, known: Known) -> "Lexer | None":
        if self.mode in ("name", "number", "tick"):
            ended = self._ended(known)
            return ended and ended._line_end(known)
        if self.mode == "line comment":
            return self._went(10, "code")
        if self.mode in ("string", "raw", "block comment"):
            return self._went(10, self.mode, self.text) if self.outer else None
        # A line of blanks alone cannot be written, and none ends with them.
        return self._went(10, "code") if self.at_rest else None

    def _beyond_ascii(self, byte: int) -> "Lexer | None":
        if self.pending:
            if not 0x80 <= byte < 0xC0:
                return None
            left = self.pending - 1
            mode: Mode = "char end" if self.mode == "quote" and not left else self.mode
            return replace(self, pending=left, last=byte, mode=mode)
        if self.mode not in ("string", "raw", "line comment", "block comment", "quote"):
            return None
        # Of the leading bytes those that begin no surrogate and no needlessly long sequence.
        for low, high, left in ((0xC2, 0xDF, 1), (0xE1, 0xEC, 2), (0xF1, 0xF3, 3)):
            if low <= byte <= high:
                return replace(self, pending=left, last=byte)
        return None

    def _code(self, byte: int, known: Known) -> "Lexer | None":
        if byte in b" \t":
            return self._blank(byte)
        if byte in _NAME_START:
            return replace(self, mode="name", text=b"")._name(byte, known)
        if byte in _DIGITS:
            told = self._told(self.binding.after_token(b"0"))
            return told and told._went(byte, "number", bytes([byte]))
        if byte == 34:
            told = self._told(self.binding.after_token(b'"'))
            return told and told._went(byte, "string")
        if byte == 39:
            return self._went(byte, "quote", b"'")
        if self.last == 47 and byte in b"/*":
            # The star that opens a comment does not close it.
            comment: Mode = "line comment" if byte == 47 else "block comment"
            return replace(self, mode=comment, text=b"\x01", last=32)
        if byte in _PUNCTUATION:
            glued = self.last not in b" \t\n"
            told = self._told(self.binding.after_token(bytes([byte]), glued=glued))
            return told and told._went(byte, "code")
        return None

    def _blank(self, byte: int) -> "Lexer | None":
        """Indentation, or one space between tokens."""
        if self.last == 10:
            return self._went(byte, "code", b"\t")
        if self.text and self.last in b" \t":
            long = len(self.text) >= _MOST_INDENT
            return None if long else self._went(byte, "code", self.text + b"\t")
        return None if byte == 9 or self.last in b" \t" else self._went(byte, "code")

    def _name(self, byte: int, known: Known) -> "Lexer | None":
        if byte in _NAME:
            text = self.text + bytes([byte])
            if known.names.goes_on(text) or any(n.startswith(text) for n in self.new):
                return self._went(byte, "name", text)
            case = self.binding.case
            if case is None or len(text) > _LONGEST_NEW or not _written(text, case):
                return None
            return self._went(byte, "name", text)
        if byte in b"\"'#" and self.text in _STRINGS:
            return self._literal(byte)
        if byte in b"\"'#":
            return None
        ended = self._ended(known)
        return ended and ended._code(byte, known)

    def _literal(self, byte: int) -> "Lexer | None":
        """`b"…"`, `r#"…"#`, `b'…'`."""
        if byte == 39:
            return self._went(byte, "quote", b"'b") if self.text == b"b" else None
        told = self._told(self.binding.after_token(b'"'))
        if told is None or self.text in (b"b", b"c"):
            return told._went(byte, "string") if told is not None and byte == 34 else None
        return told._went(byte, "raw", b"#" if byte == 35 else b'"')

    def _ended(self, known: Known) -> "Lexer | None":
        """The name, number or lifetime is over."""
        if self.mode == "number":
            return replace(self, mode="code", text=b"") if _NUMBER.fullmatch(self.text) else None
        if self.mode == "tick":
            return self._lifetime(known)
        name = self.text
        if name in known.names or name in self.new:
            # A known name may be bound anew, and then nothing is asked of what follows.
            binding, new = self.binding.after_name(name, new=False), self.new
        elif (case := self.binding.case) is not None and _written(name, case):
            binding, new = self.binding.after_name(name, new=True), self.new | {name}
        else:
            return None
        told = self._told(binding)
        return told and replace(told, mode="code", text=b"", new=new)

    def _number(self, byte: int, known: Known) -> "Lexer | None":
        if byte in _NAME:
            text = self.text + bytes([byte])
            return self._went(byte, "number", text) if _begins_number(text) else None
        if byte in b"\"'":
            return None
        ended = self._ended(known)
        return ended and ended._code(byte, known)

    def _quote(self, byte: int, known: Known) -> "Lexer | None":
        """A character, or a lifetime: `'a'`, `'a`."""
        if self.mode == "quote":
            if byte == 92:
                return self._went(byte, "char escape")
            if byte in _NAME_START and self.text == b"'":
                return self._went(byte, "tick", bytes([byte]))
            return None if byte == 39 else self._went(byte, "char end")
        if self.mode == "char escape":
            return self._went(byte, "char end") if byte in _ESCAPED else None
        if byte == 39 and (self.mode == "char end" or len(self.text) == 1):
            told = self._told(self.binding.after_token(b"'"))
            return told and told._went(byte, "code")
        if self.mode == "char end" or byte in b"\"'":
            return None
        if byte in _NAME:
            text = self.text + bytes([byte])
            going_on = any(n.startswith(text) for n in known.lifetimes)
            going_on = going_on or any(n.startswith(b"'" + text) for n in self.new)
            fits = going_on or self.binding.may_bind_lifetime
            return self._went(byte, "tick", text) if fits and len(text) < 16 else None
        ended = self._ended(known)
        return ended and ended._code(byte, known)

    def _lifetime(self, known: Known) -> "Lexer | None":
        name = b"'" + self.text
        if self.text not in known.lifetimes and name not in self.new:
            if not self.binding.may_bind_lifetime or self.text in KEYWORDS - {b"_"}:
                return None
            new = self.new | {name}
        else:
            new = self.new
        told = self._told(self.binding.after_token(b"'"))
        return told and replace(told, mode="code", text=b"", new=new)

    def _free(self, byte: int) -> "Lexer | None":
        """Inside of strings and comments."""
        match self.mode:
            case "string":
                mode: Mode = "escape" if byte == 92 else "code" if byte == 34 else "string"
                return self._went(byte, mode)
            case "escape":
                return self._went(byte, "string") if byte in _ESCAPED else None
            case "raw":
                return self._raw(byte)
            case "block comment":
                return self._block(byte)
            case _:
                return self._went(byte, self.mode)

    def _raw(self, byte: int) -> "Lexer | None":
        """`text` is the opening, `##"`, and then what of the closing stands already."""
        opening, quote, closing = self.text.partition(b'"')
        if not quote:
            return self._went(byte, "raw", self.text + bytes([byte])) if byte in b'"#' else None
        if byte == 34:
            ended = not opening
            return self._went(byte, "code") if ended else self._went(byte, "raw", opening + b'""')
        if byte == 35 and closing:
            if len(closing) == len(opening):
                return self._went(byte, "code")
            return self._went(byte, "raw", self.text + b"#")
        return self._went(byte, "raw", opening + b'"')

    def _block(self, byte: int) -> "Lexer | None":
        depth = self.text[0]
        pair = bytes([self.last, byte])
        if pair == b"*/":
            done = depth == 1
            # The slash that ends one comment begins no other.
            after = self._went(32, "block comment", bytes([depth - 1]))
            return replace(after, mode="code", text=b"", last=42) if done else after
        if pair == b"/*" and depth < 9:
            return self._went(32, "block comment", bytes([depth + 1]))
        return self._went(byte, "block comment", self.text)


def _written(name: bytes, case: str) -> bool:
    if case == "any":
        return True
    first = name.lstrip(b"_")[:1]
    if case == "lower":
        return not any(65 <= b <= 90 for b in name)
    return not first or first.isupper()


@lru_cache(maxsize=4096)
def _begins_number(text: bytes) -> bool:
    return len(text) <= 24 and any(_NUMBER.fullmatch(text + tail) for tail in _TAILS)
