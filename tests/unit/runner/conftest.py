"""A bench for tiny jobs."""

from pathlib import Path

import pytest

from .jobs import Bench, install


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    install(monkeypatch)
    return Bench(tmp_path)
