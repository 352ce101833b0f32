"""The full-text index: one SQLite file a toolchain, passages as byte spans, no second copy of them.

Several processes may read while one writes (WAL). The text itself is not kept: FTS5's table is
contentless, and a passage is always read from the page it lies in.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_FORMAT = 1
_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, source TEXT NOT NULL, passages INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, source TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, sha256 BLOB NOT NULL, trail TEXT NOT NULL,
    identity BLOB NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words USING fts5(
    title, trail, body, content='', tokenize="porter unicode61 remove_diacritics 2");
"""
# A hit in a title says more than one in a heading above it, and both more than one in the body.
_RANK = "bm25(words, 3.0, 2.0, 1.0)"
_STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a an and are as at be because but by can cannot could do does for from has have how i if
    in is it its my not of on or so than that the there this to was were what when where
    which why will with you
    """,
    )
)


@dataclass(frozen=True)
class Row:
    """A passage as the index knows it. `trail` are its headings, `title` and `body` what it is
    found by beside them; of two with the same `identity` the first is kept."""

    start: int
    end: int
    sha256: bytes
    trail: tuple[str, ...]
    identity: bytes
    title: str
    body: str


@dataclass(frozen=True)
class Hit:
    path: str
    source: str
    start: int
    end: int
    sha256: bytes
    trail: tuple[str, ...]


class DocIndex:
    """Rows of one toolchain's documentation.

    Raises (every method): sqlite3.Error where the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> "DocIndex":
        """The index at `path`, made where it is missing, made anew where it is not one of ours or
        of another format."""
        try:
            return cls(_connect(path))
        except sqlite3.DatabaseError as error:
            # Busy, read-only and full disks are the user's to solve; a broken file is only a cache.
            if isinstance(error, sqlite3.OperationalError):
                raise
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return cls(_connect(path))

    def close(self) -> None:
        self._db.close()

    def files(self) -> dict[str, int]:
        """Pages that are in, with how many passages each gave."""
        return dict(self._db.execute("SELECT path, passages FROM files"))

    def counts(self) -> dict[str, tuple[int, int]]:
        """By source: (pages, passages)."""
        rows = self._db.execute("SELECT source, count(*), sum(passages) FROM files GROUP BY source")
        return {source: (pages, passages) for source, pages, passages in rows}

    def add(self, pages: Iterable[tuple[str, str, Sequence[Row]]]) -> None:
        """Add whole pages (path, source, rows) in one transaction. A passage whose identity
        is already in is left out."""
        with self._db:
            for path, source, rows in pages:
                kept = sum(self._insert(path, source, row) for row in rows)
                self._db.execute("INSERT INTO files VALUES (?, ?, ?)", (path, source, kept))

    def _insert(self, path: str, source: str, row: Row) -> bool:
        trail = "\n".join(row.trail)
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO passages(path, source, start, end, sha256, trail, identity)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (path, source, row.start, row.end, row.sha256, trail, row.identity),
        )
        if not cursor.rowcount:
            return False
        self._db.execute(
            "INSERT INTO words(rowid, title, trail, body) VALUES (?, ?, ?, ?)",
            (cursor.lastrowid, row.title, trail, row.body),
        )
        return True

    def search(
        self, text: str, sources: Sequence[str], limit: int, *, strict: bool = False
    ) -> list[Hit]:
        """Best first: passages with all words of `text`, then (unless `strict`) with some."""
        words = query_words(text)
        found: dict[int, Hit] = {}
        for operator in (" AND ",) if strict else (" AND ", " OR "):
            if words and len(found) < limit:
                for key, hit in self._match(operator.join(words), sources, limit):
                    found.setdefault(key, hit)
        return list(found.values())[:limit]

    def _match(self, query: str, sources: Sequence[str], limit: int) -> list[tuple[int, Hit]]:
        within = f"AND p.source IN ({','.join('?' * len(sources))})" if sources else ""
        rows = self._db.execute(
            f"SELECT p.id, p.path, p.source, p.start, p.end, p.sha256, p.trail"
            f" FROM words JOIN passages p ON p.id = words.rowid"
            f" WHERE words MATCH ? {within} ORDER BY {_RANK}, p.path, p.start LIMIT ?",
            (query, *sources, limit),
        )
        return [
            (key, Hit(path, source, start, end, sha256, tuple(filter(None, trail.split("\n")))))
            for key, path, source, start, end, sha256, trail in rows
        ]


def query_words(text: str) -> list[str]:
    """`text` as FTS5 strings, in its order, each once; words that say nothing are left out unless
    there are no others."""
    words = list(dict.fromkeys(re.findall(r"\w+", text)))
    telling = [word for word in words if word.lower() not in _STOPWORDS]
    return [f'"{word}"' for word in telling or words]


def _connect(path: Path) -> sqlite3.Connection:
    # Used by one thread at a time; which one may change (the job queue's executor).
    db = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A cache: what a power cut loses is indexed again.
        db.execute("PRAGMA synchronous = OFF")
        with db:
            db.execute("BEGIN IMMEDIATE")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {_FORMAT}")
            elif version != _FORMAT:
                raise sqlite3.DatabaseError(f"format {version}")
    except BaseException:
        db.close()
        raise
    return db
