"""cargo as judge and peers call it: offline, bounded in time, a target folder for each copy."""

import json
import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PASSED = re.compile(r"(\d+) passed; (\d+) failed")


@dataclass(frozen=True)
class Check:
    """What `cargo check` said. `errors`, `warnings` are rustc's own JSON messages; seconds of wall
    time.

    `green` is False as well where cargo was too slow or failed without a message."""

    green: bool
    errors: list[dict[str, Any]]
    seconds: float
    warnings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        """Errors and warnings."""
        return [*self.errors, *self.warnings]

    @property
    def codes(self) -> list[str]:
        """The error codes, sorted, once each; `syntax` stands for an error without a code."""
        given = [(error.get("code") or {}).get("code") for error in self.errors]
        return sorted({code or "syntax" for code in given})


@dataclass(frozen=True)
class Tests:
    """What `cargo test` said, without doctests."""

    green: bool
    passed: int
    seconds: float


def cargo(folder: Path, *words: str, timeout: float) -> tuple[int, str, str]:
    """(exit code, stdout, stderr); the exit code is 124 after `timeout` seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUSTFLAGS")}
    own = {"CARGO_TARGET_DIR": str(folder / "target"), "CARGO_TERM_COLOR": "never",
           "CARGO_INCREMENTAL": "0", "RUST_BACKTRACE": "0"}  # fmt: skip
    process = subprocess.Popen(
        ["cargo", *words], cwd=folder, env=kept | own, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        # A test that never ends is a child of cargo's: the whole group has to go.
        os.killpg(process.pid, 9)
        process.communicate()
        return 124, "", ""
    return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def check(folder: Path, timeout: float = 60.0) -> Check:
    """`cargo check` of the library, or of the program where there is none."""
    begun = time.monotonic()
    words = ("check", "--quiet", "--offline", "--message-format=json")
    code, out, _ = cargo(folder, *words, timeout=timeout)
    lines = (json.loads(line) for line in out.splitlines() if line.startswith("{"))
    said = [line["message"] for line in lines if line.get("reason") == "compiler-message"]
    # "aborting due to …" only counts the others; it has neither a code nor a place.
    errors = [
        one
        for one in said
        if one["level"].startswith("error") and not one["message"].startswith("aborting")
    ]
    warnings = [one for one in said if one["level"] == "warning"]
    return Check(code == 0, errors, time.monotonic() - begun, warnings)


def run_tests(
    folder: Path, timeout: float = 120.0, targets: Sequence[str] = ("--lib", "--tests")
) -> Tests:
    """`cargo test` of unit and integration tests. A crate without a library has no `--lib`."""
    begun = time.monotonic()
    words = ("test", "--quiet", "--offline", *targets, "--no-fail-fast")
    code, out, _ = cargo(folder, *words, timeout=timeout)
    passed = sum(int(found[1]) for found in _PASSED.finditer(out))
    return Tests(code == 0, passed, time.monotonic() - begun)


def versions() -> dict[str, str]:
    """The versions of the tools whose behaviour the figures depend on."""
    tools = ("rustc", "cargo")
    said = (subprocess.run([tool, "--version"], capture_output=True, check=True) for tool in tools)
    return {tool: one.stdout.decode().strip() for tool, one in zip(tools, said, strict=True)}
