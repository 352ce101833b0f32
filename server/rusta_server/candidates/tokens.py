"""Tokens of a file that does not parse, and which edits of them bring it nearer to parsing.

The compiler says where it gave up, which is at or behind the mistake. So edits are tried on the
piece of the file around that place that parses alone: an item, told by indentation.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rusta_indexer.syntax import error_count, parse_uncached
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, sites
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.patches.lexer import words

_JOINED = ("===", "!==", "...", "==", "=<", "<>", "->", "=>", "::", "..", "&&", "||", "++", "--")
# What a search may cost: a trial is a parse of one item.
MAX_TRIALS = 400
_ITEM = re.compile(
    rb"(?:pub(?:\([^)\n]*\))? +)?(?:(?:const|unsafe|async|default|extern(?: *\"\w*\")?) +)*"
    rb"(?:fn|struct|enum|union|impl|trait|mod|use|static|type|const|macro_rules!)\b"
)
_CONTINUES = re.compile(rb"[})\].?]|where\b|else\b|\{|[-+*/|&=<]")


CLOSER = {"(": ")", "[": "]", "{": "}"}
OPENER = {closer: opener for opener, closer in CLOSER.items()}


class Token(NamedTuple):
    """Bytes `start..end`; neither blank nor comment."""

    text: str
    start: int
    end: int


class Line(NamedTuple):
    """A line without its newline; `indent` counts blanks."""

    start: int
    end: int
    indent: int
    blank: bool


class Trial(NamedTuple):
    """An edit to be tried. `cost`: lower is likelier; `sure`: the compiler's own words say that
    this is it, so that it is kept where the parser cannot tell the difference."""

    title: str
    edits: tuple[Edit, ...]
    cost: int
    sure: bool = False


class Mismatch(NamedTuple):
    """`open`: indices of the openers still open, innermost last. `at`: index of the closer that
    does not fit, the number of tokens where the piece ends first."""

    open: list[int]
    at: int


@dataclass(frozen=True)
class Piece:
    """Bytes `start..end` of a site's file: whole lines, with the tokens in them."""

    site: Site
    start: int
    end: int

    @cached_property
    def source(self) -> bytes:
        return self.site.source[self.start : self.end]

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.source, self.start)

    @cached_property
    def errors(self) -> int:
        return error_count(parse_uncached(self.source))

    def errors_after(self, edits: tuple[Edit, ...]) -> int:
        moved = [
            e.model_copy(update={"start": e.start - self.start, "end": e.end - self.start})
            for e in edits
        ]
        return error_count(parse_uncached(apply_edits(self.source, moved)))

    def index(self, offset: int) -> int:
        """The number of the first token that ends behind `offset`."""
        return next((i for i, t in enumerate(self.tokens) if t.end > offset), len(self.tokens))


def ranked(piece: Piece, trials: Iterable[Trial]) -> Iterator[Offer]:
    """The trials after which fewer errors are left, fewest first, then the cheapest."""
    found: list[tuple[int, int, int, Offer]] = []
    for number, trial in enumerate(trials):
        if number == MAX_TRIALS:
            break
        if not piece.errors and not trial.sure:
            continue  # Whatever it leaves, it is not fewer.
        left = piece.errors_after(trial.edits)
        if left < piece.errors or (left == piece.errors == 0 and trial.sure):
            found.append((left, trial.cost, number, Offer(trial.title, trial.edits)))
    found.sort(key=lambda entry: entry[:3])
    yield from (offer for *_, offer in found)


def places(scene: Scene) -> Iterator[Site]:
    """Where the compiler points, each place once, the primary ones first."""
    seen: set[tuple[str, int, int]] = set()
    for site, _ in sites(scene):
        if site.path.endswith(".rs") and (key := (site.path, site.start, site.end)) not in seen:
            seen.add(key)
            yield site


