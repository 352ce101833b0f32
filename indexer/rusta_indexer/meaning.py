"""What a name at a place stands for, and where a definition is used.

Paths are followed exactly. What a method or a field belongs to is known where the type of its
receiver is written down or plain to see; otherwise everything of that name may be meant, and the
answer says so. A macro's arguments are read as the code they look like.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from rusta_indexer.items import base_path, plain
from rusta_indexer.names import Ids, Names
from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_indexer.syntax import enclosing, parse, smallest_node
from rusta_indexer.tokens import Token, tokens

# More of one name say nothing about which is meant.
_MAX_BY_NAME = 16
_POINTERS = frozenset(("Box", "Rc", "Arc", "RefMut", "Ref", "MutexGuard", "Pin"))
_VALUES = frozenset(("local", "param", "type_param", "const_param", "lifetime", "label"))
_NOTHING = ((), False)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`nodes`: what may be meant, one where `exact`. `local`: the binding it is instead. `written`:
    the path with its import followed (`std::collections::HashMap`). `receiver`: the written type of
    what a method or field is asked of, where one is known."""

    nodes: Ids = ()
    exact: bool = False
    local: ScopeName | None = None
    written: str = ""
    receiver: str | None = None


class Meanings:
    """Asked of one state of the graph."""

    def __init__(self, db: sqlite3.Connection, names: Names) -> None:
        self._db, self._names = db, names
        self._by_name: dict[tuple[str, tuple[str, ...]], Ids] = {}

    def of(self, path: str, source: bytes, token: Token) -> Meaning:
        """What `token` of the file `path` stands for."""
        defined = self._defined_at(path, token)
        if defined is not None:
            return Meaning((defined,), True, None, token.name)
        owner = self.owner(path, token.start)
        if token.role in ("method", "field"):
            return self._member(owner, source, token)
        if token.role == "macro":
            found = self._of_kind(self._resolved(owner, token.path), ("macro",))
            return Meaning(found, bool(found), None, f"{token.path}!")
        if token.role in ("keyword", "primitive"):
            return Meaning(written=token.path)
        return self._of_path(owner, source, token)

    def uses(
        self, node: int, name: str, files: Iterable[tuple[str, bytes]]
    ) -> Iterator[tuple[str, Token, bool]]:
        """Every mention of the definition `node`: (file, token, whether it is surely meant)."""
        names = sorted({name, *self._aliases(node)})
        for path, source in files:
            known = [each for each in names if each.encode() in source]
            found = [token for each in known for token in tokens(source, each)]
            for token in sorted(found, key=lambda t: t.start):
                if self._defined_at(path, token) == node:
                    continue
                meant = self.of(path, source, token)
                if meant.local is None and node in meant.nodes:
                    yield path, token, meant.exact

    def _aliases(self, node: int) -> list[str]:
        query = (
            "SELECT DISTINCT n.name FROM links l JOIN nodes n ON n.id = l.source "
            "WHERE l.target = ? AND l.kind = 'uses' AND n.name NOT IN ('*', '_')"
        )
        return [str(name) for (name,) in self._db.execute(query, (node,))]

    def local_uses(self, local: ScopeName, source: bytes) -> Iterator[Token]:
        """The mentions of a binding, without the one that makes it."""
        inside = enclosing(
            smallest_node(parse(source), local.start, local.end), "function_item", "impl_item"
        )
        for token in tokens(source, local.name):
            within = inside is None or inside.start_byte <= token.start < inside.end_byte
            if within and token.start != local.start and token.role in ("path", "field"):
                found = _binding(source, token)
                if found is not None and found.start == local.start:
                    yield token

    def owner(self, path: str, offset: int) -> int:
        """The innermost definition around a byte, else the module of the file; 0: not indexed."""
        row = self._db.execute(
            "SELECT n.id FROM nodes n JOIN files f ON f.id = n.file WHERE f.path = ? AND "
            'n.start <= ? AND n."end" > ? AND n.kind != \'use\' ORDER BY n."end" - n.start LIMIT 1',
            (path, offset, offset),
        ).fetchone()
        if row is not None:
            return int(row[0])
        row = self._db.execute(
            "SELECT f.id, m.module FROM files f LEFT JOIN module_files m ON m.file = f.id "
            "WHERE f.path = ? ORDER BY m.rank LIMIT 1",
            (path,),
        ).fetchone()
        if row is None:
            return 0
        return int(row[1]) if row[1] is not None else -int(row[0])

    def _defined_at(self, path: str, token: Token) -> int | None:
        row = self._db.execute(
            "SELECT n.id FROM nodes n JOIN files f ON f.id = n.file WHERE f.path = ? AND "
            "n.name_start = ? AND n.name_end = ? AND n.kind NOT IN ('use', 'impl') "
            "AND n.name = ? ORDER BY n.id LIMIT 1",
            (path, token.start, token.end, token.name),
        ).fetchone()
        return int(row[0]) if row is not None else None

    def _of_path(self, owner: int, source: bytes, token: Token) -> Meaning:
        written = token.path
        if "::" not in written:
            local = _binding(source, token)
            if local is not None and local.kind in _VALUES:
                return Meaning(local=local, written=written)
        head, _, rest = written.partition("::")
        imported = next(
            (n for n in _scope(source, token) if n.name == head and n.kind == "use"), None
        )
        full = imported.path + (f"::{rest}" if rest else "") if imported is not None else written
        found = self._resolved(owner, written)
        return Meaning(found, bool(found), None, full)

    def _member(self, owner: int, source: bytes, token: Token) -> Meaning:
        if token.literal is not None:
            of_it = token.literal.child_by_field_name("name") or token.literal.child_by_field_name(
                "type"
            )
            path = base_path(of_it)
            found = tuple(
                field
                for node in self._resolved(owner, path)
                for field in self._field(node, token.name)
            )
            return Meaning(found, bool(found), None, token.name)
        receiver = token.receiver
        if receiver is None:
            return Meaning(written=token.name)
        types, written = self._type_of(owner, source, receiver)
        kinds = ("method",) if token.role == "method" else ("field",)
        found = tuple(
            dict.fromkeys(
                member
                for node in types
                for member in (
                    *self._names.associated(node, token.name),
                    *self._field(node, token.name),
                )
                if self._names.row(member).kind in kinds
            )
        )
        if found:
            return Meaning(found, True, None, token.name, written)
        if written is not None and not types:
            # A type of another crate: nothing of this one is meant but a trait's method.
            return Meaning((), False, None, token.name, written)
        return Meaning(self._called(token.name, kinds), False, None, token.name, written)

    def _type_of(self, owner: int, source: bytes, value: Node) -> tuple[Ids, str | None]:
        """The types a value may be of, and the type as written."""
        while value.type in ("reference_expression", "parenthesized_expression", "try_expression"):
            inner = next(iter(value.named_children), None)
            if inner is None:
                return _NOTHING[0], None
            value = inner
        if value.type == "self":
            return self._names.self_types(owner), "Self"
        if value.type == "identifier":
            local = next((n for n in _scope_at(source, value) if n.name == plain(value)), None)
            if local is None or local.kind not in ("local", "param"):
                return (), None
            written = local.type or self._initialised(owner, source, local)
            return (self._types(owner, written), written) if written else ((), None)
        if value.type == "field_expression":
            name = plain(value.child_by_field_name("field"))
            inside = value.child_by_field_name("value")
            types = self._type_of(owner, source, inside)[0] if inside is not None else ()
            for node in (f for t in types for f in self._field(t, name)):
                written = self._signature(node).partition(": ")[2] or self._signature(node)
                return self._types(node, written), written
        written = self._made(owner, value)
        return (self._types(owner, written), written) if written else ((), None)

    def _initialised(self, owner: int, source: bytes, local: ScopeName) -> str | None:
        """The type that the value of a `let` makes plain."""
        let = smallest_node(parse(source), local.start, local.end).parent
        if let is not None and let.type == "mut_pattern":
            let = let.parent
        if let is None or let.type != "let_declaration":
            return None
        value = let.child_by_field_name("value")
        return self._made(owner, value) if value is not None else None

    def _made(self, owner: int, value: Node) -> str | None:
        """`Point` of `Point { .. }`, and of a call whose function says that it returns one."""
        if value.type == "struct_expression":
            return base_path(value.child_by_field_name("name")) or None
        if value.type != "call_expression":
            return None
        path = base_path(value.child_by_field_name("function"))
        of_type = path.rpartition("::")[0]
        for node in self._of_kind(self._resolved(owner, path), ("fn", "method")):
            returned = self._signature(node).rpartition("-> ")[2].partition(" where ")[0]
            return of_type if returned == "Self" else returned
        # Of another crate: by convention.
        made = path.rpartition("::")[2]
        if of_type.rpartition("::")[2][:1].isupper() and made in ("new", "default", "from"):
            return of_type
        return None

    def _types(self, owner: int, written: str) -> Ids:
        text = (
            written.lstrip("&")
            .removeprefix("'_ ")
            .removeprefix("mut ")
            .removeprefix("dyn ")
            .strip()
        )
        if text.startswith("'"):
            text = text.partition(" ")[2].removeprefix("mut ")
        head, _, inside = text.partition("<")
        if head.rpartition("::")[2] in _POINTERS and inside:
            return self._types(owner, inside.rpartition(">")[0])
        if head == "Self":
            return self._names.self_types(owner)
        return self._of_kind(
            self._resolved(owner, head), ("struct", "enum", "union", "trait", "type_alias")
        )

    def _field(self, node: int, name: str) -> Ids:
        ids = self._names.children(node).get(name, ())
        return tuple(child for child in ids if self._names.row(child).kind == "field")

    def _resolved(self, owner: int, path: str) -> Ids:
        found = self._names.resolve(owner, path) if owner and path else ()
        return tuple(node for node in found if node > 0)

    def _of_kind(self, nodes: Ids, kinds: tuple[str, ...]) -> Ids:
        return tuple(node for node in nodes if self._names.row(node).kind in kinds)

    def _signature(self, node: int) -> str:
        row = self._db.execute("SELECT signature FROM nodes WHERE id = ?", (node,)).fetchone()
        return str(row[0]).removeprefix("pub ") if row is not None else ""

    def _called(self, name: str, kinds: tuple[str, ...]) -> Ids:
        key = (name, kinds)
        if key not in self._by_name:
            marks = ", ".join("?" * len(kinds))
            query = f"SELECT id FROM nodes WHERE name = ? AND kind IN ({marks}) ORDER BY id LIMIT ?"
            rows = self._db.execute(query, (name, *kinds, _MAX_BY_NAME + 1)).fetchall()
            self._by_name[key] = tuple(n for (n,) in rows) if len(rows) <= _MAX_BY_NAME else ()
        return self._by_name[key]


