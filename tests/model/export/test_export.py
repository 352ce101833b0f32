"""A checkpoint and the artifact made from it say the same."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch

from rusta_export.artifact import ExportError, Wanted, export
from rusta_export.build import GRAPHS, WEIGHTS, build
from rusta_export.parity import ParityError, compare_repairs, require
from rusta_model.model import Inputs
from rusta_server.contracts.model_manifest import Parity, Repairs
from rusta_server.lm.artifact import load, verified
from rusta_server.lm.features import FeatureStream
from rusta_server.lm.network import stacked
from rusta_server.lm.session import LmSession, log2_probabilities

from .tiny import CONFIG, TEXT, tiny_artifact, tiny_checkpoint, tiny_memory, tiny_model

SYMBOLS = list(TEXT[:160])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> LmSession:
    scratch = tmp_path_factory.mktemp("plain")
    return load(tiny_artifact(scratch, scratch / "artifact", "none"))


def torch_logits(symbols: list[int]) -> np.ndarray:
    stream = FeatureStream(tiny_memory(), CONFIG.table_rows)
    inputs = stacked([stream.extend(symbols)], len(symbols))
    with torch.no_grad():
        outputs, _ = tiny_model()(Inputs(*map(torch.from_numpy, vars(inputs).values())))
    return np.asarray(outputs.logits[0])


def onnx_logits(session: LmSession, symbols: list[int]) -> np.ndarray:
    stream = FeatureStream(session.memory, CONFIG.table_rows)
    inputs = stacked([stream.extend(symbols)], len(symbols))
    none = session.network.nothing(1)
    return session.network.extend(inputs, none, none, range(len(symbols)))[0].logits[0]


def test_unquantised_logits_are_those_of_torch(plain: LmSession) -> None:
    """160 symbols are 40 patches, the window 16: the mask counts."""
    assert np.abs(torch_logits(SYMBOLS) - onnx_logits(plain, SYMBOLS)).max() < 1e-4


def test_a_score_is_the_sum_of_what_torch_says(plain: LmSession) -> None:
    prefix, candidate = SYMBOLS[:120], SYMBOLS[120:153]
    (score,) = plain.score(plain.read(prefix), [candidate])
    said = log2_probabilities(torch_logits(prefix + candidate + [256, 256, 256]))
    wanted = sum(said[119 + i, symbol] for i, symbol in enumerate(candidate))
    assert score.symbols == 33
    assert abs(score.likelihood_mbit - 1000 * wanted) < 2


def test_the_same_checkpoint_gives_the_same_graphs(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        build(tiny_model(), "int8", folder)
    for name in (*(f"{graph}.onnx" for graph in GRAPHS), WEIGHTS):
        assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("quantisation", ["int8", "int4"])
def test_a_quantised_artifact_keeps_within_the_bar(tmp_path: Path, quantisation: str) -> None:
    made = tiny_artifact(tmp_path, tmp_path / "artifact", quantisation)  # type: ignore[arg-type]
    assert verified(tmp_path / "artifact") == made
    parity = made.manifest.parity
    assert parity.heldout_bytes == len(TEXT)
    assert parity.artifact_mbit <= 1.03 * parity.checkpoint_mbit
    assert (tmp_path / "artifact" / "bom.cdx.json").is_file()
    card = (tmp_path / "artifact" / "README.md").read_text()
    assert f"{parity.artifact_mbit / 1000:.3f} bits per byte on {len(TEXT):,} bytes" in card
    assert "1 crates" in card and "* MIT OR Apache-2.0: 1" in card
    assert "| finite | 1.0 | 1.0 | passed |" in card


def test_a_red_gate_another_ledger_and_another_memory_are_refused(tmp_path: Path) -> None:
    red, ledger = tiny_checkpoint(tmp_path / "red", passed=False)
    with pytest.raises(ExportError, match="red gates: finite"):
        export(Wanted(red, ledger, "int8", "0.1.0", [TEXT]), tmp_path / "out")
    green, ledger = tiny_checkpoint(tmp_path / "green")
    ledger.write_text("{}\n")
    with pytest.raises(ExportError, match="not the ledger"):
        export(Wanted(green, ledger, "int8", "0.1.0", [TEXT]), tmp_path / "out")
    other, ledger = tiny_checkpoint(tmp_path / "other")
    (other / "memory.npz").write_bytes((other / "memory.npz").read_bytes() + b" ")
    with pytest.raises(ExportError, match="n-gram memory"):
        export(Wanted(other, ledger, "int8", "0.1.0", [TEXT]), tmp_path / "out")
    assert not (tmp_path / "out").exists()


PARITY = Parity(
    heldout_bytes=100, checkpoint_mbit=1000, artifact_mbit=1030, top1_agreement_bp=1, max_gap_mbit=1
)
REPAIRS = Repairs(cases=1000, checkpoint_fixed=500, artifact_fixed=470)


def test_what_is_on_the_bar_passes() -> None:
    require(PARITY, REPAIRS)


@pytest.mark.parametrize(
    ("parity", "repairs"),
    [
        (PARITY.model_copy(update={"artifact_mbit": 1031}), REPAIRS),
        (PARITY, REPAIRS.model_copy(update={"artifact_fixed": 469})),
        (PARITY, REPAIRS.model_copy(update={"cases": 999})),
    ],
)
def test_what_misses_a_bar_is_refused(parity: Parity, repairs: Repairs) -> None:
    with pytest.raises(ParityError):
        require(parity, repairs)


def test_repairs_are_compared_case_by_case(tmp_path: Path) -> None:
    told: Mapping[Path, dict[str, bool]] = {
        Path("plain"): {"a": True, "b": True},
        Path("int8"): {"a": True, "b": False},
        Path("other"): {"c": True},
    }
    compared = compare_repairs(lambda folder: told[folder], Path("plain"), Path("int8"))
    assert compared == Repairs(cases=2, checkpoint_fixed=2, artifact_fixed=1)
    with pytest.raises(ParityError):
        compare_repairs(lambda folder: told[folder], Path("plain"), Path("other"))
