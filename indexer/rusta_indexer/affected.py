"""Which files' edges an update may have changed, judged by the names that came and went.

A path can only resolve differently where one of its segments names something that changed, or an
import or alias whose own path does. Modules and globs change the meaning of names that are not
written anywhere near, so they, like new and dropped files, have everything linked anew.
"""

import sqlite3
from collections.abc import Iterable

# With more names than these, asking for each costs more than linking all.
_MAX_NAMES = 64

Row = tuple[object, ...]


def interface(db: sqlite3.Connection, files: Iterable[int]) -> frozenset[Row]:
    """What can be referred to in `files`: (id, kind, name, file, parent, target) of each item, and
    (id, role, path) of what impls are of."""
    items = (
        "SELECT id, kind, name, file, parent, target FROM nodes WHERE file = ? AND kind != 'field' "
    )
    impls = "SELECT node, role, path FROM mentions WHERE file = ? AND role IN ('trait', 'self')"
    found: set[Row] = set()
    for file in files:
        found.update(db.execute(items, (file,)))
        found.update(db.execute(impls, (file,)))
    return frozenset(found)


def changed_names(before: frozenset[Row], after: frozenset[Row]) -> frozenset[str] | None:
    """The names whose meaning may have changed; None where that cannot be told."""
    names: set[str] = set()
    for row in before ^ after:
        if len(row) == 3:
            # Another type has the impl's items now.
            names |= {str(r[2]) for r in before | after if len(r) == 6 and r[4] == row[0]}
            continue
        kind, name = row[1:3]
        if name == "*" or kind == "module":
            return None
        names.add(str(name))
    return frozenset(names)


def files_mentioning(db: sqlite3.Connection, names: frozenset[str]) -> frozenset[int] | None:
    """The files with a path that has a segment among `names`, or among what imports and aliases
    make of those; None where that is everything."""
    if not names:
        return frozenset()
    query = "SELECT name, target, file FROM nodes WHERE kind IN ('use', 'type_alias')"
    renamed = [
        (name, frozenset((target or "").split("::")), file)
        for name, target, file in db.execute(query)
    ]
    known = set(names)
    found: set[int] = set()
    size = 0
    while size != len(known):
        size = len(known)
        for name, segments, file in renamed:
            if not segments.isdisjoint(known):
                if name == "*":
                    return None
                known.add(name)
                found.add(file)
    if len(known) > _MAX_NAMES:
        return None
    for name in sorted(known):
        mention = "SELECT DISTINCT file FROM mentions WHERE instr('::' || path || '::', ?)"
        found.update(file for (file,) in db.execute(mention, (f"::{name}::",)))
    return frozenset(found)
