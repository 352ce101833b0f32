"""The project graph: definitions of a workspace and how they refer to each other, in SQLite."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from rusta_indexer import indexing
from rusta_indexer.meaning import Meaning, Meanings
from rusta_indexer.names import Names
from rusta_indexer.records import (
    EDGES,
    KINDS,
    CrateRoot,
    Edge,
    SourceFile,
    Stats,
    Symbol,
    UpdateReport,
    Visible,
)
from rusta_indexer.schema import connect
from rusta_indexer.scope import ScopeName
from rusta_indexer.spelling import nearest
from rusta_indexer.symbols import Symbols
from rusta_indexer.tokens import Token

_SYMBOL_COLUMNS = (
    'n.id, n.name, n.kind, coalesce(f.path, c.root), n.start, n."end", n.name_start, n.name_end, '
    "n.visibility, n.signature, n.doc_start, n.doc_end FROM nodes n "
    "LEFT JOIN files f ON f.id = n.file LEFT JOIN crates c ON c.node = n.id"
)

P = ParamSpec("P")
R = TypeVar("R")


def _from_one_state(
    asked: Callable[Concatenate["ProjectGraph", P], R],
) -> Callable[Concatenate["ProjectGraph", P], R]:
    @wraps(asked)
    def within(graph: "ProjectGraph", /, *args: P.args, **kwargs: P.kwargs) -> R:
        with graph.snapshot():
            return asked(graph, *args, **kwargs)

    return within


class ProjectGraph:
    """One connection to one graph; use it from one thread. Several processes may hold the same
    file: updates wait for each other, and an answer is that of one finished update, whatever
    others finish while it is worked out. `snapshot` makes several answers those of one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._version: object = None
        with self.snapshot():
            pass

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make the graph in the file `path`, whose folder exists.

        Raises:
            sqlite3.OperationalError: the file cannot be opened or written.
        """
        return cls(connect(path))

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def update(self, files: Iterable[SourceFile], crates: Sequence[CrateRoot] = ()) -> UpdateReport:
        """Make the graph that of exactly these files and crates: all or, on any error, nothing."""
        with self.updated(files, crates) as report:
            pass
        return report

    @contextmanager
    def updated(
        self, files: Iterable[SourceFile], crates: Sequence[CrateRoot] = ()
    ) -> Iterator[UpdateReport]:
        """`update`, and nobody else's update comes between it and what is asked within."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            report = indexing.update(self._db, files, crates)
            self._forget()
            yield report
            self._db.execute("COMMIT")
        finally:
            self._roll_back()
            self._version = None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is asked within is answered from one state of the graph."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            # Reading the version is also what fixes the state: BEGIN alone does not.
            version = self._db.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._forget()
                self._version = version
            yield
        finally:
            self._roll_back()

    @_from_one_state
    def symbols(
        self, name: str, near: bool = False, kinds: Sequence[str] = (), limit: int = 20
    ) -> list[Symbol]:
        """Definitions called `name`; with `near` those spelled like it instead, nearest first.
        Imports and impls (which define no name) only where asked for. Equals are sorted by path
        and place."""
        wanted = tuple(kinds) or tuple(kind for kind in KINDS if kind not in ("use", "impl"))
        marks = ", ".join("?" * len(wanted))
        if near:
            query = f"SELECT DISTINCT name FROM nodes WHERE kind IN ({marks})"
            known = (other for (other,) in self._db.execute(query, wanted))
            names = [other for _, other in nearest(name, known)]
        else:
            names = [name]
        found: list[Symbol] = []
        for each in names:
            if len(found) >= limit:
                break
            where = f"WHERE n.name = ? AND n.kind IN ({marks}) ORDER BY 4, n.start, n.id LIMIT ?"
            found += self._symbols(where, (each, *wanted, limit - len(found)))
        return found

    @_from_one_state
    def names(self) -> tuple[list[str], list[str]]:
        """The names of all definitions and crates; the paths that imports and other code speak of,
        whether they lead anywhere or not. Each sorted."""
        defined = "SELECT name FROM nodes WHERE kind != 'use' UNION SELECT extern FROM crates"
        spoken = (
            "SELECT name FROM nodes WHERE kind = 'use' UNION SELECT path FROM mentions "
            "UNION SELECT target FROM nodes WHERE kind = 'use'"
        )
        rows = (self._db.execute(query).fetchall() for query in (defined, spoken))
        first, second = (sorted(name for (name,) in each if name) for each in rows)
        return first, second

    @_from_one_state
    def symbol(self, node: int) -> Symbol | None:
        return next(self._symbols("WHERE n.id = ?", (node,)), None)

    @_from_one_state
    def edges(self, node: int, kind: str | None = None, *, incoming: bool = False) -> list[Edge]:
        """Edges that start at `node`, or that end there; sorted."""
        end = "target" if incoming else "source"
        query = f"SELECT kind, source, target, exact FROM edges WHERE {end} = ? ORDER BY 1, 2, 3"
        rows = self._db.execute(query, (node,)).fetchall()
        return [Edge(k, s, t, bool(e)) for k, s, t, e in rows if kind in (None, k)]

    @_from_one_state
    def visible(self, path: str, inline: Sequence[str] = ()) -> list[Visible]:
        """The names of the module that `inline` names within the file `path`: its items, what it
        imports from indexed files, and the indexed crates. Sorted by name."""
        scope = self._scope(path, inline)
        if scope is None:
            return []
        externs, visible = self._names.externs(), self._names.visible(scope)
        own = self._names.children(scope)
        found: list[Visible] = []
        for name in sorted({*externs, *visible}):
            for node in visible.get(name) or externs[name]:
                symbol = self.symbol(node)
                if symbol is not None:
                    path_of_it = self._imported_by(own.get(name), name, scope, symbol)
                    found.append(Visible(name, path_of_it, symbol))
        return found

    def _imported_by(
        self, own: Sequence[int] | None, name: str, scope: int, symbol: Symbol
    ) -> str | None:
        if own is not None:
            rows = [self._names.row(node) for node in own]
            return next((row.target for row in rows if row.kind == "use"), None)
        if symbol.kind == "crate":
            return name
        # A glob brought it in: its own path, as it reads from this crate.
        crate = self._names.crate_of(symbol.id)
        if crate == self._names.crate_of(scope):
            return symbol.rust_path
        externs = self._names.externs().items()
        extern = next((extern for extern, nodes in externs if crate in nodes), None)
        return symbol.rust_path.replace("crate", extern, 1) if extern else symbol.rust_path

    @_from_one_state
    def members(self, path: str, inline: Sequence[str], type_path: str) -> list[Symbol]:
        """Fields, methods and other associated items of the type or trait that `type_path` names
        in a module (see `visible`), sorted by file and place."""
        scope = self._scope(path, inline)
        if scope is None:
            return []
        found: set[int] = set()
        for node in self._names.resolve(scope, type_path):
            blocks = (node, *self._names.impls_of(node))
            if self._names.row(node).kind == "trait":
                blocks = (node,)
            for block in blocks:
                found.update(child for ids in self._names.children(block).values() for child in ids)
        symbols = [symbol for node in found if (symbol := self.symbol(node)) is not None]
        return sorted(symbols, key=lambda s: (s.path, s.start, s.id))

    @_from_one_state
    def meaning(self, path: str, source: bytes, token: Token) -> Meaning:
        """What a name written in the file `path` stands for."""
        return self._meanings.of(path, source, token)

    @_from_one_state
    def uses(
        self, node: int, name: str, files: Iterable[tuple[str, bytes]]
    ) -> list[tuple[str, Token, bool, Symbol | None]]:
        """Mentions of the definition `node` in `files`: (file, token, surely meant, within what),
        in the order of the files."""
        found = []
        for path, token, exact in self._meanings.uses(node, name, files):
            within = self.symbol(max(self._meanings.owner(path, token.start), 0))
            found.append((path, token, exact, within))
        return found

    @_from_one_state
    def local_uses(self, local: ScopeName, source: bytes) -> list[Token]:
        """Mentions of a binding within its function."""
        return list(self._meanings.local_uses(local, source))

    @_from_one_state
    def stats(self) -> Stats:
        (files,) = self._db.execute("SELECT count(*) FROM files").fetchone()
        nodes = dict(self._db.execute("SELECT kind, count(*) FROM nodes GROUP BY kind"))
        edges = dict(self._db.execute("SELECT kind, count(*) FROM edges GROUP BY kind"))
        return Stats(
            files,
            {kind: nodes.get(kind, 0) for kind in KINDS},
            {kind: edges.get(kind, 0) for kind in EDGES},
        )

    def _scope(self, path: str, inline: Sequence[str]) -> int | None:
        query = (
            "SELECT f.id, m.module FROM files f LEFT JOIN module_files m ON m.file = f.id "
            "WHERE f.path = ? ORDER BY m.rank LIMIT 1"
        )
        row = self._db.execute(query, (path,)).fetchone()
        if row is None:
            return None
        scope = row[1] if row[1] is not None else -row[0]
        for name in inline:
            inner = self._names.children(scope).get(name, ())
            modules = [node for node in inner if self._names.row(node).kind == "module"]
            if not modules:
                return None
            scope = modules[0]
        return int(scope)

    def _symbols(self, where: str, values: Sequence[object]) -> Iterator[Symbol]:
        for row in self._db.execute(f"SELECT {_SYMBOL_COLUMNS} {where}", tuple(values)).fetchall():
            node, name, kind, path, start, end, name_start, name_end = row[:8]
            visibility, signature, doc_start, doc_end = row[8:]
            yield Symbol(
                id=node,
                symbol=self._scip.scip(node),
                rust_path=self._scip.rust_path(node),
                name=name,
                kind=kind,
                path=path,
                start=start,
                end=end,
                name_start=name_start,
                name_end=name_end,
                visibility=visibility,
                signature=signature,
                doc=(doc_start, doc_end) if doc_start is not None else None,
            )

    def _forget(self) -> None:
        self._names = Names(self._db)
        self._scip = Symbols(self._db, self._names)
        self._meanings = Meanings(self._db, self._names)

    def _roll_back(self) -> None:
        # SQLite did it by itself where the disk was full.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
