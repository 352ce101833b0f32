"""docs/editors.md is true: the settings and commands it lists are those there are."""

import asyncio
import json
import re
from pathlib import Path

from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.settings import EditorSettings

TEXT = (Path(__file__).parents[3] / "docs" / "editors.md").read_text()


def table(section: str) -> list[list[str]]:
    lines = TEXT.split(f"\n## {section}\n")[1].split("\n## ")[0].splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    assert rows
    return rows


def test_the_settings_and_their_defaults() -> None:
    listed = {
        name.strip("`"): json.loads(default.strip("`")) for name, default, _ in table("Settings")
    }
    assert listed == EditorSettings().model_dump()


def test_the_commands() -> None:
    async def announced() -> set[str]:
        return set(RustaServer().protocol.fm.commands)

    listed = {name for row in table("Commands") for name in re.findall(r"`([\w.]+)`", row[0])}
    assert listed == asyncio.run(announced())
