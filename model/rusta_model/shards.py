"""Shards: pieces of the training text with what costs time to compute, in memory-mapped files.

A row holds a symbol, what the matchers say at it and its syntax class. What is cheap (n-gram rows,
the n-gram memory) is added when a window is read, so shards outlive a memory.
"""

from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import Any

import click
import joblib
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from rusta_model.streams import PIECE, Piece, TextFile, pieces
from rusta_server.lm.features import MATCH_LENGTHS, Matcher

PIECES = 64
"""Pieces a shard, 2 MiB of symbols."""
ROW = np.dtype([
    ("symbol", "<u2"),
    ("predicted", "<u2", (len(MATCH_LENGTHS),)),
    ("certainty", "u1", (len(MATCH_LENGTHS),)),
    ("kind", "u1"),
])  # fmt: skip
INDEX = "index.json"

Rows = NDArray[np.void]


class ShardsError(Exception):
    """Shards are missing or damaged."""


class Shard(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    pieces: int
    sha256: str


class Index(BaseModel):
    """What a folder of shards holds. `sources` were all in the ledger when they were made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ledger_sha256: str
    match_lengths: tuple[int, ...] = MATCH_LENGTHS
    sources: tuple[str, ...]
    bytes: int
    shards: tuple[Shard, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.model_dump_json().encode()).hexdigest()


class Shards:
    """Memory-mapped shards as one long array of rows. Raises ShardsError where there are none, or
    their matchers are not today's."""

    def __init__(self, folder: Path) -> None:
        try:
            text = (folder / INDEX).read_text("utf-8")
        except FileNotFoundError as error:
            raise ShardsError(f"{folder}: no shards; python -m rusta_model.shards") from error
        self.index = Index.model_validate_json(text)
        if self.index.match_lengths != MATCH_LENGTHS:
            raise ShardsError(f"{folder}: made for other matchers; python -m rusta_model.shards")
        self._maps = [np.load(folder / s.file, mmap_mode="r") for s in self.index.shards]
        self._pieces = [(m, p) for m, s in enumerate(self.index.shards) for p in range(s.pieces)]

    def __len__(self) -> int:
        """In symbols."""
        return len(self._pieces) * PIECE

    def rows(self, start: int, stop: int) -> Rows:
        """Rows `start` to `stop`, which lie in one piece."""
        which, place = self._pieces[start // PIECE]
        base = place * PIECE - start // PIECE * PIECE
        return np.asarray(self._maps[which][base + start : base + stop])


def build(files: Iterable[TextFile], folder: Path, ledger_sha256: str, jobs: int) -> Index:
    """Write the files as shards; a shard that is there already is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INDEX).unlink(missing_ok=True)
    sources: dict[str, None] = {}
    size = 0

    def watched() -> Iterator[TextFile]:
        nonlocal size
        for file in files:
            sources[file.source] = None
            size += len(file.bytes)
            yield file

    def groups() -> Iterator[tuple[int, list[Piece]]]:
        stream = pieces(watched())
        number = 0
        while group := list(islice(stream, PIECES)):
            yield number, group
            number += 1

    # The pieces are made here, one group after the other; workers follow the matchers.
    pool: Any = joblib.Parallel(n_jobs=jobs, return_as="generator", pre_dispatch=str(jobs + 1))
    shards = tuple(pool(joblib.delayed(_write)(folder, n, group) for n, group in groups()))
    index = Index(ledger_sha256=ledger_sha256, sources=tuple(sources), bytes=size, shards=shards)
    (folder / INDEX).write_text(index.model_dump_json(indent=1), "utf-8")
    return index


def _write(folder: Path, number: int, group: list[Piece]) -> Shard:
    file = folder / f"{number:05d}.npy"
    np.save(file, np.concatenate([with_matches(piece) for piece in group]))
    with file.open("rb") as content:
        return Shard(
            file=file.name, pieces=len(group), sha256=file_digest(content, "sha256").hexdigest()
        )


def with_matches(piece: Piece) -> Rows:
    """A piece's rows, [PIECE]."""
    rows = np.zeros(len(piece.symbols), ROW)
    rows["symbol"] = piece.symbols
    rows["kind"] = piece.kinds
    symbols = piece.symbols.tolist()
    for i, length in enumerate(MATCH_LENGTHS):
        matcher = Matcher(length)
        found = np.asarray([matcher.push(symbol) for symbol in symbols])
        rows["predicted"][:, i] = found[:, 0]
        rows["certainty"][:, i] = found[:, 1]
    return rows


@click.command()
@click.option(
    "--home", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The model's work folder, with corpus and ledger [default: the one of rusta_model.paths].",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes [default: one for each core].")
def main(home: Path | None, jobs: int | None) -> None:
    """Write shards of the learned side of the training text, and of the validation text.

    Those that are there in HOME/shards are made anew.
    """
    from rusta_model import paths
    from rusta_model.data.documents import documents
    from rusta_model.data.errors import DataError
    from rusta_model.data.ledger import Ledger, source_id
    from rusta_model.sides import side_of

    home = home or paths.home()
    try:
        ledger = Ledger.read(home / "ledger.jsonl")
        kinds = {source_id(entry): entry.kind for entry in ledger}
        learned = (
            d
            for d in documents("train", home=home)
            if side_of(d.source, kinds[d.source]) == "learned"
        )
        kept = documents("validation", home=home)
        for name, files in (("train", learned), ("validation", kept)):
            index = build(files, home / "shards" / name, ledger.sha256, jobs or joblib.cpu_count())
            click.echo(f"{name}: {index.bytes} bytes of {len(index.sources)} sources")
    except DataError as error:
        raise click.ClickException(f"{error}; {error.remedy}") from error


if __name__ == "__main__":
    main()
