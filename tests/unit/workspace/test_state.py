"""State survives `cargo clean`; trust is asked for where it counts."""

import pytest

from rusta_server.contracts.probe import NOT_TRUSTED, UNREADABLE, ProbeFailure
from rusta_server.workspace.state import StateDirs
from rusta_server.workspace.trust import TrustStore, require_trust


def test_folders_are_made_when_asked_for_and_private(tmp_path):
    state = StateDirs("0123456789abcdef")
    assert not (tmp_path / "xdg-state").exists()
    assert state.journal == tmp_path / "xdg-state/rusta/0123456789abcdef/journal"
    assert state.journal.is_dir()
    assert all(p.stat().st_mode & 0o777 == 0o700 for p in (state.journal, state.root))
    assert not (state.root / "traces").exists()


def test_a_place_that_cannot_be_written_names_the_variables(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(ProbeFailure) as failure:
        _ = StateDirs("x").root
    assert failure.value.code == UNREADABLE
    assert "XDG_STATE_HOME" in (failure.value.remedy or "")


def test_trust_is_remembered_and_forgotten(tmp_path):
    store = TrustStore()
    store.remember("a", tmp_path)
    store.remember("b", tmp_path / "b")
    assert TrustStore().trusted("a")
    store.forget("a")
    assert TrustStore().entries() == {"b": str(tmp_path / "b")}


def test_a_damaged_trust_file_trusts_nobody_and_says_so(tmp_path):
    store = TrustStore()
    store.remember("a", tmp_path)
    store.path.write_text("{")
    with pytest.raises(ProbeFailure) as failure:
        store.trusted("a")
    assert failure.value.remedy == f"rm {store.path}"


@pytest.mark.parametrize(
    ("mode", "named", "consent", "remembered", "allowed"),
    [
        ("bwrap", True, False, False, True),
        ("bwrap", False, False, False, False),
        ("bwrap", False, False, True, True),
        ("none", True, False, False, False),
        ("none", True, True, False, True),
        ("none", True, False, True, True),
    ],
)
def test_who_may_run_what(tmp_path, mode, named, consent, remembered, allowed):
    store = TrustStore()
    if remembered:
        store.remember("id", tmp_path)

    def ask():
        require_trust(store, "id", tmp_path, mode=mode, named=named, consent=consent)

    if allowed:
        ask()
    else:
        with pytest.raises(ProbeFailure) as failure:
            ask()
        assert failure.value.code == NOT_TRUSTED
        assert failure.value.remedy == f"rusta trust {tmp_path}"
