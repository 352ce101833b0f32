"""What the tests of training share."""

from pathlib import Path

import pytest
import torch

from rusta_model import ngram_memory
from rusta_server.lm.features import NgramMemory

from .small import make_home

# Beside another busy process two threads wait for one another at every operation.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once. Runs go into folders of their own."""
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def memory(home: Path) -> NgramMemory:
    return ngram_memory.load(home / "memory.npz")
