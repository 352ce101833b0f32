"""The client's own checks: types, lint and layout, its unit tests, and what it is made of."""

import json
import subprocess

import pytest

from .conftest import CLIENT, LIMIT_S


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("script", ["check", "test"])
def test_the_clients_own(script: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", script],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_no_place_to_fetch_from() -> None:
    packages = json.loads((CLIENT / "package-lock.json").read_text())["packages"]
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)
