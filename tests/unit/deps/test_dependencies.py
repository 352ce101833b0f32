"""Locked versions, those before them, and what their changelogs say, by anchors that open."""

from pathlib import Path

import pytest

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.docs.dependencies import Source, doc_comment, passages, sources_of

LOCK = """\
version = 4

[[package]]
name = "rope"
version = "0.3.1"
source = "registry+https://example.org/index"

[[package]]
name = "mine"
version = "0.1.0"
"""
CHANGES = b"""\
# 0.3.0

- Renamed `length` to `len`.
- Faster.

# 0.2.0

- Added `length`,
  the number of bytes.
"""


class Plain:
    def to_token(self, path: str | Path) -> str:
        return f"$CARGO_HOME/{Path(path).name}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for version in ("0.1.9", "0.2.4", "0.3.0", "0.3.1", "0.4.0"):
        (tmp_path / "registry" / "src" / "index" / f"rope-{version}").mkdir(parents=True)
    (tmp_path / "registry" / "src" / "index" / "rope-walk-1.0.0").mkdir()
    (tmp_path / "Cargo.lock").write_text(LOCK)
    return tmp_path


def test_former_versions_are_the_incompatible_ones_before(home: Path) -> None:
    found = sources_of("rope", home / "Cargo.lock", home)
    assert found is not None
    now, olds = found
    assert now.version == "0.3.1"
    assert [old.version for old in olds] == ["0.2.4", "0.1.9"]


def test_of_two_locked_versions_that_of_the_dependant_is_read(home: Path) -> None:
    """A newer one that only others need is none of ours."""
    lock = LOCK + (
        'dependencies = ["rope 0.3.1", "knot"]\n\n[[package]]\nname = "rope"\nversion = "0.4.0"\n'
        'source = "registry+https://example.org/index"\n\n[[package]]\nname = "knot"\n'
        'version = "1.0.0"\nsource = "registry+https://example.org/index"\n'
        'dependencies = ["rope 0.4.0"]\n'
    )
    (home / "Cargo.lock").write_text(lock)
    ours = sources_of("rope", home / "Cargo.lock", home)
    theirs = sources_of("rope", home / "Cargo.lock", home, Source("knot", "1.0.0", home))
    assert ours is not None and ours[0].version == "0.3.1"
    assert theirs is not None and theirs[0].version == "0.4.0"


@pytest.mark.parametrize("package", ["mine", "unknown", "rope-walk"])
def test_what_is_not_locked_from_a_registry_is_not_read(home: Path, package: str) -> None:
    assert sources_of(package, home / "Cargo.lock", home) is None


def test_without_a_lock_file_nothing_is_read(tmp_path: Path) -> None:
    assert sources_of("rope", tmp_path / "Cargo.lock", tmp_path) is None


def test_the_entries_of_a_changelog_that_speak_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_bytes(CHANGES)
    (tmp_path / "notes.md").write_text("length")
    found = list(passages(Source("rope", "0.3.1", tmp_path), "rope", ("length", "len"), Plain()))
    assert [(p.names, p.passage.heading) for p in found] == [
        (("length", "len"), "0.3.0"),
        (("length",), "0.2.0"),
    ]
    for one in found:
        anchor = one.passage.anchor
        assert sha256_hex(CHANGES[anchor.start : anchor.end]) == anchor.span_sha256
        assert anchor.source == "$CARGO_HOME/CHANGELOG.md"
    assert found[1].passage.text == "- Added `length`,\n  the number of bytes."


@pytest.mark.parametrize(("data", "found"), [(b"", 0), (b"length is len now", 1)])
def test_a_changelog_without_marks_is_one_entry(tmp_path: Path, data: bytes, found: int) -> None:
    (tmp_path / "NEWS").write_bytes(data)
    source = Source("rope", "0.3.1", tmp_path)
    assert len(list(passages(source, "rope", ("length",), Plain()))) == found


def test_the_doc_comment_above_an_item() -> None:
    data = b"fn a() {}\n\n/// What it is.\n/// More.\n#[inline]\npub fn b() {}\n"
    span = doc_comment(data, data.index(b"pub fn b"))
    assert span is not None
    assert data[slice(*span)] == b"/// What it is.\n/// More.\n"
    assert doc_comment(data, data.index(b"fn a")) is None
