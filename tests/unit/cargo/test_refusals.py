"""What cargo prints when it cannot answer becomes an error code and the command that helps."""

import pytest

from rusta_server.contracts.probe import INTERNAL_ERROR, KILLED, NO_SPACE, TOOL_MISSING
from rusta_server.probes.cargo_run import _refusal

NO_CLIPPY = """error: no such command: `clippy`

help: view all installed commands with `cargo --list`
help: find a package to install `clippy` with `cargo search cargo-clippy`
"""
KILLED_RUSTC = """    Checking demo v0.1.0 ($WS)
error: could not compile `demo` (lib)

Caused by:
  process didn't exit successfully: `rustc --crate-name demo` (signal: 9, SIGKILL: kill)
"""
FULL_DISK = """error: failed to write `$TARGET/debug/.fingerprint/demo/invoked.timestamp`

Caused by:
  No space left on device (os error 28)
"""
NO_TARGET = """error[E0463]: can't find crate for `std`
  = note: the `thumbv7m-none-eabi` target may not be installed
"""


@pytest.mark.parametrize(
    ("stderr", "code", "remedy"),
    [
        (NO_CLIPPY, TOOL_MISSING, "rustup component add clippy"),
        (KILLED_RUSTC, KILLED, "try again"),
        (FULL_DISK, NO_SPACE, "rusta clean"),
        (NO_TARGET, TOOL_MISSING, "rustup target add TARGET"),
        ("error: something new\n", INTERNAL_ERROR, "cargo check"),
    ],
)
def test_code_and_remedy(stderr: str, code: int, remedy: str) -> None:
    failure = _refusal(stderr, ["check"])
    assert (failure.code, failure.remedy) == (code, remedy)
    assert "\n" not in str(failure)


def test_the_cause_is_part_of_the_message() -> None:
    assert "No space left on device" in str(_refusal(FULL_DISK, ["check"]))
