"""The n-gram memory: what usually follows the last bytes, counted over one side of the crates
(`rusta_model.sides`). `python -m rusta_model.ngram_memory` counts it and keeps the most useful
entries of each order.
"""

import io
from collections.abc import Iterable, Iterator
from hashlib import file_digest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rusta_model.streams import TextFile, pieces
from rusta_server.lm.features import BUCKETS, Followers, Ints, NgramMemory, hashes

MEMORY_ORDERS = (5, 10)
ENTRIES = 1_050_000
"""Kept an order."""
LEAST = 4
"""Times an n-gram was seen; rarer ones are chance."""
_FLOOR = 0.35
"""A prediction this certain is worth nothing: the network guesses as well."""


def count(files: Iterable[TextFile], orders: Iterable[int], entries: int = ENTRIES) -> NgramMemory:
    """The most useful n-grams of the files. Memory: 10 bytes a symbol, then 8 an order."""
    streams = [piece.symbols.astype(np.uint16) for piece in pieces(_plain(files))]
    return NgramMemory(tuple(_most_useful(streams, order, entries) for order in orders))


class _Plain:
    """A file whose syntax does not matter."""

    kind = "prose"

    def __init__(self, file: TextFile) -> None:
        self.source, self.path, self.bytes = file.source, file.path, file.bytes


def _plain(files: Iterable[TextFile]) -> Iterator[TextFile]:
    return (_Plain(file) for file in files)


def _most_useful(streams: list[NDArray[np.uint16]], order: int, entries: int) -> Followers:
    pairs = np.concatenate([_pairs(stream.astype(np.int32), order) for stream in streams])
    pairs.sort()
    # One row for each (n-gram, byte that follows), then one for each n-gram.
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
    times = np.diff(np.append(first, len(pairs)))
    pairs = pairs[first]
    keys, followers = (pairs >> np.uint64(8)).astype(np.uint32), pairs.astype(np.uint8)
    group = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    total = np.add.reduceat(times, group)
    most = np.maximum.reduceat(times, group)
    which = np.repeat(np.arange(len(group)), np.diff(np.append(group, len(keys))))
    best = np.flatnonzero(times == most[which])
    # Of equally frequent bytes the lowest: assigned last, since `best` is walked from its end.
    place = np.empty(len(group), np.int64)
    place[which[best[::-1]]] = best[::-1]
    certain = most / total
    score = np.where(total >= LEAST, total * (certain - _FLOOR), 0.0)
    kept = np.argsort(-score, kind="stable")[:entries]
    kept = np.sort(kept[score[kept] > 0])
    bucket = np.minimum(BUCKETS - 1, 1 + np.round((BUCKETS - 2) * certain[kept])).astype(np.uint8)
    return Followers(order, keys[group[kept]], followers[place[kept]], bucket)


def _pairs(symbols: Ints, order: int) -> NDArray[np.uint64]:
    """(n-gram, byte that follows) as one number, wherever a byte follows."""
    keys = hashes(symbols, order)[:-1] >> np.uint64(32)
    following = symbols[1:]
    pairs = (keys << np.uint64(8)) | following.astype(np.uint64)
    return np.asarray(pairs[following < 256])


def save(memory: NgramMemory, file: Path) -> None:
    unfinished = file.with_name(f".{file.name}")
    with unfinished.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, **memory.arrays())
    unfinished.replace(file)


def load(file: Path) -> NgramMemory:
    return loads(file.read_bytes())


def loads(data: bytes) -> NgramMemory:
    """From the bytes of a memory.npz."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return NgramMemory.from_arrays(dict(arrays))


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def main() -> None:
    """Count the training text's counted side into `memory.npz`."""
    from rusta_model.data.documents import documents
    from rusta_model.paths import home
    from rusta_model.sides import side_of

    rust = documents("train", kind="rust")
    counted = (file for file in rust if side_of(file.source) == "counted")
    file = home() / "memory.npz"
    save(count(counted, MEMORY_ORDERS), file)
    print(f"{file}: {sha256_of(file)}")


if __name__ == "__main__":
    main()