def piece_of(site: Site) -> Piece:
    """The smallest item around the site that does not parse, else the file."""
    lines = lines_of(site.source)
    at = next((i for i, line in enumerate(lines) if site.start <= line.end), len(lines) - 1)
    limit = lines[at].indent + 1 if lines else 0
    for first in range(at, -1, -1):
        line = lines[first]
        if line.blank or line.indent >= limit:
            continue
        if not _ITEM.match(site.source, line.start + line.indent):
            continue
        limit = line.indent
        last = _last_line(site.source, lines, first, at)
        piece = Piece(site, line.start, min(lines[last].end + 1, len(site.source)))
        if piece.errors:
            return piece
    return Piece(site, 0, len(site.source))


def _last_line(source: bytes, lines: list[Line], first: int, at: int) -> int:
    """The last line of the item that starts at `first` and reaches beyond line `at`."""
    indent, last = lines[first].indent, first
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.blank:
            continue
        if line.indent <= indent and number > at:
            start = line.start + line.indent
            if line.indent < indent or not _CONTINUES.match(source, start):
                break
            last = number
            if source[start : start + 1] == b"}" and line.end - start <= 2:
                break
        last = number
    return last


def mismatch(tokens: list[Token]) -> Mismatch | None:
    """The first; None where all delimiters have their partner."""
    open_: list[int] = []
    for index, token in enumerate(tokens):
        if token.text in CLOSER:
            open_.append(index)
        elif token.text in OPENER:
            if not open_ or tokens[open_[-1]].text != OPENER[token.text]:
                return Mismatch(open_, index)
            open_.pop()
    return Mismatch(open_, len(tokens)) if open_ else None


def balanced(site: Site) -> bool:
    return mismatch(tokens_of(site.source)) is None


def tokens_of(source: bytes, base: int = 0) -> list[Token]:
    """Every token, offsets counted in bytes from `base`."""
    found: list[Token] = []
    at = base
    for word in words(source.decode(errors="replace")):
        size = len(word.text.encode())
        if word.kind not in ("space", "comment"):
            found.append(Token(word.text, at, at + size))
        at += size
    return found


def joined(tokens: list[Token]) -> list[Token]:
    """As the compiler sees them: `=` `>` side by side are one `=>`."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        for sign in _JOINED:
            parts = tokens[index : index + len(sign)]
            if "".join(part.text for part in parts) == sign and parts[-1].end - token.start == len(
                sign
            ):
                token = Token(sign, token.start, parts[-1].end)
                index += len(sign) - 1
                break
        found.append(token)
        index += 1
    return found


def lines_of(source: bytes) -> list[Line]:
    found: list[Line] = []
    start = 0
    for text in source.split(b"\n"):
        bare = text.lstrip(b" \t")
        found.append(Line(start, start + len(text), len(text) - len(bare), not bare.strip()))
        start += len(text) + 1
    return found


def inserted(piece: Piece, index: int, text: str) -> Edit:
    """`text` as a token of its own before the token number `index`, with the blanks that rustfmt
    would leave around it."""
    tokens, source = piece.tokens, piece.site.source
    left = tokens[index - 1].end if index else piece.start
    right = tokens[index].start if index < len(tokens) else left
    gap = source[left:right]
    if text == "|":
        # The second bar of a line closes the closure's parameters.
        opened = source[source.rfind(b"\n", 0, left) + 1 : left].count(b"|") % 2
        return piece.site.insert(left if opened else right, text)
    if text in _TO_THE_LEFT or index == len(tokens):
        return piece.site.insert(left, text)
    if text in _TO_THE_RIGHT:
        return piece.site.insert(right, text)
    if text.isidentifier():
        doubled = gap.isspace() and len(gap) > 1 and b"\n" not in gap
        return piece.site.insert(right - 1 if doubled else right, text + ("" if doubled else " "))
    if b"\n" in gap or gap.strip():
        return piece.site.insert(left, f" {text}")
    if len(gap) > 1:
        return piece.site.insert(left + 1, text)
    return piece.site.replace_range(left, right, f" {text} ")


_TO_THE_LEFT = frozenset((",", ";", ")", "]", ">", ":", "?", ".", "::", "!", "}"))
_TO_THE_RIGHT = frozenset(("(", "[", "<", "&", "*", "#", "'", '"', "r#", "::<"))
