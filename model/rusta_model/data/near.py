"""Near-duplicates by MinHash over runs of tokens."""

import re
from zlib import crc32

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

PERMUTATIONS = 128
RUN = 5
"""Tokens in a row that count as one element of the set."""
SAME = 0.7
"""Jaccard similarity from which on two files are taken for one."""
FEWEST = 40
"""Tokens. Shorter files are compared exactly only: their sets are too small to tell."""

_TOKEN = re.compile(rb"[A-Za-z_]\w*|\d[\w.]*|[^\s\w]")
_FACTORS = np.array([3, 5, 17, 257, 65_537], dtype=np.uint32)

Signature = NDArray[np.uint32]


def signature(text: bytes) -> Signature | None:
    """(PERMUTATIONS,) minima; None for a file of less than FEWEST tokens. Layout is ignored."""
    tokens = _TOKEN.findall(text)
    if len(tokens) < FEWEST:
        return None
    hashes = np.fromiter(map(crc32, tokens), dtype=np.uint32, count=len(tokens))
    count = len(hashes) - RUN + 1
    runs = np.zeros(count, dtype=np.uint32)
    for at, factor in enumerate(_FACTORS):
        # A sum would not tell the order: each place is turned and weighed on its own.
        place = hashes[at : at + count] * factor
        runs = (runs << np.uint32(7)) ^ (runs >> np.uint32(25)) ^ place
    minhash = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=int)
    minhash.update_batch(np.unique(runs))
    return np.asarray(minhash.hashvalues, dtype=np.uint32)


class Seen:
    """Files kept so far; asks for each whether one of them is nearly the same."""

    def __init__(self) -> None:
        self._lsh = MinHashLSH(threshold=SAME, num_perm=PERMUTATIONS)
        self._kept: dict[str, Signature] = {}

    def like(self, wanted: Signature) -> str | None:
        """The most similar kept file, the first in order of several; None where none is near."""
        best, nearest = SAME, None
        for key in sorted(map(str, self._lsh.query(_minhash(wanted)))):
            similar = float(np.mean(self._kept[key] == wanted))
            if similar > best or (nearest is None and similar >= best):
                best, nearest = similar, key
        return nearest

    def keep(self, key: str, kept: Signature) -> None:
        self._kept[key] = kept
        self._lsh.insert(key, _minhash(kept), check_duplication=False)


def _minhash(values: Signature) -> MinHash:
    return MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashvalues=values)
