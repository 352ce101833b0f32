"""The ledger says where every source comes from and under which licence, and nothing is read that
is not as it was published."""

from pathlib import Path

import pytest

from rusta_model.data import clean
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger, MissingEntryError
from rusta_model.data.licences import permissive
from rusta_model.data.progress import Silent
from rusta_model.data.sources import Toolchain

from .sources import COMMIT, corpus, entered, pages, pin, rust, spine, vendor


def test_an_entry_says_all_of_a_crate(tmp_path: Path) -> None:
    files = {"src/lib.rs": rust(1), "README.md": "# little\n", "logo.svg": "<svg/>"}
    folder = vendor(tmp_path, "little", files, licence="MIT/Apache-2.0",
                    repository="https://github.com/Someone/Little.git")  # fmt: skip
    [entry] = entered(spine(tmp_path, pin("little")))
    assert (entry.name, entry.version, entry.kind, entry.split) == (
        "little", "1.0.0", "crate", "train",
    )  # fmt: skip
    assert entry.commit == COMMIT
    assert entry.licence == "MIT OR Apache-2.0"
    assert entry.family == "github.com/someone/little"
    assert entry.files == 2
    assert entry.bytes == len(rust(1)) + len("# little\n")
    assert entry.sha256 in (folder / ".cargo-checksum.json").read_text()


@pytest.mark.parametrize("written", ["", '{"git": {}}', '{"git": {"sha1": "dirty"}}'])
def test_a_crate_that_names_no_commit_has_none(tmp_path: Path, written: str) -> None:
    folder = vendor(tmp_path, "little", {"src/lib.rs": rust(1)}, commit=None)
    if written:
        (folder / ".cargo_vcs_info.json").write_text(written)
    [entry] = entered(spine(tmp_path, pin("little")))
    assert entry.commit is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("MIT", "MIT"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("MIT OR GPL-3.0-only", "MIT OR GPL-3.0-only"),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0"),
    ],
)
def test_what_gives_a_permissive_choice_is_taken(written: str, read: str) -> None:
    assert permissive(written) == read


@pytest.mark.parametrize(
    "written",
    ["", "GPL-3.0-only", "MIT AND MPL-2.0", "MIT AND", "Mit-ish", "non-standard", "LicenseRef-own"],
)
def test_what_is_not_permissive_or_no_expression_is_refused(written: str) -> None:
    with pytest.raises(DataError):
        permissive(written)


def test_a_crate_without_a_permissive_licence_stops_the_ledger(tmp_path: Path) -> None:
    vendor(tmp_path, "free", {"src/lib.rs": rust(1)})
    vendor(tmp_path, "bound", {"src/lib.rs": rust(2)}, licence="AGPL-3.0-only")
    made = spine(tmp_path, pin("free"), pin("bound"))
    with pytest.raises(DataError, match=r"bound-1\.0\.0.*AGPL"):
        entered(made)
    assert not made.ledger.exists()


def test_a_licence_in_a_file_alone_is_not_enough(tmp_path: Path) -> None:
    vendor(tmp_path, "little", {"src/lib.rs": rust(1), "LICENSE": "MIT"}, licence=None)
    with pytest.raises(DataError, match="not permissive"):
        entered(spine(tmp_path, pin("little")))


