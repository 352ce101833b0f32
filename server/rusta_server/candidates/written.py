"""What the byte model writes, as candidates: what reads as an edit of these files and parses no
worse than before. Whether it is right the compiler says, as of any other candidate."""

from collections.abc import Iterable, Iterator, Mapping

from rusta_indexer.syntax import error_count, parse
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.lm.edit_text import InexpressibleError, Place, to_edits

SOURCE = "lm"


def candidates(
    texts: Iterable[str], files: Mapping[str, str], place: Place, source: str = SOURCE
) -> Iterator[Candidate]:
    """Of texts of edits (`rusta_server.lm.edit_text`), in their order, without repeats."""
    seen: set[tuple[Edit, ...]] = set()
    for text in texts:
        try:
            edits = to_edits(text, files, place)
        except InexpressibleError:
            continue
        if edits not in seen and _parses(edits, files):
            seen.add(edits)
            yield Candidate(source=source, title=title_of(text), edits=edits)


def title_of(text: str) -> str:
    """The first line that it puts in, else the first that it takes away."""
    lines = text.split("\n")
    for mark, word in (("+", "Write"), ("-", "Remove")):
        for line in lines:
            said = " ".join(line[1:].split())
            if line.startswith(mark) and said:
                return f"{word} `{said if len(said) <= 40 else said[:39] + '…'}`"
    return "Change the blanks"


def _parses(edits: tuple[Edit, ...], files: Mapping[str, str]) -> bool:
    for path in sorted({edit.path for edit in edits}):
        if path.endswith(".rs"):
            before = files[path].encode()
            after = apply_edits(before, [edit for edit in edits if edit.path == path])
            if error_count(parse(after)) > error_count(parse(before)):
                return False
    return True
