"""A model of random weights, small enough to be committed as an artifact.

`python -m tests.model.export.tiny` writes `tests/unit/lm/tiny_artifact` anew.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from rusta_export.artifact import Wanted, export
from rusta_export.build import Quantisation
from rusta_model.checkpoint import State
from rusta_model.config import ModelConfig
from rusta_model.model import ByteModel
from rusta_model.ngram_memory import save
from rusta_server.lm.artifact import Artifact
from rusta_server.lm.features import Followers, Ints, NgramMemory, hashes

TEXT = b'fn main() { let total = add(1, 2); println!("{total}"); } // and so on\n' * 40
CONFIG = ModelConfig(
    name="random", local_width=32, local_layers=1, local_hidden=32, width=32, layers=2, heads=2,
    window=16, table_rows=64, table_width=8, kinds=128,
)  # fmt: skip


def tiny_model() -> ByteModel:
    torch.manual_seed(7)
    model = ByteModel(CONFIG)
    for parameter in model.parameters():
        if not parameter.abs().max():
            nn.init.normal_(parameter, std=0.2)
    model.eval()
    return model


def tiny_memory() -> NgramMemory:
    symbols: Ints = np.frombuffer(TEXT[:71], np.uint8).astype(np.int32)
    tables = []
    for order in (5, 10):
        keys, first = np.unique(
            (hashes(symbols, order)[:-1] >> np.uint64(32)).astype(np.uint32), return_index=True
        )
        tables.append(
            Followers(
                order, keys, symbols[1:][first].astype(np.uint8), np.full(len(keys), 9, np.uint8)
            )
        )
    return NgramMemory(tuple(tables))


def tiny_checkpoint(folder: Path, *, passed: bool = True) -> tuple[Path, Path]:
    """A checkpoint as training writes it, and its ledger."""
    folder.mkdir(parents=True)
    ledger = folder / "ledger.jsonl"
    entry = {
        "name": "serde",
        "version": "1.0.0",
        "licence": "MIT OR Apache-2.0",
        "sha256": "0" * 64,
    }
    ledger.write_text(json.dumps(entry) + "\n")
    save(tiny_memory(), folder / "memory.npz")
    state = State(
        config=CONFIG, stage="s0", optimizer="adamw",
        ledger_sha256=hashlib.sha256(ledger.read_bytes()).hexdigest(),
        memory_sha256=hashlib.sha256((folder / "memory.npz").read_bytes()).hexdigest(),
    )  # fmt: skip
    save_file(tiny_model().state_dict(), folder / "model.safetensors")
    (folder / "state.json").write_text(state.model_dump_json())
    gate = {"name": "finite", "value": 1.0, "limit": 1.0, "passed": passed}
    (folder / "gates.json").write_text(json.dumps({"finite": gate}))
    return folder, ledger


def tiny_artifact(
    scratch: Path, into: Path, quantisation: Quantisation = "int8", *, passed: bool = True
) -> Artifact:
    checkpoint, ledger = tiny_checkpoint(scratch / "checkpoint", passed=passed)
    return export(Wanted(checkpoint, ledger, quantisation, "0.1.0", [TEXT]), into)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        here = Path(__file__).parents[2] / "unit" / "lm" / "tiny_artifact"
        print(tiny_artifact(Path(scratch), here).bytes)
