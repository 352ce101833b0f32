"""What dependencies say of themselves: their sources on disk, changelogs and doc comments.

An anchor into them is of kind `file`: published sources lie unpacked in cargo's registry folder,
under a token path of `$CARGO_HOME`.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.tools_deps import DepPassage

_CHANGELOGS = re.compile(r"(?i)^(changelog|changes|history|releases?|news|upgrad\w*|migrat\w*)\b")
_ENTRY = re.compile(rb"(?m)^(?=[ \t]*[-*+] |#+ |[ \t]*\n)")
_HEADING = re.compile(rb"(?m)^(#+ .*|.+\n[=-]{3,})$")
MAX_CHANGELOG = 400_000
_MOST = 40


class Source(NamedTuple):
    """A published version, unpacked in `folder`."""

    name: str
    version: str
    folder: Path


class Tokens(Protocol):
    def to_token(self, path: str | Path) -> str: ...


def sources_of(
    package: str, lock: Path, cargo_home: Path, by: Source | None = None
) -> tuple[Source, list[Source]] | None:
    """The locked version of `package` and the incompatible ones before it, the newest first; None
    where it is not locked or not unpacked. Of several locked versions that which `by` depends on,
    the workspace's own packages where it is not given."""
    try:
        rows = tomllib.loads(lock.read_text("utf-8")).get("package", [])
    except (OSError, ValueError):
        return None
    locked = [row["version"] for row in rows if row.get("name") == package and "source" in row]
    on_disk = {source.version: source for source in _unpacked(package, cargo_home)}
    asked = _asked_for(package, rows, by)
    ranked = sorted(locked, key=lambda v: (v in asked, _order(v)))
    version = next((v for v in reversed(ranked) if v in on_disk), None)
    if version is None:
        return None
    olds = [
        source
        for source in on_disk.values()
        if _order(source.version) < _order(version) and _class(source.version) != _class(version)
    ]
    return on_disk[version], sorted(olds, key=lambda s: _order(s.version), reverse=True)


def _asked_for(package: str, rows: list[dict[str, Any]], by: Source | None) -> set[str]:
    """The versions of `package` that the lock file gives those who depend on it; it names them
    where there are several."""
    found: set[str] = set()
    for row in rows:
        own = (row.get("name"), row.get("version")) == by[:2] if by else "source" not in row
        for dependency in row.get("dependencies", ()) if own else ():
            name, _, version = dependency.partition(" ")
            if name == package and version:
                found.add(version.partition(" ")[0])
    return found


def passages(
    source: Source, crate: str, names: tuple[str, ...], tokens: Tokens
) -> Iterator[DepPassage]:
    """The entries of its changelog that name one of `names` as code or as a word, newest first."""
    words = {
        name: re.compile(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)") for name in names
    }
    found = 0
    for file in sorted(source.folder.iterdir()):
        if not _CHANGELOGS.match(file.name) or not file.is_file():
            continue
        data = file.read_bytes()[:MAX_CHANGELOG]
        token = tokens.to_token(file)
        for start, end in _entries(data):
            spoken = tuple(name for name, word in words.items() if word.search(data, start, end))
            if spoken and found < _MOST:
                found += 1
                title = f"{source.name} {source.version} · {file.name}"
                yield DepPassage(
                    crate=crate, version=source.version, kind="changelog", names=spoken,
                    passage=passage(data, start, end, token, title, _heading(data, start)),
                )  # fmt: skip


def passage(data: bytes, start: int, end: int, token: str, title: str, heading: str) -> Passage:
    """Bytes `start..end` of a file of a dependency, with the anchor that opens them."""
    span = data[start:end]
    anchor = Anchor(
        kind="file",
        source=token,
        start=start,
        end=end,
        span_sha256=sha256_hex(span),
        title=title,
    )
    return Passage(anchor=anchor, heading=heading, text=span.decode(errors="replace").strip())


def doc_comment(data: bytes, start: int) -> tuple[int, int] | None:
    """The `///` lines directly above an item that begins at `start`, attributes passed over."""
    line = data.rfind(b"\n", 0, start) + 1
    end = first = None
    while line > 0:
        above = data.rfind(b"\n", 0, line - 1) + 1
        text = data[above:line].strip()
        if text.startswith(b"///"):
            first, end = above, end or line
        elif end is not None or not text.startswith(b"#["):
            break
        line = above
    return (first, end) if first is not None and end is not None else None


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    # A text without a mark of its own is one entry, an empty one none.
    cuts = [found.start() for found in _ENTRY.finditer(data)] or [0]
    for start, end in zip(cuts, [*cuts[1:], len(data)], strict=True):
        if data[start:end].strip():
            while end > start and data[end - 1 : end].isspace():
                end -= 1
            yield start, end


def _heading(data: bytes, at: int) -> str:
    last = ""
    for found in _HEADING.finditer(data, 0, at):
        last = found[1].decode(errors="replace").lstrip("# ").splitlines()[0]
    return last


def _unpacked(package: str, cargo_home: Path) -> Iterator[Source]:
    for folder in sorted((cargo_home / "registry" / "src").glob(f"*/{package}-[0-9]*")):
        version = folder.name.removeprefix(f"{package}-")
        if re.fullmatch(r"\d+\.\d+\.\d+([-+].*)?", version) and folder.is_dir():
            yield Source(package, version, folder)


def _order(version: str) -> tuple[int, int, int, bool]:
    """By number; a pre-release before its release."""
    plain, _, pre = version.split("+")[0].partition("-")
    major, minor, patch = (int(part) for part in plain.split("."))
    return major, minor, patch, not pre


def _class(version: str) -> tuple[int, ...]:
    """What semver calls compatible."""
    major, minor, patch, _ = _order(version)
    return (major,) if major else (0, minor) if minor else (0, 0, patch)
