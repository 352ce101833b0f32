"""Handing over to a room that is in no wheel: training and measuring come with a checkout."""

import importlib.util
import os
import sys
from typing import NoReturn

from rusta_server.cli.output import fail
from rusta_server.contracts.probe import TOOL_MISSING, ProbeError


def hand_over(module: str, arguments: tuple[str, ...], missing: str, remedy: str) -> NoReturn:
    """This process becomes `python -m MODULE`, so keys, streams and the exit code are its own.

    Where the module's package is not there, says so with what is `missing` and the `remedy`."""
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        fail(
            ProbeError(code=TOOL_MISSING, message=missing, remedy=remedy),
            as_json="--json" in arguments,
        )
    # -P: a folder where it is started must not be able to stand in for a module.
    os.execv(sys.executable, [sys.executable, "-P", "-m", module, *arguments])
