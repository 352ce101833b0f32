"""Sources as folders on disk: vendored crates in `vendor/`, rendered documentation in `docs/`.

Both hold plain text files, so that everything after fetching treats them alike.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rusta_model.data.pins import Pin

_README = ("readme.md", "readme.markdown")


@dataclass(frozen=True)
class Toolchain:
    """The toolchain whose documentation is read: rustc's `commit`, the `html` of `share/doc`."""

    release: str
    commit: str
    html: Path


@dataclass(frozen=True)
class Spine:
    """One corpus in the making: where it lies, the crates it is made of, whose documentation."""

    home: Path
    pins: tuple[Pin, ...]
    toolchain: Toolchain | None

    @property
    def vendor(self) -> Path:
        return self.home / "vendor"

    @property
    def docs(self) -> Path:
        return self.home / "docs"

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.jsonl"

    @property
    def cleaned(self) -> Path:
        return self.home / "cleaned"

    @property
    def corpus(self) -> Path:
        return self.home / "corpus"

    def folder(self, source: str, kind: str) -> Path:
        return (self.docs if kind == "docs" else self.vendor) / source


def text_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(path below `folder`, file) of its Rust files, README and rendered pages, sorted by path.

    Symbolic links are left out: a file counts once, and nothing outside is read.
    """
    found = []
    # os.walk follows no symbolic links.
    for here, _, files in os.walk(folder):
        at = Path(here)
        for name in files:
            file = at / name
            if _is_text(name, top=at == folder) and not file.is_symlink():
                found.append((file.relative_to(folder).as_posix(), file))
    yield from sorted(found)


def kind_of(path: str) -> str:
    return "rust" if path.endswith(".rs") else "prose"


def _is_text(name: str, *, top: bool) -> bool:
    return name.endswith((".rs", ".page.md")) or (top and name.lower() in _README)
