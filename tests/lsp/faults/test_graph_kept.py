"""The project graph follows the files and the unsaved buffers, before any job asks for it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from rusta_indexer.graph import ProjectGraph

from .. import profiles
from ..crates import Crate
from .conftest import Sit
from .desk import WARNED, Desk

pytestmark = pytest.mark.rusta
NEW = "pub fn made_outside() {}\n"


def known(crate: Crate, name: str) -> list[str]:
    """The files that define `name`, as the stored graph has it; nothing is updated by asking."""
    stored = crate.root / "target/rusta/graph.sqlite"
    if not stored.exists():
        return []
    with ProjectGraph.open(stored) as graph:
        return [symbol.path for symbol in graph.symbols(name)]


def until_known(desk: Desk, name: str, *paths: str) -> None:
    desk.until(
        lambda: known(desk.crate, name) == list(paths),
        lambda: f"{name} in {paths}, not {known(desk.crate, name)}",
    )


def watching() -> dict[str, Any]:
    found = profiles.capabilities("bare")
    found["workspace"] = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    return found


def test_files_made_renamed_and_deleted_by_another_program(desk: Desk) -> None:
    crate = desk.crate
    until_known(desk, "nobody_calls", "src/lib.rs")
    crate.path("other").write_text(NEW)
    crate.path().write_text(f"mod other;\n{WARNED}")
    until_known(desk, "made_outside", "src/other.rs")

    crate.path("other").rename(crate.path("renamed"))
    crate.path().write_text(f"mod renamed;\n{WARNED}")
    until_known(desk, "made_outside", "src/renamed.rs")

    crate.path("renamed").unlink()
    crate.path().write_text(WARNED)
    until_known(desk, "made_outside")
    desk.assert_well()


def test_files_that_the_client_watches(sit: Sit, crate: Crate) -> None:
    desk = sit(crate, capabilities=watching())
    desk.client.wait_for("client/registerCapability")
    desk.open()
    desk.until_warned(0)
    crate.path("other").write_text(NEW)
    crate.path().write_text(f"mod other;\n{WARNED}")
    changes = [{"uri": crate.uri(name), "type": kind} for name, kind in (("other", 1), ("lib", 2))]
    desk.client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    until_known(desk, "made_outside", "src/other.rs")


def test_an_unsaved_buffer_counts_in_place_of_its_file(desk: Desk) -> None:
    until_known(desk, "nobody_calls", "src/lib.rs")
    desk.type_line("fn typed() {}\n")
    until_known(desk, "typed", "src/lib.rs")
    assert "typed" not in desk.crate.text()

    # Closed without saving: the file counts again.
    desk.client.close_document(desk.crate.uri())
    until_known(desk, "typed")
    assert known(desk.crate, "nobody_calls") == ["src/lib.rs"]


def test_ignored_files_count_where_cargo_reads_them(desk: Desk) -> None:
    (desk.crate.root / ".gitignore").write_text("made_*\n")
    desk.crate.path("made_by_a_tool").write_text(NEW)
    desk.crate.path().write_text(f"mod made_by_a_tool;\n{WARNED}")
    until_known(desk, "made_outside", "src/made_by_a_tool.rs")


def test_what_builds_generate_is_no_news(desk: Desk) -> None:
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    desk.client.call("rusta/subscribeTraces", {"on": True})
    since = desk.client.mark
    generated = desk.crate.root / "target/debug/build/tiny/out"
    generated.mkdir(parents=True)
    (generated / "made.rs").write_text(NEW)
    # Of two changes the second is seen later: once it was looked at, so was the first.
    desk.crate.path("other").write_text("pub fn seen() {}\n")
    until_known(desk, "seen", "src/other.rs")
    assert known(desk.crate, "made_outside") == []
    shutil.rmtree(generated)
    plans = [
        t
        for t in desk.client.said("rusta/trace", since)
        if t["job"] == "diagnose" and t["step"]["step"] == "plan"
    ]
    assert len(plans) == 1


def test_a_folder_with_a_name_that_tools_use(sit: Sit, tmp_path: Path) -> None:
    """Watchers like to leave out `target` and `node_modules`, wherever they stand in a path."""
    crate = Crate(tmp_path / "target" / "node_modules" / "crate", lib=WARNED)
    desk = sit(crate)
    desk.open()
    desk.until_warned(0)
    crate.path("other").write_text(NEW)
    crate.path().write_text(f"mod other;\n{WARNED}")
    until_known(desk, "made_outside", "src/other.rs")
