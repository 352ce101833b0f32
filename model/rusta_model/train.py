"""`python -m rusta_model.train --config nano --stage s0 --resume`; see `--help`.

Over several devices: `torchrun --nproc-per-node N -m rusta_model.train …`.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch

from rusta_model import checkpoint, ngram_memory
from rusta_model.artifact_weights import artifact_named, rebuild
from rusta_model.checkpoint import State
from rusta_model.config import CONFIGS, ModelConfig, Size
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.growing import lacks_predictors, with_predictors
from rusta_model.loop import Options, Trainer
from rusta_model.mixture import Mixture
from rusta_model.paths import home as default_home
from rusta_model.prompts import Asker
from rusta_model.shards import Shards, ShardsError
from rusta_model.stages import RATES, SHARES, held_of, sources_of
from rusta_model.stopping import interrupting
from rusta_model.traces import Fix, sha256_of
from rusta_model.traces import fixes as proven_fixes
from rusta_model.windows import Windows
from rusta_server.lm.artifact import ArtifactError


@dataclass(frozen=True)
class Begin:
    """Where a run begins that does not go on from its latest checkpoint: `state` and `memory`, and
    the weights that `restore` puts into the model."""

    folder: Path
    moments: bool = True


def trainer(
    options: Options,
    config: ModelConfig,
    *,
    stage: str = "s0",
    home: Path | None = None,
    shards: str = "train",
    validation: str = "validation",
    window: int = 2048,
    seed: int = 0,
    new_memory: bool = False,
    begin: Begin | None = None,
    fixes: Sequence[Fix] = (),
) -> Trainer:
    """A trainer that stands where the run's latest checkpoint does (`options.resume`), else where
    `begin` says, or at the start.

    Raises:
        MissingEntryError: a source has no entry in the ledger.
        ShardsError: there are no shards.
    """
    home = home or default_home()
    ledger = Ledger.read(home / "ledger.jsonl")
    last = checkpoint.latest(options.run) if options.resume else None
    moments = resumed = last is not None
    if last is None and begin is not None:
        last, moments = begin.folder, begin.moments
    state = State(config=config, stage=stage, optimizer=options.optimizer)
    if last is not None:
        state = checkpoint.read_state(last)
        if options.decay_bytes:
            last = checkpoint.unfinished_cut(options.run, state.bytes) or last
            state = checkpoint.read_state(last)
        if state.stage != stage:
            if resumed:
                checkpoint.keep(last, f"{state.stage}-{state.step:08d}")
            state.taken = {}
        moments = moments and state.optimizer == options.optimizer
        state.stage, state.optimizer = stage, options.optimizer
    if options.decay_bytes and state.cut_from is None:
        state.cut_from = state.bytes
    elif not options.decay_bytes:
        state.cut_from = None
    counted = (home if last is None or new_memory else last) / checkpoint.MEMORY
    memory_bytes = counted.read_bytes()
    memory = ngram_memory.loads(memory_bytes)
    state.ledger_sha256 = ledger.sha256
    state.traces_sha256 = sha256_of(fixes) if fixes else state.traces_sha256

    def windows(name: str) -> Windows:
        found = Shards(home / "shards" / name)
        return Windows(found, ledger, memory, state.config.table_rows, window, seed)

    asker = Asker(memory, state.config)
    sources = sources_of(stage, windows(shards), asker, ledger, home, fixes)
    mixture = Mixture(sources, state.positions, state.taken, window)
    held = held_of(stage, windows(validation), asker, ledger, home, fixes)
    options.run.mkdir(parents=True, exist_ok=True)
    made = Trainer(options, state, mixture, held, memory_bytes)
    if last is not None:
        made.restore(last, moments=moments)
    return made


@click.command()
@click.option("--config", type=click.Choice(list(CONFIGS)), default="nano", show_default=True)
@click.option("--stage", type=click.Choice(list(SHARES)), default="s0", show_default=True)
@click.option("--run", default=None, help="Name of the run below runs/ [default: CONFIG-1]")
@click.option("--resume/--fresh", default=True, help="Go on from the latest checkpoint, if any.")
@click.option(
    "--from-checkpoint", "begin", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Begin the run where this checkpoint stands, of whichever run.",
)  # fmt: skip
@click.option(
    "--from-artifact", "artifact", metavar="FOLDER|package",
    help="Begin the run at an artifact's weights, with its n-gram memory and a warm-up.",
)  # fmt: skip
@click.option(
    "--traces", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Stage 4: the states of workspaces whose proven fixes are learned.",
)  # fmt: skip
@click.option("--shards", default="train", show_default=True)
@click.option("--validation", default="validation", show_default=True)
@click.option("--window", default=2048, show_default=True, help="Symbols a row.")
@click.option("--rows", default=8, show_default=True, help="Rows a batch, or more shorter ones.")
@click.option(
    "--optimizer",
    type=click.Choice(["muon", "adamw", "lion", "adafactor"]),
    default="muon",
    show_default=True,
)
@click.option("--schedule", type=click.Choice(["wsd", "cosine"]), default="wsd", show_default=True)
@click.option("--rate", type=float, default=None, help="Factor of all rates [default: the stage's]")
@click.option("--until-bytes", type=int, default=None, help="End the stage after so many in all.")
@click.option(
    "--decay",
    "decay_bytes",
    type=int,
    default=0,
    help="Let the rate fall over so many bytes from here, and store a cut.",
)
@click.option("--seconds", type=float, default=None, help="Stop after this time; 0: only gates.")
@click.option("--save-every", default=600.0, show_default=True, help="Seconds between checkpoints.")
@click.option("--keep", default=None, help="Keep the last checkpoint of this call by this name.")
@click.option("--threads", type=int, default=None)
@click.option("--new-memory", is_flag=True, help="Take the n-gram memory that was counted last.")
@click.option("--compile/--no-compile", default=False)
@click.option("--bfloat16/--float32", default=False)
@click.option("--parallel", type=click.Choice(["ddp", "fsdp"]), default="ddp", show_default=True)
def main(
    config: Size, stage: str, run: str | None, begin: Path | None, artifact: str | None,
    traces: Path | None, shards: str, validation: str, window: int, threads: int | None,
    new_memory: bool, rate: float | None, **rest: Any,
) -> None:  # fmt: skip
    """Train the byte model. SIGTERM and Ctrl-C save and stop."""
    interrupting()
    if threads is not None:
        torch.set_num_threads(threads)
    options = Options(
        run=default_home() / "runs" / (run or f"{config}-1"),
        rate=RATES[stage] if rate is None else rate,
        **rest,
    )
    try:
        begun = Begin(begin) if begin is not None else None
        if begin is not None and lacks_predictors(begin):
            begun = Begin(with_predictors(begin, options.run), moments=False)
        if artifact is not None:
            begun = Begin(rebuild(artifact_named(artifact), options.run), moments=False)
        made = trainer(
            options,
            CONFIGS[config],
            stage=stage,
            shards=shards,
            validation=validation,
            window=window,
            new_memory=new_memory,
            begin=begun,
            fixes=proven_fixes(traces) if traces is not None and stage == "s4" else (),
        )
        made.train()
    except (ArtifactError, DataError, ShardsError) as error:
        sys.exit(f"{error}\nNothing was trained.")
    except KeyboardInterrupt:
        sys.exit("stopped before the first step; nothing was changed")


if __name__ == "__main__":
    main()
