"""The build: the same records each time, in one go or after it was killed, and true ones."""

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest

from rusta_model.data.progress import Silent
from rusta_model.data.triplets import store
from rusta_model.data.triplets.build import Options, build_crate, is_done
from rusta_model.data.triplets.check import check
from rusta_model.data.triplets.record import Triplet

from .crate import GOODS, LIBRARY, write_crate

OPTIONS = Options(priority=0)
_IN_ANOTHER_PROCESS = """
    import sys
    from pathlib import Path
    from rusta_model.data.triplets.build import Options, build_crate
    from tests.model.triplets.crate import write_crate
    folder = Path(sys.argv[1])
    build_crate(write_crate(folder, "shop"), folder / "shards", Options(priority=0))
"""


def records(shards: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.shards(shards)}


def triplets(shards: Path) -> list[Triplet]:
    return [t for path in store.shards(shards) for t in store.read(path, Triplet)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's sources and its shards."""
    folder = tmp_path_factory.mktemp("shop")
    made = build_crate(write_crate(folder, "shop"), folder / "shards", OPTIONS)
    assert made["triplets"] == len(triplets(folder / "shards"))
    return folder


def test_a_small_crate_gives_triplets_of_every_kind_and_many_families(built: Path) -> None:
    found = triplets(built / "shards")
    assert len(found) > 80
    assert set(Counter(t.kind for t in found)) == {"body", "item", "syntax"}
    assert len({t.family for t in found}) >= 12
    assert len({t.id for t in found}) == len(found)


def test_a_record_leads_back_to_the_broken_file_and_the_place_of_the_error(built: Path) -> None:
    clean = {"$WS/src/goods.rs": GOODS.encode(), "$WS/src/lib.rs": LIBRARY.encode()}
    found = [t for t in triplets(built / "shards") if t.family == "names" and t.kind == "body"]
    missing = [t for t in found if t.codes == ("E0425",) and t.broken.isidentifier()]
    assert missing
    for triplet in missing:
        broken = triplet.break_(clean[triplet.path])
        primary = next(s for s in triplet.diagnostics[0].spans if s.primary)
        assert (primary.start, primary.end) == triplet.broken_span
        assert broken[primary.start : primary.end].decode() == triplet.broken
        assert f"`{triplet.broken}`" in triplet.diagnostics[0].message


def test_what_a_run_of_many_says_is_what_rustc_says_of_each_alone(built: Path) -> None:
    crates = [write_crate(built, "shop")]
    found = check(crates, built / "shards", 40, 1, Silent())
    assert (found.triplets, found.missing) == (40, 0)
    assert (found.verdict, found.first_code, found.codes) == (40, 40, 40)


def test_no_name_of_a_copy_is_left_in_what_rustc_says(built: Path) -> None:
    assert not [t.id for t in triplets(built / "shards") if "rusta_copy" in t.model_dump_json()]


def test_every_record_says_its_version(built: Path) -> None:
    lines = [line for path in store.shards(built / "shards") for line in store.lines(path)]
    assert {json.loads(line)["schema_version"] for line in lines} == {1}


def test_a_build_that_was_killed_goes_on_to_the_same_records(built: Path, tmp_path: Path) -> None:
    shards = tmp_path / "shards"
    command = [sys.executable, "-c", textwrap.dedent(_IN_ANOTHER_PROCESS), str(tmp_path)]
    root = Path(__file__).parents[3]
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL)
    while process.poll() is None and not store.shards(shards):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    first = records(shards)
    assert 1 <= len(first) < len(records(built / "shards"))
    crate = write_crate(tmp_path, "shop")
    assert not is_done(shards / crate.unit.key, OPTIONS)
    times = {path: path.stat().st_mtime_ns for path in store.shards(shards)}

    build_crate(crate, shards, OPTIONS)

    assert records(shards) == records(built / "shards")
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_more_passes_add_to_what_is_there(built: Path, tmp_path: Path) -> None:
    crate = write_crate(tmp_path, "shop")
    build_crate(crate, tmp_path / "shards", Options(passes=2, priority=0))
    both, first = records(tmp_path / "shards"), records(built / "shards")
    assert both.items() > first.items()


def test_a_crate_that_does_not_compile_is_left_alone(tmp_path: Path) -> None:
    crate = write_crate(tmp_path, "broken", {"src/lib.rs": 'pub fn f() -> u8 { "" }\n'})
    assert build_crate(crate, tmp_path / "shards", OPTIONS)["triplets"] == 0
    assert is_done(tmp_path / "shards" / crate.unit.key, OPTIONS)
    assert store.shards(tmp_path / "shards") == []
