"""No sandbox: the user's explicit choice (`--no-sandbox`), recorded as mode `none` in proofs.

The environment allow-list still holds; files and the network do not.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rusta_server.probes.process import Cancel, Completed, run_process
from rusta_server.probes.sandbox.base import Command, View


class NoSandbox:
    mode = "none"
    relocates = False

    def run(
        self,
        argv: Sequence[str],
        *,
        view: View,
        cwd: Path,
        env: Mapping[str, str],
        timeout_s: float,
        cancel: Cancel | None = None,
        stdin: bytes = b"",
    ) -> Completed:
        return run_process(argv, cwd=cwd, env=env, timeout_s=timeout_s, cancel=cancel, stdin=stdin)

    def command(
        self, argv: Sequence[str], *, view: View, cwd: Path, env: Mapping[str, str]
    ) -> Command:
        return Command(tuple(argv), cwd, env)
