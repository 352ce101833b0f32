"""Fixtures: a `rusta` with state of its own, shared by the session or made for one test."""

from pathlib import Path

import pytest

from .world import Rusta


@pytest.fixture(scope="session")
def rusta(tmp_path_factory: pytest.TempPathFactory) -> Rusta:
    return Rusta(tmp_path_factory.mktemp("rusta-home"))


@pytest.fixture
def fresh(tmp_path: Path) -> Rusta:
    """A `rusta` that knows nothing, for tests of what it keeps."""
    home = tmp_path / "home"
    home.mkdir()
    return Rusta(home)
