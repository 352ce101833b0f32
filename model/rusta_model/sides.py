"""Two sides of the training text: one is counted into the n-gram memory, the network learns from
the other. Counts look more certain on the very text they were made from than they are elsewhere, so
a network that saw both would trust them too much."""

import hashlib
import re
from typing import Literal

Side = Literal["counted", "learned"]

COUNTED_PERCENT = 70
_VERSION = re.compile(r"-\d+\..*$")


def name_of(source: str) -> str:
    """A source's name without its version: `serde` of `serde-1.0.229`."""
    return _VERSION.sub("", source)


def side_of(source: str, kind: str = "crate") -> Side:
    """Decided by a hash of the crate's name, so that a new version stays on its side. Documentation
    is learned: there is little of it, and explaining is what it is for."""
    if kind != "crate":
        return "learned"
    drawn = int(hashlib.sha256(name_of(source).encode()).hexdigest(), 16) % 100
    return "counted" if drawn < COUNTED_PERCENT else "learned"
