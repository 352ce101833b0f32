"""A checkpoint from before a predictor was added."""

from pathlib import Path

import torch

from rusta_model import checkpoint
from rusta_model.checkpoint import State
from rusta_model.config import CONFIGS
from rusta_model.growing import PREDICTORS, lacks_predictors, with_predictors
from rusta_model.model import ByteModel, Inputs
from rusta_server.lm.features import BUCKETS, ORDERS
from rusta_server.lm.symbols import SIZE


def test_it_computes_what_it_did_and_can_learn_more(tmp_path: Path) -> None:
    torch.manual_seed(1)
    config = CONFIGS["nano"].model_copy(update={"predictors": PREDICTORS - 1, "table_rows": 64})
    old = ByteModel(config)
    folder = checkpoint.save(
        tmp_path, "old", old.state_dict(), {}, State(config=config, stage="s0", optimizer="muon"),
        [], b"memory",
    )  # fmt: skip
    assert lacks_predictors(folder)

    grown = with_predictors(folder, tmp_path)
    assert not lacks_predictors(grown)
    assert (grown / checkpoint.MEMORY).read_bytes() == b"memory"
    state = checkpoint.read_state(grown)
    new = ByteModel(state.config)
    checkpoint.load_model(grown, new)

    inputs = Inputs(
        torch.randint(256, (1, 16)),
        torch.randint(64, (1, 16, len(ORDERS))),
        torch.randint(SIZE, (1, 16, PREDICTORS)),
        torch.randint(BUCKETS, (1, 16, PREDICTORS)),
    )
    said = new(inputs)[0].logits
    assert torch.equal(said, old(inputs)[0].logits)
    said.sum().backward()
    learned = new.mixer.predicted[PREDICTORS - 1].weight.grad
    assert learned is not None
    assert learned.any()