def _binding(source: bytes, token: Token) -> ScopeName | None:
    """The local or generic that `token` names, or makes."""
    if token.role == "field" and token.node.type != "shorthand_field_identifier":
        return None
    for name in _scope(source, token):
        if name.name == token.name:
            return name if name.kind in _VALUES else None
    return _made_here(source, token)


def _made_here(source: bytes, token: Token) -> ScopeName | None:
    """A binding is in scope only behind its pattern: ask at the end of what it is good for."""
    at = token.node.parent
    while at is not None:
        if at.type in (
            "block",
            "match_arm",
            "closure_expression",
            "function_item",
            "for_expression",
        ):
            body = at.child_by_field_name("body") or at.child_by_field_name("value") or at
            end = body.end_byte - 1 if body.type == "block" else body.start_byte
            for name in names_in_scope(source, end):
                if name.start == token.start and name.kind in _VALUES:
                    return name
            if at.type == "function_item":
                return None
        elif at.type in ("if_expression", "while_expression"):
            then = at.child_by_field_name("consequence") or at.child_by_field_name("body")
            inside = names_in_scope(source, then.end_byte - 1) if then is not None else []
            for name in inside:
                if name.start == token.start and name.kind in _VALUES:
                    return name
        at = at.parent
    return None


def _scope(source: bytes, token: Token) -> list[ScopeName]:
    return names_in_scope(source, token.start)


def _scope_at(source: bytes, node: Node) -> list[ScopeName]:
    return names_in_scope(source, node.start_byte)
