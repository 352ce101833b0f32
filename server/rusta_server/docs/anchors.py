"""From a section of a page to a passage with its anchor, and back to the bytes on disk."""

from pathlib import Path

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.docs.layout import item_name, page_title, source_of
from rusta_server.docs.render import to_markdown
from rusta_server.docs.spans import Section

_STEP = " › "


class Page:
    """One page of the documentation as it lies on disk now."""

    def __init__(self, commit: str, path: str, raw: bytes) -> None:
        self.commit, self.path, self.raw = commit, path, raw

    @classmethod
    def read(cls, root: Path, commit: str, path: str) -> "Page | None":
        """None where the page is not there or cannot be read."""
        try:
            return cls(commit, path, (root / path).read_bytes())
        except OSError:
            return None

    def passage(self, section: Section) -> Passage:
        span = self.raw[section.start : section.end]
        title, heading = names(self.path, section.trail)
        anchor = Anchor(
            kind="doc",
            source=f"{self.commit}/{self.path}",
            start=section.start,
            end=section.end,
            span_sha256=sha256_hex(span),
            title=title,
        )
        return Passage(anchor=anchor, heading=heading, text=to_markdown(span))


def names(path: str, trail: tuple[str, ...]) -> tuple[str, str]:
    """(title, heading) of a section: `Mutable References · The Rust Programming Language` and the
    whole path of headings above it; for the standard library `std::vec::Vec::push`."""
    source = source_of(path)
    if source is not None and source.rustdoc:
        item = item_name(path)
        steps = (item, *trail)
        # Members are identifiers, headings of prose begin upper-case and are several on a page.
        separator = "::" if len(trail) == 1 and trail[0].isidentifier() else " · "
        return separator.join(steps), _STEP.join((source.title, *steps))
    book = page_title(path)
    return f"{trail[-1]} · {book}" if trail else book, _STEP.join((book, *trail))
