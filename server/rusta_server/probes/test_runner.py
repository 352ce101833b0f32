"""Run test executables through cargo, each with its output and exit code to itself.

cargo alone knows the directory, environment and library path that an executable is run with, but
writes the output of all of them to one pipe. So it is given a `runner` (see the Cargo book,
`target.<triple>.runner`) that keeps them apart. A runner that the environment names stands behind
it; one from cargo's configuration files is replaced by it.
"""

import os
import re
import shlex
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rusta_server.contracts.probe import KILLED, ProbeFailure
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.libtest import LibtestOutput, parse
from rusta_server.probes.process import Completed

# In blocks of 512 bytes: no file a test writes, its own output among them, passes 4 GiB.
_SCRIPT = """#!/bin/sh
at=${{0%/*}}
exe=$1
name=${{exe##*/}}
shift
if [ -e "$at/again" ]; then
  [ -e "$at/$name.args" ] || exit 0
  set --
  while IFS= read -r word; do set -- "$@" "$word"; done < "$at/$name.args"
fi
ulimit -f 8388608
{prefix}"$exe" "$@" > "$at/$name.out" 2> /dev/null < /dev/null
code=$?
echo $code > "$at/$name.code"
exit $code
"""


@dataclass(frozen=True)
class Ran:
    """How one executable ended. `code` is None where it did not (time limit). `output` is None
    where no libtest has spoken."""

    code: int | None
    output: LibtestOutput | None

    @property
    def crashed(self) -> bool:
        """libtest began and never came to its summary."""
        return self.output is not None and self.code is not None and not self.output.finished


class TestRunner:
    """`run` may be called again for some of the executables, with arguments of their own."""

    def __init__(
        self, shadow: Shadow, ctx: ProbeContext, selectors: Sequence[str], deadline: float
    ) -> None:
        self._shadow, self._ctx, self._deadline = shadow, ctx, deadline
        self._selectors = selectors
        self._folder = shadow.target_dir / "rusta" / "tests"

    def run(self, again: Mapping[str, Sequence[str]] | None = None) -> tuple[dict[str, Ran], bool]:
        """How each executable ended, by file name, and whether all did in time. `again` names the
        only executables to run, with their arguments.

        Raises:
            ProbeFailure: KILLED, and what `Shadow.cargo` raises.
        """
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        variable = f"CARGO_TARGET_{self._triple.upper().replace('-', '_')}_RUNNER"
        script = self._folder / "runner"
        prefix = os.environ.get(variable, "")
        script.write_text(_SCRIPT.format(prefix=f"{prefix} " if prefix else ""))
        script.chmod(0o755)
        if again is not None:
            (self._folder / "again").touch()
            for name, words in again.items():
                lines = "".join(f"{word}\n" for word in words)
                (self._folder / f"{name}.args").write_text(lines)
        inside = self._shadow.layout.inside_target / "rusta" / "tests" / "runner"
        done = self._cargo({variable: shlex.quote(str(inside))})
        return {path.stem: self._ran(path) for path in sorted(self._folder.glob("*.out"))}, (
            not done.timed_out
        )

    def _cargo(self, env: Mapping[str, str]) -> Completed:
        args = ["test", "--frozen", "--no-fail-fast", *self._selectors]
        if not has_target_selectors(self._selectors):
            # All that a plain `cargo test` runs, but the doctests.
            args.append("--tests")
        left = max(self._deadline - time.monotonic(), 1.0)
        done = self._shadow.cargo(args, timeout_s=left, cancel=self._ctx.cancel, env=env)
        refuse_killed(done)
        return done

    def _ran(self, path: Path) -> Ran:
        code = path.with_suffix(".code")
        text = path.read_bytes().decode(errors="replace")
        return Ran(int(code.read_text()) if code.exists() else None, parse(text))

    @property
    def _triple(self) -> str:
        given = list(self._selectors)
        for at, word in enumerate(given):
            if word == "--target" and at + 1 < len(given):
                return given[at + 1]
            if word.startswith("--target="):
                return word.removeprefix("--target=")
        host = re.search(r"^host: (.+)$", self._ctx.workspace.rustc_verbose, re.MULTILINE)
        return host[1] if host else ""


def refuse_killed(done: Completed) -> None:
    """Raises ProbeFailure(KILLED): what the tests would have said is not known then."""
    if done.killed_by is not None and not done.timed_out:
        raise ProbeFailure(KILLED, f"cargo test was killed by signal {done.killed_by}", "try again")


_TARGETS = re.compile(
    r"--(lib|bins|examples|tests|benches|all-targets|doc|(bin|example|test|bench)(=.*)?)"
)


def has_target_selectors(selectors: Sequence[str]) -> bool:
    """cargo runs doctests only where no target is selected."""
    return any(_TARGETS.fullmatch(word) for word in selectors)
