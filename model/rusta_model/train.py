"""`python -m rusta_model.train --config nano --stage s0 --resume`; see `--help`.

Over several devices: `torchrun --nproc-per-node N -m rusta_model.train …`.
"""

import os
import sys
from pathlib import Path

import click
import torch

from rusta_model import checkpoint, ngram_memory
from rusta_model.checkpoint import State
from rusta_model.config import CONFIGS, ModelConfig, Size
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.examples import Example
from rusta_model.loop import Options, Trainer
from rusta_model.mixture import Mixture
from rusta_model.paths import home as default_home
from rusta_model.shards import Shards, ShardsError
from rusta_model.stages import SHARES, sources_of
from rusta_model.windows import Windows

VALIDATION_WINDOWS = 96


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
) -> Trainer:
    """A trainer that stands where the run's latest checkpoint does (`options.resume`), or at the
    start.

    Raises:
        MissingEntryError: a source has no entry in the ledger.
        ShardsError: there are no shards.
    """
    home = home or default_home()
    ledger = Ledger.read(home / "ledger.jsonl")
    last = checkpoint.latest(options.run) if options.resume else None
    memory_file = (home if last is None or new_memory else last) / "memory.npz"
    memory = ngram_memory.load(memory_file)
    state = State(config=config, stage=stage, optimizer=options.optimizer)
    moments = False
    if last is not None:
        state = checkpoint.read_state(last)
        moments = state.optimizer == options.optimizer
        if state.stage != stage:
            state.taken = {}
        state.stage, state.optimizer = stage, options.optimizer
    state.ledger_sha256 = ledger.sha256
    state.memory_sha256 = ngram_memory.sha256_of(memory_file)

    def windows(name: str) -> Windows:
        found = Shards(home / "shards" / name)
        return Windows(found, ledger, memory, state.config.table_rows, window, seed)

    held = windows(validation)
    some = range(0, len(held), max(1, len(held) // VALIDATION_WINDOWS))
    examples: list[Example] = [held.window(n) for n in some][:VALIDATION_WINDOWS]
    sources = sources_of(stage, windows(shards), memory, state.config, ledger, home)
    mixture = Mixture(sources, state.positions, state.taken)
    options.run.mkdir(parents=True, exist_ok=True)
    made = Trainer(options, state, mixture, examples, memory_file)
    if last is not None:
        made.restore(last, moments=moments)
    return made


@click.command()
@click.option("--config", type=click.Choice(list(CONFIGS)), default="nano", show_default=True)
@click.option("--stage", type=click.Choice(list(SHARES)), default="s0", show_default=True)
@click.option("--run", default=None, help="Name of the run below runs/ [default: CONFIG-1]")
@click.option("--resume/--fresh", default=True, help="Go on from the latest checkpoint, if any.")
@click.option("--shards", default="train", show_default=True)
@click.option("--validation", default="validation", show_default=True)
@click.option("--window", default=2048, show_default=True, help="Symbols a row.")
@click.option("--rows", default=8, show_default=True, help="Rows a batch.")
@click.option(
    "--optimizer",
    type=click.Choice(["muon", "adamw", "lion", "adafactor"]),
    default="muon",
    show_default=True,
)
@click.option("--schedule", type=click.Choice(["wsd", "cosine"]), default="wsd", show_default=True)
@click.option("--rate", default=1.0, show_default=True, help="Factor of all learning rates.")
@click.option("--until-bytes", type=int, default=None, help="Stop after so many bytes in all.")
@click.option(
    "--decay",
    "decay_bytes",
    type=int,
    default=0,
    help="Let the rate fall over so many bytes from here, and store a cut.",
)
@click.option("--seconds", type=float, default=None, help="Stop after this time.")
@click.option("--save-every", default=600.0, show_default=True, help="Seconds between checkpoints.")
@click.option("--threads", type=int, default=None)
@click.option("--new-memory", is_flag=True, help="Take the n-gram memory that was counted last.")
@click.option("--compile/--no-compile", default=False)
@click.option("--bfloat16/--float32", default=False)
def main(
    config: Size, stage: str, run: str | None, shards: str, validation: str, window: int,
    threads: int | None, new_memory: bool, **rest: object,
) -> None:  # fmt: skip
    """Train the byte model. SIGTERM and Ctrl-C save and stop."""
    if threads is not None:
        torch.set_num_threads(threads)
    if "WORLD_SIZE" in os.environ:
        torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    options = Options(run=default_home() / "runs" / (run or f"{config}-1"), **rest)  # type: ignore[arg-type]
    try:
        made = trainer(
            options,
            CONFIGS[config],
            stage=stage,
            shards=shards,
            validation=validation,
            window=window,
            new_memory=new_memory,
        )
    except (DataError, ShardsError) as error:
        sys.exit(f"{error}\nNothing was trained.")
    made.train()


if __name__ == "__main__":
    main()
