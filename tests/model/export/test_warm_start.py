"""Training goes on from what ships: an artifact's weights, its memory, a warm-up."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from rusta_export.build import Quantisation
from rusta_model import checkpoint
from rusta_model.artifact_weights import rebuild, weights_of
from rusta_model.model import ByteModel, Inputs
from rusta_model.train import Begin, trainer
from rusta_server.lm.artifact import Artifact, ArtifactError, load
from rusta_server.lm.features import FeatureStream
from rusta_server.lm.network import stacked

from ..small import options
from .tiny import TEXT, tiny_artifact, tiny_model

SYMBOLS = list(TEXT[:160])


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> dict[Quantisation, Artifact]:
    scratch = tmp_path_factory.mktemp("artifacts")
    forms: tuple[Quantisation, ...] = ("none", "int8", "int4")
    return {form: tiny_artifact(scratch / form, scratch / form / "made", form) for form in forms}


@pytest.mark.parametrize(("form", "gap"), [("none", 1e-4), ("int8", 0.05), ("int4", 0.05)])
def test_a_rebuilt_checkpoint_says_what_its_artifact_says(
    artifacts: dict[Quantisation, Artifact], tmp_path: Path, form: Quantisation, gap: float
) -> None:
    """But for the activations, which the quantised graph rounds too."""
    artifact = artifacts[form]
    folder = rebuild(artifact, tmp_path / "run")
    model = ByteModel(checkpoint.read_state(folder).config).eval()
    checkpoint.load_model(folder, model)
    session = load(artifact)
    stream = FeatureStream(session.memory, model.config.table_rows)
    inputs = stacked([stream.extend(SYMBOLS)], len(SYMBOLS))
    with torch.no_grad():
        fed = Inputs(*(torch.from_numpy(each) for each in vars(inputs).values()))
        ours = model(fed)[0].logits[0].numpy()
    none = session.network.nothing(1)
    theirs = session.network.extend(inputs, none, none, range(len(SYMBOLS)))[0].logits[0]
    assert np.abs(ours - theirs).max() <= gap * max(1.0, float(np.abs(theirs).max()))


def test_unquantised_weights_come_back_bit_by_bit(
    artifacts: dict[Quantisation, Artifact],
) -> None:
    found = weights_of(artifacts["none"].folder)
    for name, value in tiny_model().state_dict().items():
        if not name.startswith("to_kinds"):
            torch.testing.assert_close(found[name], value, rtol=0, atol=0)


def test_training_goes_on_from_it(
    home: Path, artifacts: dict[Quantisation, Artifact], tmp_path: Path
) -> None:
    artifact = artifacts["int8"]
    # The head of syntax kinds is not in it, and that of the little model is too small to train.
    told = {**artifact.manifest.architecture, "kinds": 192}
    manifest = artifact.manifest.model_copy(update={"architecture": told})
    artifact = Artifact(artifact.folder, manifest)
    folder = rebuild(artifact, tmp_path / "runs" / "test")
    made = trainer(
        options(tmp_path, steps=2), checkpoint.read_state(folder).config, home=home,
        begin=Begin(folder, moments=False),
    )  # fmt: skip
    made.train()
    assert made.state.step == 2
    memory = (artifact.folder / "memory.npz").read_bytes()
    latest = checkpoint.latest(tmp_path / "runs" / "test")
    assert latest is not None and (latest / "memory.npz").read_bytes() == memory


def test_an_artifact_that_does_not_tell_its_weights_is_refused(
    artifacts: dict[Quantisation, Artifact], tmp_path: Path
) -> None:
    shutil.copytree(artifacts["none"].folder, tmp_path / "artifact")
    artifact = Artifact(tmp_path / "artifact", artifacts["none"].manifest)
    graph = onnx.load(str(artifact.folder / "extend.onnx"), load_external_data=False)
    del graph.metadata_props[:]
    (artifact.folder / "extend.onnx").write_bytes(graph.SerializeToString())
    with pytest.raises(ArtifactError, match="does not tell"):
        rebuild(artifact, tmp_path / "run")
