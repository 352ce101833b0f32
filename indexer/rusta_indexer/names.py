"""Name resolution over the stored graph: modules, imports, globs, enum variants, associated items.

Visibility is not looked at (a private name is often what a diagnostic is about), macros that make
items are not expanded, and every namespace is searched at once: a path may name several nodes.
"""

import sqlite3
from typing import NamedTuple

# Chains of re-exports longer than this lead nowhere.
_MAX_STEPS = 48
_LEXICAL = frozenset(("fn", "method", "module", "crate", "file"))
_MODULES = frozenset(("module", "crate", "file"))
_TYPES = frozenset(("struct", "enum", "union", "trait", "type_alias"))

Ids = tuple[int, ...]


class Row(NamedTuple):
    kind: str
    name: str
    parent: int | None
    file: int | None
    target: str | None


class _Search(NamedTuple):
    """One question's memory: answers so far, those in the making count as none."""

    found: dict[tuple[int, str], Ids]
    steps: int

    def deeper(self) -> "_Search":
        return self._replace(steps=self.steps + 1)


class Names:
    """Answers are remembered: make a new one after the graph has changed. A file that no module
    names is a scope of its own, numbered by its negated id. Without `impls` (while their edges are
    being made) types have no associated items and `Self` means nothing."""

    def __init__(self, db: sqlite3.Connection, *, impls: bool = True) -> None:
        self._db = db
        self._with_impls = impls
        self._rows: dict[int, Row] = {}
        self._children: dict[int, dict[str, list[int]]] = {}
        self._owners: dict[int, int] = {}
        self._resolved: dict[tuple[int, str], Ids] = {}
        self._impls: dict[int, Ids] = {}
        self._crates = {
            int(node): str(edition)
            for node, edition in db.execute("SELECT node, edition FROM crates")
        }
        self._externs: dict[str, list[int]] = {}
        query = "SELECT extern, node FROM crates WHERE extern IS NOT NULL ORDER BY rank"
        for name, node in db.execute(query):
            self._externs.setdefault(name, []).append(node)

    def row(self, node: int) -> Row:
        if node < 0:
            return Row("file", "", None, -node, None)
        if node not in self._rows:
            query = "SELECT kind, name, parent, file, target FROM nodes WHERE id = ?"
            self._rows[node] = Row(*self._db.execute(query, (node,)).fetchone())
        return self._rows[node]

    def children(self, scope: int) -> dict[str, list[int]]:
        """The nodes directly in `scope` by name, in source order."""
        if scope not in self._children:
            found: dict[str, list[int]] = {}
            self._children[scope] = found
            for node, *row in self._db.execute(*self._children_query(scope)):
                self._rows[node] = Row(*row[:5])
                found.setdefault(self._rows[node].name, []).append(node)
        return self._children[scope]

    def owner(self, node: int) -> int:
        """The scope `node` is declared in; 0 for a crate and for a file of its own."""
        if node not in self._owners:
            self._owners[node] = self._find_owner(self.row(node))
        return self._owners[node]

    def module_of(self, node: int) -> int:
        """The innermost module around `node`, itself included."""
        while node and self.row(node).kind not in _MODULES:
            node = self.owner(node)
        return node

    def crate_of(self, node: int) -> int:
        """The crate `node` belongs to; the file's scope where none reaches it."""
        while above := self.owner(node):
            node = above
        return node

    def resolve(self, scope: int, path: str) -> Ids:
        """What `path`, written within `scope` (any node), may name: sorted ids."""
        key = (scope, path)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(scope, path, _Search({}, 0))
        return self._resolved[key]

    def imported(self, use: int) -> Ids:
        """The targets of one leaf of a use declaration."""
        return self._import(use, _Search({}, 0))

    def visible(self, scope: int) -> dict[str, Ids]:
        """All names of a module, imports followed; names without a target are left out."""
        names = self._names(scope, set())
        found = {name: self._member(scope, name, _Search({}, 0)) for name in sorted(names)}
        return {name: ids for name, ids in found.items() if ids}

    def externs(self) -> dict[str, Ids]:
        return {name: tuple(nodes) for name, nodes in self._externs.items()}

    def impls_of(self, node: int) -> Ids:
        """The impl blocks of a type or of a trait."""
        if not self._with_impls:
            return ()
        if node not in self._impls:
            query = "SELECT source FROM links WHERE target = ? AND kind = 'impls' ORDER BY source"
            self._impls[node] = tuple(source for (source,) in self._db.execute(query, (node,)))
        return self._impls[node]

    def self_types(self, node: int) -> Ids:
        """What `Self` is within `node`: the type of its impl and then the impl's trait."""
        while node and self.row(node).kind not in _MODULES:
            kind = self.row(node).kind
            if kind in _TYPES:
                return (node,)
            if kind == "impl":
                if not self._with_impls:
                    return ()
                query = "SELECT target FROM links WHERE source = ? AND kind = 'impls'"
                targets = [target for (target,) in self._db.execute(query, (node,))]
                return tuple(sorted(targets, key=lambda t: (self.row(t).kind == "trait", t)))
            node = self.owner(node)
        return ()

    def associated(self, node: int, name: str) -> Ids:
        """Variants and associated items of a type, own items of a trait."""
        return self._associated(node, name, _Search({}, 0))

    def _children_query(self, scope: int) -> tuple[str, tuple[int, ...]]:
        columns = "SELECT n.id, n.kind, n.name, n.parent, n.file, n.target"
        if scope < 0:
            where = "FROM nodes n WHERE n.file = ? AND n.parent IS NULL ORDER BY n.start"
            return f"{columns} {where}", (-scope,)
        own = f"{columns}, '' AS path, n.start FROM nodes n WHERE n.parent = ?"
        if self.row(scope).kind not in _MODULES:
            return f"{own} ORDER BY n.start", (scope,)
        of_files = (
            f"{columns}, f.path, n.start FROM module_files m JOIN files f ON f.id = m.file "
            "JOIN nodes n ON n.file = m.file AND n.parent IS NULL WHERE m.module = ?"
        )
        return f"{own} UNION ALL {of_files} ORDER BY 7, 8", (scope, scope)

    def _find_owner(self, row: Row) -> int:
        if row.parent is not None:
            return row.parent
        if row.kind in ("crate", "file") or row.file is None:
            return 0
        query = "SELECT module FROM module_files WHERE file = ? ORDER BY rank LIMIT 1"
        found = self._db.execute(query, (row.file,)).fetchone()
        return int(found[0]) if found else -row.file

    def _resolve(self, scope: int, path: str, search: _Search) -> Ids:
        if search.steps > _MAX_STEPS:
            return ()
        first, *rest = path.split("::")
        found = self._first(scope, first, search)
        if first == "" and rest:
            found, rest = self._absolute(scope, rest[0], search), rest[1:]
        while rest and rest[0] == "super":
            found, rest = self._parents(found), rest[1:]
        for number, name in enumerate(rest):
            inner: list[int] = []
            for node in found:
                of_it = self._inside(node, name, search)
                inner += of_it
                # `Self::f` is the type's own before it is the trait's.
                if of_it and first == "Self" and number == 0:
                    break
            found = tuple(sorted(set(inner)))
        return found

    def _first(self, scope: int, name: str, search: _Search) -> Ids:
        if name in ("crate", "$crate"):
            return (self.crate_of(scope),)
        if name == "self":
            return (self.module_of(scope),)
        if name == "super":
            return self._parents((self.module_of(scope),))
        if name == "Self":
            return self.self_types(scope)
        return self._lexical(scope, name, search) if name else ()

    def _absolute(self, scope: int, name: str, search: _Search) -> Ids:
        crate = self.crate_of(scope)
        if self._crates.get(crate) == "2015" and (found := self._member(crate, name, search)):
            return found
        return tuple(self._externs.get(name, ()))

    def _parents(self, modules: Ids) -> Ids:
        above = (self.module_of(self.owner(module)) for module in modules if self.owner(module))
        return tuple(sorted(set(above)))

    def _lexical(self, scope: int, name: str, search: _Search) -> Ids:
        """Blocks see the items of the functions around them, up to their module."""
        while scope:
            kind = self.row(scope).kind
            if kind in _LEXICAL and (found := self._member(scope, name, search)):
                return found
            if kind in _MODULES:
                break
            scope = self.owner(scope)
        return tuple(self._externs.get(name, ()))

    def _inside(self, node: int, name: str, search: _Search) -> Ids:
        if self.row(node).kind in _MODULES:
            return self._member(node, name, search)
        return self._associated(node, name, search)

    def _member(self, scope: int, name: str, search: _Search) -> Ids:
        """Of a module or a block: own items and named imports, then what globs bring in."""
        if (scope, name) in search.found:
            return search.found[scope, name]
        search.found[scope, name] = ()
        children, deeper = self.children(scope), search.deeper()
        found: set[int] = set()
        for child in children.get(name, ()):
            if self.row(child).kind == "use":
                found.update(self._import(child, deeper))
            elif self.row(child).kind not in ("impl", "field"):
                found.add(child)
        if not found:
            for glob in children.get("*", ()):
                for target in self._import(glob, deeper):
                    found.update(self._of_glob(target, name, deeper))
        search.found[scope, name] = tuple(sorted(found))
        return search.found[scope, name]

    def _import(self, use: int, search: _Search) -> Ids:
        scope, path = self.owner(use), self.row(use).target or ""
        head = path.partition("::")[0]
        old = self._crates.get(self.crate_of(scope)) == "2015"
        if old and head not in ("crate", "self", "super", "$crate", ""):
            path = f"::{path}"
        elif not path:
            return (self.crate_of(scope),) if old else ()
        return self._resolve(scope, path, search)

    def _of_glob(self, target: int, name: str, search: _Search) -> Ids:
        kind = self.row(target).kind
        if kind in _MODULES:
            return self._member(target, name, search)
        return self._variants(target, name) if kind == "enum" else ()

    def _variants(self, enum: int, name: str) -> Ids:
        return tuple(
            child
            for child in self.children(enum).get(name, ())
            if self.row(child).kind == "variant"
        )

    def _associated(self, node: int, name: str, search: _Search) -> Ids:
        row = self.row(node)
        if row.kind not in _TYPES or search.steps > _MAX_STEPS:
            return ()
        if row.kind == "trait":
            return tuple(self.children(node).get(name, ()))
        if row.kind == "type_alias" and row.target:
            deeper = search.deeper()
            aliased = self._resolve(self.owner(node), row.target, deeper)
            return tuple(i for n in aliased if n != node for i in self._inside(n, name, deeper))
        own = self._variants(node, name)
        return own or tuple(
            child for block in self.impls_of(node) for child in self.children(block).get(name, ())
        )

    def _names(self, scope: int, seen: set[int]) -> set[str]:
        if scope in seen:
            return set()
        seen.add(scope)
        kind = self.row(scope).kind
        if kind == "enum":
            return {n for n in self.children(scope) if self._variants(scope, n)}
        if kind not in _MODULES:
            return set()
        names = set(self.children(scope)) - {"*", "_"}
        for glob in self.children(scope).get("*", ()):
            for target in self._import(glob, _Search({}, 0)):
                names |= self._names(target, seen)
        return names
