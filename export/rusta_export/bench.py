"""`python -m rusta_export.bench ARTIFACT CHECKPOINT`: the artifact, and torch eager beside it."""

from pathlib import Path

import click
import torch

from rusta_model import checkpoint
from rusta_model.model import ByteModel, Cache, Inputs
from rusta_server.lm.artifact import load, verified
from rusta_server.lm.bench import WRITTEN, bench, median, workload
from rusta_server.lm.features import Features, FeatureStream, NgramMemory
from rusta_server.lm.network import stacked
from rusta_server.lm.symbols import PATCH


@click.command()
@click.argument("artifact", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", metavar="CHECKPOINT", type=click.Path(path_type=Path, exists=True))
def main(artifact: Path, folder: Path) -> None:
    """Both on two threads of this machine."""
    torch.set_num_threads(2)
    found = bench(verified(artifact))
    state = checkpoint.read_state(folder)
    model = ByteModel(state.config).eval()
    checkpoint.load_model(folder, model)
    score_us, write_us = eager(model, load(verified(artifact)).memory)
    click.echo(f"{'':40}{found.quantisation:>10}{'torch':>10}")
    click.echo(f"{'load, s':40}{found.load_us / 1e6:10.3f}")
    for name, ours, theirs in (
        ("32 candidates of 100 bytes over 2 kB, s", found.score_us, score_us),
        ("512 new bytes, s", found.write_us, write_us),
    ):
        click.echo(f"{name:40}{ours / 1e6:10.3f}{theirs / 1e6:10.3f}")
    click.echo(f"{'resident, MiB':40}{found.resident_bytes / 2**20:10.0f}")


def eager(model: ByteModel, memory: NgramMemory) -> tuple[int, int]:
    """Microseconds to score and to write the bench's workload."""
    prefix, candidates = workload()
    rows = model.config.table_rows

    def score() -> None:
        stream = FeatureStream(memory, rows)
        _, cache = _run(model, stacked([stream.extend(prefix)], len(prefix)), None)
        length = max(map(len, candidates)) + -max(map(len, candidates)) % PATCH
        each = [stream.copy().extend(candidate) for candidate in candidates]
        wide = Cache(
            cache.keys.expand(-1, len(each), -1, -1, -1),
            cache.values.expand(-1, len(each), -1, -1, -1),
            cache.tail.expand(len(each), -1, -1),
            cache.ahead.expand(len(each), -1, -1),
        )
        _run(model, stacked(each, length), wide)

    def write() -> None:
        """What `ByteModel.forward` can do: a whole patch for each byte."""
        stream = FeatureStream(memory, rows)
        _, cache = _run(model, stacked([stream.extend(prefix[:64])], 64), None)
        for byte in range(WRITTEN):
            went_on = stream.copy()
            patch = [prefix[(byte + i) % len(prefix)] for i in range(PATCH)]
            _, after = _run(model, stacked([went_on.extend(patch)], PATCH), cache)
            if byte % PATCH == PATCH - 1:
                stream, cache = went_on, after

    return median(score), median(write)


def _run(model: ByteModel, inputs: Features, cache: Cache | None) -> tuple[torch.Tensor, Cache]:
    fed = Inputs(*(torch.from_numpy(each) for each in vars(inputs).values()))
    with torch.no_grad():
        outputs, after = model(fed, cache)
    return outputs.logits, after


if __name__ == "__main__":
    main()
