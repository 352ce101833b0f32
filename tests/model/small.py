"""A model, a corpus and a home so small that a test trains in seconds."""

from dataclasses import dataclass
from pathlib import Path

from rusta_model import ngram_memory, shards
from rusta_model.config import ModelConfig
from rusta_model.loop import Options
from rusta_server.contracts.dataset import LedgerEntry

CONFIG = ModelConfig(
    name="test", local_width=32, local_layers=1, local_hidden=48, width=32, layers=2, heads=2,
    window=512, table_rows=1 << 8, table_width=8,
)  # fmt: skip
SOURCE = "little-1.0.0"


@dataclass(frozen=True)
class File:
    source: str
    path: str
    kind: str
    bytes: bytes


def rust_files(source: str = SOURCE, count: int = 90) -> list[File]:
    """Files of about 1 kB, each a little different."""

    def text(number: int) -> bytes:
        items = (f"pub fn f{i}(x: u32) -> u32 {{\n    x * {number} + {i}\n}}\n" for i in range(24))
        return "\n".join(items).encode()

    return [File(source, f"src/m{n}.rs", "rust", text(n)) for n in range(count)]


def entry(source: str = SOURCE) -> LedgerEntry:
    name, version = source.rsplit("-", 1)
    return LedgerEntry(
        name=name, version=version, kind="crate", commit=None, licence="MIT", family=name,
        split="train", sha256="0" * 64, files=1, bytes=1,
    )  # fmt: skip


def make_home(home: Path, *, ledger: bool = True) -> Path:
    """Ledger, memory and shards, as the commands make them."""
    files = rust_files()
    text = entry().canonical().decode() + "\n" if ledger else ""
    (home / "ledger.jsonl").write_text(text)
    ngram_memory.save(ngram_memory.count(files, (5, 10), 500), home / "memory.npz")
    for name in ("train", "validation"):
        shards.build(files, home / "shards" / name, "0" * 64, jobs=1)
    return home


def options(home: Path, **changes: object) -> Options:
    return Options(run=home / "runs" / "test", rows=2, warm_up=2, **changes)  # type: ignore[arg-type]
