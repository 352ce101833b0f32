"""The two graphs of an artifact under onnxruntime, and the past that goes in and out of them.

Nothing here changes in place: a `Past` may be kept, and gone on from twice.
"""

import ctypes
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.features import ORDERS, Features
from rusta_server.lm.symbols import KERNEL, PATCH, Symbol

THREADS = 2

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """What of `ModelManifest.architecture` the session needs; widths as in `ModelConfig`."""

    local_width: int
    width: int
    layers: int
    heads: int
    window: int
    table_rows: int

    @classmethod
    def of(cls, architecture: dict[str, int | str | bool]) -> "Shape":
        """Raises KeyError, ValueError: something is missing, or no number."""
        return cls(**{name: int(architecture[name]) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Past:
    """What B streams leave behind. `keys` and `values` of each layer, [B, heads, S, D / heads]."""

    keys: tuple[Floats, ...]
    values: tuple[Floats, ...]
    tail: Floats
    """[B, KERNEL - 1, C]"""
    ahead: Floats
    """[B, PATCH - 1, C]"""
    position: int
    """Patches so far."""

    def chosen(self, rows: Sequence[int]) -> "Past":
        """Of these streams; one may be taken several times."""
        return Past(
            tuple(each[rows] for each in self.keys),
            tuple(each[rows] for each in self.values),
            self.tail[rows], self.ahead[rows], self.position,
        )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """`logits` [B, W, V] of the positions wanted, `judged` [B, N, 1]."""

    logits: Floats
    judged: Floats


class Network:
    """Raises whatever onnxruntime raises where a graph cannot be loaded."""

    def __init__(self, folder: Path, shape: Shape, threads: int = THREADS) -> None:
        silence()
        _map_library()
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Its warnings go to stderr, where a language server's client reads them as trouble.
        options.log_severity_level = 3
        # Threads that wait do not burn a core the compiler could use.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")

        def load(name: str) -> Any:
            return onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )

        self.shape = shape
        self._extend, self._local = load("extend.onnx"), load("local.onnx")
        named = {each.name: each.shape for each in self._extend.get_inputs()}
        self._predictors: int = named["predicted"][-1]
        """An artifact from before the last of them knows the first ones only."""

    def nothing(self, batch: int) -> Past:
        """Before the first symbol."""
        s = self.shape
        none = np.zeros((batch, s.heads, 0, s.width // s.heads), np.float32)
        tail = np.zeros((batch, KERNEL - 1, s.local_width), np.float32)
        ahead = np.zeros((batch, PATCH - 1, s.local_width), np.float32)
        return Past((none,) * s.layers, (none,) * s.layers, tail, ahead, 0)

    def branch(self, prefix: Past, batch: int) -> Past:
        """`batch` streams that go on from a prefix of one: what each adds to it is their own."""
        fresh = self.nothing(batch)
        tail, ahead = (np.repeat(each, batch, 0) for each in (prefix.tail, prefix.ahead))
        return Past(fresh.keys, fresh.values, tail, ahead, prefix.position)

    def extend(
        self, inputs: Features, prefix: Past, own: Past, wanted: Sequence[int]
    ) -> tuple[Said, Past]:
        """Whole patches. Features as `stacked` makes them, [B, T …]. Returns `own` grown by them,
        and by no more than the window reaches."""
        feeds: dict[str, Any] = {
            **self._fed(inputs), "tail": own.tail, "ahead": own.ahead,
            "position": np.asarray([own.position], np.int64),
            "wanted": np.asarray(wanted, np.int64),
        }  # fmt: skip
        for layer in range(self.shape.layers):
            feeds[f"prefix_keys_{layer}"] = prefix.keys[layer]
            feeds[f"prefix_values_{layer}"] = prefix.values[layer]
            feeds[f"own_keys_{layer}"] = own.keys[layer]
            feeds[f"own_values_{layer}"] = own.values[layer]
        logits, judged, tail, ahead, *new = self._extend.run(None, feeds)
        keys = tuple(self._joined(a, b) for a, b in zip(own.keys, new[::2], strict=True))
        values = tuple(self._joined(a, b) for a, b in zip(own.values, new[1::2], strict=True))
        position = own.position + inputs.symbols.shape[1] // PATCH
        return Said(logits, judged), Past(keys, values, tail, ahead, position)

    def local(self, inputs: Features, tail: Floats, ahead: Floats) -> tuple[Floats, Floats]:
        """Bytes within a patch: logits [B, T, V] and the next tail. `ahead` [B, T, C]."""
        logits, after = self._local.run(None, {**self._fed(inputs), "tail": tail, "ahead": ahead})
        return logits, after

    def _fed(self, inputs: Features) -> dict[str, Any]:
        assert inputs.rows.shape[-1] == len(ORDERS)
        known = slice(self._predictors)
        return {
            "symbols": inputs.symbols, "rows": inputs.rows,
            "predicted": inputs.predicted[..., known], "certainty": inputs.certainty[..., known],
        }  # fmt: skip

    def _joined(self, old: Floats, new: Floats) -> Floats:
        whole = new if not old.shape[2] else np.concatenate([old, new], 2)
        reach = self.shape.window - 1
        return np.ascontiguousarray(whole[:, :, -reach:]) if whole.shape[2] > reach else whole


def silence() -> None:
    """onnxruntime's wheels report their use to its makers, and leave an id of the machine and a
    queue of reports in the user's caches, from the moment the library is mapped. Nothing asked for
    that. It reads this variable once: call it before the first import."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def _map_library() -> None:
    """Has the linker map onnxruntime's library before it is imported. An import holds the lock of
    the interpreter for as long as the linker takes, a call through ctypes does not: the event loop
    of a language server goes on."""
    found = importlib.util.find_spec("onnxruntime")
    linker = ctypes.CDLL(None) if os.name == "posix" else None
    if found is None or linker is None or not found.submodule_search_locations:
        return
    linker.dlopen.restype = ctypes.c_void_p
    for folder in found.submodule_search_locations:
        for library in Path(folder, "capi").glob("onnxruntime_pybind11_state*.so"):
            linker.dlopen(ctypes.c_char_p(os.fsencode(library)), ctypes.c_int(os.RTLD_NOW))


def stacked(each: Sequence[Features], length: int) -> Features:
    """The features of several streams as one batch, [B, length …], filled up with PAD."""

    def filled(arrays: list[NDArray[np.int32]], value: int) -> NDArray[np.int32]:
        out = np.full((len(arrays), length, *arrays[0].shape[1:]), value, np.int32)
        for row, array in zip(out, arrays, strict=True):
            row[: len(array)] = array
        return out

    pad = int(Symbol.PAD)
    return Features(
        filled([f.symbols for f in each], pad),
        filled([f.rows for f in each], 0),
        filled([f.predicted for f in each], pad),
        filled([f.certainty for f in each], 0),
    )
