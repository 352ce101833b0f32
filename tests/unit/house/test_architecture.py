"""ARCHITECTURE.md is true: what it names exists, and no package is left out."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "ARCHITECTURE.md").read_text()
NAMED = re.compile(r"`([A-Za-z0-9_./-]+(?:/|\.(?:py|toml|md|json)))`|\]\(([^)#]+)\)")


def named_paths() -> Iterator[tuple[str, bool]]:
    """Every path, and whether it is there: from the root, from the product or from its section."""
    section = Path()
    for line in TEXT.splitlines():
        if heading := re.fullmatch(r"#+ `(.+)`", line):
            section = Path(heading[1])
        elif line.startswith("## "):
            section = Path()
        for match in NAMED.finditer(line):
            name = match[1] or match[2]
            places = (ROOT, ROOT / section, ROOT / "server" / "rusta_server")
            if name != "policy.toml":  # a file of the user's
                yield name, any((place / name).exists() for place in places)


def test_every_path_it_names_exists() -> None:
    paths = dict(named_paths())
    assert len(paths) > 50
    assert [name for name, exists in paths.items() if not exists] == []


def test_every_package_has_its_place_in_the_code_map() -> None:
    headings = set(re.findall(r"^### `(.+)/`$", TEXT, re.MULTILINE))
    packages = {
        init.parent.relative_to(ROOT).as_posix()
        for source in ("server", "indexer", "model", "export", "eval")
        for init in (ROOT / source).rglob("__init__.py")
    }
    assert packages - headings == set()


def test_every_import_contract_is_an_invariant_and_the_other_way_round() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    ids = {contract["id"] for contract in tool["importlinter"]["contracts"]}
    assert set(re.findall(r"[Ii]mport contract `(\w+)`", TEXT)) == ids


def test_every_invariant_names_what_holds_it() -> None:
    invariants = TEXT.split("## Invariants")[1].split("\n## ")[0]
    rules = [line for line in invariants.splitlines() if line.startswith("* ")]
    assert rules
    assert [r for r in rules if not re.search(r"mport contract `|`tests/\S+\.py`", r)] == []
