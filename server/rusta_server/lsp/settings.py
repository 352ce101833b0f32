"""The client's settings (section `rusta`), published as a JSON Schema with the other contracts."""

from typing import Any, Literal

from pydantic import Field, ValidationError

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
    lens: bool = True
    hover: bool = True
    trusted: bool | None = None
    beside_rust_analyzer: bool | None = None
    policy: dict[str, Any] = {}


class Settings:
    """The settings in force; wrong ones leave those before in place."""

    def __init__(self) -> None:
        self.editor = EditorSettings()

    def take(self, value: Any) -> str | None:
        """Take `value` (what the client has under `rusta`); the reason where it is not understood.

        Unknown names are passed over: clients keep settings of their own in the same section.
        """
        if not isinstance(value, dict):
            return None if value is None else "the section rusta is not an object"
        known = {
            k: v for k, v in value.items() if k in EditorSettings.model_fields and v is not None
        }
        try:
            self.editor = EditorSettings.model_validate(known)
        except ValidationError as error:
            first = error.errors()[0]
            return f"rusta.{'.'.join(str(p) for p in first['loc'])}: {first['msg']}"
        return None

    @property
    def idle_ms(self) -> int:
        return self.editor.idle_ms

    @property
    def policy(self) -> dict[str, Any]:
        return self.editor.policy
