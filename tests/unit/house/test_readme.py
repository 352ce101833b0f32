"""README.md is true: its repair happens as shown, its commands and folders are those there are."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from rusta_server.cli.main import main

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "README.md").read_text()


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def plain(text: str) -> str:
    """Without what differs from machine to machine: ids, and blanks at the ends of lines."""
    lines = [re.sub(r"\b[0-9a-f]{12}\b", "<id>", line.rstrip()) for line in text.splitlines()]
    return "\n".join(lines).strip()


def test_the_repair_happens_as_shown(tmp_path: Path) -> None:
    (block,) = re.findall(r"```console\n(.*?)```", section("A repair"), re.DOTALL)
    shown = [part.split("\n", 1) for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    (crate,) = set(re.findall(r"examples/[a-z-]+", block))
    shutil.copytree(ROOT / crate, tmp_path / crate)
    rusta = str(Path(sys.executable).with_name("rusta"))
    environment = {**os.environ, "COLUMNS": "80", "XDG_STATE_HOME": str(tmp_path / "state")}
    for command, output in shown:
        name, *arguments = command.split()
        assert name == "rusta"
        done = subprocess.run(
            [rusta, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert plain(done.stdout) == plain(output), done.stderr
        assert done.returncode == 0
    assert (tmp_path / crate / "src").is_dir()
    for path in (ROOT / crate / "src").iterdir():
        assert (tmp_path / crate / "src" / path.name).read_bytes() == path.read_bytes()


def test_every_command_has_its_line() -> None:
    listed = re.findall(r"^\| `rusta ([a-z]+)", section("Commands"), re.MULTILINE)
    assert sorted(listed) == sorted(main.list_commands(None))  # type: ignore[arg-type]


def test_every_folder_has_its_phrase() -> None:
    listed = re.findall(r"^([a-z]+)/ +\S", section("Layout"), re.MULTILINE)
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {path.split("/")[0] for path in tracked if "/" in path}
    assert sorted(listed) == sorted(name for name in folders if not name.startswith("."))


def test_the_first_commands_are_targets_of_the_makefile() -> None:
    first = re.findall(r"^\$ make ([a-z]+)", TEXT, re.MULTILINE)
    assert first[:2] == ["demo", "test"]
    assert all(re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M) for target in first)
