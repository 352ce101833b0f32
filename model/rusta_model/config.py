"""The sizes of the model, from what two CPU cores can train to what needs a cluster."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from rusta_server.lm import features

Size = Literal["nano", "tiny", "base", "large"]


class ModelConfig(BaseModel):
    """Widths are in numbers of features, windows in patches of `symbols.PATCH` bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    local_width: int
    """Features of a byte, C."""
    local_layers: int
    local_hidden: int
    width: int
    """Features of a patch in the global transformer, D."""
    layers: int
    heads: int
    window: int
    """Patches that a position attends to, itself included."""
    table_rows: int = 1 << 15
    """Rows of each n-gram embedding table, a power of two."""
    table_width: int = 24
    predictors: int = len(features.MATCH_LENGTHS) + 3
    """Matchers, tables of the n-gram memory, and the copier."""
    kinds: int = 192
    """Classes of the syntax-hint head, at least those of `rusta_model.syntax`."""
    dropout: float = 0.0


CONFIGS: dict[Size, ModelConfig] = {
    "nano": ModelConfig(name="nano", local_width=160, local_layers=2, local_hidden=320,
                        width=192, layers=6, heads=3, window=512),
    "tiny": ModelConfig(name="tiny", local_width=384, local_layers=3, local_hidden=1024,
                        width=640, layers=8, heads=10, window=1024,
                        table_rows=1 << 17, table_width=32),
    "base": ModelConfig(name="base", local_width=768, local_layers=4, local_hidden=2048,
                        width=1536, layers=14, heads=16, window=2048,
                        table_rows=1 << 18, table_width=48),
    "large": ModelConfig(name="large", local_width=1024, local_layers=4, local_hidden=3072,
                         width=2048, layers=24, heads=16, window=4096,
                         table_rows=1 << 18, table_width=64),
}  # fmt: skip
