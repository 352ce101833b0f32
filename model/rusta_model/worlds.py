"""The processes of one training, from one to many: what they share and how they agree.

`ddp` keeps the whole model in each and averages gradients; `fsdp` keeps a part of each parameter in
each (`fully_shard`), for models that do not fit one device. Both go through `torchrun`.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

Parallel = Literal["ddp", "fsdp"]


@dataclass(frozen=True)
class World:
    """`rank` of `size` processes. With one of them nothing is sent anywhere."""

    size: int
    rank: int
    device: torch.device

    @classmethod
    def here(cls) -> "World":
        """As `torchrun` says. Joins the group."""
        size, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        gpu = torch.cuda.is_available()
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if gpu else None
        if size > 1 and not distributed.is_initialized():
            distributed.init_process_group("nccl" if gpu else "gloo")
        return cls(size, rank, device or torch.device("cpu"))

    @property
    def first(self) -> bool:
        """The one that writes."""
        return self.rank == 0

    def any(self, flag: bool) -> bool:
        """Whether it is true in any process. All have to ask at the same place: a process that
        went its own way would leave the others waiting for ever."""
        if self.size == 1:
            return flag
        told = torch.tensor([flag], dtype=torch.int32, device=self.device)
        distributed.all_reduce(told, distributed.ReduceOp.MAX)
        return bool(told.item())

    def mean(self, values: Mapping[str, Tensor]) -> dict[str, float]:
        """The mean of each over the processes."""
        together = torch.stack([value.detach().float() for value in values.values()])
        if self.size > 1:
            distributed.all_reduce(together)
            together /= self.size
        return dict(zip(values, together.tolist(), strict=True))

    def spread(self, model: nn.Module, how: Parallel) -> nn.Module:
        """What to call in place of `model`. With `fsdp` the model itself is changed: its parameters
        are parts from here on, so optimizers come after."""
        if self.size == 1:
            return model
        if how == "ddp":
            return DistributedDataParallel(model, find_unused_parameters=True)
        from torch.distributed.fsdp import fully_shard

        for block in (*_children(model, "blocks"), *_children(model, "local")):
            fully_shard(block)
        fully_shard(model)
        return model

    def part(self, units: Sequence[Sequence[Any]]) -> list[Any]:
        """This process's share: whole units, each to the process that has least so far."""
        shares: list[list[Any]] = [[] for _ in range(self.size)]
        for unit in units:
            min(shares, key=len).extend(unit)
        return shares[self.rank]


def whole(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor whole, in memory of its own. Every process has to call it where parameters are
    spread."""
    from torch.distributed.tensor import DTensor

    return {
        name: (value.full_tensor() if isinstance(value, DTensor) else value).detach().clone()
        for name, value in tensors.items()
    }


def _children(model: nn.Module, name: str) -> Sequence[nn.Module]:
    found: Any = getattr(model, name, ())
    return list(found)
