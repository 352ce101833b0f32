"""Jobs in the background: the newest text counts, and what was under way for older ones ends."""

from pathlib import Path

import pytest

from ..client import Client
from ..crates import BROKEN, FINE, Crate
from .conftest import Sit
from .desk import WARNED, Desk, gone
from .slow import set_slow, slow_build, slow_tests

pytestmark = pytest.mark.rusta
GONE_S = 5.0
"""Killing takes milliseconds; a busy machine may be late to notice."""


def test_a_newer_edit_ends_the_older_check_down_to_its_processes(sit: Sit, tmp_path: Path) -> None:
    crate = slow_build(tmp_path / "crate", WARNED)
    desk = sit(crate)
    desk.open()
    older = [*desk.until_runs("build-script"), *desk.processes("cargo")]
    assert len(older) >= 2
    set_slow(crate, False)
    desk.type_line()
    assert gone(older, GONE_S)
    desk.until_warned(1)
    assert desk.told() == []
    desk.assert_well()


@pytest.mark.parametrize("how", ["edit", "close", "remove the folder"])
def test_nothing_is_left_of_a_proof(how: str, sit: Sit, tmp_path: Path) -> None:
    crate = slow_tests(tmp_path / "crate", BROKEN)
    desk = sit(crate, settings={"idle_ms": 60_000})
    uri = desk.open() if how != "remove the folder" else ""
    older = [*desk.until_runs("waiting"), *desk.processes("cargo")]
    since = desk.client.mark
    if how == "edit":
        desk.type_line()
    elif how == "close":
        desk.client.close_document(uri)
    else:
        folder = {"uri": crate.root.as_uri(), "name": "crate"}
        desk.client.notify(
            "workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}}
        )
    assert gone(older, GONE_S)
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    published = desk.client.said("textDocument/publishDiagnostics", since)
    assert not [d for p in published for d in p["diagnostics"] if " % " in d["message"]]
    assert not uri or not [a for a in desk.actions(3) if "proven" in a["title"]]
    desk.assert_well()


def test_results_for_an_older_text_are_not_shown(sit: Sit, tmp_path: Path) -> None:
    """The text changes while its proof runs, to one that needs none."""
    crate = slow_tests(tmp_path / "crate", BROKEN)
    desk = sit(crate, settings={})
    uri = desk.open()
    desk.until_runs("waiting")
    set_slow(crate, False)
    since = desk.client.mark
    desk.client.replace(uri, FINE)
    assert not [a for a in desk.actions(3) if "proven" in a["title"]]
    desk.until(lambda: desk.phases() == ["done"] and desk.shown() == [], lambda: "no error")
    published = desk.client.said("textDocument/publishDiagnostics", since)
    assert not [d for p in published for d in p["diagnostics"]]


def test_fifty_quick_edits_are_few_checks(desk: Desk) -> None:
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    assert desk.client.call("rusta/subscribeTraces", {"on": True}) == {"on": True}
    since = desk.client.mark
    for number in range(50):
        desk.type_line(f"// {number}\n")
    desk.until_warned(50)
    begun = [
        t
        for t in desk.client.said("rusta/trace", since)
        if t["job"] == "diagnose" and t["step"]["step"] == "plan"
    ]
    assert 1 <= len(begun) <= 5
    desk.assert_well()


def test_the_end_of_every_run_is_told_once(desk: Desk) -> None:
    assert desk.client.call("rusta/subscribeTraces", {"on": True}) == {"on": True}
    since = desk.client.mark
    for _ in range(2):
        desk.command("rusta.diagnose")
    desk.until(
        lambda: len(desk.client.said("rusta/traceEnded", since)) >= 2, lambda: "two runs that ended"
    )
    ended = [t["run"] for t in desk.client.said("rusta/traceEnded", since)]
    assert len(set(ended)) == len(ended)
    assert set(ended) <= {t["run"] for t in desk.client.said("rusta/trace", since)}


def test_a_proof_is_over_all_unsaved_buffers(sit: Sit, tmp_path: Path) -> None:
    """The crate on disk compiles; the error and its fix are in two files nobody saved."""
    crate = Crate(
        tmp_path / "crate", lib="pub mod other;\n", other="pub fn one() -> u32 {\n    1\n}\n"
    )
    desk = sit(crate, settings={})
    lib, other = desk.open(), desk.open("other")
    desk.until_phase("done")
    desk.client.replace(other, "pub fn count(names: &[String]) -> usize {\n    names.len()\n}\n")
    desk.client.replace(
        lib,
        "pub mod other;\n\npub fn all(names: Vec<String>) -> usize {\n    other::count(names)\n}\n",
    )
    desk.until_shown(lambda shown: any(" % " in d["message"] for d in shown))
    (shown,) = desk.shown()
    assert shown["code"] == "E0308" and shown["range"]["start"]["line"] == 3
    assert crate.text() == "pub mod other;\n"
    assert not desk.shown("other")

    # The same error means something else once the other buffer changes.
    desk.client.replace(other, "pub fn count(names: Vec<String>) -> usize {\n    names.len()\n}\n")
    desk.until_shown(lambda shown: shown == [])
    desk.assert_well()


def test_two_workspaces_at_once(sit: Sit, tmp_path: Path) -> None:
    """Both prove, and a person is answered all the same."""
    one, two = (slow_tests(tmp_path / name, BROKEN) for name in ("one", "two"))
    desk = sit(one, folders=(two.root,), settings={})
    beside = Desk(desk.client, two)
    desk.open()
    beside.open()
    desk.until(lambda: len(desk.processes("waiting")) == 2, lambda: "two proofs")
    answer = desk.command("rusta.explain", uri=one.uri(), code="E0382")
    assert answer["document"] == "explain/1"
    assert len(desk.processes("waiting")) == 2

    # What happens to one says nothing of the other.
    (theirs,) = [p for p in desk.processes("waiting") if _of(p.cwd(), desk.client, two)]
    set_slow(one, False)
    desk.client.replace(one.uri(), FINE)
    desk.until(lambda: desk.shown() == [], lambda: "no error in the first")
    assert theirs.is_running()
    assert beside.shown() != []
    desk.assert_well()


def _of(folder: str, client: Client, crate: Crate) -> bool:
    """A process in the sandbox runs at the crate's own path."""
    return Path(folder).is_relative_to(crate.root)
