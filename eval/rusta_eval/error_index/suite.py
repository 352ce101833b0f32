"""What a measure over examples is made from: where they are read, and where written down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rusta_eval import cargo
from rusta_eval.error_index.cases import HERE
from rusta_eval.error_index.extract import Example, examples, pages

Reason = Callable[[Example, cargo.Check], str | None]
"""Why an example is no case, None where this rule has nothing against it."""


@dataclass(frozen=True)
class Suite:
    """`reason` is asked beside the rules that hold for all examples.

    `read` raises FileNotFoundError where the toolchain has no documentation."""

    module: str
    title: str
    folder: Path
    read: Callable[[], Iterator[Example]]
    reason: Reason | None = None

    @property
    def cases(self) -> Path:
        return self.folder / "cases.jsonl"

    @property
    def peers(self) -> Path:
        """The peers' records that are checked in: they do not depend on our engine."""
        return self.folder / "peers.jsonl"


def _read() -> Iterator[Example]:
    for page in pages():
        yield from examples(page.read_text("utf-8"), page.stem)


ERROR_INDEX = Suite("error_index", "the measure of the error index", HERE, _read)
