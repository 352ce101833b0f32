"""The client's settings (section `rusta`), published as a JSON Schema with the other contracts."""

import json
from typing import Any, Literal

from pydantic import Field, StrictBool, ValidationError

from rusta_server.contracts.canonical import Record


class EditorSettings(Record):
    """`diagnostics`: `chip` one hint an error with its code and the state of the proof, `full` with
    the compiler's text (for editors without rust-analyzer), `off` none. `idle_ms`: how long after
    the last edit a proof begins. `trusted`: the client asked already (its own workspace trust).
    `beside_rust_analyzer`: edits that rust-analyzer offers too are left to it; without it that is
    told from the processes of the editor. `policy`: as policy.toml."""

    diagnostics: Literal["chip", "full", "off"] = "chip"
    check_on: Literal["save", "idle", "off"] = "idle"
    idle_ms: int = Field(default=700, ge=50, le=60_000)
    lens: StrictBool = True
    hover: StrictBool = True
    trusted: StrictBool | None = None
    beside_rust_analyzer: StrictBool | None = None
    policy: dict[str, Any] = {}


class Settings:
    """The settings in force. They depend on what the client says now alone: one that is left out,
    or wrong, has its default."""

    def __init__(self) -> None:
        self.editor = EditorSettings()

    def take(self, value: Any) -> list[str]:
        """Take `value` (what the client has under `rusta`); what of it is wrong, in words.

        Unknown names are passed over: clients keep settings of their own in the same section.
        """
        if not isinstance(value, dict):
            return [] if value is None else ["rusta is not an object; nothing of it counts"]
        known = {
            k: v for k, v in value.items() if k in EditorSettings.model_fields and v is not None
        }
        wrong: dict[str, str] = {}
        try:
            self.editor = EditorSettings.model_validate(known)
        except ValidationError as error:
            for found in error.errors():
                wrong.setdefault(str(found["loc"][0]), found["msg"])
            right = {name: given for name, given in known.items() if name not in wrong}
            self.editor = EditorSettings.model_validate(right)
        return [
            f"rusta.{name} is {json.dumps(known[name])}: {reason}; its default counts, "
            f"{json.dumps(EditorSettings.model_fields[name].default)}"
            for name, reason in wrong.items()
        ]

    @property
    def idle_ms(self) -> int:
        return self.editor.idle_ms

    @property
    def policy(self) -> dict[str, Any]:
        return self.editor.policy
