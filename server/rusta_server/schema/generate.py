"""JSON Schema 2020-12 of each published contract, made from its pydantic model.

`python -m rusta_server.schema.generate` (or `make schemas`) writes them all.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from rusta_server.schema.published import PUBLISHED, adapter, file_name, folder

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of contract `name`. Raises KeyError where nothing is published under it."""
    contract, version = name.split("/")
    schema = adapter(name).json_schema(mode="validation", schema_generator=_Generator)
    _require_tags(schema)
    return {"$schema": DIALECT, "$id": f"urn:rusta:{contract}:{version}", **schema}


def text_of(name: str) -> str:
    """What the file of contract `name` holds; the same models give the same bytes."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def write_all(into: Path) -> None:
    """Write every schema, and remove those of contracts that are no longer published."""
    into.mkdir(exist_ok=True)
    for name in PUBLISHED:
        (into / file_name(name)).write_text(text_of(name), encoding="utf-8")
    known = {file_name(name) for name in PUBLISHED}
    for path in into.glob("*.schema.json"):
        if path.name not in known:
            path.unlink()


class _Generator(GenerateJsonSchema):
    """Without a title on each field: it only repeats the name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _require_tags(schema: JsonSchemaValue) -> None:
    """A field with one possible value says what the object is: whoever builds the record may leave
    it to its default, but it is always written."""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        tags = {key for key, of in properties.items() if isinstance(of, Mapping) and "const" in of}
        if tags:
            schema["required"] = sorted(tags | set(schema.get("required", ())))
    for value in schema.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                _require_tags(item)


if __name__ == "__main__":
    write_all(folder())
