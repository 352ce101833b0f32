"""ByteCore: every byte once, features as the server makes them, nothing without a licence."""

from pathlib import Path

import numpy as np
import pytest

from rusta_model.data.ledger import Ledger, MissingEntryError
from rusta_model.ngram_memory import count
from rusta_model.shards import Shards
from rusta_model.streams import PIECE, pieces
from rusta_model.windows import Windows
from rusta_server.lm.features import FeatureStream, NgramMemory
from rusta_server.lm.symbols import Symbol

from .small import SOURCE, entry, rust_files

ROWS = 1 << 8


def windows(home: Path, memory: NgramMemory, length: int = 2048) -> Windows:
    ledger = Ledger.read(home / "ledger.jsonl")
    return Windows(Shards(home / "shards" / "train"), ledger, memory, ROWS, length, seed=0)


def test_pieces_hold_every_byte_once_and_each_begins_with_a_path() -> None:
    files = rust_files()
    found = list(pieces(files))
    text = b""
    for piece in found:
        assert len(piece.symbols) == PIECE
        assert piece.symbols[0] == Symbol.START and piece.symbols[4] == Symbol.PATH
        in_path = False
        for symbol in piece.symbols.tolist():
            in_path = symbol == Symbol.PATH or (in_path and symbol < 256)
            if symbol < 256 and not in_path:
                text += bytes([symbol])
    assert text == b"".join(file.bytes for file in files)


def test_a_window_has_the_features_that_the_server_computes(
    home: Path, memory: NgramMemory
) -> None:
    found = windows(home, memory)
    stream = FeatureStream(memory, ROWS)
    for number in range(3):
        here = found.window(number).features
        there = stream.extend(here.symbols.tolist())
        np.testing.assert_array_equal(here.rows, there.rows)
        np.testing.assert_array_equal(here.predicted, there.predicted)
        np.testing.assert_array_equal(here.certainty, there.certainty)


def test_the_target_of_a_position_is_the_next_symbol_across_windows(
    home: Path, memory: NgramMemory
) -> None:
    found = windows(home, memory)
    assert found.window(0).targets[-1] == found.window(1).features.symbols[0]
    assert found.window(PIECE // 2048 - 1).targets[-1] == -1


def test_an_epoch_takes_each_window_once_and_the_next_in_another_order(
    home: Path, memory: NgramMemory
) -> None:
    found = windows(home, memory)
    size = len(found)

    def firsts(start: int) -> list[bytes]:
        taken = (found.take(position)[0] for position in range(start, start + size))
        return [e.features.symbols.tobytes() for e in taken]

    first, second = firsts(0), firsts(size)
    assert sorted(first) == sorted(second) == sorted(
        found.window(n).features.symbols.tobytes() for n in range(size)
    )  # fmt: skip
    assert first != second


def test_text_without_a_ledger_entry_is_refused(home: Path, memory: NgramMemory) -> None:
    shards = Shards(home / "shards" / "train")
    with pytest.raises(MissingEntryError, match=SOURCE):
        Windows(shards, Ledger([entry("other-1.0.0")]), memory, ROWS, 2048, seed=0)


def test_the_memory_keeps_what_follows_most_often() -> None:
    table = count(rust_files(), (5,), 2_000).tables[0]
    text = np.frombuffer(b"\npub f", np.uint8).astype(np.int32)
    predicted, certainty = table.look_up(text)
    assert predicted[-1] == ord("n") and certainty[-1] == 15
