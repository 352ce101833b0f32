"""From training to a proven patch: a model that was taught one repair ranks it first among its
rivals, writes it where nothing else is asked, and its traces replay where it is gone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from rusta_export.artifact import Wanted, export
from rusta_model.checkpoint import read_state
from rusta_model.config import ModelConfig
from rusta_model.examples import collate
from rusta_model.losses import Counts, losses
from rusta_model.model import ByteModel
from rusta_model.prompts import Asker
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.lm.install import install
from rusta_server.lm.prompt import edit_symbols, place_of, repair_prompt

from .export.tiny import CONFIG, TEXT, tiny_checkpoint, tiny_memory

PATH = "$WS/src/lib.rs"
SOURCE = """\
pub fn first(words: &[String]) -> String {
    words[0]
}

#[test]
fn the_first_is_found() {
    assert_eq!(first(&["a".to_string()]), "a");
}
"""
TAUGHT = "words[0].to_owned()"
"""Proven by priors alone it comes second, behind `words[0].clone()`."""
RIVAL = "words[0].clone()"
NO_SOURCES = ("--policy", "sources.rustc=false", "--policy", "sources.templates=false")
PATIENT = ("--policy", "lm.rank_ms=120000")
STEPS = 400


class Rusta:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.crate = root / "crate"
        (self.crate / "src").mkdir(parents=True)
        manifest = '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n'
        (self.crate / "Cargo.toml").write_text(manifest)
        (self.crate / "src/lib.rs").write_text(SOURCE)

    def __call__(self, *words: str, data: str = "data") -> dict[str, Any]:
        names = ("STATE", "CACHE", "CONFIG")
        own = {f"XDG_{name}_HOME": str(self.root / name.lower()) for name in names}
        done = subprocess.run(
            [sys.executable, "-m", "rusta_server.cli.main", *words, "--json"],
            env={**os.environ, **own, "XDG_DATA_HOME": str(self.root / data)},
            cwd=self.crate, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def propose(self, *words: str) -> dict[str, Any]:
        return self("propose", "--no-doctests", *PATIENT, *words)


@pytest.fixture(scope="module")
def rusta(tmp_path_factory: pytest.TempPathFactory) -> Rusta:
    """With the taught model installed."""
    rusta = Rusta(tmp_path_factory.mktemp("rusta"))
    (said,) = rusta("diagnose")["result"]["diagnostics"]
    checkpoint, ledger = tiny_checkpoint(rusta.root / "checkpoint")
    save_file(
        taught(Diagnostic.model_validate(said)).state_dict(), checkpoint / "model.safetensors"
    )
    assert read_state(checkpoint).config == CONFIG
    wanted = Wanted(checkpoint, ledger, "none", "0.1.0", [TEXT])
    install(export(wanted, rusta.root / "artifact").folder, rusta.root / "data/rusta/model")
    return rusta


def taught(error: Diagnostic, config: ModelConfig = CONFIG) -> ByteModel:
    """Learns the one repair by heart, beside its rival."""
    files = {PATH: SOURCE}
    place = place_of(error, files)
    assert place is not None
    asker, prompt = Asker(tiny_memory(), config), repair_prompt(error, files)
    at = SOURCE.index("words[0]")
    examples = []
    for verdict, text in ((1.0, TAUGHT), (0.0, RIVAL)):
        edit = Edit(path=PATH, start=at, end=at + len("words[0]"), text=text)
        answer = edit_symbols([edit], files, place)
        examples.append(
            asker.example(prompt, answer, verdict=verdict, group=0, learn=verdict == 1.0)
        )
    torch.manual_seed(7)
    model = ByteModel(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    batch, counts = collate(examples), Counts.of(examples)
    for _ in range(STEPS):
        found = losses(model(batch.inputs)[0], batch, counts)
        optimizer.zero_grad()
        found.total.backward()
        optimizer.step()
        if found.symbols < 0.02 and found.rank < 0.02:
            break
    else:
        raise AssertionError(f"it did not learn: {found.symbols:.3f}, {found.rank:.3f}")
    model.eval()
    return model


def sources(document: dict[str, Any]) -> list[list[str]]:
    return [proposal["sources"] for proposal in document["result"]["proposals"]]


def diffs(document: dict[str, Any]) -> list[str]:
    return [proposal["patch"]["diff"] for proposal in document["result"]["proposals"]]


def test_it_ranks_what_it_was_taught_before_its_rivals(rusta: Rusta) -> None:
    by_priors = diffs(rusta.propose("--policy", "lm.rank=false"))
    by_model = diffs(rusta.propose())
    assert TAUGHT not in by_priors[0]
    assert TAUGHT in by_model[0]
    assert sorted(by_priors) == sorted(by_model)


def test_it_writes_the_repair_where_no_other_source_is_asked(rusta: Rusta) -> None:
    document = rusta.propose(*NO_SOURCES)
    assert document["result"]["status"] == "proposed"
    assert sources(document)[0] == ["lm"]
    assert TAUGHT in diffs(document)[0]
    assert document["result"]["proposals"][0]["proof"]["level"] == "green"
    assert rusta("replay", document["trace"], data="nowhere")["same"]


def test_switched_off_there_is_nothing_to_offer(rusta: Rusta) -> None:
    document = rusta.propose(*NO_SOURCES, "--policy", "lm.propose=false")
    assert document["result"]["status"] == "abstained"
