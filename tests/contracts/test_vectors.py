"""What each published contract takes and what it refuses, as files: the JSON Schema that others
validate with and the model that rusta reads with must give the same answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from rusta_server.schema.generate import schema_of
from rusta_server.schema.published import PUBLISHED, adapter

VECTORS = Path(__file__).parent / "vectors"


def named(kind: str) -> list[Any]:
    return [
        pytest.param(path, id=path.relative_to(VECTORS).as_posix())
        for path in sorted(VECTORS.glob(f"*/{kind}/*.json"))
    ]


def contract_of(path: Path) -> str:
    return path.parts[-3].replace(".v", "/")


def schema_takes(path: Path) -> bool:
    validator = Draft202012Validator(schema_of(contract_of(path)))
    return bool(validator.is_valid(json.loads(path.read_text())))


def model_takes(path: Path) -> bool:
    try:
        adapter(contract_of(path)).validate_json(path.read_text())
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("path", named("accept"))
def test_what_a_contract_takes(path: Path) -> None:
    assert (schema_takes(path), model_takes(path)) == (True, True)


@pytest.mark.parametrize("path", named("reject"))
def test_what_a_contract_refuses(path: Path) -> None:
    assert (schema_takes(path), model_takes(path)) == (False, False)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_every_contract_has_vectors(name: str, kind: str) -> None:
    assert list((VECTORS / name.replace("/", ".v") / kind).glob("*.json"))


def test_there_are_vectors_of_published_contracts_only() -> None:
    assert {path.name.replace(".v", "/") for path in VECTORS.iterdir()} == set(PUBLISHED)
