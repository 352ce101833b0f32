"""A delimiter without its partner: `(`, `[` or `{` never closed, or one closed that is not open.

The compiler often notices at the end of the file only. Items are told apart by their indentation,
so the one that is not balanced is found; in it the indentation says where a block should have ended
or begun, and for parentheses and brackets every place is tried.
"""

from collections.abc import Iterator
from itertools import pairwise

from rusta_indexer.syntax import indentation, line_start
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, sites
from rusta_server.candidates.tokens import (
    CLOSER,
    OPENER,
    Line,
    Mismatch,
    Piece,
    Token,
    Trial,
    inserted,
    lines_of,
    mismatch,
    piece_of,
    ranked,
)
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit
from rusta_server.patches.superfluous import NOT_CLOSED, TWO_BRACES

CODES = ("syntax",)

_OPENS_A_BLOCK = frozenset(
    "fn if else for while loop match impl struct enum union trait mod unsafe extern async".split()
)
# A place is searched from the mismatch backwards, over this many tokens.
REACH = 80


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not site.path.endswith(".rs"):
        return
    yield from _doubled(scene)
    for piece in _unbalanced_pieces(site):
        found = mismatch(piece.tokens)
        if found is not None:
            yield from ranked(piece, _trials(piece, found))


def _doubled(scene: Scene) -> Iterator[Offer]:
    """A block that rustc finds open, opened by two braces side by side: `{ {`."""
    for site, span in sites(scene):
        if (span.label or "").startswith(NOT_CLOSED):
            twice = TWO_BRACES.match(site.source, site.start)
            if twice is not None:
                edit = site.replace_range(twice.start() + 1, twice.end(), "")
                yield Offer("Open the block once", (edit,))


def _unbalanced_pieces(site: Site) -> Iterator[Piece]:
    """The smallest item around the error that is not balanced, else the first of the file."""
    near = piece_of(site)
    if near.end - near.start < len(site.source) and mismatch(near.tokens):
        yield near
        return
    whole = Piece(site, 0, len(site.source))
    found = mismatch(whole.tokens)
    if found is None:
        return
    starts = [*found.open[-3:][::-1], *([found.at] if found.at < len(whole.tokens) else [])]
    for index in starts:
        token = whole.tokens[index]
        piece = piece_of(Site(site.path, site.source, token.start, token.end))
        if mismatch(piece.tokens):
            yield piece
            return


def _trials(piece: Piece, found: Mismatch) -> Iterator[Trial]:
    tokens = piece.tokens
    lines = [line for line in lines_of(piece.site.source) if piece.start <= line.start < piece.end]
    crooked = list(_crooked_blocks(piece))
    too_late = [opener for opener, shift in crooked if shift < 0]
    for index in dict.fromkeys((*too_late, *reversed(found.open))):
        if tokens[index].text == "{":
            yield from _close_block(piece, lines, index)
    closer = tokens[found.at].text if found.at < len(tokens) else ""
    if closer == "}" or not closer:
        yield from _open_block(piece, lines, found)
    if closer:
        yield from _remove(piece, found, closer)
    for index in reversed(found.open[-3:]):
        if tokens[index].text != "{":
            yield from _close_here(piece, index, found.at)
    if closer in (")", "]"):
        yield from _open_here(piece, found.at, closer)


def _crooked_blocks(piece: Piece) -> Iterator[tuple[int, int]]:
    """(opener, by how much deeper) where the `}` that the grammar pairs it with begins a line of
    another indentation, innermost first. A block that ends too late lacks its own brace."""
    source, open_ = piece.site.source, list[int]()
    for index, token in enumerate(piece.tokens):
        if token.text == "{":
            open_.append(index)
        elif token.text == "}" and open_:
            opener = open_.pop()
            own = indentation(source, piece.tokens[opener].start)
            start = line_start(source, token.start)
            blanks = source[start : token.start]
            if not blanks.strip() and len(blanks) != len(own):
                yield opener, len(blanks) - len(own)


def _close_block(piece: Piece, lines: list[Line], opener: int) -> Iterator[Trial]:
    """`}` where the first line stands that is no deeper than the one that opened the block."""
    site, brace = piece.site, piece.tokens[opener]
    own = next(i for i, line in enumerate(lines) if brace.start <= line.end)
    column = lines[own].indent
    name = site.source[lines[own].start : brace.start].strip().decode(errors="replace")[:40]
    title = f"Close the block of `{name}`"
    end = len(lines)
    for number in range(own + 1, len(lines)):
        line = lines[number]
        text = site.source[line.start + line.indent : line.end].decode(errors="replace")
        if line.blank:
            if line.end - line.start == column and column:
                # What is left of a line from which the brace was taken.
                yield Trial(title, (site.insert(line.end, "}"),), 0)
            continue
        if line.indent in (column, column + 1) and text.startswith(
            ("else", ")", ";", ",", ".", "?")
        ):
            at = line.start + min(line.indent, column)
            glue = "} " if line.indent == column and text.startswith("else") else "}"
            yield Trial(title, (site.insert(at, glue),), 1)
        if line.indent <= column:
            end = number
            break
    if end < len(lines) and _closes_at(site, lines[end], column):
        return
    if not site.source[brace.end : lines[own].end].strip():
        yield _on_a_line_of_its_own(piece, lines, own, end, title)
        return
    yield from _close_here(piece, opener, len(piece.tokens), last_line=lines[own].end)


