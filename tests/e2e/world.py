"""The real command line in a process of its own, on copies of real crates."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from rusta_server.contracts.documents import DOCUMENTS
from rusta_server.schema.published import file_name, folder

REPO = Path(__file__).parents[2]
EXAMPLES = REPO / "examples"
TIMEOUT_S = 180


def example_names() -> list[str]:
    return sorted(path.parent.name for path in EXAMPLES.glob("*/Cargo.toml"))


@dataclass(frozen=True)
class Ran:
    """One finished command. `document` is what `--json` printed, checked against both contracts:
    the published schema and the model."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        raw = json.loads(self.out)
        schema = _schema(raw["document"])
        jsonschema.validate(raw, schema, cls=jsonschema.Draft202012Validator)
        return DOCUMENTS[raw["document"]].model_validate(raw)

    def error(self) -> Any:
        """The error document of a command that ended with exit code 2."""
        assert self.code == 2, (self.code, self.out, self.err)
        document = self.document
        assert document.document == "error/1"
        return document.error


@dataclass
class Rusta:
    """Runs `rusta` with state and caches of its own. `env` is laid over the environment."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        own = {
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "COLUMNS": "100",
        }
        return {**os.environ, **own, **self.env}

    def argv(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "rusta_server.cli.main", *map(str, words)]

    def __call__(
        self, *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            self.argv(*words),
            cwd=cwd or self.home,
            env={**self.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.err + ran.out, ran.err
        return ran

    def json(self, *words: str | Path, **more: Any) -> Ran:
        """With `--json`; the document is validated here, so that no caller forgets it."""
        ran = self(*words, "--json", **more)
        assert ran.document is not None
        return ran

    def state(self, workspace_id: str) -> Path:
        return self.home / "state" / "rusta" / workspace_id


def copy_example(name: str, to: Path) -> Path:
    target = to / name
    shutil.copytree(EXAMPLES / name, target, ignore=shutil.ignore_patterns("target"))
    return target


def crate(root: Path, files: Mapping[str, str | bytes], name: str = "demo") -> Path:
    """A crate without dependencies; `files` may replace its Cargo.toml and Cargo.lock."""
    manifest = f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n'
    lock = f'version = 4\n\n[[package]]\nname = "{name}"\nversion = "0.1.0"\n'
    everything: dict[str, str | bytes] = {"Cargo.toml": manifest, "Cargo.lock": lock, **files}
    for path, content in everything.items():
        at = root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def cargo(crate_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The user's own cargo, beside rusta and without its help."""
    return subprocess.run(
        ["cargo", *words], cwd=crate_dir, capture_output=True, text=True, timeout=TIMEOUT_S
    )


@cache
def _schema(document: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder() / file_name(document)).read_text("utf-8"))
    return loaded
