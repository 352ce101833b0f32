"""VS Code as a user has it: the packaged extension, real keys and clicks, a real broken crate."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rusta_server.lm.artifact import find
from rusta_server.lm.package import pack

from ..conftest import without_cargo
from .conftest import Starting, VSCode, place_of_error

HOPELESS = 'pub fn one() -> u32 {\n    fetch_from_the_moon(7, "cheese")\n}\n'


def crate_of(folder: Path, text: str) -> Path:
    (folder / "src").mkdir(parents=True)
    manifest = f'[package]\nname = "{folder.name}"\nversion = "0.1.0"\n[workspace]\n'
    (folder / "Cargo.toml").write_text(manifest)
    (folder / "src" / "lib.rs").write_text(text)
    return folder


def test_the_package_is_small(vsix: Path) -> None:
    assert vsix.stat().st_size < 1_000_000


def test_one_whole_repair(vscode: VSCode, copy_of: Callable[[str], Path]) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()

    seen = vscode.run("flow", crate, at=place_of_error(crate))

    assert "%" in seen["lens"]
    assert any("proven" in title for title in seen["actions"])
    assert any(title.startswith("Explain E0382") for title in seen["actions"])
    assert seen["beforeApply"], "the preview changed the file"
    assert seen["after"].encode() != original
    assert seen["check"]["code"] == 0, seen["check"]["said"]
    assert seen["reverted"]
    assert file.read_bytes() == original
    assert "E0382" in seen["why"]
    assert len(seen["citations"]) == 3
    assert all(len(citation["text"].strip()) > 10 for citation in seen["citations"])
    assert any("running" in row for row in seen["live"])
    assert any("cargo.check" in step for step in seen["replay"])


def test_an_abstention_is_shown_with_its_test_plan(vscode: VSCode, tmp_path: Path) -> None:
    crate = crate_of(tmp_path / "hopeless", HOPELESS)
    seen = vscode.run("abstention", crate, at=place_of_error(crate))
    assert "not certain yet · next: " in seen["behind"]["text"]
    red, green, blue = map(int, re.findall(r"\d+", seen["behind"]["color"])[:3])
    assert green > max(red, blue)
    assert "Not certain yet" in seen["plan"]
    assert "Search again for this error alone" in seen["plan"]


def with_program(crate: Path, program: Path) -> Path:
    (crate / ".vscode").mkdir()
    (crate / ".vscode" / "settings.json").write_text(json.dumps({"rusta.path": str(program)}))
    return crate


def check_set_up(seen: Any) -> None:
    assert "Nothing of your project was touched" in seen["message"]
    assert seen["buttons"] == ["Set Up rusta"]
    assert any("Choose the program" in choice for choice in seen["choices"])


def test_a_missing_program_is_told_of_with_one_button(vscode: VSCode, tmp_path: Path) -> None:
    crate = crate_of(tmp_path / "missing", HOPELESS)
    seen = vscode.run("missing", with_program(crate, Path("/nowhere/rusta")))
    assert "/nowhere/rusta" in seen["message"]
    check_set_up(seen)


def test_a_program_whose_python_is_gone(vscode: VSCode, tmp_path: Path) -> None:
    program = tmp_path / "rusta"
    program.write_text("#!/gone/venv/bin/python\nimport rusta\n")
    program.chmod(0o755)
    crate = crate_of(tmp_path / "no-python", HOPELESS)
    seen = vscode.run("missing", with_program(crate, program))
    assert "the Python it was installed with, /gone/venv/bin/python, is gone" in seen["message"]
    check_set_up(seen)


def test_without_cargo_the_button_has_the_command_that_gets_it(
    start: Starting, tmp_path: Path
) -> None:
    path = without_cargo(tmp_path / "programs", os.environ["PATH"])
    crate = crate_of(tmp_path / "no-cargo", HOPELESS)
    seen = start(path=path).run("no-cargo", crate)
    assert "cargo was not found" in seen["message"]
    assert seen["buttons"] == ["Open in Terminal"]
    assert "sh.rustup.rs" in seen["terminal"]
    assert not (crate / "target").exists()


def test_a_damaged_model_is_told_of_and_another_one_installed(
    start: Starting, tmp_path: Path
) -> None:
    one = start()
    damaged = one.folder / "data" / "rusta" / "model"
    damaged.mkdir(parents=True)
    (damaged / "manifest.json").write_text("{}")
    packed = pack(find(tmp_path / "none"), tmp_path)
    crate = crate_of(tmp_path / "no-model", "pub fn f() {}\n")
    seen = one.run("no-model", crate, model=str(packed))
    assert "without its byte model" in seen["message"] and str(damaged) in seen["message"]
    assert seen["buttons"] == ["Install a Model …"]
    assert "no model" in seen["before"]
    assert "no model" not in seen["after"]


def test_a_server_that_is_killed_three_times_waits_for_the_user(
    vscode: VSCode, tmp_path: Path
) -> None:
    seen = vscode.run("killed", crate_of(tmp_path / "killed", "pub fn f() {}\n"))
    assert seen == {"killed": 3, "buttons": ["Start Again"], "afterwards": 0, "again": True}


@pytest.mark.usefixtures("vscode")
def test_nothing_runs_in_a_folder_that_is_not_trusted(start: Starting, tmp_path: Path) -> None:
    crate = crate_of(tmp_path / "untrusted", HOPELESS)
    (crate / "build.rs").write_text('fn main() { std::fs::write("RAN", "").unwrap(); }\n')
    seen = start(trusts=False).run("untrusted", crate)
    assert seen["buttons"] == ["Manage Trust"]
    assert not (crate / "RAN").exists()
    assert not (crate / "target").exists()


def test_the_same_beside_rust_analyzer(
    start: Starting, rust_analyzer: Path, copy_of: Callable[[str], Path]
) -> None:
    crate = copy_of("visibility-helper-in-other-module")
    helper = crate / "src" / "units.rs"
    original = helper.read_bytes()

    seen = start(rust_analyzer).run("beside", crate, at=place_of_error(crate), changed=str(helper))

    assert any("proven" in title for title in seen["actions"])
    assert [t for t in seen["actions"] if "proven" not in t and "Explain" not in t], (
        "none of its own"
    )
    assert seen["beforeApply"]
    assert seen["check"]["code"] == 0, seen["check"]["said"]
    assert helper.read_bytes() == original
    assert seen["alone"]
