"""The byte model: one readable file, shapes beside tensors.

    symbol, n-gram rows, predictions ──► byte features e ──► causal convolution ──► u   [B, T, C]
    u, four bytes at a time ──► down ──► global transformer over patches ──► up ──► g   [B, T, C]
    u + g of the patches before ──► local decoder ──► next symbol                       [B, T, V]

What a byte is predicted from: all bytes before it within its patch (through u), and all whole
patches before (through g). B streams, T symbols (a multiple of P = 4), N = T / P patches, C and D
the widths of `ModelConfig`, V = 288 symbols.

Sources: RoPE (arXiv 2104.09864), patches with a local decoder (MEGABYTE, arXiv 2305.07185; BLT,
arXiv 2412.09871), query-key norms (arXiv 2302.05442), squared ReLU (arXiv 2109.08668).
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from rusta_model.config import ModelConfig
from rusta_server.lm.features import BUCKETS, ORDERS
from rusta_server.lm.symbols import KERNEL, PATCH, SIZE


class Inputs(NamedTuple):
    """What `rusta_server.lm.features` makes of a stream."""

    symbols: Tensor
    """[B, T]"""
    rows: Tensor
    """[B, T, len(ORDERS)]"""
    predicted: Tensor
    """[B, T, predictors]"""
    certainty: Tensor
    """[B, T, predictors]"""


@dataclass
class Outputs:
    """What the heads say."""

    logits: Tensor
    """[B, T, V]: of the symbol after each position."""
    kinds: Tensor
    """[B, N, K]: node kind of the patch's last byte."""
    judged: Tensor
    """[B, N, 1]: logit that the edit ending in this patch is right."""


class Cache(NamedTuple):
    """What earlier patches leave behind, so that a stream can go on."""

    keys: Tensor
    """[layers, B, heads, S, D / heads] of S earlier patches, already rotated."""
    values: Tensor
    """[layers, B, heads, S, D / heads]"""
    tail: Tensor
    """[B, KERNEL - 1, C]: byte features before the first new one."""
    ahead: Tensor
    """[B, PATCH - 1, C]: g for the first PATCH - 1 of the new positions."""


class Mixer(nn.Module):
    """Features of a byte, and a convolution over the last KERNEL of them."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        c = config.local_width
        self.symbol = nn.Embedding(SIZE, c)
        self.tables = nn.ModuleList(
            nn.Embedding(config.table_rows, config.table_width) for _ in ORDERS
        )
        self.from_tables = nn.Linear(len(ORDERS) * config.table_width, c, bias=False)
        self.predicted = nn.ModuleList(nn.Embedding(SIZE, c) for _ in range(config.predictors))
        self.certainty = nn.ModuleList(nn.Embedding(BUCKETS, c) for _ in range(config.predictors))
        self.convolution = nn.Linear(KERNEL * c, c, bias=False)

    def embed(self, inputs: Inputs) -> Tensor:
        """e, [B, T, C]."""
        rows = [table(inputs.rows[..., i]) for i, table in enumerate(self.tables)]
        e: Tensor = self.symbol(inputs.symbols) + self.from_tables(torch.cat(rows, -1))
        for i, (symbol, sure) in enumerate(zip(self.predicted, self.certainty, strict=True)):
            e = e + symbol(inputs.predicted[..., i]) + sure(inputs.certainty[..., i])
        return e

    def mix(self, e: Tensor, tail: Tensor) -> Tensor:
        """u, [B, T, C]; `tail` are the KERNEL - 1 features before."""
        length = e.shape[1]
        wide = torch.cat([tail, e], 1)  # [B, KERNEL - 1 + T, C]
        seen = [wide[:, KERNEL - 1 - i : KERNEL - 1 - i + length] for i in range(KERNEL)]
        mixed: Tensor = e + self.convolution(torch.cat(seen, -1))
        return mixed


class GlobalBlock(nn.Module):
    """Attention over patches and a feed-forward layer."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        d = config.width
        self.heads = config.heads
        self.before_attention = nn.RMSNorm(d)
        self.qkv = nn.Linear(d, 3 * d, bias=False)
        self.project = nn.Linear(d, d, bias=False)
        self.before_hidden = nn.RMSNorm(d)
        self.hidden = nn.Linear(d, 4 * d, bias=False)
        self.out = nn.Linear(4 * d, d, bias=False)
        nn.init.zeros_(self.project.weight)
        nn.init.zeros_(self.out.weight)

    def split(self, x: Tensor, turn: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Queries and keys, normalised and rotated, and values: each [B, heads, N, D / heads]."""
        b, n, d = x.shape
        size = d // self.heads
        q, k, v = (
            self.qkv(self.before_attention(x))
            .view(b, n, 3, self.heads, size)
            .permute(2, 0, 3, 1, 4)
        )
        return rotate(F.rms_norm(q, (size,)), turn), rotate(F.rms_norm(k, (size,)), turn), v

    def merge(self, x: Tensor, attended: Tensor) -> Tensor:
        """The residual stream after the block, [B, N, D]; `attended` [B, heads, N, D / heads]."""
        x = x + self.project(attended.transpose(1, 2).flatten(2))
        after: Tensor = x + self.out(F.relu(self.hidden(self.before_hidden(x))).square())
        return after

    def forward(
        self,
        x: Tensor,
        turn: tuple[Tensor, Tensor],
        past: tuple[Tensor, Tensor],
        mask: Tensor | None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """x after the block, and all keys and values so far."""
        q, k, v = self.split(x, turn)
        k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        return self.merge(x, attended), k, v


class LocalBlock(nn.Module):
    """A gated feed-forward layer for each byte."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.before = nn.RMSNorm(config.local_width)
        self.gated = nn.Linear(config.local_width, 2 * config.local_hidden, bias=False)
        self.out = nn.Linear(config.local_hidden, config.local_width, bias=False)
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor) -> Tensor:
        gate, value = self.gated(self.before(x)).chunk(2, -1)
        after: Tensor = x + self.out(F.silu(gate) * value)
        return after


