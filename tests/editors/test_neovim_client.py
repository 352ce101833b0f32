"""The plugin for Neovim, in both Neovims, over a real server and a real cargo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Neovim

Copy = Callable[[str], Path]


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
