"""Rust source as a flat list of words: what patches count, compare and cut at.

Follows the lexical structure of the Rust Reference (tokens, comments, whitespace), with every
punctuation character a word of its own, so that `>>` and `> >` compare equal; a number with its
point is one word, but for the fields of `pair.0.1`. Total: any text comes
back as words whose concatenation is the text; what is no token is a word of one character.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["space", "comment", "literal", "word", "punctuation"]


class Word(NamedTuple):
    """Characters `start..end` of the text that was lexed."""

    kind: Kind
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>//[^\n]*)
  | (?P<nested>/\*)
  | (?P<literal>
        (?:br|cr|r)(?P<hashes>\#*)"[\s\S]*?"(?P=hashes)
      | [bc]?"(?:\\[\s\S]|[^"\\])*"
      | b?'(?:\\(?:u\{[^}']*\}|x[0-9A-Fa-f]{2}|.)|[^'\\\n])'
    )
  | (?P<lifetime>'[^\W\d]\w*)
  | (?P<word>r\#[^\W\d]\w*|(?<!\.)\d[\d_]*\.\d\w*|\w+)
  | (?P<punctuation>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_COMMENT_EDGE = re.compile(r"/\*|\*/")


@lru_cache(maxsize=16)
def words(text: str) -> tuple[Word, ...]:
    """All words of `text`, whitespace and comments included. Kept for a while: the guards read the
    same text for words, for comments and for what goes."""
    found: list[Word] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        kind = match.lastgroup
        end = match.end()
        if kind == "nested":
            kind, end = "comment", _end_of_block_comment(text, at)
        elif kind == "lifetime":
            kind = "word"
        elif kind == "hashes":
            kind = "literal"
        found.append(Word(kind, text[at:end], at, end))  # type: ignore[arg-type]
        at = end
    return tuple(found)


def code(text: str) -> list[str]:
    """The words the compiler sees: neither whitespace nor comments (doc comments are comments)."""
    return [w.text for w in words(text) if w.kind not in ("space", "comment")]


def comments(text: str) -> list[str]:
    return [w.text for w in words(text) if w.kind == "comment"]


def is_subsequence(shorter: list[str], longer: list[str]) -> bool:
    """`shorter` comes out of `longer` by leaving words away."""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _end_of_block_comment(text: str, start: int) -> int:
    depth = 0
    for edge in _BLOCK_COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)
