"""What lies where below `share/doc/rust/html`: sources, their stages, their pages and names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Stage = Literal["codes", "books", "all"]

REMEDY = "rustup component add rust-docs"


@dataclass(frozen=True)
class Source:
    """`folders` in the order they are read; `skipped` are folder names left out below them."""

    name: str
    title: str
    stage: Stage
    folders: tuple[str, ...]
    skipped: frozenset[str] = frozenset()
    rustdoc: bool = False


SOURCES = (
    Source("error-index", "Rust error index", "codes", ("error_codes",)),
    Source("rustc-book", "The rustc book", "codes", ("rustc",)),
    Source(
        "book",
        "The Rust Programming Language",
        "books",
        ("book",),
        frozenset({"first-edition", "second-edition", "2018-edition"}),
    ),
    Source("reference", "The Rust Reference", "books", ("reference",)),
    Source("nomicon", "The Rustonomicon", "books", ("nomicon",)),
    Source(
        "rbe",
        "Rust by Example",
        "books",
        ("rust-by-example",),
        # Translations of the same pages.
        frozenset({"es", "ja", "ko", "zh"}),
    ),
    Source("edition-guide", "The Rust Edition Guide", "books", ("edition-guide",)),
    # std first: what core and alloc repeat of it is not indexed again.
    Source(
        "std",
        "The Rust Standard Library",
        "all",
        ("std", "alloc", "core"),
        frozenset({"arch"}),
        rustdoc=True,
    ),
)
_BY_FOLDER = {folder: source for source in SOURCES for folder in source.folders}
_SKIPPED_PAGES = frozenset({"print.html", "toc.html", "all.html", "404.html", "sidebar.html"})
_STAGES: tuple[Stage, ...] = ("codes", "books", "all")

RUSTDOC_LINTS = "rustdoc/lints.html"
LINT_LISTINGS = tuple(
    f"rustc/lints/listing/{level}-by-default.html" for level in ("warn", "deny", "allowed")
)


def source_of(path: str) -> Source | None:
    """The source that holds a page, by the page's path below the documentation root."""
    return _BY_FOLDER.get(path.partition("/")[0])


def sources_until(stage: Stage) -> tuple[Source, ...]:
    """The sources that are in when `stage` is done."""
    reached = _STAGES[: _STAGES.index(stage) + 1]
    return tuple(source for source in SOURCES if source.stage in reached)


def pages(root: Path, source: Source) -> Iterator[str]:
    """Paths of the pages of `source` below `root`, sorted within each folder."""
    for folder in source.folders:
        found = []
        for at, names, files in os.walk(root / folder):
            names[:] = [name for name in names if name not in source.skipped]
            below = Path(at).relative_to(root).as_posix()
            found += [
                f"{below}/{name}"
                for name in files
                if name.endswith(".html") and name not in _SKIPPED_PAGES
            ]
        yield from sorted(found)


def item_name(path: str) -> str:
    """The Rust path of what a rustdoc page documents: `std/vec/struct.Vec.html` → `std::vec::Vec`,
    `std/macro.vec.html` → `std::vec!`, `std/keyword.match.html` → `keyword match`."""
    *modules, page = path.removesuffix(".html").split("/")
    kind, _, name = page.partition(".")
    if kind == "index":
        return "::".join(modules)
    if kind in ("keyword", "primitive", "attribute"):
        return f"{kind} {name}"
    return "::".join([*modules, f"{name}!" if kind == "macro" else name])


def page_title(path: str) -> str:
    """What a book calls itself, by the path of one of its pages."""
    source = source_of(path)
    if source is not None:
        return source.title
    return "The rustdoc book" if path.startswith("rustdoc/") else path.partition("/")[0]
