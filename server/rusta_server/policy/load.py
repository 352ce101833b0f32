"""policy.toml: defaults < user < workspace < LSP settings < flags, and where each value came from.

In TOML the thresholds may be written as probabilities (`patch = 0.85`) or basis points (`8500`).
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from pydantic import ValidationError

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import INVALID_PARAMS, ProbeFailure

WORKSPACE_FILE = Path(".rusta") / "policy.toml"


@dataclass(frozen=True)
class PolicyInForce:
    """`origins` names the layer each overridden knob came from (`search.deadline_s` → `flags`)."""

    policy: Policy
    origins: dict[str, str] = field(default_factory=dict)


def user_file() -> Path:
    return user_config_path("rusta") / "policy.toml"


def load_policy(
    workspace_root: Path | None,
    settings: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> PolicyInForce:
    """The policy in force. `settings` and `flags` are nested like policy.toml.

    Raises:
        ProbeFailure: a file is not TOML, or a knob is unknown or out of range; names the layer.
    """
    layers: list[tuple[str, Mapping[str, Any]]] = [("user", _read(user_file()))]
    if workspace_root is not None:
        layers.append(("workspace", _read(workspace_root / WORKSPACE_FILE)))
    layers += [("settings", settings or {}), ("flags", flags or {})]
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    policy = Policy()
    for layer, values in layers:
        for section, knobs in values.items():
            if isinstance(knobs, Mapping) and isinstance(merged.get(section, {}), dict):
                target = merged.setdefault(section, {})
                for knob, value in knobs.items():
                    target[knob] = _basis_points(section, value)
                    origins[f"{section}.{knob}"] = layer
            else:
                merged[section] = knobs
        try:
            policy = Policy.model_validate(merged)
        except ValidationError as error:
            first = error.errors()[0]
            knob = ".".join(str(part) for part in first["loc"])
            raise ProbeFailure(
                INVALID_PARAMS,
                f"policy ({layer}): {knob}: {first['msg']}",
                "see the knobs and their ranges with: rusta doctor",
            ) from None
    return PolicyInForce(policy, origins)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProbeFailure(
            INVALID_PARAMS, f"{path} cannot be read: {error}", f"correct or remove {path}"
        ) from None


def _basis_points(section: str, value: Any) -> Any:
    # What is not finite is left for the model to refuse.
    if section == "thresholds" and isinstance(value, float) and math.isfinite(value):
        return round(value * 10_000)
    return value
