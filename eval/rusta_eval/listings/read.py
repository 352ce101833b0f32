"""The listings of Book, Nomicon and Rust by Example that are marked as failing.

Listings are parts of programs. Which of them lack something that no repair could bring back is told
by rule, from what rustc says, never by reading them."""

import re
from collections.abc import Iterator
from pathlib import Path

from rusta_eval import cargo
from rusta_eval.error_index.cases import HERE
from rusta_eval.error_index.extract import Example, documentation, examples
from rusta_eval.error_index.suite import Suite

BOOKS = {"book": "2024", "nomicon": "2024", "rust-by-example": "2021"}
"""Each book's folder, and the edition its listings are of that name none."""
_TRANSLATION = re.compile(r"[a-z]{2}")
_UNLINKED = re.compile(r"unlinked crate `(\w+)`|can't find crate for `(\w+)`")


def pages(book: Path) -> list[Path]:
    """The chapters, sorted. `print.html` is all of them again, and so is every translation."""
    found = [path for path in sorted(book.rglob("*.html")) if path.name != "print.html"]
    return [path for path in found if not _TRANSLATION.fullmatch(path.relative_to(book).parts[0])]


def read() -> Iterator[Example]:
    """Every failing listing; its page is named `book.chapter`, folders with dots.

    Raises FileNotFoundError where the toolchain has no documentation."""
    for name, edition in BOOKS.items():
        book = documentation(name)
        for path in pages(book):
            page = path.relative_to(book).with_suffix("").as_posix().replace("/", ".")
            yield from examples(path.read_text("utf-8"), f"{name}.{page}", edition)


def lacks(example: Example, found: cargo.Check) -> str | None:
    """What the listing needs that is not in it: a file of a module, or a crate."""
    said = [text for error in found.errors for text in _texts(error)]
    if "E0583" in found.codes or any("couldn't read" in text for text in said):
        return "needs another file"
    for text in said:
        for names in _UNLINKED.findall(text):
            name = "".join(names)
            if not re.search(rf"\bmod\s+{name}\b", example.text):
                return "needs an external crate"
    return None


def _texts(message: dict[str, object]) -> Iterator[str]:
    """The message, its labels, and those of its notes and suggestions."""
    yield str(message["message"])
    spans, children = message["spans"], message["children"]
    assert isinstance(spans, list) and isinstance(children, list)
    yield from (span["label"] for span in spans if span["label"])
    for child in children:
        yield from _texts(child)


LISTINGS = Suite(
    module="listings",
    title="the measure of the books' listings",
    folder=HERE.parent / "listings",
    read=read,
    reason=lacks,
)
