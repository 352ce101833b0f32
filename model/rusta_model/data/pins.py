"""The list the corpus is made from: `crates.toml` names crates, versions and splits."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from rusta_server.contracts.dataset import Split

_HERE = Path(__file__).parent
CRATES = _HERE / "crates.toml"
SPLITS: tuple[Split, ...] = get_args(Split)


class BadListError(ValueError):
    """The list names a crate twice, on two sides, or one that is never to be trained on."""


@dataclass(frozen=True, order=True)
class Pin:
    name: str
    version: str
    split: Split

    @property
    def id(self) -> str:
        """As `cargo vendor --versioned-dirs` names the folder, and the corpus the source."""
        return f"{self.name}-{self.version}"


def read_pins(path: Path = CRATES) -> tuple[Pin, ...]:
    """The pinned crates, sorted by name.

    Raises:
        BadListError: a crate is on two sides, or excluded.
    """
    table = tomllib.loads(path.read_text("utf-8"))
    pins = [Pin(name, table[s][name], s) for s in SPLITS for name in table.get(s, {})]
    seen: dict[str, Pin] = {}
    for pin in pins:
        if pin.name in seen:
            raise BadListError(f"{pin.name} is in {seen[pin.name].split} and in {pin.split}")
        reason = excluded().get(pin.name)
        if reason is not None:
            raise BadListError(f"{pin.name} is never trained on ({reason}; excluded.toml)")
        seen[pin.name] = pin
    return tuple(sorted(pins))


@cache
def excluded() -> dict[str, str]:
    """Crates that are never in the corpus, each with the reason's name."""
    table = tomllib.loads((_HERE / "excluded.toml").read_text("utf-8"))
    kinds = ("reserved", "measured", "derived")
    return {name: kind for kind in kinds for name in table[kind]}


@cache
def excluded_files() -> tuple[tuple[str, str], ...]:
    """(crate, path below it) of files and folders that hold excluded code inside other crates."""
    table = tomllib.loads((_HERE / "excluded.toml").read_text("utf-8"))
    pairs = (str(name).partition("/") for name in table["files"])
    return tuple((crate, path) for crate, _, path in pairs)
