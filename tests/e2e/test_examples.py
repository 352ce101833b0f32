"""Every broken crate of examples/: proven, green by the user's own cargo, reverted, replayed."""

import re
from pathlib import Path

import pytest

from rusta_eval.tree_bytes import digest
from rusta_server.contracts.documents import FixDocument
from rusta_server.runner.replay import replay
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.store import TraceStore
from rusta_server.workspace.discover import discover

from .world import Rusta, cargo, copy_example, example_names


@pytest.mark.parametrize("name", example_names())
def test_a_patch_is_proven_applied_and_reverted(
    rusta: Rusta, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crate = copy_example(name, tmp_path)
    before = digest(crate)

    fixed = rusta.json("fix", crate, "--yes", "--min-confidence", "0").document

    assert isinstance(fixed, FixDocument)
    assert fixed.status == "fixed", fixed.abstentions
    assert digest(crate) != before
    _green_by_the_users_own_cargo(crate, lint=name.startswith("lint-"))

    traces = list(fixed.traces)
    for _ in fixed.steps:
        reverted = rusta.json("revert", "last", "-C", crate).document
        traces.append(reverted.trace)
    assert digest(crate) == before

    folder = rusta.state(discover(crate).id)
    store = TraceStore(folder / "traces", BlobStore(folder / "blobs"))
    monkeypatch.setenv("PATH", "")
    for trace in traces:
        assert replay(store.read(trace)).divergence is None


def _green_by_the_users_own_cargo(crate: Path, *, lint: bool) -> None:
    tested = cargo(crate, "test", "--offline", "--locked")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert sum(map(int, re.findall(r"(\d+) passed", tested.stdout))) >= 2
    if lint:
        linted = cargo(crate, "clippy", "--offline", "--locked", "--", "-D", "warnings")
        assert linted.returncode == 0, linted.stderr


def test_every_slice_has_two_examples() -> None:
    slices = ("borrow", "traits", "types", "moves", "visibility", "syntax", "lint")
    for slice_ in slices:
        assert sum(name.startswith(slice_) for name in example_names()) >= 2, slice_


def test_the_table_names_every_example() -> None:
    table = (Path(__file__).parents[2] / "examples" / "README.md").read_text()
    for name in example_names():
        assert f"[{name}](" in table
