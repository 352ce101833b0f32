"""Manifests of a trained model: of the checkpoint training wrote, and of the ONNX artifact made
from it. The artifact and its manifest are all that the server and training share."""

from typing import Annotated, Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record

VERSION = 1

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Semver = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$")]
SpdxExpression = Annotated[str, Field(pattern=r"^[A-Za-z0-9.+()-]+( [A-Za-z0-9.+()-]+)*$")]
BelowTheManifest = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]


class ModelFile(Record):
    """One file beside the manifest. Never loaded where `bytes` or `sha256` differ."""

    path: BelowTheManifest
    sha256: Sha256
    bytes: int = Field(ge=1)


class Parity(Record):
    """The artifact against the checkpoint it was made from, on the same held-out bytes.

    Losses are thousandths of a bit per byte; `top1_agreement_bp` is the share of positions with the
    same most likely byte, in basis points; `max_gap_mbit` the largest difference of one byte's
    log-probability, in thousandths of a bit.
    """

    heldout_bytes: int = Field(ge=1)
    checkpoint_mbit: int = Field(ge=0)
    artifact_mbit: int = Field(ge=0)
    top1_agreement_bp: int = Field(ge=0, le=10_000)
    max_gap_mbit: int = Field(ge=0)


class Repairs(Record):
    """The same broken programs put before the artifact and before an unquantised one: how many each
    repaired, of `cases`."""

    cases: int = Field(ge=1)
    checkpoint_fixed: int = Field(ge=0)
    artifact_fixed: int = Field(ge=0)


class GateOutcome(Record):
    """One gate of the checkpoint. Thousandths of what it measures."""

    name: str
    passed: bool
    value_milli: int
    limit_milli: int


class _Manifest(Record):
    """`architecture` is the model's configuration as data (layers, widths, context in bytes …).
    `training_data_sha256` is the hash of the ledger that names every source and its licence."""

    manifest: int = Field(default=VERSION, ge=1, le=VERSION)
    name: Name
    version: Semver
    licence: SpdxExpression
    architecture: dict[str, int | str | bool]
    parameters: int = Field(ge=1)
    training_data_sha256: Sha256
    files: tuple[ModelFile, ...] = Field(min_length=1)


class CheckpointManifest(_Manifest):
    """Beside the safetensors of a checkpoint: what was trained, on what, and how far."""

    kind: Literal["checkpoint"] = "checkpoint"
    step: int = Field(ge=0)
    trained_bytes: int = Field(ge=0)
    heldout_mbit: int | None = Field(default=None, ge=0)


class ModelManifest(_Manifest):
    """Beside the ONNX file that the server loads. `rusta_contract` is the version of the edit
    format the model was trained to write; the server refuses one it does not know. `repairs` is
    None where the repairs of no two artifacts were compared."""

    kind: Literal["artifact"] = "artifact"
    checkpoint_sha256: Sha256
    opset: int = Field(ge=1)
    quantisation: Literal["none", "int8", "int4"]
    parity: Parity
    repairs: Repairs | None = None
    gates: tuple[GateOutcome, ...] = ()
    rusta_contract: int = Field(ge=1)
