"""The model as two graphs without state: what a stream leaves behind goes in and comes out.

* `Extend`: whole patches. The past is a prefix that all streams share (batch 1, never copied) and
  what each stream added to it.
* `Local`: the first bytes of a patch, from what the patches before left ahead. It costs a tenth of
  `Extend`, so generation runs it for each byte and `Extend` once a patch.

Both call the layers of `rusta_model.model`; only the attention is written anew, for the shared
prefix. B streams, T symbols, N = T / PATCH patches, S patches of prefix, O of each stream's own.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from rusta_model.model import ByteModel, GlobalBlock, Inputs, rotations
from rusta_server.lm.symbols import KERNEL, PATCH


class Past(NamedTuple):
    """Keys and values of one layer."""

    prefix_keys: Tensor
    """[1, heads, S, D / heads]"""
    prefix_values: Tensor
    own_keys: Tensor
    """[B, heads, O, D / heads]"""
    own_values: Tensor


class Extend(nn.Module):
    """Whole patches: logits where `wanted`, and what the next call needs."""

    def __init__(self, model: ByteModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        symbols: Tensor,
        rows: Tensor,
        predicted: Tensor,
        certainty: Tensor,
        tail: Tensor,
        ahead: Tensor,
        position: Tensor,
        wanted: Tensor,
        past: Sequence[Past],
    ) -> tuple[Tensor, ...]:
        """`position` [1]: number of the first new patch. `wanted` [W]: positions in 0..T.

        Logits [B, W, V], judged [B, N, 1], tail, ahead, and for each layer the new keys and values.
        """
        model = self.model
        batch, length = symbols.shape
        e = model.mixer.embed(Inputs(symbols, rows, predicted, certainty))
        u = model.mixer.mix(e, tail)  # [B, T, C]
        x = model.down(model.before_down(u).reshape(batch, length // PATCH, -1))  # [B, N, D]
        places = position + torch.arange(x.shape[1])
        turn = rotations(places, model.config)
        hidden = self._hidden(places, position, past[0])
        kept: list[Tensor] = []
        for block, layer in zip(model.blocks, past, strict=True):
            assert isinstance(block, GlobalBlock)
            q, k, v = block.split(x, turn)
            x = block.merge(x, self._attend(q, k, v, layer, hidden))
            kept += [k, v]
        x = model.after_blocks(x)
        g = torch.cat([ahead, model.up(x).reshape(batch, length, -1)], 1)  # [B, PATCH - 1 + T, C]
        logits = model.decode(u.index_select(1, wanted), g.index_select(1, wanted))
        new_tail = torch.cat([tail, e], 1)[:, -(KERNEL - 1) :]
        return logits, model.to_judged(x), new_tail, g[:, -(PATCH - 1) :], *kept

    def _hidden(self, places: Tensor, position: Tensor, past: Past) -> Tensor:
        """Which patches each new one does not attend to, [N, S + O + N]."""
        earlier = past.prefix_keys.shape[2] + past.own_keys.shape[2]
        key = torch.arange(earlier + places.shape[0])[None, :] + (position - earlier)
        query = places[:, None]
        return (key > query) | (key <= query - self.model.config.window)

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, past: Past, hidden: Tensor) -> Tensor:
        """[B, heads, N, D / heads]. The scores of the prefix are products with a batch of 1, which
        broadcasts: its keys and values are never copied."""
        shared = past.prefix_keys.shape[2]
        k, v = torch.cat([past.own_keys, k], 2), torch.cat([past.own_values, v], 2)
        scale = q.shape[-1] ** -0.5
        scores = torch.cat(
            [q @ past.prefix_keys.transpose(-1, -2), q @ k.transpose(-1, -2)], -1
        )  # [B, heads, N, S + O + N]
        weights = F.softmax((scores * scale).masked_fill(hidden, -1e9), -1)
        of_prefix = weights[..., :shared] @ past.prefix_values
        return of_prefix + weights[..., shared:] @ v


class Local(nn.Module):
    """Up to PATCH - 1 bytes of a patch: logits [B, T, V] and the next `tail`."""

    def __init__(self, model: ByteModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        symbols: Tensor,
        rows: Tensor,
        predicted: Tensor,
        certainty: Tensor,
        tail: Tensor,
        ahead: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """`ahead` [B, T, C]: of what `Extend` left, that of these positions."""
        model = self.model
        e = model.mixer.embed(Inputs(symbols, rows, predicted, certainty))
        u = model.mixer.mix(e, tail)
        return model.decode(u, ahead), torch.cat([tail, e], 1)[:, -(KERNEL - 1) :]
