"""`rusta index`: one JSON document, or a table."""

import json

import pytest
from click.testing import CliRunner, Result

from rusta_server.cli.main import main
from rusta_server.contracts.documents import IndexDocument

from .conftest import Make, World


def run(demo: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["index", str(demo.root), *arguments])


@pytest.fixture
def demo(world: Make) -> World:
    return world({"src/lib.rs": "struct S; fn f() {}", "src/large.rs": b"// x\n" * 1_000_000})


def test_stats_as_json(demo: World):
    done = run(demo, "--stats", "--json")
    assert done.exit_code == 0, done.output
    document = IndexDocument.from_json(done.stdout)
    assert json.loads(done.stdout)["stats"]["nodes"]["struct"] == 1
    assert (document.stats.files, document.stats.reparsed) == (2, 1)
    assert document.stats.skipped[0].startswith("$WS/src/large.rs: too large: 5000000 bytes")
    again = IndexDocument.from_json(run(demo, "--stats", "--json").stdout)
    assert again.stats.reparsed == 0


def test_a_table_and_what_was_skipped(demo: World):
    done = run(demo)
    assert done.exit_code == 0, done.output
    assert "2 files, 1 " in done.stdout
    assert "too large" in done.stdout


def test_no_project(tmp_path_factory: pytest.TempPathFactory):
    done = CliRunner().invoke(main, ["index", str(tmp_path_factory.mktemp("empty")), "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["remedy"]
