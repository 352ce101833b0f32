"""Optimizers by name, from libraries: Muon for the matrices and AdamW for the rest, or one of
AdamW, Lion, Adafactor for all."""

from collections.abc import Iterable
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

Name = Literal["muon", "adamw", "lion", "adafactor"]

_COEFFICIENTS = (3.4445, -4.775, 2.0315)
_STEPS = 5


class FloatMuon(Optimizer):
    """Muon (momentum, orthogonalised by Newton-Schulz) in the parameters' own precision.
    `torch.optim.Muon` computes in bfloat16, which CPUs do hundreds of times slower."""

    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.95) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    def step(self, closure: Any = None) -> Any:
        """One step. `closure` is not called; returns None."""
        with torch.no_grad():
            self._step()
        return None

    def _step(self) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(p)
                buffer = state["momentum_buffer"]
                buffer.lerp_(p.grad, 1 - group["momentum"])
                update = orthogonal(p.grad.lerp(buffer, group["momentum"]))
                scale = max(1.0, p.shape[0] / p.shape[1]) ** 0.5
                p.add_(update, alpha=-group["lr"] * scale)


def orthogonal(matrix: Tensor) -> Tensor:
    """About the nearest semi-orthogonal matrix, [m, n]."""
    a, b, c = _COEFFICIENTS
    wide = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = wide / wide.norm().clamp(min=1e-7)
    for _ in range(_STEPS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    found: Tensor = x.T if matrix.shape[0] > matrix.shape[1] else x
    return found


def build(model: nn.Module, name: Name, scale: float = 1.0) -> list[Optimizer]:
    """The optimizers; each group's `lr` is its peak, times `scale`."""
    tables = [p for n, p in model.named_parameters() if _is_table(n)]
    heads = [p for n, p in model.named_parameters() if n.startswith("to_") or p.ndim < 2]
    apart = {id(p) for p in (*tables, *heads)}
    matrices = [p for p in model.parameters() if id(p) not in apart]
    rest = [{"params": heads, "lr": 3e-3 * scale}, {"params": tables, "lr": 1e-2 * scale}]
    if name == "muon":
        cpu = next(model.parameters()).device.type == "cpu"
        muon = (
            FloatMuon(matrices, 0.02 * scale)
            if cpu
            else torch.optim.Muon(matrices, lr=0.02 * scale, weight_decay=0.0)
        )
        return [muon, torch.optim.AdamW(rest, betas=(0.9, 0.97), weight_decay=0.0)]
    groups: list[dict[str, Any]] = [{"params": matrices, "lr": 2e-3 * scale}, *rest]
    if name == "adamw":
        return [torch.optim.AdamW(groups, betas=(0.9, 0.95), weight_decay=0.01)]
    if name == "adafactor":
        return [torch.optim.Adafactor(groups, weight_decay=0.0)]
    from pytorch_optimizer import Lion

    for group in groups:
        group["lr"] /= 5  # Lion's steps are signs: each is as long as AdamW's longest.
    return [Lion(groups, betas=(0.9, 0.98), weight_decay=0.0)]


def _is_table(name: str) -> bool:
    return any(part in name for part in ("symbol.", "tables.", "predicted.", "certainty.")) and (
        "from_tables" not in name
    )
