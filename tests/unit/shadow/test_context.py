"""A context opens a workspace, an id's workspace, or none; and lets nothing run untrusted."""

import pytest

from rusta_server.contracts.probe import NO_SANDBOX, NOT_TRUSTED, ProbeFailure
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.sandbox import ladder
from rusta_server.workspace.trust import TrustStore


def test_an_id_finds_its_workspace_again_while_it_is_there(crate):
    root = crate()
    with ProbeContext.open(root) as opened:
        identity = opened.workspace.id
        assert opened.state.blobs.is_dir()
    with ProbeContext.of_workspace(identity) as again:
        assert again.workspace.root == root
    root.rename(root.with_name("gone"))
    with ProbeContext.of_workspace(identity) as ghost:
        assert ghost.workspace.id == identity
        assert ghost.workspace.members == ()
        assert ghost.state.blobs == opened.state.blobs


def test_nowhere_has_a_toolchain_and_no_package(tmp_path):
    with ProbeContext.open_nowhere() as nowhere:
        assert nowhere.workspace.toolchain_commit
        assert nowhere.tree.read().files == ()
        assert nowhere.workspace.root.is_relative_to(tmp_path / "xdg-cache")


def test_what_was_opened_is_closed(crate):
    closed = []
    with ProbeContext.open(crate()) as opened:
        opened.closing.callback(closed.append, "index")
        assert closed == []
    assert closed == ["index"]


@pytest.mark.parametrize(
    ("options", "trusted"),
    [
        ({"sandbox": False, "consent": False}, False),
        ({"named": False}, False),
        ({"sandbox": False}, True),
        ({}, True),
    ],
)
def test_a_lease_needs_trust_unless_it_was_given(crate, options, trusted):
    opened = ProbeContext.open(crate(), **options)
    if not trusted:
        with pytest.raises(ProbeFailure) as failure, opened.shadows.lease():
            pytest.fail("leased without trust")
        assert failure.value.code == NOT_TRUSTED
        TrustStore().remember(opened.workspace.id, opened.workspace.root)
    with opened.shadows.lease() as shadow:
        assert shadow.run(["/bin/true"], timeout_s=20).returncode == 0


def test_cleaning_needs_no_sandbox(crate, monkeypatch):
    opened = ProbeContext.open(crate())
    with opened.shadows.lease() as shadow:
        shadow.sync()
    again = ProbeContext.open(opened.workspace.root)

    def none_here(**_):
        raise ProbeFailure(NO_SANDBOX, "none here")

    monkeypatch.setattr(ladder, "choose", none_here)
    assert again.shadows.clean() > 0
