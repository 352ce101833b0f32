"""Canonical bytes and ids of records: RFC 8785 JSON, no floats, ASCII keys."""

import hashlib
from typing import Any, Self

import rfc8785
from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen, closed record. Its id is the sha256 of its canonical bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    def canonical(self) -> bytes:
        return canonical_bytes(self.model_dump(mode="json"))

    @property
    def record_id(self) -> str:
        return sha256_hex(self.canonical())

    @classmethod
    def from_json(cls, data: bytes | str) -> Self:
        return cls.model_validate_json(data)


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value.

    Raises:
        ValueError: a float or a non-ASCII key is in it. Floats print differently across
            platforms; scores are integers (basis points, milli-bits).
    """
    _refuse_unstable(value)
    return rfc8785.dumps(value)


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_unstable(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"a float cannot be hashed: {value!r}")
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError(f"a key must be ASCII text: {key!r}")
            _refuse_unstable(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_unstable(item)
