"""Bringing the stored graph up to date: what changed is parsed, what depends on it linked anew."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rusta_indexer.affected import changed_names, files_mentioning, interface
from rusta_indexer.extract import FileFacts, Item, extract
from rusta_indexer.identity import Trait, match
from rusta_indexer.links import link_files
from rusta_indexer.module_files import Declaration, place
from rusta_indexer.records import CrateRoot, SourceFile, UpdateReport

# Larger sources are generated tables; parsing one costs seconds.
MAX_BYTES = 2_000_000


@dataclass
class _Parsed:
    """A new or changed file: `note` says why it was not looked into."""

    file: int
    path: str
    sha256: str
    stamp: str | None
    note: str | None
    new: bool = False
    facts: FileFacts = field(default_factory=FileFacts)


def update(
    db: sqlite3.Connection, files: Iterable[SourceFile], crates: Sequence[CrateRoot]
) -> UpdateReport:
    """Make the graph that of exactly `files` and `crates`, within the transaction the caller holds.

    Edges of the files that stayed the same are kept where nothing they may refer to came or went.
    """
    crates_changed = _sync_crates(db, crates)
    changed, dropped = _compare(db, files)
    anew = crates_changed or bool(dropped) or any(parsed.new for parsed in changed)
    touched = () if anew else tuple(parsed.file for parsed in changed)
    before = interface(db, touched)
    _replace(db, changed, dropped)
    names = None if anew else changed_names(before, interface(db, touched))
    mentioning = None if names is None else files_mentioning(db, names)
    if mentioning is None:
        _place_files(db)
        relinked = link_files(db, [file for (file,) in db.execute("SELECT id FROM files")])
    else:
        relinked = link_files(db, {*touched, *mentioning})
    notes = db.execute("SELECT path, note FROM files WHERE note IS NOT NULL ORDER BY path")
    (total,) = db.execute("SELECT count(*) FROM files").fetchone()
    reparsed = sum(parsed.note is None for parsed in changed)
    return UpdateReport(total, reparsed, len(dropped), relinked, tuple(notes.fetchall()))


def _sync_crates(db: sqlite3.Connection, crates: Sequence[CrateRoot]) -> bool:
    """Whether anything about the crates changed. A crate is known by its package and root file."""
    columns = "name, version, edition, root, extern, rank"
    query = f"SELECT node, {columns} FROM crates"
    known = {(row[1], row[4]): row for row in db.execute(query)}
    wanted: dict[tuple[str, str], tuple[object, ...]] = {}
    for rank, c in enumerate(crates):
        # Of a library and a binary made of one file the first counts.
        row = (c.name, c.version, c.edition, c.root_file, c.extern, rank)
        wanted.setdefault((c.name, c.root_file), row)
    if {key: row[1:] for key, row in known.items()} == wanted:
        return False
    for key, (node, *_) in known.items():
        if key not in wanted:
            db.execute("DELETE FROM nodes WHERE id = ?", (node,))
    db.execute("DELETE FROM crates")
    for key, values in wanted.items():
        if key in known:
            node = known[key][0]
            db.execute("UPDATE nodes SET name = ? WHERE id = ?", (key[0], node))
        else:
            (node,) = _new_ids(db, 1)
            item = Item("crate", key[0], -1, 0, 0, 0, 0, "pub", f"crate {key[0]}", b"")
            _insert_nodes(db, [_node_row(node, None, None, item)])
        added = (node, *values)
        db.execute(f"INSERT INTO crates (node, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", added)
    return True


def _compare(
    db: sqlite3.Connection, files: Iterable[SourceFile]
) -> tuple[list[_Parsed], list[int]]:
    """The new and changed files, parsed, and the ids of those that are gone."""
    query = "SELECT path, id, sha256, stamp FROM files"
    known = {path: (file, sha256, stamp) for path, file, sha256, stamp in db.execute(query)}
    gone = {path: file for path, (file, _, _) in known.items()}
    changed: list[_Parsed] = []
    seen: set[str] = set()
    for source in files:
        if source.path in seen:
            continue
        seen.add(source.path)
        gone.pop(source.path, None)
        file, sha256, stamp = known.get(source.path, (0, None, None))
        if sha256 is not None and _same(source, sha256, stamp):
            continue
        parsed = _read(source, sha256)
        if parsed is None:
            db.execute("UPDATE files SET stamp = ? WHERE id = ?", (source.stamp, file))
            continue
        if not file:
            insert = "INSERT INTO files (path, sha256) VALUES (?, '')"
            file = db.execute(insert, (source.path,)).lastrowid or 0
            parsed.new = True
        parsed.file = file
        changed.append(parsed)
    return changed, list(gone.values())


def _same(source: SourceFile, sha256: str, stamp: str | None) -> bool:
    if source.sha256 is not None:
        return source.sha256 == sha256
    return source.stamp is not None and source.stamp == stamp


def _read(source: SourceFile, known_sha256: str | None) -> _Parsed | None:
    """None where the bytes are those already indexed. The hash is always that of the bytes parsed,
    for a file may change between being listed and being read."""
    parsed = _Parsed(0, source.path, source.sha256 or "", source.stamp, None)
    if source.size is not None and source.size > MAX_BYTES:
        return _too_large(parsed, source.size)
    try:
        data = source.load()
    except OSError as error:
        parsed.sha256, parsed.stamp = "", None
        parsed.note = f"cannot be read: {error.strerror or error}"
        return parsed
    parsed.sha256 = hashlib.sha256(data).hexdigest()
    if parsed.sha256 == known_sha256:
        return None
    if len(data) > MAX_BYTES:
        return _too_large(parsed, len(data))
    parsed.facts = extract(data)
    return parsed


def _too_large(parsed: _Parsed, size: int) -> _Parsed:
    parsed.note = f"too large: {size} bytes, of {MAX_BYTES} at most"
    return parsed


def _replace(db: sqlite3.Connection, changed: Sequence[_Parsed], dropped: Sequence[int]) -> None:
    """Write the facts of `changed` over what was known of them; nodes keep the ids of those they
    continue, be it from another of these files."""
    touched = sorted([*(parsed.file for parsed in changed), *dropped])
    old = [entry for file in touched for entry in _stored_traits(db, file)]
    new: list[Trait] = []
    for parsed in changed:
        new += _traits(parsed, len(new))
    kept = match(old, new) if old else [None] * len(new)
    fresh = iter(_new_ids(db, kept.count(None)))
    ids = iter([next(fresh) if node is None else node for node in kept])
    for file in touched:
        for table in ("nodes", "mentions", "links"):
            db.execute(f"DELETE FROM {table} WHERE file = ?", (file,))
    for file in dropped:
        db.execute("DELETE FROM files WHERE id = ?", (file,))
    for parsed in changed:
        of_file = [next(ids) for _ in parsed.facts.items]
        _insert_file(db, parsed, of_file)


def _insert_file(db: sqlite3.Connection, parsed: _Parsed, ids: Sequence[int]) -> None:
    db.execute(
        "UPDATE files SET sha256 = ?, stamp = ?, note = ? WHERE id = ?",
        (parsed.sha256, parsed.stamp, parsed.note, parsed.file),
    )
    _insert_nodes(
        db,
        [
            _node_row(node, parsed.file, ids[item.parent] if item.parent >= 0 else None, item)
            for node, item in zip(ids, parsed.facts.items, strict=True)
        ],
    )
    db.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?)",
        [(parsed.file, ids[r.item], r.role, r.path) for r in parsed.facts.references],
    )


def _node_row(node: int, file: int | None, parent: int | None, item: Item) -> tuple[object, ...]:
    return (
        node,
        file,
        parent,
        item.kind,
        item.name,
        item.start,
        item.end,
        item.name_start,
        item.name_end,
        item.visibility,
        item.signature,
        *(item.doc or (None, None)),
        item.body,
        item.target,
    )


def _insert_nodes(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    db.executemany(f"INSERT INTO nodes VALUES ({', '.join('?' * 15)})", rows)


def _new_ids(db: sqlite3.Connection, count: int) -> range:
    """Ids are never given twice, not even after their nodes are gone."""
    (first,) = db.execute("SELECT next_node FROM meta").fetchone()
    db.execute("UPDATE meta SET next_node = ?", (first + count,))
    return range(first, first + count)


def _traits(parsed: _Parsed, first: int) -> Iterator[Trait]:
    """`first` is the place that the file's first item will have in the list of all."""
    below: list[tuple[str, ...]] = []
    for item in parsed.facts.items:
        outer = below[item.parent] if item.parent >= 0 else ()
        below.append((*outer, _label(item.kind, item.name, item.target)))
        parent = first + item.parent if item.parent >= 0 else None
        yield Trait(parsed.path, outer, item.kind, item.name, item.body, parent)


