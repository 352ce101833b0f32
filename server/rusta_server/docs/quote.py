"""What an explanation quotes of a passage: its first whole sentences of prose. Pure."""

import re

from rusta_server.contracts.anchor import Passage

LONGEST = 300
_FENCE = re.compile(r"^(\s*)(`{3,})[^\n]*\n.*?^\s*\2`*\s*$", re.DOTALL | re.MULTILINE)
# No prose: a heading (unless it is a sentence or a note), table row, caption, rule, footnote.
_NO_PROSE = re.compile(
    r"^\s*(#{1,6}\s(?!Note:).*[^.]$|\||Filename:|Listing \d|-{3,}\s*$|\*\*Syntax\*\*|\[\^)",
    re.IGNORECASE,
)
# What speaks to the reader of a book, not about the language.
_ASIDE = re.compile(
    r"\?$|\bListing \d|\bthis (book|chapter|section)\b|^(Let’s|Recall|First|We’ll|Now that)\b"
    r"|^For more information\b"
)
_ANNOUNCES_CODE = re.compile(r"^(Erroneous code examples?|Example|For example)s?:$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*#{1,6}\s+|^\s*(?:[-*+]|\d+\.)\s+|^\s*>\s?")
_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][)\"”’]))\s+(?=[A-Z`“\"(‘*])")
_CLOSING = ')]"”’`'
_ABBREVIATION = re.compile(r"(?:\be\.g|\bi\.e|\betc|\bvs|\bcf)\.$", re.IGNORECASE)


def first_sentences(passage: Passage, n: int) -> str:
    """At most `n` whole sentences of the passage's prose, together at most LONGEST characters.

    Code blocks, headings and tables are left out. So are, unless there is nothing else: sentences
    that speak of the text itself, that only announce what follows (`…:`), and items of a list
    without a full stop. Emphasis loses its marks, `code` keeps its backticks. A first sentence
    that is longer is cut at a word, with an ellipsis. Empty where the passage has no prose.
    """
    said = _sentences(passage.text)
    whole = [s for s in said if s.rstrip(_CLOSING).endswith((".", "!", "?"))]
    plain = [s for s in whole if not _ASIDE.search(s)]
    announcing = [f"{s[:-1]}." for s in said if s.endswith(":")]
    fragments = [s for s in said if s not in whole and not s.endswith(":")]
    sentences = plain or whole or announcing or fragments
    chosen: list[str] = []
    for sentence in sentences:
        if len(chosen) == n or len(" ".join([*chosen, sentence])) > LONGEST:
            break
        chosen.append(sentence)
    if chosen:
        return " ".join(chosen)
    longest = next(iter(sentences), "")
    return longest[: LONGEST - 1].rsplit(" ", 1)[0] + "…" if longest else ""


def _sentences(text: str) -> list[str]:
    found = []
    for paragraph in re.split(r"\n\s*\n", _FENCE.sub("\n\n", text)):
        for prose in _runs(paragraph):
            found += [s for s in _split(prose) if len(s) > 3 and not _ANNOUNCES_CODE.match(s)]
    return found


def _runs(paragraph: str) -> list[str]:
    """The paragraph's prose, each list item on its own."""
    runs: list[str] = []
    for line in paragraph.splitlines():
        if _NO_PROSE.match(line):
            continue
        if _ITEM.match(line) or not runs:
            runs.append(_ITEM.sub("", line))
        else:
            runs[-1] += f" {line}"
    return [" ".join(re.sub(r"\*\*?([^*\n]+)\*\*?", r"\1", run).split()) for run in runs]


def _split(prose: str) -> list[str]:
    sentences: list[str] = []
    for piece in _END.split(prose):
        if sentences and _ABBREVIATION.search(sentences[-1]):
            sentences[-1] += f" {piece}"
        else:
            sentences.append(piece)
    return [sentence.strip() for sentence in sentences if sentence.strip()]
