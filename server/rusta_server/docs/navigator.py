"""The Doc Navigator: what the installed documentation says about a code, a lint or a question.

Codes, lints and curated places are read from their pages directly, so that a cold cache costs
nothing; only a search needs the index, and only as much of it as its sources lie in. Every passage
is read from disk when it is asked for: what no longer hashes to what was indexed is left out.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from rusta_server.contracts.anchor import Passage
from rusta_server.contracts.probe import DOCS_MISSING, UNREADABLE, ProbeFailure
from rusta_server.docs.anchors import Page
from rusta_server.docs.build import Cancellation, Progress, build
from rusta_server.docs.curated import Place, curated
from rusta_server.docs.index import DocIndex, Hit, query_words
from rusta_server.docs.layout import (
    LINT_LISTINGS,
    REMEDY,
    RUSTDOC_LINTS,
    SOURCES,
    Stage,
    pages,
)
from rusta_server.docs.spans import Section, section_at, sections

_ERROR_CODE = re.compile(r"E\d{4}")
_BOOKS = ("reference", "book", "nomicon")
_MOST = 3


class _Never:
    def check(self) -> None:
        """Nobody asks to stop."""


def _unwatched(message: str, done: int | None, of: int | None) -> None:
    """Nobody watches."""


class DocNavigator:
    """Passages of the documentation below `doc_root` (`<sysroot>/share/doc/rust/html`).

    `commit` is the toolchain's, part of every anchor; `cache_dir` holds `<commit>.sqlite`.
    """

    def __init__(
        self,
        doc_root: Path,
        commit: str,
        cache_dir: Path,
        progress: Progress = _unwatched,
        cancel: Cancellation | None = None,
    ) -> None:
        self.doc_root, self.commit, self.cache_dir = doc_root, commit, cache_dir
        self._progress = progress
        self._cancel = cancel or _Never()

    @property
    def missing(self) -> str | None:
        """The command that gets the documentation, where it is not there."""
        return None if (self.doc_root / "error_codes").is_dir() else REMEDY

    def ready(self) -> dict[str, tuple[int, int, int]]:
        """By source: (pages in the index, pages on disk, passages). Builds nothing."""
        counts: dict[str, tuple[int, int]] = {}
        if self._index_path.is_file():
            with _readable(self._index_path), _opened(self._index_path) as index:
                counts = index.counts()
        return {
            source.name: (
                counts.get(source.name, (0, 0))[0],
                sum(1 for _ in pages(self.doc_root, source)),
                counts.get(source.name, (0, 0))[1],
            )
            for source in SOURCES
        }

    def ensure(self, stage: Stage) -> int:
        """Bring the index up to `stage`; how many pages that took.

        Raises:
            ProbeFailure: DOCS_MISSING, UNREADABLE (the cache cannot be written), or CANCELLED
                (from `cancel`); a later call goes on where this one stopped.
        """
        if self.missing:
            raise ProbeFailure(DOCS_MISSING, "the Rust documentation is not installed", REMEDY)
        with _readable(self._index_path):
            self.cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = self._index_path.with_suffix(".lock")
            with _opened(self._index_path) as index:
                return build(self.doc_root, index, lock, stage, self._progress, self._cancel)

    def for_code(self, code: str | None, message: str) -> tuple[Passage, ...]:
        """What documents a diagnostic's code, best first: the error index's page, then passages of
        the Reference, the Book or the Nomicon on its subject. Lints by their name; without a code
        the rule of the grammar that `message` speaks of."""
        return self.with_alternatives(code, message, 0)[0]

    def with_alternatives(
        self, code: str | None, message: str, most: int
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """The passages of `for_code`; and where the last of them is a hit of a search, at most
        `most` further hits of it, which hold all words asked for as well."""
        if code is None:
            found, further = self._on_subject(None, message, ("reference",), most)
            return found[:2], further
        if not _ERROR_CODE.fullmatch(code):
            return self.for_lint(code), ()
        first = self._first_of(f"error_codes/{code}.html")
        if not first:
            return (), ()
        found, further = self._on_subject(code, message, _BOOKS, most)
        return (*first, *found), further

    def for_lint(self, name: str) -> tuple[Passage, ...]:
        """The listing of a rustc or rustdoc lint; empty where there is none (clippy's are not in
        the toolchain's documentation)."""
        tool, _, plain = name.rpartition("::")
        if tool not in ("", "rustdoc"):
            return ()
        listings = LINT_LISTINGS if not tool else (RUSTDOC_LINTS,)
        for path in listings:
            for fragment in (plain.replace("_", "-"), plain):
                found = self.at(Place(path, fragment), whole=True)
                if found is not None:
                    return (found,)
        return ()

    def at(self, place: Place, *, whole: bool = False) -> Passage | None:
        """The passage at a known place; None where there is none on this toolchain."""
        page = Page.read(self.doc_root, self.commit, place.path)
        section = page and section_at(page.raw, place.fragment, whole=whole)
        return page.passage(section) if page and section else None

    def top(self, path: str) -> Passage | None:
        """The opening of a page of the standard library: its item's declaration and description.
        None where there is no such page, or it only leads to another."""
        page = Page.read(self.doc_root, self.commit, path)
        found = sections(page.raw, rustdoc=True) if page else []
        return page.passage(found[0]) if page and found else None

    def search(
        self, query: str, sources: Sequence[str] = (), limit: int = 5, *, strict: bool = False
    ) -> list[Passage]:
        """Passages that match `query`, best first. Indexes what is missing of `sources` first.
        `strict`: only those that hold every word of it.

        Raises:
            ProbeFailure: as `ensure`.
        """
        self.ensure(_stage_for(sources))
        with _readable(self._index_path), _opened(self._index_path) as index:
            hits = index.search(query, sources, limit, strict=strict)
        return [passage for hit in hits if (passage := self._of_hit(hit)) is not None]

    @property
    def _index_path(self) -> Path:
        return self.cache_dir / f"{self.commit}.sqlite"

    def _first_of(self, path: str) -> tuple[Passage, ...]:
        page = Page.read(self.doc_root, self.commit, path)
        found = sections(page.raw, rustdoc=False) if page else []
        return (page.passage(found[0]),) if page and found else ()

    def _on_subject(
        self, code: str | None, message: str, sources: Sequence[str], most: int
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """Known places, else the best hit of a search and at most `most` further ones."""
        places = curated().places(code, message)
        known = [p for p in map(self.at, places) if p is not None]
        subject = _subject(message)
        # What merely shares a word with a message is not about it: better silent than beside it.
        if known or self.missing or len(query_words(subject)) < 2:
            return tuple(known[:_MOST]), ()
        try:
            hits = tuple(self.search(subject, sources, 1 + most, strict=True))
        except ProbeFailure as failure:
            if failure.code != UNREADABLE:
                raise
            return (), ()  # A cache that cannot be written must not cost the error index's page.
        return hits[:1], hits[1:]

    def _of_hit(self, hit: Hit) -> Passage | None:
        page = Page.read(self.doc_root, self.commit, hit.path)
        if page is None or sha256(page.raw[hit.start : hit.end]).digest() != hit.sha256:
            return None
        return page.passage(Section(hit.start, hit.end, hit.trail, None))


@contextmanager
def _opened(path: Path) -> Iterator[DocIndex]:
    index = DocIndex.open(path)
    try:
        yield index
    finally:
        index.close()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Failures of the cache as the user meets them."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ProbeFailure(
            UNREADABLE,
            f"the documentation's index {path} cannot be used: {error}",
            "set XDG_CACHE_HOME to a folder that can be written",
        ) from error


def _stage_for(sources: Iterable[str]) -> Stage:
    names = set(sources)
    stages = {s.stage for s in SOURCES if s.name in names} if names else {"all"}
    return "all" if "all" in stages else "books" if "books" in stages else "codes"


def _subject(message: str) -> str:
    """A message without the user's own names: what is between backticks, unless it is a keyword or
    a token of Rust's."""
    return re.sub(
        r"`([^`]*)`", lambda m: m[1] if len(m[1]) < 7 and m[1].islower() else " ", message
    )