class ByteModel(nn.Module):
    """See the top of the module."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        c, d = config.local_width, config.width
        self.config = config
        self.mixer = Mixer(config)
        self.before_down = nn.RMSNorm(c)
        self.down = nn.Linear(PATCH * c, d, bias=False)
        self.blocks = nn.ModuleList(GlobalBlock(config) for _ in range(config.layers))
        self.after_blocks = nn.RMSNorm(d)
        self.up = nn.Linear(d, PATCH * c, bias=False)
        self.local = nn.ModuleList(LocalBlock(config) for _ in range(config.local_layers))
        self.before_logits = nn.RMSNorm(c)
        self.to_logits = nn.Linear(c, SIZE)
        self.to_kinds = nn.Linear(d, config.kinds)
        self.to_judged = nn.Linear(d, 1)
        for module in self.mixer.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.05)

    def forward(self, inputs: Inputs, cache: Cache | None = None) -> tuple[Outputs, Cache]:
        """The heads' outputs, and what the next call needs to go on where this one stops."""
        batch, length = inputs.symbols.shape
        cache = cache or self.empty(batch)
        e = self.mixer.embed(inputs)
        u = self.mixer.mix(e, cache.tail)  # [B, T, C]
        x = self.down(self.before_down(u).reshape(batch, length // PATCH, -1))  # [B, N, D]
        earlier = cache.keys.shape[3]
        places = torch.arange(earlier, earlier + x.shape[1], device=x.device)
        turn = rotations(places, self.config)
        mask = window_mask(earlier, x.shape[1], self.config.window, x.device)
        kept = []
        for block, keys, values in zip(self.blocks, cache.keys, cache.values, strict=True):
            x, k, v = block(x, turn, (keys, values), mask)
            kept.append((k, v))
        x = self.after_blocks(x)
        g = torch.cat([cache.ahead, self.up(x).view(batch, length, -1)], 1)  # [B, P - 1 + T, C]
        outputs = Outputs(self.decode(u, g[:, :length]), self.to_kinds(x), self.to_judged(x))
        after = Cache(
            torch.stack([k for k, _ in kept]),
            torch.stack([v for _, v in kept]),
            torch.cat([cache.tail, e], 1)[:, -(KERNEL - 1) :],
            g[:, length:],
        )
        return outputs, after

    def decode(self, u: Tensor, g: Tensor) -> Tensor:
        """Logits of the next symbol, [B, T, V], from byte features and what the whole patches
        before say, each [B, T, C]."""
        h = u + g
        for block in self.local:
            h = block(h)
        logits: Tensor = self.to_logits(self.before_logits(h))
        return logits

    def empty(self, batch: int) -> Cache:
        """The cache before the first symbol."""
        config, like = self.config, self.to_logits.weight
        size = config.width // config.heads
        none = like.new_zeros(config.layers, batch, config.heads, 0, size)
        tail = like.new_zeros(batch, KERNEL - 1, config.local_width)
        ahead = like.new_zeros(batch, PATCH - 1, config.local_width)
        return Cache(none, none, tail, ahead)


def rotations(places: Tensor, config: ModelConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines of patches by their number, `places` [N]: each [N, D / heads / 2]."""
    half = config.width // config.heads // 2
    frequencies = 10_000.0 ** -(torch.arange(half, device=places.device) / half)
    angles = places[:, None] * frequencies
    return angles.cos(), angles.sin()


def rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """RoPE: each pair of features turned by its patch's angle; x [..., N, D / heads]."""
    cos, sin = (each.to(x.dtype) for each in turn)
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def window_mask(earlier: int, count: int, window: int, device: torch.device) -> Tensor | None:
    """Which patches each new one attends to, [count, earlier + count]: itself and the window - 1
    before. None where that is plain causality without a past, which has faster kernels."""
    if not earlier and count <= window:
        return None
    query = torch.arange(earlier, earlier + count, device=device)[:, None]
    key = torch.arange(earlier + count, device=device)[None, :]
    return (key <= query) & (key > query - window)
