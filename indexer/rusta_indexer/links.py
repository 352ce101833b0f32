"""From the paths that files mention to edges between nodes."""

import sqlite3
from collections.abc import Iterable, Iterator

from rusta_indexer.names import Ids, Names

# A method name that more types share says nothing about which is meant.
_MAX_BY_NAME = 16
_TYPES = ("struct", "enum", "union", "trait", "type_alias")
_CALLED = frozenset(("fn", "method", "struct", "variant", "const", "static"))

Link = tuple[str, int, int, int, int]


def link_files(db: sqlite3.Connection, files: Iterable[int]) -> int:
    """Make the uses, impls and calls edges of `files` anew; how many files that were.

    What `Self::f` and `Type::f` mean depends on all impls edges, so those come first.
    """
    numbers = sorted(files)
    for file in numbers:
        db.execute("DELETE FROM links WHERE file = ?", (file,))
    names = Names(db, impls=False)
    for file in numbers:
        _insert(db, _impls(db, names, file))
    names = Names(db)
    for file in numbers:
        _insert(db, _uses(db, names, file))
        _insert(db, _calls(db, names, file))
    return len(numbers)


def _insert(db: sqlite3.Connection, links: Iterable[Link]) -> None:
    # An exact edge comes before one by name and stays.
    found = sorted(set(links), key=lambda link: (link[:3], -link[3]))
    db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?)", found)


def _impls(db: sqlite3.Connection, names: Names, file: int) -> Iterator[Link]:
    query = "SELECT node, role, path FROM mentions WHERE file = ? AND role IN ('trait', 'self')"
    for node, role, path in db.execute(query, (file,)).fetchall():
        for target in names.resolve(names.owner(node), path):
            kind = names.row(target).kind
            if kind in _TYPES and (role == "self" or kind in ("trait", "type_alias")):
                yield ("impls", node, target, 1, file)


def _uses(db: sqlite3.Connection, names: Names, file: int) -> Iterator[Link]:
    query = "SELECT id FROM nodes WHERE file = ? AND kind = 'use'"
    for (use,) in db.execute(query, (file,)).fetchall():
        for target in names.imported(use):
            # A file that no module names is a scope, but no node.
            if target > 0:
                yield ("uses", use, target, 1, file)


def _calls(db: sqlite3.Connection, names: Names, file: int) -> Iterator[Link]:
    query = "SELECT node, role, path FROM mentions WHERE file = ? AND role NOT IN ('trait', 'self')"
    by_name = _ByName(db)
    for node, role, path in db.execute(query, (file,)).fetchall():
        exact: Ids = ()
        fallback: Ids = ()
        if role == "macro":
            exact = _of_kind(names, names.resolve(node, path), ("macro",))
            fallback = by_name.of(path.rpartition("::")[2], ("macro",))
        elif role == "method":
            fallback = by_name.of(path, ("method",))
        elif role == "self_method":
            exact = _of_kind(names, names.resolve(node, f"Self::{path}"), ("method",))
            fallback = by_name.of(path, ("method",))
        else:
            exact = _of_kind(names, names.resolve(node, path), _CALLED)
            if role == "token":
                fallback = (*exact, *by_name.of(path, ("fn", "method")))
                exact = ()
            elif "::" not in path:
                fallback = by_name.of(path, ("fn",))
        for target in exact or fallback:
            yield ("calls", node, target, int(bool(exact)), file)


def _of_kind(names: Names, nodes: Ids, kinds: Iterable[str]) -> Ids:
    return tuple(node for node in nodes if names.row(node).kind in kinds)


class _ByName:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._found: dict[tuple[str, tuple[str, ...]], Ids] = {}

    def of(self, name: str, kinds: tuple[str, ...]) -> Ids:
        """All nodes of that name, none where they are too many to mean anything."""
        key = (name, kinds)
        if key not in self._found:
            marks = ", ".join("?" * len(kinds))
            query = f"SELECT id FROM nodes WHERE name = ? AND kind IN ({marks}) LIMIT ?"
            rows = self._db.execute(query, (name, *kinds, _MAX_BY_NAME + 1)).fetchall()
            self._found[key] = tuple(n for (n,) in rows) if len(rows) <= _MAX_BY_NAME else ()
        return self._found[key]
