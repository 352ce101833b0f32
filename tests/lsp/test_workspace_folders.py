"""LSP 3.17, "Workspace Folders": several projects in one server."""

from pathlib import Path

import pytest

from .client import Client, Message
from .conftest import Start
from .crates import FINE, MANIFEST, Crate
from .findings import until

pytestmark = pytest.mark.rusta


def roots(client: Client) -> set[str]:
    projects = client.call("rusta/status", {})["projects"].values()
    return {Path(project["root"]).name for project in projects}


def folder(path: Path) -> Message:
    return {"uri": path.as_uri(), "name": path.name}


def change(client: Client, added: tuple[Path, ...] = (), removed: tuple[Path, ...] = ()) -> None:
    event = {"added": [folder(p) for p in added], "removed": [folder(p) for p in removed]}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": event})


@pytest.fixture
def crates(tmp_path: Path) -> tuple[Crate, Crate, Crate]:
    one, two, three = (Crate(tmp_path / name, lib=FINE) for name in ("one", "two", "three"))
    return one, two, three


def test_folders_are_announced_with_their_changes(start: Start) -> None:
    announced = start("vscode").initialized["capabilities"]["workspace"]["workspaceFolders"]
    assert announced["supported"] is True
    assert announced["changeNotifications"]


def test_each_folder_is_a_project_and_they_come_and_go(
    start: Start, crates: tuple[Crate, Crate, Crate], tmp_path: Path
) -> None:
    one, two, three = crates
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [folder(one.root), folder(two.root), folder(empty)]
    client = start("vscode", one.root, workspaceFolders=given)
    until(lambda: roots(client) == {"one", "two"}, "both projects")
    change(client, added=(three.root, three.root))
    until(lambda: roots(client) == {"one", "two", "three"}, "the third")
    change(client, removed=(one.root, empty, tmp_path / "never"))
    assert roots(client) == {"two", "three"}
    change(client, added=(one.root,), removed=(two.root,))
    until(lambda: roots(client) == {"one", "three"}, "the first again")


def test_a_client_that_has_a_root_only_is_served(start: Start, crate: Crate) -> None:
    client = start("bare", crate.root, workspaceFolders=None)
    until(lambda: roots(client) == {"crate"}, "the project")


def test_a_folder_inside_of_a_project_is_that_project(start: Start, crate: Crate) -> None:
    client = start("vscode", crate.root / "src")
    until(lambda: roots(client) == {"crate"}, "the project")
    change(client, removed=(crate.root / "src",))
    assert roots(client) == set()


def test_an_open_document_keeps_its_project(
    start: Start, crates: tuple[Crate, Crate, Crate]
) -> None:
    one, two, _ = crates
    client = start("vscode", one.root)
    until(lambda: roots(client) == {"one"}, "the folder's project")
    client.open(two.uri(), FINE)
    until(lambda: roots(client) == {"one", "two"}, "the document's project")
    client.open(one.uri(), FINE)
    change(client, removed=(one.root,))
    assert roots(client) == {"one", "two"}


def test_what_was_shown_of_a_closed_folder_is_taken_back(start: Start, tmp_path: Path) -> None:
    crate = Crate(tmp_path / "broken", lib="pub fn f() -> u8 {\n}\n")
    client = start("emacs", crate.root, settings={"trusted": True, "check_on": "save"})
    client.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])
    mark = client.mark
    change(client, removed=(crate.root,))
    told = client.wait_for("textDocument/publishDiagnostics", since=mark)
    assert told == {"uri": crate.uri(), "diagnostics": []}


def test_members_of_a_workspace_are_one_project(start: Start, tmp_path: Path) -> None:
    root = tmp_path / "family"
    members = [Crate(root / name, lib=FINE) for name in ("a", "b")]
    for member, name in zip(members, ("a", "b"), strict=True):
        (member.root / "Cargo.toml").write_text(MANIFEST.format(name=name))
    (root / "Cargo.toml").write_text('[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n')
    client = start("vscode", members[0].root, workspaceFolders=[folder(m.root) for m in members])
    until(lambda: roots(client) == {"family"}, "the workspace")
    change(client, removed=(members[0].root,))
    assert roots(client) == {"family"}, "the other member is open still"
