"""The crates that triplets are made of: those of the corpus that compile, with their split."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rusta_model.data.pins import Pin
from rusta_model.data.triplets.prepare import CrateUnit, recorded
from rusta_server.contracts.dataset import Split


@dataclass(frozen=True)
class Listed:
    unit: CrateUnit
    split: Split


def listed(units: Path, pins: Iterable[Pin]) -> list[Listed]:
    """The pinned crates whose rustc command lines are recorded in `units`."""
    split: dict[str, Split] = {pin.id: pin.split for pin in pins}
    found = recorded(units)
    return [Listed(unit, split[key]) for key, unit in found.items() if key in split]
