"""What is reserved for measuring stays out: by name, as a copy inside of other crates, and in the
corpus that was made on this machine, where there is one."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rusta_model.data.copies import is_copy
from rusta_model.data.junk import why_dropped
from rusta_model.data.ledger import Ledger, source_id
from rusta_model.data.pins import CRATES, BadListError, read_pins
from rusta_model.paths import home

from .sources import corpus, pin, rust, spine, vendor

RESERVED = tomllib.loads((Path(__file__).parent / "reserved.toml").read_text())
NAMES = [*RESERVED["crates"], *RESERVED["collections"]]
CODE = rust(1).encode()


@pytest.mark.parametrize("name", NAMES)
def test_a_list_that_names_a_reserved_crate_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "crates.toml").write_text(f'[train]\n{name} = "99.0.0"\n')
    with pytest.raises(BadListError, match=f"{name} is never trained on"):
        read_pins(tmp_path / "crates.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_inside_of_another_crate_is_left_out(name: str) -> None:
    module = name.replace("-", "_")
    for path in (f"src/{module}.rs", f"src/{module}/imp.rs", f"deps/{name}-1.2.3/src/lib.rs"):
        assert why_dropped("other", path, CODE) == "measured"


@pytest.mark.parametrize(
    "said",
    [
        "// This code was copied from the `itoa` crate.",
        "//! Adapted from https://github.com/dtolnay/ryu/blob/master/src/d2s.rs",
        "/// Based on smallvec's implementation",
        "// forked from slab crate, version 0.4",
        "// Taken from rust-phf, borrowed from percent-encoding 2.1",
        "//! Ported from bluss/either.",
    ],
)
def test_a_file_that_says_it_is_a_copy_is_left_out(said: str) -> None:
    assert is_copy("other", "src/lib.rs", said.encode() + b"\n" + CODE)


@pytest.mark.parametrize(
    "said",
    [
        "use smallvec::SmallVec;",
        "// A SmallVec from the smallvec crate keeps the list on the stack.",
        "// The answer is based on either the first or the second of them.",
        "// copied from the check above",
        "let hash = fnv::hash(copied_from);",
    ],
)
def test_a_file_that_only_uses_one_stays(said: str) -> None:
    assert not is_copy("other", "src/lib.rs", said.encode() + b"\n" + CODE)


@pytest.mark.parametrize("path", ["tests/ui/borrow.rs", "tests/ui/deep/er.rs", "x/tests/ui/a.rs"])
def test_what_compilers_are_tested_with_is_left_out(path: str) -> None:
    assert why_dropped("some-macro", path, CODE) == "test-data"


def test_of_a_dependent_only_its_own_code_is_read(tmp_path: Path) -> None:
    """cargo vendors itoa for whoever depends on it; the corpus is made of pins alone."""
    vendor(tmp_path, "itoa", {"src/lib.rs": rust(1)})
    vendor(tmp_path, "dependent", {
        "src/lib.rs": rust(2),
        "vendor/itoa/src/lib.rs": rust(3),
        "src/imp/itoa.rs": rust(4),
        "src/digits.rs": "// copied from the itoa crate\n" + rust(5),
        "tests/ui/wrong.rs": rust(6),
    })  # fmt: skip
    made = spine(tmp_path, pin("dependent"))
    corpus(made)
    kept = [json.loads(line) for line in (made.corpus / "files.jsonl").read_text().splitlines()]
    assert [(file["source"], file["path"]) for file in kept] == [("dependent-1.0.0", "src/lib.rs")]


def test_the_pinned_list_itself_is_read_without_complaint() -> None:
    assert len(read_pins(CRATES)) >= 150


@pytest.fixture(scope="module")
def made() -> Path:
    if not (home() / "corpus/files.jsonl").is_file():
        pytest.skip("no corpus on this machine: python -m rusta_model.data fetch")
    return home()


def test_the_corpus_here_has_no_ledger_entry_of_a_reserved_crate(made: Path) -> None:
    ledger = Ledger.read(made / "ledger.jsonl")
    assert {entry.name for entry in ledger} & set(NAMES) == set()
    ledger.require(source_id(entry) for entry in ledger)


def test_the_corpus_here_holds_nothing_that_is_reserved(made: Path) -> None:
    names = "|".join(re.escape(name).replace(r"\-", "[-_]") for name in NAMES)
    reserved = rf"({names})([-_]v?[\d._]+)?(/|\.rs$)"
    forbidden = re.compile(rf"(^|/)(tests/ui/|{reserved})", re.IGNORECASE)
    assert [path for path in paths(made) if forbidden.search(path)] == []


def paths(made: Path) -> Iterator[str]:
    with (made / "corpus/files.jsonl").open() as lines:
        for line in lines:
            record = json.loads(line)
            assert record["source"].rsplit("-", 1)[0] not in NAMES
            yield record["path"]
