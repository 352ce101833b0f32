"""The tables of the project graph, and opening them."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Raise it with every change of the tables or of what is written into them: an older file is
# thrown away and built anew.
VERSION = 2
_BUSY_MS = 30_000

# `nodes.parent` is NULL at the top of a file: which module that is, `module_files` says (several
# where two crates share a file; the lowest rank is the one symbols are named after). Nodes of
# crates have no file. Edges of kind `defines` are not stored; the view adds them.
_TABLES = """
CREATE TABLE meta (next_node INTEGER NOT NULL);
INSERT INTO meta VALUES (1);
CREATE TABLE files (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, stamp TEXT,
  note TEXT);
CREATE TABLE nodes (
  id INTEGER PRIMARY KEY, file INTEGER, parent INTEGER, kind TEXT NOT NULL, name TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, name_start INTEGER NOT NULL,
  name_end INTEGER NOT NULL, visibility TEXT NOT NULL, signature TEXT NOT NULL, doc_start INTEGER,
  doc_end INTEGER, body BLOB NOT NULL, target TEXT);
CREATE INDEX nodes_of_file ON nodes (file, parent);
CREATE INDEX nodes_of_parent ON nodes (parent) WHERE parent IS NOT NULL;
CREATE INDEX nodes_of_name ON nodes (name, kind);
CREATE TABLE crates (
  node INTEGER PRIMARY KEY, rank INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
  edition TEXT NOT NULL, root TEXT NOT NULL, extern TEXT);
CREATE TABLE module_files (
  module INTEGER NOT NULL, file INTEGER NOT NULL, rank INTEGER NOT NULL,
  PRIMARY KEY (module, file)) WITHOUT ROWID;
CREATE INDEX modules_of_file ON module_files (file, rank);
CREATE TABLE mentions (
  file INTEGER NOT NULL, node INTEGER NOT NULL, role TEXT NOT NULL, path TEXT NOT NULL);
CREATE INDEX mentions_of_file ON mentions (file);
CREATE TABLE links (
  kind TEXT NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL, exact INTEGER NOT NULL,
  file INTEGER NOT NULL, PRIMARY KEY (kind, source, target)) WITHOUT ROWID;
CREATE INDEX links_to ON links (target, kind);
CREATE INDEX links_of_file ON links (file);
CREATE VIEW edges AS
  SELECT kind, source, target, exact FROM links
  UNION ALL SELECT 'defines', parent, id, 1 FROM nodes WHERE parent IS NOT NULL
  UNION ALL SELECT 'defines', module_files.module, nodes.id, 1 FROM module_files
    JOIN nodes ON nodes.file = module_files.file AND nodes.parent IS NULL;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the graph at `path`, whose folder exists; a file of another version or a broken one is
    replaced by an empty graph.

    Raises:
        sqlite3.OperationalError: it cannot be opened or written, or stays locked for 30 s.
    """
    try:
        return _opened(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _opened(path)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -32000")
        if _version(db) != VERSION:
            _rebuild(db)
    except BaseException:
        db.close()
        raise
    return db


def _rebuild(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it meanwhile.
        if _version(db) != VERSION:
            found = "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')"
            for kind, name in db.execute(found).fetchall():
                if not name.startswith("sqlite_"):
                    db.execute(f'DROP {kind} "{name}"')
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    with closing(db.execute("PRAGMA user_version")) as cursor:
        return int(cursor.fetchone()[0])
