"""Building beside another process, and what the whole index costs."""

import subprocess
import sys
from pathlib import Path

from rusta_server.docs.layout import item_name
from rusta_server.docs.navigator import DocNavigator

BUILD = """
import sys
from pathlib import Path
from rusta_server.docs.navigator import DocNavigator
print(DocNavigator(Path(sys.argv[1]), "c", Path(sys.argv[2])).ensure("books"))
"""


def test_two_processes_build_one_index(doc_root: Path, tmp_path: Path):
    argv = [sys.executable, "-c", BUILD, str(doc_root), str(tmp_path)]
    both = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    added = [int(process.communicate(timeout=120)[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    ready = DocNavigator(doc_root, "c", tmp_path).ready()
    assert sum(added) == sum(done for done, _, _ in ready.values()) > 1_000
    assert all(done == of for name, (done, of, _) in ready.items() if name != "std")


def test_the_standard_library_is_found_by_what_it_does(doc_root: Path, tmp_path: Path):
    docs = DocNavigator(doc_root, "c", tmp_path)
    first = docs.search("push element to vector", ("std",))[0]
    assert first.anchor.title == "std::vec::Vec::push"
    assert first.text.startswith("```rust\npub fn push(&mut self, value: T)\n```")
    pages, on_disk, passages = docs.ready()["std"]
    assert pages == on_disk
    assert passages > 10_000
    # What core repeats of std is in once.
    found = docs.search("Vec push appends element back collection", ("std",), limit=20)
    titles = [p.anchor.title for p in found]
    assert titles.count("std::vec::Vec::push") == 1


def test_items_are_named_as_rust_names_them():
    assert item_name("std/vec/struct.Vec.html") == "std::vec::Vec"
    assert item_name("std/macro.vec.html") == "std::vec!"
    assert item_name("std/keyword.match.html") == "keyword match"
    assert item_name("std/primitive.str.html") == "primitive str"
    assert item_name("core/mem/index.html") == "core::mem"
