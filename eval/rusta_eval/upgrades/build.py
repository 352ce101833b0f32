"""Which rows of `callers.toml` are cases: green with tests before, errors of its own after."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rusta_eval import cargo
from rusta_eval.cases import digest
from rusta_eval.crates import Half, Tree, write_tree
from rusta_eval.strip_tests import is_source, ranges, strip_tree
from rusta_eval.upgrades import manifest
from rusta_eval.upgrades.cases import HERE, Caller, Case, fetch, published, raised, scratch

MAX_PACKAGES = 80
MAX_ERRORS = 60
_TWO = "versions of crate"
"""rustc's remark where another dependency still speaks of the old version: no edit mends that."""


class NoCaseError(Exception):
    """Why a row is no case, for the reader of the log."""


def build(rows: Iterable[Caller], target: Path) -> Iterator[tuple[Caller, Case | str]]:
    """Each row with its case, or the reason why it is none. The lock files are written down.

    `target`: where dependencies are built, once for all rows."""
    for row in rows:
        try:
            yield row, _case(row, target)
        except (NoCaseError, KeyError, FileNotFoundError, subprocess.SubprocessError) as error:
            yield row, f"{type(error).__name__}: {error}"


def half_of(group: str) -> Half:
    """By chance (a SHA-256), whatever other groups there are."""
    return "blind" if int(digest("upgrades", group)[-1], 16) % 2 else "dev"


def _case(row: Caller, target: Path) -> Case:
    before = published(row)
    after = raised(before, row)
    with scratch() as folder:
        place = Path(folder) / row.name
        place.mkdir()
        (place / "target").symlink_to(target)
        write_tree(after, place)
        if row.kind == "edition":
            # The same versions before and after: the edition alone is what is measured.
            write_tree(before, place)
            _lock(place)
            write_tree(after, place)
        else:
            _lock(place)
        lock = (place / "Cargo.lock").read_bytes()
        found = _check(place)
        _judge(found, after)
        tests = _tests(before, row, place, lock)
    (HERE / "locks").mkdir(parents=True, exist_ok=True)
    (HERE / "locks" / f"{row.id}.lock").write_bytes(lock)
    group, old = _group(before, row)
    places = {
        (s["file_name"], s["line_start"]) for e in found for s in e["spans"] if s["is_primary"]
    }
    codes = sorted({(error.get("code") or {}).get("code") or "syntax" for error in found})
    return Case(caller=row, half=half_of(group), group=group, old=old, errors=len(found),
                lines=len(places), codes=codes, tests=tests)  # fmt: skip


def _group(before: Tree, row: Caller) -> tuple[str, str]:
    text = before["Cargo.toml"].decode()
    if row.kind == "edition":
        return f"{row.name} edition", manifest.edition(text)
    return manifest.requirement(text, row.what)


def _lock(folder: Path) -> None:
    (folder / "Cargo.lock").unlink(missing_ok=True)
    done = subprocess.run(["cargo", "generate-lockfile", "--offline"], cwd=folder,
                          capture_output=True, timeout=120)  # fmt: skip
    if done.returncode != 0:
        done = subprocess.run(["cargo", "generate-lockfile"], cwd=folder,
                              capture_output=True, timeout=120)  # fmt: skip
    if done.returncode != 0:
        raise NoCaseError("no lock file: " + done.stderr.decode()[-300:].replace("\n", " "))
    packages = (folder / "Cargo.lock").read_text("utf-8").count("[[package]]")
    if packages > MAX_PACKAGES:
        raise NoCaseError(f"{packages} packages")
    fetch(folder)


def _check(folder: Path) -> list[dict[str, Any]]:
    """The errors of the crate itself; none where a dependency does not build."""
    found = cargo.check(folder, timeout=240)
    if found.green:
        raise NoCaseError("still green")
    return found.errors


def _judge(errors: list[dict[str, Any]], tree: Tree) -> None:
    if any(b"#[test]" in data for path, data in strip_tree(tree).items() if is_source(path)):
        raise NoCaseError("its tests cannot be taken out")
    if not errors:
        raise NoCaseError("cargo fails without an error of rustc's")
    spans = [span for error in errors for span in error["spans"] if span["is_primary"]]
    if any(span["file_name"].startswith("/") for span in spans):
        raise NoCaseError("a dependency does not build")
    if not spans:
        raise NoCaseError("no error has a place")
    if len(errors) > MAX_ERRORS:
        raise NoCaseError(f"{len(errors)} errors")
    said = "\n".join(error["rendered"] for error in errors)
    if _TWO in said:
        raise NoCaseError("two versions of the dependency meet")
    for span in spans:
        data = tree.get(span["file_name"], b"")
        if any(start <= span["byte_start"] < end for start, end in ranges(data)):
            raise NoCaseError("an error in a test")


def _tests(before: Tree, row: Caller, place: Path, lock: bytes) -> int:
    """How many tests pass with what was published; 0 where they cannot all be run like this."""
    write_tree(before, place)
    (place / "Cargo.lock").write_bytes(lock)
    if row.kind == "dependency":
        _lock(place)
    if not cargo.check(place, timeout=240).green:
        raise NoCaseError("not green before")
    result = cargo.run_tests(place, timeout=240)
    return result.passed if result.green else 0
