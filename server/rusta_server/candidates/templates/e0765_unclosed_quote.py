"""A text or a character whose closing quote is missing, or with the quotes of another kind.

The lexer then reads on to the next quote and takes code for text up to the end of the file, so the
error stands far from its cause. Looked for is a line with a quote that has no partner on it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, sites
from rusta_server.candidates.tokens import Piece, Trial, lines_of, piece_of, ranked
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0765", "E0762", "E0763", "E0766", "E0758")

_STRING = re.compile(rb"\"(?:\\.|[^\"\\])*\"|'(?:\\.[^']*|[^'\\])'|//.*")
_ENDS = re.compile(rb"[),;}\]?.]|\s*=>|\s*$| \+| ==| \{")
_BARE_CHARACTER = re.compile(rb"b?'(?:\\(?:x\w\w|u\{\w+\}|.)|[^'\\])(?!')(?!\w)")
MAX_LINES = 40


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code == "E0758":
        yield from _comment(scene)
        return
    site = primary_site(scene)
    if site is None or not site.path.endswith(".rs"):
        return
    if "character literal" in scene.diagnostic.message:
        return  # Quotes of the wrong kind, which the compiler suggests to change.
    found = 0
    for line in lines_of(site.source):
        text = site.source[line.start : line.end]
        # Literals and comments blanked out, what remains is a quote without a partner.
        rest = _STRING.sub(lambda m: b" " * len(m[0]), text)
        if b'"' in rest and found < MAX_LINES:
            found += 1
            yield from _close(site, line.start, line.end, line.start + rest.rindex(b'"'))
    if scene.diagnostic.code in ("E0762", "E0763"):
        yield from _character(site)


def _close(site: Site, start: int, end: int, quote: int) -> Iterator[Offer]:
    if _inside_text(site, start, quote):
        return
    piece = piece_of(Site(site.path, site.source, quote, end))
    yield from ranked(piece, _trials(piece, quote, end))


def _inside_text(site: Site, start: int, quote: int) -> bool:
    """Does a text of several lines end here? Then as many quotes stand before it on the line."""
    before = site.source[start:quote]
    return (
        bool(re.fullmatch(rb"[^(=\[{,!&+>:\"]*", before))
        and b"\\" not in before
        and bool(re.match(rb"\s*[,);.]", site.source[quote + 1 : quote + 4]))
    )


def _trials(piece: Piece, quote: int, end: int) -> Iterator[Trial]:
    text = piece.site.source
    places = [at for at in range(quote + 1, end + 1) if _ENDS.match(text[at:end])]
    # The longest text first: what stands behind it is mostly `)`, `;` or `,` alone.
    for at in reversed(places):
        rest = text[at:end].strip()
        only_ends = bool(re.fullmatch(rb"[),;}\]?{]*", rest))
        title = f"Close the text before `{rest.decode(errors='replace')[:20]}`"
        cost = (len(rest) if only_ends else 20 + len(rest)) if rest else 8
        if only_ends and rest:
            cost = 10 - min(9, len(rest))
        yield Trial(title, (piece.site.insert(at, '"'),), cost, sure=True)


def _character(site: Site) -> Iterator[Offer]:
    """`'a` becomes `'a'` behind its one character."""
    start = site.source.rfind(b"\n", 0, site.start) + 1
    end = site.source.find(b"\n", site.start)
    for found in _BARE_CHARACTER.finditer(site.source, start, end if end >= 0 else site.end):
        yield Offer("Close the character with `'`", (site.insert(found.end(), "'"),))


def _comment(scene: Scene) -> Iterator[Offer]:
    """`*/` at the end of the comment's first line, else behind its last line of prose."""
    for site, _ in sites(scene):
        lines = [line for line in lines_of(site.source) if line.end >= site.start]
        if not lines:
            continue
        prose = next(
            (i for i, line in enumerate(lines[1:], 1) if not _is_prose(site, line.start, line.end)),
            len(lines),
        )
        for number in dict.fromkeys((0, prose - 1)):
            edit = site.insert(lines[number].end, " */")
            yield Offer("Close the comment with `*/`", (edit,))


def _is_prose(site: Site, start: int, end: int) -> bool:
    text = site.source[start:end].strip()
    return text.startswith(b"*") or (bool(text) and not re.search(rb"[;{}(]", text))
