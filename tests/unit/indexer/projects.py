"""A project held in memory and its graph."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.records import CrateRoot, SourceFile, Symbol, UpdateReport

DEMO = CrateRoot("demo", "0.1.0", "2021", "src/lib.rs", "demo")


class Project:
    """Files by path; `index` brings the graph up to date with them."""

    def __init__(
        self, files: Mapping[str, str | bytes], crates: Sequence[CrateRoot] = (DEMO,)
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.crates = crates
        self.graph = ProjectGraph.open(Path(":memory:"))
        self.write(files)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for path, text in files.items():
            self.files[path] = text if isinstance(text, bytes) else text.encode()

    def index(self) -> UpdateReport:
        files = [SourceFile.of(path, data) for path, data in sorted(self.files.items())]
        return self.graph.update(files, self.crates)

    def reindex(self, files: Mapping[str, str | bytes]) -> UpdateReport:
        self.write(files)
        return self.index()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.graph.close()

    def symbol(self, path: str) -> Symbol:
        """The one definition, no impl, with that Rust path; or `name@file`."""
        found = [
            s
            for s in self.all()
            if s.kind != "impl" and path in (s.rust_path, f"{s.name}@{s.path}")
        ]
        assert len(found) == 1, [s.rust_path for s in self.all()]
        return found[0]

    def all(self) -> list[Symbol]:
        query = "SELECT id FROM nodes ORDER BY id"
        ids = [node for (node,) in self.graph._db.execute(query).fetchall()]
        return [s for node in ids if (s := self.graph.symbol(node)) is not None]

    def ids(self) -> dict[tuple[str, str, str, int], int]:
        return {(s.path, s.kind, s.rust_path, s.start): s.id for s in self.all()}

    def edges(self, kind: str) -> set[tuple[str, str]]:
        """(source, target) by Rust path; a `~` before a target that only the name fits."""
        rust = {s.id: s.rust_path for s in self.all()}
        return {
            (rust[e.source], ("" if e.exact else "~") + rust[e.target])
            for node in rust
            for e in self.graph.edges(node, kind)
        }

    def everything(self) -> set[tuple[object, ...]]:
        """All nodes and edges, told without ids."""
        place = {s.id: (s.path, s.kind, s.rust_path, s.symbol, s.start, s.end) for s in self.all()}
        linked: set[tuple[object, ...]] = set()
        for node in place:
            for e in self.graph.edges(node):
                linked.add((e.kind, place[e.source], place[e.target], e.exact))
        return {*place.values(), *linked}
