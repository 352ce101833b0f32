"""The names that std, core, alloc and proc_macro define: what an edit may call without importing a
crate. `data/std_names.txt` holds them, one a line, read off the toolchain's own documentation.

`python -m rusta_server.lm.std_names HTML` writes it anew from a folder of that documentation.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

_DATA = "data/std_names.txt"
_CRATES = ("std", "core", "alloc", "proc_macro")
# `core::arch` alone has ten thousand, and its names say what no repair needs.
_LEFT_OUT = frozenset(("arch", "intrinsics"))
_ITEM = re.compile(r'<li><a href="[^"]*\.html">([A-Za-z0-9_:]+)</a>')
_MEMBER = re.compile(
    r'id="(?:method|tymethod|variant|structfield|associatedconstant|associatedtype)'
    r'\.([A-Za-z0-9_.]+)[-"]'
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@lru_cache(maxsize=1)
def std_names() -> tuple[bytes, ...]:
    """Sorted."""
    return tuple(files("rusta_server.lm").joinpath(_DATA).read_bytes().split())


def names_of(html: Path) -> list[str]:
    """The names that the documentation in `html` speaks of, sorted by their bytes."""
    found = {name for crate in _CRATES for name in _items(html / crate)}
    found.update(name for crate in _CRATES for name in _members(html / crate))
    return sorted(name for name in {*found, *_CRATES} if _NAME.fullmatch(name))


def _items(crate: Path) -> Iterator[str]:
    """Every segment of the paths in the list of all items: modules too."""
    for path in _ITEM.findall((crate / "all.html").read_text("utf-8")):
        segments = path.split("::")
        if _LEFT_OUT.isdisjoint(segments):
            yield from segments


def _members(crate: Path) -> Iterator[str]:
    for page in crate.rglob("*.html"):
        if _LEFT_OUT.isdisjoint(page.relative_to(crate).parts):
            for name in _MEMBER.findall(page.read_text("utf-8")):
                yield from name.split(".")


if __name__ == "__main__":
    import sys

    written = "".join(f"{name}\n" for name in names_of(Path(sys.argv[1])))
    Path(__file__).with_name("data").joinpath("std_names.txt").write_text(written, "utf-8")
