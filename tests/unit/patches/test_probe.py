"""journal.apply and journal.revert on a real workspace: the proof's tree, and no other."""

from pathlib import Path

import pytest

from rusta_server.contracts.probe import REFUSED, STALE, Evidence, Probe
from rusta_server.contracts.proof import Patch
from rusta_server.patches.build import patch_between
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor

BROKEN = "pub fn one() -> u32 {\n    &1\n}\n"
FIXED = BROKEN.replace("&1", "1")


@pytest.fixture
def crate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "crate"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text('[package]\nname = "one"\nedition = "2021"\n')
    (folder / "src/lib.rs").write_text(BROKEN)
    return folder


def patch() -> Patch:
    return patch_between({"$WS/src/lib.rs": BROKEN}, {"$WS/src/lib.rs": FIXED})


def ask(ctx: ProbeContext, method: str, **params: object) -> Evidence:
    return LiveExecutor(ctx).execute(Probe(method=method, params=params))


def apply(ctx: ProbeContext, tree_before: str) -> Evidence:
    return ask(
        ctx,
        "journal.apply",
        proposal="0" * 64,
        patch=patch().model_dump(mode="json"),
        tree_before=tree_before,
    )


def test_apply_and_revert_give_the_tree_back(crate: Path) -> None:
    ctx = ProbeContext.open(crate)
    before = ctx.tree.read().hash

    applied = apply(ctx, before)

    assert applied.result is not None, applied.error
    assert (crate / "src/lib.rs").read_text() == FIXED
    assert applied.result["files"] == ["$WS/src/lib.rs"]
    assert applied.result["tree_after"] == ctx.tree.read().hash != before

    reverted = ask(ctx, "journal.revert", entry=applied.result["entry"][:8])

    assert reverted.result is not None, reverted.error
    assert reverted.result == {
        "entry": applied.result["entry"],
        "files": ["$WS/src/lib.rs"],
        "tree_after": before,
        "buffers": [],
    }
    assert (crate / "src/lib.rs").read_text() == BROKEN


def test_a_change_anywhere_in_the_tree_makes_the_proof_stale(crate: Path) -> None:
    ctx = ProbeContext.open(crate)
    before = ctx.tree.read().hash
    (crate / "src/other.rs").write_text("// new\n")
    answer = apply(ctx, before)
    assert answer.error is not None
    assert (answer.error.code, answer.error.remedy) == (STALE, "rusta propose")
    assert (crate / "src/lib.rs").read_text() == BROKEN
    assert list(ctx.state.journal.glob("*/*")) == []


def test_nothing_to_revert(crate: Path) -> None:
    answer = ask(ProbeContext.open(crate), "journal.revert")
    assert answer.error is not None
    assert (answer.error.code, answer.error.message) == (REFUSED, "there is nothing to revert")


def test_a_path_out_of_the_workspace_is_refused(crate: Path, tmp_path: Path) -> None:
    ctx = ProbeContext.open(crate)
    outside = tmp_path / "outside.rs"
    outside.write_text(BROKEN)
    for path in ("$WS/../outside.rs", "/etc/hostname", "src/lib.rs"):
        foreign = patch_between({path: BROKEN}, {path: FIXED})
        answer = ask(
            ctx,
            "journal.apply",
            proposal="0" * 64,
            patch=foreign.model_dump(mode="json"),
            tree_before=ctx.tree.read().hash,
        )
        assert answer.error is not None
        assert answer.error.code == REFUSED
    assert outside.read_text() == BROKEN