def test_a_crate_that_was_not_fetched_stops_the_ledger(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not fetched"):
        entered(spine(tmp_path, pin("little")))


def test_crates_of_one_repository_stand_on_one_side(tmp_path: Path) -> None:
    url = "https://github.com/someone/many"
    vendor(tmp_path, "one", {"src/lib.rs": rust(1)}, repository=url)
    vendor(tmp_path, "two", {"src/lib.rs": rust(2)}, repository=url + "/tree/main/two")
    with pytest.raises(DataError, match="of the same repository"):
        entered(spine(tmp_path, pin("one"), pin("two", "heldout")))
    entered(spine(tmp_path, pin("one"), pin("two")))


def test_a_changed_byte_of_a_crate_is_found_out(tmp_path: Path) -> None:
    folder = vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    made = spine(tmp_path, pin("little"))
    found = entered(made)
    text = (folder / "src/lib.rs").read_bytes()
    (folder / "src/lib.rs").write_bytes(text.replace(b"pub fn", b"pub  fn", 1))
    with pytest.raises(DataError, match=r"little-1\.0\.0 has changed on disk"):
        clean.clean(made, found, Silent(), workers=1)


def test_a_file_that_was_not_in_the_archive_is_found_out(tmp_path: Path) -> None:
    folder = vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    made = spine(tmp_path, pin("little"))
    found = entered(made)
    (folder / "src/more.rs").write_text(rust(2))
    with pytest.raises(DataError, match="has changed on disk"):
        clean.clean(made, found, Silent(), workers=1)


def test_another_archive_of_the_same_version_is_found_out(tmp_path: Path) -> None:
    vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    made = spine(tmp_path, pin("little"))
    found = entered(made)
    vendor(tmp_path, "little", {"src/lib.rs": rust(3)})
    with pytest.raises(DataError, match="has changed on disk"):
        clean.clean(made, found, Silent(), workers=1)


def test_a_changed_byte_of_a_page_is_found_out(tmp_path: Path) -> None:
    toolchain = Toolchain("1.95.0", COMMIT, tmp_path / "html")
    names = ("error-index", "rustc-book", "book", "reference", "nomicon", "rbe", "edition-guide")
    for name in (*names, "std-source"):
        pages(tmp_path, toolchain, name, {"ch01.page.md": f"# {name}\n" + "Words. " * 20})
    made = spine(tmp_path, toolchain=toolchain)
    found = entered(made)
    assert {entry.name for entry in found} == {*names, "std-source"}
    assert {(e.commit, e.split) for e in found if e.name == "book"} == {(COMMIT, "by-chapter")}
    page = tmp_path / "docs/book-1.95.0/ch01.page.md"
    page.write_text(page.read_text().replace("Words", "Word5", 1))
    with pytest.raises(DataError, match=r"book-1\.95\.0 has changed"):
        clean.clean(made, found, Silent(), workers=1)


def test_a_changed_byte_after_cleaning_is_found_out(tmp_path: Path) -> None:
    folder = vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    made = spine(tmp_path, pin("little"))
    corpus(made)
    (folder / "src/lib.rs").write_text(rust(2))
    with pytest.raises(DataError, match="has changed since it was cleaned"):
        corpus(made)


def test_a_changed_entry_changes_the_ledgers_hash(tmp_path: Path) -> None:
    vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    found = entered(spine(tmp_path, pin("little")))
    [entry] = found
    assert Ledger.read(tmp_path / "ledger.jsonl").sha256 == found.sha256
    assert Ledger([entry.model_copy(update={"licence": "MIT"})]).sha256 != found.sha256


def test_without_a_ledger_nothing_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(MissingEntryError, match="there is no ledger"):
        Ledger.read(tmp_path / "ledger.jsonl")


def test_every_source_must_be_in_the_ledger(tmp_path: Path) -> None:
    vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    found = entered(spine(tmp_path, pin("little")))
    found.require(["little-1.0.0"])
    with pytest.raises(MissingEntryError, match=r"no ledger entry for little-1\.0\.1"):
        found.require(iter(["little-1.0.0", "little-1.0.1"]))


def test_an_entry_of_a_reserved_crate_allows_nothing(tmp_path: Path) -> None:
    vendor(tmp_path, "little", {"src/lib.rs": rust(1)})
    [entry] = entered(spine(tmp_path, pin("little")))
    smuggled = Ledger([entry.model_copy(update={"name": "itoa"})])
    with pytest.raises(MissingEntryError, match=r"never trained on: itoa-1\.0\.0"):
        smuggled.require(iter(["itoa-1.0.0"]))
