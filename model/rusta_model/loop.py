"""The training loop: steps, checkpoints, metrics, and stopping when asked to."""

import json
import math
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.tensorboard import SummaryWriter

from rusta_model import checkpoint, optimizers, schedule
from rusta_model.checkpoint import State
from rusta_model.examples import Example, collate
from rusta_model.gates import gates
from rusta_model.losses import losses
from rusta_model.mixture import Mixture
from rusta_model.model import ByteModel
from rusta_model.optimizers import Name as OptimizerName
from rusta_model.schedule import Name as ScheduleName


@dataclass(frozen=True)
class Options:
    """How to train. `until_bytes` and `seconds` end it; `decay_bytes`, counted from here, makes a
    cut: the rate falls to nothing, the result is stored as `cut-*`, and the run it came from can go
    on from where it stood."""

    run: Path
    optimizer: OptimizerName = "muon"
    schedule: ScheduleName = "wsd"
    rate: float = 1.0
    rows: int = 8
    warm_up: int = 50
    until_bytes: int | None = None
    decay_bytes: int = 0
    seconds: float | None = None
    save_every: float = 600.0
    """Seconds between checkpoints."""
    steps: int | None = None
    compile: bool = False
    bfloat16: bool = False
    resume: bool = True


class Trainer:
    """One run. `train` may be called once."""

    def __init__(
        self,
        options: Options,
        state: State,
        mixture: Mixture,
        validation: Sequence[Example],
        memory: Path,
    ) -> None:
        self.options, self.state, self.mixture = options, state, mixture
        self.validation, self._memory = validation, memory
        self.world, self.rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        self.device = _device()
        torch.manual_seed(0)
        self.model = ByteModel(state.config).to(self.device)
        self.optimizers = optimizers.build(self.model, options.optimizer, options.rate)
        self._peaks = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        self._stop = False
        self.history: list[float] = []
        """The loss of each step of this call."""

    def restore(self, folder: Path, *, moments: bool = True) -> None:
        """Go on from a checkpoint; without `moments` from its weights alone."""
        checkpoint.load_model(folder, self.model)
        if moments:
            checkpoint.load_optimizers(folder, self.optimizers)

    def train(self) -> None:
        """Until a budget is spent or SIGTERM or SIGINT asks for an end; saves before it returns."""
        before = {s: signal.signal(s, self._ask) for s in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._train()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    def _train(self) -> None:
        o, state = self.options, self.state
        step_model: nn.Module = self.model
        if self.world > 1:
            step_model = DistributedDataParallel(self.model, find_unused_parameters=True)
        run: Any = torch.compile(step_model, dynamic=False) if o.compile else step_model
        until = state.bytes + o.decay_bytes if o.decay_bytes else o.until_bytes
        last_step = None if o.steps is None else state.step + o.steps
        began = saved = reported = time.monotonic()
        first, told = state.bytes, state.bytes
        writer = SummaryWriter(str(o.run / "tensorboard")) if self.rank == 0 else None
        recent: dict[str, list[float]] = {}
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeRemainingColumn(),
            disable=self.rank > 0,
        ) as bar:
            task = bar.add_task(state.stage, total=until, completed=first)
            while not self._done(until, last_step, began):
                values = self._step(run, until)
                for name, value in values.items():
                    recent.setdefault(name, []).append(value)
                now = time.monotonic()
                bits = sum(recent["bits"]) / len(recent["bits"])
                bar.update(
                    task, completed=state.bytes, description=f"{state.stage} {bits:.3f} bits"
                )
                if now - reported >= 30:
                    means = {name: sum(each) / len(each) for name, each in recent.items()}
                    means["bytes_per_second"] = (state.bytes - told) / (now - reported)
                    self._report(writer, means)
                    recent, reported, told = {}, now, state.bytes
                    recent["bits"] = [bits]
                if now - saved >= o.save_every:
                    state.seconds += now - saved
                    self._save(writer)
                    saved = time.monotonic()
        state.seconds += time.monotonic() - saved
        finished = until is not None and state.bytes >= until
        self._save(writer, cut=bool(o.decay_bytes), finished=finished)
        if writer is not None:
            writer.close()

    def _done(self, until: int | None, last_step: int | None, began: float) -> bool:
        o, state = self.options, self.state
        return (
            self._stop
            or (until is not None and state.bytes >= until)
            or (last_step is not None and state.step >= last_step)
            or (o.seconds is not None and time.monotonic() - began >= o.seconds)
        )

    def _step(self, run: Any, until: int | None) -> dict[str, float]:
        o, state = self.options, self.state
        rate = schedule.factor(
            o.schedule, state.step, state.bytes, warm_up=o.warm_up, until=until, decay=o.decay_bytes
        )
        for optimizer, peaks in zip(self.optimizers, self._peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * rate
        examples = self.mixture.batch(o.rows * self.world)
        batch = collate(examples[self.rank :: self.world]).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=o.bfloat16):
            found = losses(run(batch.inputs)[0], batch)
        torch.autograd.backward(found.total)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        state.step += 1
        state.bytes += sum(int(np.sum(e.features.symbols < 256)) for e in examples)
        state.positions |= self.mixture.positions
        state.taken = dict(self.mixture.taken)
        self.history.append(found.total.item())
        return {
            "bits": found.symbols.item() / math.log(2),
            "syntax": found.syntax.item(),
            "rank": found.rank.item(),
            "brier": found.brier.item(),
            "rate": rate,
        }

    def _report(self, writer: SummaryWriter | None, values: dict[str, Any]) -> None:
        if writer is None:
            return
        state = self.state
        about = {"step": state.step, "bytes": state.bytes, "stage": state.stage}
        rounded = {name: round(value, 5) for name, value in values.items()}
        with (self.options.run / "metrics.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(about | rounded) + "\n")
        for name, value in values.items():
            writer.add_scalar(f"{state.stage}/{name}", value, state.bytes)

    def _save(
        self, writer: SummaryWriter | None, *, cut: bool = False, finished: bool = True
    ) -> None:
        if self.rank > 0 or (cut and not finished):
            return
        found = gates(self.model, self.validation, self.options.rows)
        name = f"{'cut' if cut else 'step'}-{self.state.step:08d}"
        folder = checkpoint.save(
            self.options.run, name, self.model, self.optimizers, self.state, found, self._memory
        )
        if not cut:
            checkpoint.point_to(self.options.run, folder)
        self._report(writer, {f"gate_{g.name}": g.value for g in found})


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
    return torch.device("cpu")
