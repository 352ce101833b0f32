"""The part of `cargo metadata --format-version 1 --no-deps` that rusta reads."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class CargoTarget(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    kind: tuple[str, ...]
    crate_types: tuple[str, ...] = ()
    src_path: Path
    edition: str
    test: bool = True
    doctest: bool = True


class CargoDependency(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    path: Path | None = None


class CargoPackage(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    version: str
    manifest_path: Path
    edition: str
    targets: tuple[CargoTarget, ...]
    dependencies: tuple[CargoDependency, ...] = ()
    features: dict[str, tuple[str, ...]] = {}


class Metadata(BaseModel):
    """`build_directory` is where cargo ≥ 1.91 keeps intermediate files; the target folder unless
    configured otherwise."""

    model_config = ConfigDict(frozen=True)

    packages: tuple[CargoPackage, ...]
    members: tuple[str, ...] = Field(alias="workspace_members")
    default_members: tuple[str, ...] = Field(default=(), alias="workspace_default_members")
    root: Path = Field(alias="workspace_root")
    target_directory: Path
    build_directory: Path | None = None

    @classmethod
    def parse(cls, data: bytes) -> "Metadata":
        return cls.model_validate(json.loads(data))
