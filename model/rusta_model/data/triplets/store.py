"""Shards: zstd-compressed JSON lines, written whole or not at all, so that a step can go on."""

import io
import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin

import zstandard
from pydantic import BaseModel

SUFFIX = ".jsonl.zst"
_LEVEL = 12

Model = TypeVar("Model", bound=BaseModel)


def write(path: Path, records: Iterable[BaseModel]) -> int:
    """Returns how many were written."""
    texts = [_line(record) for record in records]
    data = zstandard.ZstdCompressor(level=_LEVEL).compress(
        "".join(f"{x}\n" for x in texts).encode()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    staged.write_bytes(data)
    staged.replace(path)
    return len(texts)


def _line(record: BaseModel) -> str:
    """Without what has its default, but for what says which record it is."""
    kept = record.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({**_tags(type(record)), **kept}, ensure_ascii=False, separators=(",", ":"))


@cache
def _tags(model: type[BaseModel]) -> dict[str, object]:
    fields = model.model_fields.items()
    return {
        name: f.default
        for name, f in fields
        if len(get_args(f.annotation)) == 1 and get_origin(f.annotation) is Literal
    }


def read(path: Path, model: type[Model]) -> Iterator[Model]:
    """Raises zstandard.ZstdError and pydantic.ValidationError where the shard is damaged."""
    return map(model.model_validate_json, lines(path))


def lines(path: Path) -> Iterator[str]:
    """The records as they are written. Raises zstandard.ZstdError."""
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
        yield from io.TextIOWrapper(stream, "utf-8")


def shards(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"**/[!.]*{SUFFIX}"))
