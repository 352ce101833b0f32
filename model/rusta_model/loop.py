"""The training loop: steps, checkpoints, metrics, and stopping when asked to."""

import json
import math
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from rusta_model import checkpoint, optimizers, schedule
from rusta_model.checkpoint import State
from rusta_model.examples import collate
from rusta_model.gates import Held, gates
from rusta_model.losses import Counts, losses
from rusta_model.mixture import Mixture
from rusta_model.model import ByteModel
from rusta_model.optimizers import Name as OptimizerName
from rusta_model.schedule import Name as ScheduleName
from rusta_model.stopping import Stop, on_signals
from rusta_model.worlds import Parallel, World, whole


@dataclass(frozen=True)
class Options:
    """How to train. `until_bytes`, which ends the stage, and `seconds` end it; `decay_bytes`,
    counted from here, makes a cut: the rate falls to nothing, the result is stored as `cut-*`, and
    the run it came from can go on from where it stood."""

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
    keep: str | None = None
    """A name under which the last checkpoint of this call stays."""
    steps: int | None = None
    compile: bool = False
    bfloat16: bool = False
    parallel: Parallel = "ddp"
    pull: float = 0.0
    """Towards the weights this call began with, a share of the way each step at the peak rate: what
    was learned before is not forgotten where there is no text to replay (arXiv 1802.01483)."""
    resume: bool = True


class Trainer:
    """One run. `train` may be called once. `memory`: the bytes of its memory.npz."""

    def __init__(
        self, options: Options, state: State, mixture: Mixture, held: Held, memory: bytes
    ) -> None:
        self.options, self.state, self.mixture, self.held = options, state, mixture, held
        self._memory = memory
        self.world = World.here()
        torch.manual_seed(0)
        self.model = ByteModel(state.config).to(self.world.device)
        self.history: list[float] = []
        """The loss of each step of this call."""
        self._stop = Stop()
        self._warm_from = 0
        self._saved_at = -1
        self._gated = False
        self._moments: Path | None = None

    def restore(self, folder: Path, *, moments: bool = True) -> None:
        """Go on from a checkpoint; without `moments` from its weights alone, with a warm-up of its
        own."""
        checkpoint.load_model(folder, self.model)
        self._moments = folder if moments else None
        if not moments:
            self._warm_from = self.state.step

    def train(self) -> None:
        """Until a budget is spent or SIGTERM or SIGINT asks for an end; saves before it returns."""
        with on_signals() as self._stop:
            self._train()

    def _train(self) -> None:
        o, state = self.options, self.state
        step_model = self.world.spread(self.model, o.parallel)
        run: Any = torch.compile(step_model, dynamic=False) if o.compile else step_model
        self.optimizers = optimizers.build(self.model, o.optimizer, o.rate)
        self._peaks = [[g["lr"] for g in each.param_groups] for each in self.optimizers]
        if self._moments is not None:
            checkpoint.load_optimizers(self._moments, self.optimizers)
        self._start = {id(p): p.detach().clone() for p in self.model.parameters() if o.pull}
        until = o.until_bytes if state.cut_from is None else state.cut_from + o.decay_bytes
        last_step = None if o.steps is None else state.step + o.steps
        began = saved = reported = time.monotonic()
        told = state.bytes
        writer = SummaryWriter(str(o.run / "tensorboard")) if self.world.first else None
        recent: dict[str, list[float]] = {}
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeRemainingColumn(),
            disable=not self.world.first,
        ) as bar:
            task = bar.add_task(state.stage, total=until, completed=state.bytes)
            while not self._done(until, last_step, began):
                for name, value in self._step(run, until).items():
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
                    recent, reported, told = {"bits": [bits]}, now, state.bytes
                if self.world.any(now - saved >= o.save_every):
                    state.seconds += now - saved
                    self._save(writer)
                    saved = time.monotonic()
            state.seconds += time.monotonic() - saved
            bar.update(task, description=f"{state.stage} checkpoint")
            self._save(writer, reached=until is not None and state.bytes >= until, last=True)
        if writer is not None:
            writer.close()

    def _done(self, until: int | None, last_step: int | None, began: float) -> bool:
        o, state = self.options, self.state
        return self.world.any(
            self._stop()
            or (until is not None and state.bytes >= until)
            or (last_step is not None and state.step >= last_step)
            or (o.seconds is not None and time.monotonic() - began >= o.seconds)
        )

    def _step(self, run: Any, until: int | None) -> dict[str, float]:
        o, state, world = self.options, self.state, self.world
        rate = schedule.factor(
            o.schedule, state.step - self._warm_from, state.bytes, warm_up=o.warm_up, until=until,
            decay=o.decay_bytes,
        )  # fmt: skip
        for optimizer, peaks in zip(self.optimizers, self._peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * rate
        units = self.mixture.batch(o.rows * world.size, world.size)
        examples = [example for unit in units for example in unit]
        batch = collate(world.part(units)).to(world.device)
        with torch.autocast(world.device.type, torch.bfloat16, enabled=o.bfloat16):
            outputs = run(batch.inputs)[0]
            found = losses(outputs, batch, Counts.of(examples, world.size))
        total = found.total
        if world.size > 1:
            # Each process must have a gradient for the same parameters.
            total = total + 0 * (outputs.judged.sum() + outputs.kinds.sum())
        torch.autograd.backward(total)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        if o.pull:
            with torch.no_grad():
                for p in self.model.parameters():
                    p.lerp_(self._start[id(p)], o.pull * rate)
        state.step += 1
        state.bytes += sum(int(np.sum(e.features.symbols < 256)) for e in examples)
        state.positions |= self.mixture.positions
        state.taken = dict(self.mixture.taken)
        means = world.mean({
            "loss": found.total, "bits": found.symbols / math.log(2), "syntax": found.syntax,
            "rank": found.rank, "brier": found.brier,
        })  # fmt: skip
        self.history.append(means["loss"])
        return means | {"rate": rate}

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
        self, writer: SummaryWriter | None, *, reached: bool = False, last: bool = False
    ) -> None:
        """A checkpoint of where the run stands. One that was asked to stop measures no gates: it is
        saved within seconds, and `--seconds 0` measures them later."""
        o, state, cut = self.options, self.state, self.state.cut_from is not None
        asked = self.world.any(self._stop())
        if self._saved_at != state.step or cut or not (self._gated or asked):
            found = gates(self.model, self.held, o.rows, lambda: self.world.any(self._stop()))
            tensors = whole(self.model.state_dict())
            moments = whole(checkpoint.flat(self.optimizers))
            self._saved_at, self._gated = state.step, bool(found)
            if self.world.first:
                step = f"{state.step:08d}"
                unfinished = checkpoint.UNFINISHED
                name = f"step-{step}" if not cut else f"cut-{step}" if reached else unfinished
                folder = checkpoint.save(o.run, name, tensors, moments, state, found, self._memory)
                if not cut:
                    checkpoint.point_to(o.run, folder)
                elif reached:
                    shutil.rmtree(o.run / unfinished, ignore_errors=True)
                self._report(writer, {f"gate_{g.name}": g.value for g in found})
        if self.world.first and last and not cut:
            folder = o.run / f"step-{state.step:08d}"
            if reached:
                checkpoint.keep(folder, f"{state.stage}-{state.step:08d}")
            if o.keep is not None:
                checkpoint.keep(folder, o.keep)
