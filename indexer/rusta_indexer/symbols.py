"""SCIP symbols as rust-analyzer writes them, and Rust paths, of the nodes of a graph.

https://github.com/sourcegraph/scip/blob/main/scip.proto (message Symbol); descriptors follow
rust-analyzer's `ide/src/moniker.rs`: `rust-analyzer cargo demo 0.1.0 a/impl#[Type][Trait]m().`
"""

import re
import sqlite3

from rusta_indexer.names import Names, Row

_SIMPLE = re.compile(r"[A-Za-z0-9_+$-]+\Z")
_SUFFIXES = {
    "module": "/",
    "fn": "().",
    "method": "().",
    "const": ".",
    "static": ".",
    "field": ".",
    "macro": "!",
    "use": ":",
}


class Symbols:
    """Like `Names`, to be made anew after a change."""

    def __init__(self, db: sqlite3.Connection, names: Names) -> None:
        self._names = names
        self._packages = {
            node: f"{_word(name)} {_word(version)}"
            for node, name, version in db.execute("SELECT node, name, version FROM crates")
        }

    def scip(self, node: int) -> str:
        """The symbol; package `. .` for what lies in a file that no crate reaches. Not unique:
        alternatives under `#[cfg]` and the targets of one package share theirs."""
        chain = self._chain(node)
        top = self._names.crate_of(node)
        package = self._packages.get(top, ". .")
        parts = [_descriptor(self._names.row(n)) for n in chain]
        return f"rust-analyzer cargo {package} {''.join(parts) or 'crate/'}"

    def rust_path(self, node: int) -> str:
        """`crate::module::Type::method`; `<Type>` stands for an impl of a type that has no path."""
        parts = ["crate"]
        for part in self._chain(node):
            row = self._names.row(part)
            if row.kind == "impl":
                parts.append(f"<{row.name}>" if not row.name.isidentifier() else row.name)
            else:
                parts.append(row.name)
        return "::".join(parts)

    def _chain(self, node: int) -> list[int]:
        """From below the crate (or the unreached file) down to `node`."""
        chain: list[int] = []
        while above := self._names.owner(node):
            chain.append(node)
            node = above
        return chain[::-1]


def _descriptor(row: Row) -> str:
    if row.kind == "impl":
        trait = f"[{_name(row.target)}]" if row.target else ""
        return f"impl#[{_name(row.name)}]{trait}"
    return _name(row.name) + _SUFFIXES.get(row.kind, "#")


def _name(name: str) -> str:
    return name if _SIMPLE.match(name) else "`" + name.replace("`", "``") + "`"


def _word(text: str) -> str:
    return text.replace(" ", "  ") or "."
