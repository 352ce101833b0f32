"""The plugin for Neovim, in both Neovims, over a real server and a real cargo."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import HERE, ROOT, Neovim, found, without_cargo

Copy = Callable[[str], Path]
PLUGIN = ROOT / "clients" / "neovim"


def test_from_the_chip_to_a_proven_patch_and_back(plugin: Neovim, copy_of: Copy) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()

    seen = plugin("neovim/flow.lua", crate)

    assert str(crate) in seen["trust"]["prompt"]
    (chip,) = seen["chips"]
    assert (chip["sign"].strip(), chip["colour"]) == ("●", "RustaProven")
    assert "E0382" in chip["text"] and "%" in chip["text"]
    commands, codes, proposals = seen["completion"]
    assert {"explain", "diagnose", "propose", "apply", "revert", "replay"} < set(commands)
    assert codes == ["E0382"]
    assert len(proposals) == 1

    check_explanation(seen, file)
    (problem,) = seen["quickfix"]
    assert (problem["file"], problem["type"]) == (str(file), "E")
    assert problem["text"].startswith("E0382 ")

    check_preview(seen, file)
    assert seen["tabs"] == 1
    assert seen["after"] == seen["preview"]["right"]["text"]
    assert seen["check"]["code"] == 0, seen["check"]["stderr"]
    assert file.read_bytes() == original == seen["before"].encode()
    assert any(told.startswith("rusta: applied to 1 file") for told in seen["told"])
    assert "rusta: reverted 1 file" in seen["told"]

    check_traces(seen)
    assert "rusta: 0 fixes remembered" in seen["told"][-1]
    health = "\n".join(seen["health"])
    assert re.search(r"OK a server runs", health)
    assert re.search(rf"OK {re.escape(str(crate))}: \w+", health)
    assert re.search(r"OK toolchain: rustc", health)


def check_explanation(seen: dict[str, Any], file: Path) -> None:
    lines = seen["explanation"]
    assert lines[0] == "# E0382"
    at = lines.index("## Citations")
    numbers = [int(line.split(".")[0]) for line in lines[at + 1 :] if line[:1].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    claims = [line for line in lines[:at] if line and not line.startswith("#")]
    assert [line for line in claims if line.startswith("- ") and "[" not in line] == []
    assert len({opened["name"] for opened in seen["citations"]}) >= 2
    for opened in seen["citations"]:
        assert opened["name"] == str(file) or opened["name"].startswith("rusta://anchor/")
        assert "".join(opened["lines"]).strip()


def check_preview(seen: dict[str, Any], file: Path) -> None:
    preview = seen["preview"]
    assert preview["left"] == {"name": str(file), "text": seen["before"]}
    assert preview["right"]["name"].startswith("rusta://preview/")
    assert preview["right"]["text"] != seen["before"]
    assert "%%" in preview["winbar"] and "cargo check green" in preview["winbar"]


def check_traces(seen: dict[str, Any]) -> None:
    live = seen["live"][seen["live"].index("live") + 1 :]
    assert {line.split()[0] for line in live} == {"propose"}
    assert {line.split()[2] for line in live} >= {"plan", "probe", "decide", "ended"}
    verdict, *steps = seen["replay"]
    assert verdict.startswith("revert · replayed ") and verdict.endswith(" to the same bytes")
    assert steps
    assert seen["marked"], "the places of a step are not marked"
    assert seen["marked"][0]["line"] == seen["quickfix"][0]["lnum"]


@pytest.mark.parametrize("name", ["neovim", "neovim-0.12"])
def test_the_units_of_the_plugin(name: str, tmp_path: Path) -> None:
    command = [found(name), "--headless", "-u", "NONE", "-i", "NONE", "-l"]
    done = subprocess.run(
        [*command, PLUGIN / "test" / "run.lua"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(" passed, 0 failed\n")


@pytest.mark.parametrize("name", ["neovim", "neovim-0.12"])
def test_help_and_page_have_every_command(name: str, tmp_path: Path) -> None:
    shutil.copytree(PLUGIN / "doc", tmp_path / "doc")
    command = [found(name), "--headless", "-u", "NONE", "-i", "NONE"]
    subprocess.run([*command, "+helptags doc", "+qa"], cwd=tmp_path, check=True, timeout=60)
    tags = {line.split("\t")[0] for line in (tmp_path / "doc" / "tags").read_text().splitlines()}
    listed = "lua =table.concat(vim.tbl_keys(require('rusta.commands').all), ' ')"
    done = subprocess.run(
        [*command, f"+set rtp+={PLUGIN}", f"+{listed}", "+qa"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    commands = (done.stdout + done.stderr).strip().strip('"').split()
    assert len(commands) > 8
    assert {f":Rusta-{command}" for command in commands} == {t for t in tags if ":Rusta-" in t}
    page = (ROOT / "docs" / "neovim.md").read_text()
    assert set(re.findall(r"`:Rusta!? ([a-z]+)", page)) == set(commands)


def test_the_lua_is_formatted_and_checked() -> None:
    folders = [PLUGIN, HERE]
    files = sorted(file for folder in folders for file in folder.rglob("*.lua"))
    style: list[str | Path] = [found("stylua"), "--check", PLUGIN / "stylua.toml", *files]
    done = subprocess.run(style, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "")
    lint: list[str | Path] = [
        found("luacheck"),
        "-q",
        "--no-color",
        "--config",
        PLUGIN / ".luacheckrc",
        *folders,
    ]
    done = subprocess.run(lint, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("plugin", ["neovim-0.12"], indirect=True)
def test_without_setup_it_is_enabled_as_any_server_is(
    plugin: Neovim, copy_of: Copy, environ: dict[str, str]
) -> None:
    environ["FAULT"] = "enabled"
    crate = copy_of("moves-name-into-greeting")
    seen = plugin("neovim/faults.lua", crate)
    assert seen["settings"] == {"trusted": False, "idle_ms": 300}
    assert seen["root"] == str(crate)


def test_nothing_of_an_untrusted_project_runs(
    plugin: Neovim, copy_of: Copy, environ: dict[str, str]
) -> None:
    environ["FAULT"] = "untrusted"
    crate = copy_of("moves-name-into-greeting")
    seen = plugin("neovim/faults.lua", crate)
    first, again = seen["questions"]
    assert first["titles"] == again["titles"] == ["Trust and check", "Not now"]
    assert seen["diagnostics"] == 0
    assert not seen["target"] and not (crate / "target").exists()
    assert seen["explanation"][0] == "# E0382", "the documentation explains without trust"


def test_without_the_program_one_message_helps(
    plugin: Neovim, copy_of: Copy, environ: dict[str, str]
) -> None:
    environ["FAULT"] = "missing"
    seen = plugin("neovim/faults.lua", copy_of("moves-name-into-greeting"))
    (missing,) = [told for told in seen["told"] if "no program no-such-rusta" in told]
    assert missing.endswith("then :Rusta restart")
    assert seen["clients"] == 0
    assert any("pipx install" in line for line in seen["health"])
    assert seen["after"] == 1


def test_a_server_that_dies_three_times_is_left_alone(
    plugin: Neovim, copy_of: Copy, environ: dict[str, str]
) -> None:
    environ["FAULT"] = "killed"
    seen = plugin("neovim/faults.lua", copy_of("moves-name-into-greeting"))
    assert len(set(seen["pids"])) == 3
    assert seen["clients"] == 0
    told = [text for text in seen["told"] if "not started again" in text]
    assert told == [
        "rusta: the server ended 3 times within 3 minutes and is not started again; "
        "help: :Rusta restart, or :checkhealth rusta"
    ]


def test_without_cargo_the_message_says_what_gets_it(
    plugin: Neovim, copy_of: Copy, environ: dict[str, str], tmp_path: Path
) -> None:
    environ["FAULT"] = "no_cargo"
    environ["PATH"] = without_cargo(tmp_path / "programs", environ["PATH"])
    seen = plugin("neovim/faults.lua", copy_of("moves-name-into-greeting"))
    (told,) = [text for text in seen["told"] if "cargo" in text]
    assert "sh.rustup.rs" in told


def test_an_abstention_is_green_and_says_what_comes_next(
    plugin: Neovim, hopeless: Path, environ: dict[str, str]
) -> None:
    environ["FAULT"] = "abstains"
    seen = plugin("neovim/faults.lua", hopeless)
    (chip,) = seen["chips"]
    assert chip["colour"] == "RustaAbstains" and "abstains: " in chip["text"]
    assert seen["plan"][0] == "# Not certain yet"
    assert any(line.startswith("- why: ") for line in seen["plan"])
    assert any(line.startswith("- next: ") for line in seen["plan"])
    assert "rusta: nothing is proven here; help: :Rusta propose" in seen["told"]
    assert seen["text"] == (hopeless / "src/lib.rs").read_text()