def _label(kind: str, name: str, target: str | None) -> str:
    return f"{kind} {name} {target}" if kind == "impl" else f"{kind} {name}"


def _stored_traits(db: sqlite3.Connection, file: int) -> Iterator[tuple[int, Trait]]:
    query = (
        "SELECT n.id, n.parent, n.kind, n.name, n.target, n.body, f.path FROM nodes n "
        "JOIN files f ON f.id = n.file WHERE n.file = ? ORDER BY n.start, n.end DESC, n.id"
    )
    below: dict[int, tuple[str, ...]] = {}
    for node, parent, kind, name, target, body, path in db.execute(query, (file,)):
        outer = below[parent] if parent is not None else ()
        below[node] = (*outer, _label(kind, name, target))
        yield node, Trait(path, outer, kind, name, body, parent)


def _place_files(db: sqlite3.Connection) -> None:
    """Work out anew which module each file is the source of."""
    paths: dict[str, int] = dict(db.execute("SELECT path, id FROM files"))
    crates = db.execute("SELECT node, root FROM crates ORDER BY rank").fetchall()
    placed = place(crates, _declarations(db), frozenset(paths))
    db.execute("DELETE FROM module_files")
    db.executemany(
        "INSERT OR IGNORE INTO module_files VALUES (?, ?, ?)",
        [(p.module, paths[p.file], rank) for rank, p in enumerate(placed)],
    )


def _declarations(db: sqlite3.Connection) -> dict[str, list[Declaration]]:
    query = (
        "SELECT n.id, n.parent, n.name, n.target, f.path FROM nodes n "
        "JOIN files f ON f.id = n.file WHERE n.kind = 'module' ORDER BY f.path, n.start"
    )
    found: defaultdict[str, list[Declaration]] = defaultdict(list)
    inline: dict[int, tuple[str, ...]] = {}
    for node, parent, name, target, path in db.execute(query):
        around = inline.get(parent, ())
        if target is None:
            inline[node] = (*around, name)
        else:
            found[path].append(Declaration(node, name, around, target))
    return dict(found)