def _closes_at(site: Site, line: Line, column: int) -> bool:
    at = line.start + line.indent
    return line.indent == column and site.source[at : at + 1] == b"}"


def _on_a_line_of_its_own(piece: Piece, lines: list[Line], own: int, end: int, title: str) -> Trial:
    site, last = piece.site, end - 1
    column = site.source[lines[own].start : lines[own].start + lines[own].indent].decode()
    while last > own:
        text = site.source[lines[last].start : lines[last].end].strip()
        if text and not (
            text.startswith((b"#[", b"//")) and lines[last].indent <= lines[own].indent
        ):
            break
        last -= 1
    return Trial(title, (site.insert(lines[last].end, f"\n{column}}}"),), 3)


def _open_block(piece: Piece, lines: list[Line], found: Mismatch) -> Iterator[Trial]:
    """`{` at the end of a line that begins a block, before a deeper one."""
    tokens, site = piece.tokens, piece.site
    limit = tokens[found.at].start if found.at < len(tokens) else piece.end
    full = [line for line in lines if not line.blank and line.start < limit]
    for line, following in reversed(list(pairwise(full))):
        if following.indent <= line.indent:
            continue
        on_line = [t for t in tokens if line.start <= t.start < line.end]
        if not on_line or on_line[-1].text in (*"{([,;=.|&+", "where"):
            continue
        heads = _OPENS_A_BLOCK & {t.text for t in on_line}
        arrow = [t.text for t in on_line[-2:]] == ["=", ">"]
        blank = site.source[on_line[-1].end : line.end]
        if not blank.strip():
            text = "{" if blank else " {"
            first = " ".join(t.text for t in on_line[:3])
            cost = 1 if blank else 2 if heads or arrow else 6
            edit = site.insert(on_line[-1].end + len(blank[:1]), text)
            yield Trial(f"Open a block after `{first} …`", (edit,), cost)
    for index in range(found.at - 1, max(0, found.at - REACH), -1):
        if tokens[index].text in (*_OPENS_A_BLOCK, ">", ")"):
            for at in range(index + 1, min(index + 8, found.at + 1)):
                yield Trial(
                    f"Open a block before `{tokens[at].text[:30]}`"
                    if at < len(tokens)
                    else "Open a block",
                    (inserted(piece, at, "{"),),
                    8,
                )


def _remove(piece: Piece, found: Mismatch, closer: str) -> Iterator[Trial]:
    """A closer of the kind that does not fit: the second of two side by side first."""
    tokens = piece.tokens
    for index in range(found.at, max(-1, found.at - REACH), -1):
        token = tokens[index]
        if token.text != closer:
            continue
        doubled = (
            index and tokens[index - 1].text == closer and (tokens[index - 1].end == token.start)
        )
        cost = 0 if doubled else 4 if index == found.at else 9
        edit = _without(piece, token)
        yield Trial(f"Remove the `{closer}` that closes nothing", (edit,), cost)


def _without(piece: Piece, token: Token) -> Edit:
    """With its whole line where nothing else is on it."""
    source = piece.site.source
    start = source.rfind(b"\n", 0, token.start) + 1
    end = source.find(b"\n", token.end)
    alone = not source[start : token.start].strip() and not source[token.end : max(end, 0)].strip()
    if alone and end >= 0:
        return piece.site.replace_range(start, end + 1, "")
    return piece.site.replace_range(token.start, token.end, "")


def _close_here(
    piece: Piece, opener: int, limit: int, last_line: int | None = None
) -> Iterator[Trial]:
    """The closer before each token behind the opener: before `;` or `{` first."""
    tokens = piece.tokens
    closer = CLOSER[tokens[opener].text]
    for index in range(opener + 1, min(len(tokens), limit, opener + REACH) + 1):
        following = tokens[index].text if index < len(tokens) else ""
        if last_line is not None and tokens[index - 1].end > last_line:
            return
        newline = (
            index < len(tokens)
            and b"\n" in piece.site.source[tokens[index - 1].end : tokens[index].start]
        )
        good = following in (";", "{", "?", "") or newline
        fair = following in (",", ".", ")", "]", "}", "=", "-", "+", "<", "&", "|")
        cost = 1 if good else 3 if fair else 6
        title = (
            f"Close `{tokens[opener].text}` before `{following[:30]}`"
            if following
            else (f"Close `{tokens[opener].text}` at the end")
        )
        edit = inserted(piece, index, closer)
        if closer == "}":
            glue = "" if piece.site.source[edit.start - 1 : edit.start].isspace() else " "
            edit = edit.model_copy(update={"text": f"{glue}}}"})
        yield Trial(title, (edit,), cost + (index - opener) // 20)


def _open_here(piece: Piece, at: int, closer: str) -> Iterator[Trial]:
    tokens, opener = piece.tokens, OPENER[closer]
    for index in range(at, max(0, at - REACH), -1):
        before = tokens[index - 1].text if index else ""
        called = before.isidentifier() or before in (">", "!")
        title = f"Open `{opener}` after `{before[:30]}`"
        yield Trial(
            title, (inserted(piece, index, opener),), (2 if called else 5) + (at - index) // 6
        )
