"""The crates that triplets are made of: those of the corpus that compile, with their split."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from rusta_model.data.triplets.prepare import CrateUnit, recorded
from rusta_server.contracts.dataset import Split

CORPUS = Path(__file__).parents[1] / "crates.toml"


@dataclass(frozen=True)
class Listed:
    unit: CrateUnit
    split: Split


def listed(units: Path, corpus: Path = CORPUS) -> list[Listed]:
    """The crates of `corpus` whose rustc command lines are recorded in `units`."""
    split = splits(corpus)
    found = recorded(units)
    return [Listed(unit, split[key]) for key, unit in found.items() if key in split]


def splits(corpus: Path = CORPUS) -> dict[str, Split]:
    """`name-version` → split."""
    table = tomllib.loads(corpus.read_text("utf-8"))
    return {
        f"{name}-{version}": split
        for split in get_args(Split)
        for name, version in table.get(split, {}).items()
    }
