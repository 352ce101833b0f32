"""The checked-in schemas are those of the models, and are sound JSON Schemas."""

import json
import typing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rusta_server.contracts import probe
from rusta_server.contracts.rpc import EXCHANGES, ErrorCode
from rusta_server.contracts.tools import METHODS
from rusta_server.schema import check as checking
from rusta_server.schema.check import check
from rusta_server.schema.generate import schema_of, text_of, write_all
from rusta_server.schema.published import PUBLISHED, file_name


def test_the_checked_in_schemas_are_those_of_the_models() -> None:
    assert check() == ((), ())


def test_a_changed_a_missing_and_a_forgotten_schema_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path)
    (tmp_path / file_name("policy/1")).write_text("{}\n")
    (tmp_path / file_name("trace/1")).unlink()
    (tmp_path / "letter.v1.schema.json").write_text("{}\n")
    monkeypatch.setattr(checking, "folder", lambda: tmp_path)
    assert check() == (("policy/1", "letter.v1.schema.json"), ("trace/1",))


def test_writing_removes_what_is_no_longer_published(tmp_path: Path) -> None:
    (tmp_path / "letter.v1.schema.json").write_text("{}\n")
    write_all(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {file_name(name) for name in PUBLISHED}


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_a_schema_is_sound_and_says_which_it_is(name: str) -> None:
    schema = json.loads(text_of(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:rusta:{name.replace('/', ':')}"


def test_what_says_the_kind_of_a_document_is_always_written() -> None:
    assert "document" in schema_of("clean/1")["required"]


def test_no_contract_that_is_hashed_has_a_fraction_in_it() -> None:
    assert not [name for name in PUBLISHED if '"number"' in text_of(name)]


def test_every_probe_has_an_exchange_and_every_error_a_code() -> None:
    assert set(EXCHANGES) == set(METHODS)
    codes = {value for value in vars(probe).values() if isinstance(value, int)}
    assert set(typing.get_args(ErrorCode)) == codes
