"""ByteCore's reading side: windows of the shards in a shuffled order."""

import numpy as np

from rusta_model.data.ledger import Ledger
from rusta_model.examples import IGNORED, Example, next_symbols
from rusta_model.order import Order
from rusta_model.shards import Shards
from rusta_model.streams import PIECE
from rusta_server.lm.copying import NOTHING
from rusta_server.lm.features import Features, NgramMemory, ngram_rows
from rusta_server.lm.symbols import PATCH, Symbol

_LONGEST = 16
"""Symbols before a window that n-grams reach back to, at least the longest order."""


class Windows:
    """Windows of `length` symbols, a divisor of PIECE.

    Raises:
        MissingEntryError: a source of the shards has no entry in the ledger.
    """

    def __init__(
        self,
        shards: Shards,
        ledger: Ledger,
        memory: NgramMemory,
        table_rows: int,
        length: int,
        seed: int,
    ) -> None:
        ledger.require(shards.index.sources)
        assert PIECE % length == 0 and length % PATCH == 0
        self._shards, self._memory, self._table_rows = shards, memory, table_rows
        self._length, self._seed = length, seed
        self._order = Order(len(self), seed)

    def __len__(self) -> int:
        return len(self._shards) // self._length

    @property
    def identity(self) -> str:
        """Of the text and its order: a position means something only beside it."""
        return f"{self._shards.index.sha256[:16]}/{self._length}/{self._seed}"

    def take(self, position: int) -> list[Example]:
        """The window at a position of the endless order, epoch after epoch."""
        return [self.window(self._order[position])]

    def window(self, number: int) -> Example:
        """The window at a place of the text."""
        start = number * self._length
        stop = start + self._length
        piece = start - start % PIECE
        before = max(piece, start - _LONGEST)
        skip = start - before
        more = stop < piece + PIECE
        rows = self._shards.rows(before, stop + more)
        symbols = rows["symbol"].astype(np.int32)
        after = int(symbols[-1]) if more else IGNORED
        if more:
            rows, symbols = rows[:-1], symbols[:-1]
        looked_up = [table.look_up(symbols) for table in self._memory.tables]
        # Plain text holds no edit, of which the copier could say anything.
        none, unsure = (np.full(len(symbols), value, np.int32) for value in NOTHING)
        predicted = [*rows["predicted"].astype(np.int32).T, *(p for p, _ in looked_up), none]
        certainty = [*rows["certainty"].astype(np.int32).T, *(c for _, c in looked_up), unsure]
        features = Features(
            symbols[skip:],
            ngram_rows(symbols, self._table_rows)[skip:],
            np.stack(predicted, 1)[skip:],
            np.stack(certainty, 1)[skip:],
        )
        targets = next_symbols(symbols[skip:], after if after != Symbol.PAD else IGNORED)
        kinds = rows["kind"][skip:][PATCH - 1 :: PATCH].astype(np.int64)
        return Example(features, targets, (targets != IGNORED).astype(np.float32), kinds)
