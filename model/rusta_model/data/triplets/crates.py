"""The crates that triplets are made of: those of the corpus that compile, with their split."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

from rusta_model.data.pins import Pin
from rusta_model.data.triplets.prepare import CrateUnit, recorded
from rusta_server.contracts.dataset import Split

# Bytes of Rust in a crate that gives most triplets for its time: a smaller one has too few
# functions for what it takes to set up, a larger one compiles slowly.
_HANDY = (30 << 10, 500 << 10)


@dataclass(frozen=True)
class Listed:
    unit: CrateUnit
    split: Split


def listed(units: Path, pins: Iterable[Pin]) -> list[Listed]:
    """The pinned crates whose rustc command lines are recorded in `units`."""
    split: dict[str, Split] = {pin.id: pin.split for pin in pins}
    found = recorded(units)
    return [Listed(unit, split[key]) for key, unit in found.items() if key in split]


def by_turns(crates: Iterable[Listed]) -> list[Listed]:
    """Those of train and those that are measured on alternate while there are both, so that
    whatever is done by any time has enough of either; inside of each in an order that has nothing
    to do with their names, very small and large ones last."""
    sides: tuple[list[Listed], list[Listed]] = ([], [])
    for crate in sorted(crates, key=_order):
        sides[crate.split == "train"].append(crate)
    return [crate for crate in chain.from_iterable(zip_longest(*sides)) if crate is not None]


def _order(crate: Listed) -> tuple[bool, int, str]:
    key = crate.unit.key
    low, high = _HANDY
    return not low <= _bytes(crate.unit.folder) <= high, zlib.crc32(key.encode()), key


@cache
def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.rs") if path.is_file())
