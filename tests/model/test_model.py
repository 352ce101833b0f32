"""The model: sizes, causality, and a cache that changes nothing."""

import numpy as np
import pytest
import torch

from rusta_model.config import CONFIGS, ModelConfig, Size
from rusta_model.model import ByteModel, Inputs
from rusta_server.lm.features import Features, FeatureStream, NgramMemory
from rusta_server.lm.symbols import PATCH

from .small import CONFIG

LENGTH = 96


@pytest.mark.parametrize(
    ("size", "least", "most"),
    [("nano", 4e6, 7e6), ("tiny", 25e6, 120e6), ("base", 300e6, 600e6), ("large", 1e9, 2e9)],
)
def test_each_size_has_its_count_of_parameters(size: Size, least: float, most: float) -> None:
    with torch.device("meta"):
        model = ByteModel(CONFIGS[size])
    assert least <= sum(p.numel() for p in model.parameters()) <= most


def model_of(config: ModelConfig = CONFIG) -> ByteModel:
    """Without a weight that is zero, which would hide a leak."""
    torch.manual_seed(0)
    model = ByteModel(config).eval()
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.1)
    return model


def inputs(features: Features) -> Inputs:
    parts = (features.symbols, features.rows, features.predicted, features.certainty)
    return Inputs(*(torch.from_numpy(part[None].astype(np.int64)) for part in parts))


def symbols(seed: int) -> list[int]:
    return [int(s) for s in np.random.default_rng(seed).integers(97, 101, LENGTH)]


def features(text: list[int], memory: NgramMemory) -> Features:
    return FeatureStream(memory, CONFIG.table_rows).extend(text)


@pytest.mark.parametrize("place", [9, 10, 11, 12, 61])
def test_no_logit_depends_on_a_later_symbol(memory: NgramMemory, place: int) -> None:
    text = symbols(1)
    other = [*text[:place], *symbols(2)[place:]]
    model = model_of()
    with torch.no_grad():
        one = model(inputs(features(text, memory)))[0].logits
        two = model(inputs(features(other, memory)))[0].logits
    torch.testing.assert_close(one[:, :place], two[:, :place])
    assert not torch.allclose(one[:, place:], two[:, place:])


@pytest.mark.parametrize("window", [512, 7])
@pytest.mark.parametrize("step", [PATCH, 3 * PATCH])
def test_going_on_from_a_cache_equals_the_whole_pass(
    memory: NgramMemory, window: int, step: int
) -> None:
    model = model_of(CONFIG.model_copy(update={"window": window}))
    whole = inputs(features(symbols(3), memory))
    with torch.no_grad():
        expected = model(whole)[0]
        logits, judged, cache = [], [], None
        for start in range(0, LENGTH, step):
            part = Inputs(*(each[:, start : start + step] for each in whole))
            outputs, cache = model(part, cache)
            logits.append(outputs.logits)
            judged.append(outputs.judged)
    torch.testing.assert_close(torch.cat(logits, 1), expected.logits, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(torch.cat(judged, 1), expected.judged, atol=1e-4, rtol=1e-4)
