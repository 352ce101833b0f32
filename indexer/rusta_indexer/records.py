"""What goes into the project graph and what comes out of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

KINDS = (
    "crate",
    "module",
    "struct",
    "enum",
    "variant",
    "union",
    "trait",
    "fn",
    "method",
    "impl",
    "const",
    "static",
    "type_alias",
    "macro",
    "field",
    "use",
)
EDGES = ("defines", "uses", "impls", "calls")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index. `path` is relative to the workspace root, `/` separated, and may begin with
    `../`. `load` reads it (OSError: noted, not fatal).

    A file is not even read where `sha256` (of its bytes) or else `stamp` is the one recorded; a
    stamp is any text that changes with the file. `size` in bytes, where known, spares reading what
    is too large anyway.
    """

    path: str
    load: Callable[[], bytes]
    sha256: str | None = None
    stamp: str | None = None
    size: int | None = None

    @classmethod
    def of(cls, path: str, data: bytes) -> "SourceFile":
        return cls(path, lambda: data, hashlib.sha256(data).hexdigest(), None, len(data))


@dataclass(frozen=True, slots=True)
class CrateRoot:
    """A compilation root. `name` and `version` are the package's, `edition` as cargo writes it,
    `root_file` a path as in SourceFile. `extern` is the name other crates import it by; None for
    targets that cannot be imported (binaries, tests, examples)."""

    name: str
    version: str
    edition: str
    root_file: str
    extern: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """`files` known now, `reparsed` and `dropped` in this update; `skipped`: (path, why) of all
    files that are known but not looked into. `relinked`: how many files' edges were made anew."""

    files: int
    reparsed: int
    dropped: int
    relinked: int
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition. `id` stays the same while the definition is edited, moved or renamed.

    `symbol` is its SCIP symbol, `rust_path` as `crate::a::B` (the crate's own view). `path` is the
    file; all offsets are bytes: `start..end` the item without attributes, `name_start..name_end`
    its name (of a tuple field, which has none written, its type; of `use a::{self}` the `self`),
    `doc` its documentation comment. `visibility` and `signature` as written.
    """

    id: int
    symbol: str
    rust_path: str
    name: str
    kind: str
    path: str
    start: int
    end: int
    name_start: int
    name_end: int
    visibility: str
    signature: str
    doc: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Visible:
    """A name a module can use: `path` is the path it was imported by, None for its own items."""

    name: str
    path: str | None
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Edge:
    """`exact`: the path was followed through modules and imports; otherwise only the name fits."""

    kind: str
    source: int
    target: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts by kind, every kind listed."""

    files: int
    nodes: dict[str, int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
