"""`python -m rusta_model.scaling`: what size and text buy, from the metrics of runs.

Each gate of stage 0 is a point: parameters N, bytes seen D, bits per byte.
The fit is `bits = floor + a / N^p + b / D^q` (arXiv 2203.15556, equation 2), by least squares with
all of them positive. `grid` trains the small models of the table.
"""

import json
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import torch
from torch import Tensor

from rusta_model.checkpoint import latest, read_state
from rusta_model.config import CONFIGS, ModelConfig
from rusta_model.model import ByteModel
from rusta_model.paths import home

GOAL = 0.80
LEAST_BYTES = 300_000
"""Before that a run is warming up."""
GRID_BYTES = (1_000_000, 2_000_000, 4_000_000)


def grid() -> dict[str, ModelConfig]:
    """About one, three and seven million parameters; the last is nano."""
    nano = CONFIGS["nano"]
    return {
        "grid-1m": nano.model_copy(update={
            "name": "grid-1m", "local_width": 96, "local_hidden": 128, "width": 96, "layers": 3,
            "heads": 3, "table_rows": 1 << 12,
        }),
        "grid-3m": nano.model_copy(update={
            "name": "grid-3m", "local_width": 128, "local_hidden": 256, "width": 144, "layers": 4,
            "heads": 3, "table_rows": 1 << 14,
        }),
        "grid-7m": nano.model_copy(update={"name": "grid-7m"}),
    }  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A gate of a run in stage 0. `parameters` and `bytes` as they are, not in millions."""

    run: str
    parameters: int
    bytes: int
    bits: float


@dataclass(frozen=True)
class Fit:
    """`error`: the root of the mean squared residual, in bits."""

    floor: float
    a: float
    p: float
    b: float
    q: float
    error: float

    def bits(self, parameters: float, seen: float) -> float:
        of_size = self.a * (parameters / 1e6) ** -self.p
        return self.floor + of_size + self.b * (seen / 1e6) ** -self.q

    def bytes_for(self, parameters: float, bits: float) -> float | None:
        """How many bytes a model of that size has to see; None where no number is enough."""
        left = bits - self.bits(parameters, math.inf)
        return None if left <= 0 else 1e6 * (self.b / left) ** (1 / self.q)


def points(runs: Path, names: Iterable[str] = ()) -> list[Point]:
    """Of the runs below the folder that have a checkpoint, or of the named ones. A run's text was
    another from the point on where its metrics go back in bytes; later lines win."""
    found: list[Point] = []
    for folder in sorted(p for p in runs.iterdir() if not names or p.name in set(names)):
        last, metrics = latest(folder), folder / "metrics.jsonl"
        if last is None or not metrics.is_file():
            continue
        size = parameters_of(read_state(last).config)
        gates: dict[int, float] = {}
        for line in metrics.read_text("utf-8").splitlines():
            told = json.loads(line)
            if told["stage"] == "s0" and "gate_bits_per_byte" in told:
                gates[told["bytes"]] = told["gate_bits_per_byte"]
        found += [Point(folder.name, size, seen, bits) for seen, bits in sorted(gates.items())]
    return found


def parameters_of(config: ModelConfig) -> int:
    with torch.device("meta"):
        return sum(p.numel() for p in ByteModel(config).parameters())


def fit(found: Sequence[Point]) -> Fit | None:
    """None where there are too few points, or all of one size or one length, to tell them apart."""
    seen = [p for p in found if p.bytes >= LEAST_BYTES]
    if len(seen) < 6 or len({p.parameters for p in seen}) < 2:
        return None
    size, text, bits = (
        torch.tensor(each, dtype=torch.double)
        for each in zip(*((p.parameters / 1e6, p.bytes / 1e6, p.bits) for p in seen), strict=True)
    )

    def error(x: Tensor) -> Tensor:
        floor, a, p, b, q = x.exp()
        return (floor + a * size**-p + b * text**-q - bits).square().mean()

    tried = [
        _lowest(error, (floor, 0.2, p, 0.3, q))
        for floor in (0.4, 0.7) for p in (0.2, 0.6) for q in (0.2, 0.6)
    ]  # fmt: skip
    best = min(tried, key=lambda x: error(x).item())
    floor, a, p, b, q = best.exp().tolist()
    return Fit(floor, a, p, b, q, error(best).sqrt().item())


def _lowest(error: Callable[[Tensor], Tensor], start: Sequence[float]) -> Tensor:
    """Logarithms of what makes the error smallest, from `start` on."""
    x = torch.tensor(start, dtype=torch.double).log().requires_grad_()
    optimizer = torch.optim.LBFGS([x], max_iter=400, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimizer.zero_grad()
        found = error(x)
        torch.autograd.backward(found)
        return found.item()

    optimizer.step(closure)
    return x.detach()


def table(found: Sequence[Point]) -> str:
    """One row a run, one column for each power of two of megabytes seen: the nearest gate within a
    fifth of it."""
    columns = sorted({2 ** round(math.log2(p.bytes / 1e6)) for p in found if p.bytes > 0})
    lines = [f"{'run':16}{'parameters':>12}" + "".join(f"{c:>8g} MB" for c in columns)]
    for run in dict.fromkeys(p.run for p in found):
        own = [p for p in found if p.run == run]
        cells = ""
        for column in columns:
            near = min(own, key=lambda p: abs(p.bytes - column * 1e6))
            close = abs(near.bytes - column * 1e6) <= column * 2e5
            cells += f"{near.bits:11.3f}" if close else f"{'':11}"
        lines.append(f"{run:16}{own[0].parameters:12,}{cells}")
    return "\n".join(lines)


def told(found: Sequence[Point], made: Fit, goal: float = GOAL) -> str:
    """The fit, and what would reach the goal."""
    lines = [
        f"bits = {made.floor:.3f} + {made.a:.3f} / (N / 1e6)^{made.p:.2f}"
        f" + {made.b:.3f} / (D / 1e6)^{made.q:.2f}, off by {made.error:.3f} on"
        f" {len(found)} gates",
    ]
    sizes = sorted({p.parameters for p in found})
    for size in dict.fromkeys([*sizes, *(parameters_of(CONFIGS[c]) for c in ("nano", "tiny"))]):
        needed = made.bytes_for(size, goal)
        far = "no number of bytes" if needed is None else f"{needed / 1e6:,.0f} MB"
        beyond = ", beyond what was measured" if size > sizes[-1] else ""
        lines.append(f"{goal:.2f} with {size:,} parameters: {far}{beyond}")
    return "\n".join(lines)


@click.group(invoke_without_command=True)
@click.option("--run", "runs", multiple=True, help="Only these runs.")
@click.option("--goal", default=GOAL, show_default=True, help="Bits per byte to reach.")
@click.pass_context
def main(context: click.Context, runs: tuple[str, ...], goal: float) -> None:
    """Print the table and the fit of the runs there are."""
    if context.invoked_subcommand is not None:
        return
    folder = home() / "runs"
    found = points(folder, runs) if folder.is_dir() else []
    if not found:
        sys.exit(f"no gates of stage 0 below {folder}: python -m rusta_model.scaling grid")
    click.echo(table(found))
    made = fit(found)
    click.echo(
        "too few gates of too few sizes for a fit" if made is None else told(found, made, goal)
    )


@main.command("grid")
@click.option("--threads", default=1, show_default=True)
def run_grid(threads: int) -> None:
    """Train the models of the table: half an hour of one core. Goes on where it stopped."""
    from rusta_model.loop import Options
    from rusta_model.train import trainer

    torch.set_num_threads(threads)
    for name, config in grid().items():
        for until in GRID_BYTES:
            options = Options(run=home() / "runs" / name, until_bytes=until, save_every=1e9)
            made = trainer(options, config)
            if made.state.bytes < until:
                made.train()
            if made.state.bytes < until:
                sys.exit("stopped; the same command goes on")


if __name__ == "__main__":
    main()
