"""Recipes for editors that the tests do not run: their snippets are what they say they are, and start
the server that there is."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tree_sitter
import tree_sitter_rust

from .conftest import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
OTHERS = (ROOT / "docs" / "other-editors.md").read_text()
SNIPPETS = [
    pytest.param(kind, text, id=f"{page.stem}-{kind}-{number}")
    for page in [ROOT / "README.md", *PAGES]
    for number, (kind, text) in enumerate(
        re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    )
    if kind in ("json", "toml", "rust")
]


@pytest.mark.parametrize(("kind", "text"), SNIPPETS)
def test_a_snippet_parses(kind: str, text: str) -> None:
    if kind == "json":
        json.loads(text)
    elif kind == "toml":
        tomllib.loads(text)
    else:
        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
        assert not parser.parse(text.encode()).root_node.has_error


def blocks(section: str, kind: str) -> list[Any]:
    part = OTHERS.split(f"\n## {section}\n")[1].split("\n## ")[0]
    read = {"json": json.loads, "toml": tomllib.loads}[kind]
    return [read(text) for text in re.findall(rf"```{kind}\n(.*?)```", part, re.DOTALL)]


def test_what_they_start_is_a_command_of_rusta() -> None:
    (sublime,) = blocks("Sublime Text", "json")
    (kate,) = blocks("Kate", "json")
    (jetbrains,) = blocks("JetBrains", "json")
    started = [
        sublime["clients"]["rusta"]["command"],
        kate["servers"]["rust"]["command"],
        jetbrains["programArgs"]["default"].split(),
    ]
    for program, *arguments in started:
        command = [Path(sys.executable).with_name(program), *arguments, "--help"]
        assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0


def test_zed_asks_for_the_server_that_its_extension_names() -> None:
    extension, _ = blocks("Zed", "toml")
    (settings,) = blocks("Zed", "json")
    (named,) = extension["language_servers"]
    assert named in settings["languages"]["Rust"]["language_servers"]
    assert extension["language_servers"][named]["languages"] == ["Rust"]


def test_settings_in_them_are_settings_of_rusta() -> None:
    schema = json.loads((ROOT / "schemas" / "editor-settings.v1.schema.json").read_text())
    (kate,) = blocks("Kate", "json")
    jsonschema.validate(kate["servers"]["rust"]["initializationOptions"], schema)
