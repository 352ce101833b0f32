"""A word or a sign of another language, or a keyword misspelt.

`and` for `&&`, `elif` for `else if`, `=<` for `<=`, `i++` for `i += 1`, `x => x` for `|x| x`,
`func` for `fn`, `strcut` for `struct`, `mut let` for `let mut`, `u8 n` for `n: u8`, `new Vec()` for
`Vec::new()`, `a-name` for `a_name`; a keyword used as a name becomes a raw identifier.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from rusta_indexer.spelling import nearest
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.tokens import (
    OPENER,
    Piece,
    Token,
    Trial,
    balanced,
    joined,
    piece_of,
    places,
    ranked,
)
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0586", "E0585")

_WORDS = {
    "and": ("&&",),
    "or": ("||",),
    "not": ("!",),
    "is": ("==",),
    "elif": ("else if",),
    "elsif": ("else if",),
    "elseif": ("else if",),
    "func": ("fn",),
    "fun": ("fn",),
    "function": ("fn",),
    "def": ("fn",),
    "proc": ("fn",),
    "switch": ("match",),
    "case": ("match",),
    "interface": ("trait",),
    "protocol": ("trait",),
    "class": ("struct", "impl"),
    "record": ("struct",),
    "var": ("let mut", "let"),
    "val": ("let",),
    "let": ("const", "static"),
    "const": ("let",),
    "auto": ("let",),
    "public": ("pub",),
    "export": ("pub",),
    "import": ("use",),
    "using": ("use",),
    "include": ("use",),
    "namespace": ("mod",),
    "module": ("mod",),
    "package": ("mod",),
    "extends": (":",),
    "implements": ("for",),
    "of": ("in",),
    "foreach": ("for",),
    "until": ("while",),
    "do": ("loop",),
    "then": ("{",),
}
_SIGNS = {
    "===": ("==",),
    "!==": ("!=",),
    "=<": ("<=",),
    "=>": (">=",),
    "<>": ("!=",),
    "...": ("..=", ".."),
    "..": ("..=",),
    "~": ("!",),
    "#": ("//",),
}
KEYWORDS = tuple(
    """
    as async await break const continue crate dyn else enum extern fn for if impl in let loop
    match mod move mut pub ref return static struct super trait type unsafe use where while
    """.split()
)
BEFORE, AFTER = 5, 3


def candidates(scene: Scene) -> Iterator[Offer]:
    for place in list(places(scene))[:2]:
        if not balanced(place):
            return
        piece = piece_of(place)
        yield from ranked(piece, _trials(piece, place.start))


def _trials(piece: Piece, offset: int) -> Iterator[Trial]:
    tokens = joined(piece.tokens)
    center = next((i for i, t in enumerate(tokens) if t.end > offset), len(tokens))
    near = list(range(max(0, center - BEFORE), min(len(tokens), center + AFTER)))
    if center < len(tokens) and (closing := _closing(tokens, center)) not in near:
        near.append(closing)
    for index in near:
        token, cost = tokens[index], 3 * min(abs(index - center), AFTER)
        for rank, text in enumerate(_replacements(token.text)):
            edit = piece.site.replace_range(token.start, token.end, text)
            title = f"Write `{text}` instead of `{token.text}`"
            yield Trial(title, (edit,), cost + rank, sure=index == center and token.text in _WORDS)
        yield from _rearranged(piece, tokens, index, cost)


def _constructed(piece: Piece, tokens: list[Token], index: int, cost: int) -> Iterator[Trial]:
    """`Vec::new()` for `new Vec()`, `S { a }` for `new S { a }`."""
    site, end = piece.site, index + 1
    while end + 2 < len(tokens) and tokens[end + 1].text == "::":
        end += 2
    opened = tokens[end + 1].text if end + 1 < len(tokens) else ""
    dropped = site.replace_range(tokens[index].start, tokens[index + 1].start, "")
    kind = site.source[tokens[index + 1].start : tokens[end].end].decode(errors="replace")
    if opened == "{":
        yield Trial(f"Write `{kind}` without `new`", (dropped,), cost)
    elif opened == "(":
        call = site.insert(tokens[end].end, "::new")
        yield Trial(f"Call `{kind}::new`", (dropped, call), cost)


def _touch(*tokens: Token) -> bool:
    """Whether they are names with signs between them and no blanks."""
    names = (tokens[0], tokens[-1])
    beside = all(one.end == other.start for one, other in pairwise(tokens))
    return beside and all(name.text.isidentifier() for name in names)


_TYPE = re.compile(r"[A-Z]\w*|[ui](?:8|16|32|64|128|size)|f(?:32|64)|bool|char|str")


def _opening(tokens: list[Token], index: int) -> int:
    """The index of the token that begins what ends with that bracket: the name before `<`; the
    same index for other tokens."""
    opener = (OPENER | {">": "<"}).get(tokens[index].text)
    depth, at = 0, index
    while opener is not None and at >= 0:
        depth += (tokens[at].text == tokens[index].text) - (tokens[at].text == opener)
        if depth == 0:
            return at - 1 if opener == "<" and at else at
        at -= 1
    return index


def _closing(tokens: list[Token], index: int) -> int:
    """The index of the `]` that ends what begins with the `[` at that one; the same index for
    other tokens."""
    if tokens[index].text != "[":
        return index
    depth = 0
    for at in range(index, len(tokens)):
        depth += (tokens[at].text == "[") - (tokens[at].text == "]")
        if depth == 0:
            return at
    return index


def _start_of_type(tokens: list[Token], index: int) -> int:
    """Of the path or the reference that ends with that token, of what is in its brackets."""
    index = _opening(tokens, index)
    while index > 0 and tokens[index - 1].text in ("::", "&", "mut"):
        index -= 2 if tokens[index - 1].text == "::" and index > 1 else 1
    return tokens[index].start


def _replacements(text: str) -> tuple[str, ...]:
    if text in _WORDS:
        return _WORDS[text]
    if re.fullmatch(r"[A-Za-z_]+", text) and text not in KEYWORDS:
        return tuple(keyword for _, keyword in nearest(text, KEYWORDS) if len(text) > 1)
    if re.fullmatch(r"r?#?[a-z]+", text) and text in KEYWORDS and text not in ("crate", "super"):
        return (f"r#{text}",)
    return _SIGNS.get(text, ())


def _rearranged(piece: Piece, tokens: list[Token], index: int, cost: int) -> Iterator[Trial]:
    """Two tokens that stand in the wrong order, and words written together or apart."""
    site, token = piece.site, tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.text in ("++", "--"):
        edit = site.replace_range(token.start, token.end, f" {token.text[0]}= 1")
        yield Trial(f"Write `{token.text[0]}= 1` instead of `{token.text}`", (edit,), cost)
    if token.text == "mut" and (following is None or following.text != "let"):
        edit = site.insert(token.start, "let ")
        yield Trial("Declare the variable with `let mut`", (edit,), cost)
    if following is None:
        return
    if token.text == ":" and any(t.text == "for" for t in tokens[max(0, index - 6) : index]):
        glue = "" if site.source[token.start - 1 : token.start].isspace() else " "
        edit = site.replace_range(token.start, token.end, f"{glue}in")
        yield Trial("Write `in` instead of `:`", (edit,), cost)
    if token.text == "new" and following.text[:1].isupper():
        yield from _constructed(piece, tokens, index, cost)
    if token.text == "-" and index and _touch(tokens[index - 1], token, following):
        edit = site.replace_range(token.start, token.end, "_")
        name = f"{tokens[index - 1].text}_{following.text}"
        yield Trial(f"Write the name `{name}`", (edit,), cost)
    if token.text == "not":
        edit = site.replace_range(token.start, following.start, "!")
        yield Trial("Write `!` instead of `not`", (edit,), cost)
    if following.text == "=>" and token.text == ")":
        start = tokens[_opening(tokens, index)].start
        listed = site.source[start : token.end].decode(errors="replace")
        for pattern in (listed[1:-1], listed):
            edit = site.replace_range(start, following.end, f"|{pattern}|")
            yield Trial(f"Write the closure's parameters as `|{pattern}|`", (edit,), cost + 1)
    elif following.text == "=>":
        edit = site.replace_range(token.start, following.end, f"|{token.text}|")
        yield Trial(f"Write the closure's parameter as `|{token.text}|`", (edit,), cost + 1)
    if token.text in ("]", ">") and _opening(tokens, index) != index and following.text.islower():
        yield _type_moved(piece, tokens, index, cost)
    if token.text.isidentifier() and following.text.isidentifier():
        between = site.source[token.end : following.start].decode(errors="replace")
        swapped = f"{following.text}{between}{token.text}"
        edit = site.replace_range(token.start, following.end, swapped)
        yield Trial(f"Write `{following.text}` before `{token.text}`", (edit,), cost + 6)
        if _TYPE.fullmatch(token.text) and following.text[:1].islower():
            yield _type_moved(piece, tokens, index, cost)


def _type_moved(piece: Piece, tokens: list[Token], index: int, cost: int) -> Trial:
    """`n: u8` of `u8 n`, where the type ends with the token of that index."""
    start, name = _start_of_type(tokens, index), tokens[index + 1]
    kind = piece.site.source[start : tokens[index].end].decode(errors="replace")
    edit = piece.site.replace_range(start, name.end, f"{name.text}: {kind}")
    return Trial(f"Write `{name.text}: {kind}`", (edit,), cost + 2)
