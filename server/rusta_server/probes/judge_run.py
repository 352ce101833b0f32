"""Run rustc over many candidate texts: a few workers, each a sandboxed shell loop.

A worker has its own copies of the files that candidates change, mounted over the originals, so
that workers do not see each other and the shadow's tree stays as it is. Starting a sandbox costs
more than a small crate takes to fail, so each start judges a chunk of texts.
"""

import os
import shlex
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.diagnostics.messages import read_rustc
from rusta_server.probes.diagnostics.normalise import merged, normalise
from rusta_server.probes.judge_texts import Base, Text
from rusta_server.probes.judge_units import FOLDER, Unit
from rusta_server.probes.sandbox.base import Bind, View

Place = tuple[str, frozenset[str], bool]
"""A unit's key, which of those it needs are built anew, and whether lints are capped."""

_CPU_LIMIT_S = 60
_CHUNK_S = 1.0
_FIRST_CHUNK, _LAST_CHUNK = 2, 64
_MEMORY_PER_WORKER = 1 << 30
_MAX_WORKERS = 8


@dataclass(frozen=True)
class Job:
    """One text, the units it concerns (in build order), and the errors of all the others.
    `capped`: lints say nothing, whatever the crate denies."""

    text: Text
    units: tuple[Unit, ...]
    elsewhere: tuple[Diagnostic, ...] = ()
    capped: bool = False


class JudgeRun:
    """Judges `jobs` in order. `outcomes[i]` is the list of errors of job i, empty where it is
    green; None where it was not judged. `warnings[i]`: the lints a green one still trips."""

    def __init__(
        self,
        shadow: Shadow,
        ctx: ProbeContext,
        base: Base,
        jobs: Sequence[Job],
        *,
        limit_greens: int | None,
        deadline: float,
    ) -> None:
        self._shadow, self._ctx, self._base, self._jobs = shadow, ctx, base, jobs
        self._limit, self._deadline = limit_greens, deadline
        self._paths = sorted({path for job in jobs for path in job.text.files})
        self._folder = shadow.target_dir / FOLDER / "judge"
        self._lock = threading.Lock()
        self._next = 0
        self._chunk = _FIRST_CHUNK
        self._failure: BaseException | None = None
        self.outcomes: list[tuple[Diagnostic, ...] | None] = [None] * len(jobs)
        self.warnings: list[tuple[str, ...]] = [()] * len(jobs)

    def run(self) -> None:
        """Raises ProbeFailure (CANCELLED, NO_SANDBOX, …) and OSError."""
        shutil.rmtree(self._folder, ignore_errors=True)
        count = min(_workers(), len(self._jobs)) if self._shadow.sandbox.relocates else 1
        threads = [threading.Thread(target=self._work, args=(n,)) for n in range(count)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._shadow.sandbox.relocates:
                self._restore()
        if self._failure is not None:
            raise self._failure

    def _restore(self) -> None:
        """Without mounts the worker writes into the tree; it may have been stopped in between."""
        for path in self._paths:
            at = self._shadow.layout.on_disk(self._ctx.tokens.from_token(path))
            at.write_bytes(self._base[path])

    def _work(self, number: int) -> None:
        try:
            worker = _Worker(self._shadow, self._ctx, self._base, self._paths, self._folder, number)
            while numbers := self._take():
                began = time.monotonic()
                timeout_s = max(self._deadline - began, 1.0)
                jobs = [self._jobs[n] for n in numbers]
                judged = worker.judge(jobs, timeout_s)
                for n, (outcome, warnings) in zip(numbers, judged, strict=True):
                    self.outcomes[n], self.warnings[n] = outcome, warnings
                each = (time.monotonic() - began) / len(numbers)
                with self._lock:
                    self._chunk = max(1, min(_LAST_CHUNK, int(_CHUNK_S / max(each, 0.001))))
                    done = sum(outcome is not None for outcome in self.outcomes)
                self._ctx.progress("judging candidates", done, len(self._jobs))
        except BaseException as error:
            with self._lock:
                self._failure = self._failure or error

    def _take(self) -> range:
        with self._lock:
            enough = self._limit is not None and sum(o == () for o in self.outcomes) >= self._limit
            if self._failure or enough or time.monotonic() >= self._deadline:
                return range(0)
            # Towards the end smaller chunks, so that the workers finish together.
            left = len(self._jobs) - self._next
            size = max(1, min(self._chunk, -(-left // 2)))
            numbers = range(self._next, min(self._next + size, len(self._jobs)))
            self._next = numbers.stop
            return numbers


class _Worker:
    def __init__(
        self,
        shadow: Shadow,
        ctx: ProbeContext,
        base: Base,
        paths: Sequence[str],
        folder: Path,
        number: int,
    ) -> None:
        self._shadow, self._ctx = shadow, ctx
        self._folder = folder / str(number)
        self._inside = shadow.layout.inside_target / FOLDER / "judge" / str(number)
        for name in ("base", "files", "in", "out", "lib"):
            (self._folder / name).mkdir(parents=True)
        real = [ctx.tokens.from_token(path) for path in paths]
        self._files = {
            path: str(shadow.layout.inside(r)) for path, r in zip(paths, real, strict=True)
        }
        self._number = {path: n for n, path in enumerate(paths)}
        binds = []
        for path, n in self._number.items():
            (self._folder / "base" / str(n)).write_bytes(base[path])
            (self._folder / "files" / str(n)).write_bytes(base[path])
            source = self._folder / "files" / str(n)
            binds.append(Bind(source, Path(self._files[path]), writable=True))
        self._env = shadow.layout.environment({}, os.environ)
        self._view = View((*shadow.layout.view(self._env).binds, *binds))

    def judge(
        self, jobs: Sequence[Job], timeout_s: float
    ) -> list[tuple[tuple[Diagnostic, ...] | None, tuple[str, ...]]]:
        """The errors of each job (None: not judged), and the lints of those without errors."""
        for name in ("in", "out"):
            for old in (self._folder / name).iterdir():
                old.unlink()
        script = self._folder / "judge.sh"
        script.write_text(self._script(jobs))
        self._shadow.sandbox.run(
            ["/bin/sh", str(self._inside / script.name)],
            view=self._view,
            cwd=self._shadow.layout.inside(self._ctx.workspace.root),
            env=self._env,
            timeout_s=timeout_s,
            cancel=self._ctx.cancel,
        )
        outcomes = [self._outcome(n, job) for n, job in enumerate(jobs)]
        return [
            (outcome, self._warnings(n, job) if outcome == () else ())
            for n, (outcome, job) in enumerate(zip(outcomes, jobs, strict=True))
        ]

    def _script(self, jobs: Sequence[Job]) -> str:
        """Nothing that a candidate contains is in it: texts travel as files."""
        functions: dict[Place, str] = {}
        lines: list[str] = []
        for n, job in enumerate(jobs):
            changed = sorted(job.text.files, key=self._number.__getitem__)
            for path in changed:
                name = f"{n}.{self._number[path]}"
                (self._folder / "in" / name).write_bytes(job.text.files[path])
                lines.append(f"cat in/{name} > {shlex.quote(self._files[path])}")
            lines += self._calls(n, job, functions)
            lines += [
                f"cat base/{self._number[p]} > {shlex.quote(self._files[p])}" for p in changed
            ]
        head = [f"cd {shlex.quote(str(self._inside))} || exit 2", f"ulimit -t {_CPU_LIMIT_S}"]
        return "\n".join([*head, *functions.values(), *lines]) + "\n"

    def _calls(self, n: int, job: Job, functions: dict[Place, str]) -> list[str]:
        """Compile the units one after the other; one whose needs failed is left out, as cargo
        leaves it out."""
        keys = {unit.key for unit in job.units}
        lines = ["rm -f lib/*"] if len(keys) > 1 else []
        for at, unit in enumerate(job.units):
            rebuilt = frozenset(unit.needs & keys)
            place = (unit.key, rebuilt, job.capped)
            name = (
                f"u{len(functions)}" if place not in functions else functions[place].split("(")[0]
            )
            command = self._command(unit, rebuilt, job.capped)
            functions.setdefault(place, f"{name}() {{ {command}; }}")
            needs = [i for i, other in enumerate(job.units[:at]) if other.key in rebuilt]
            call = f"( {name} ) 2> out/{n}.{at}; echo $? > out/{n}.{at}.rc"
            tests = [f'[ "$(cat out/{n}.{i}.rc)" = 0 ]' for i in needs]
            guard = " && ".join(tests)
            lines.append(
                f"if {guard}; then {call}; else echo 1 > out/{n}.{at}.rc; fi" if guard else call
            )
        return lines

    def _command(self, unit: Unit, rebuilt: frozenset[str], capped: bool) -> str:
        words = ["env", "-i", *(f"{k}={v}" for k, v in sorted(unit.env.items()))]
        words += unit.into(str(self._inside / "lib"), rebuilt)
        words += ["--cap-lints=allow"] if capped else []
        return f"cd {shlex.quote(unit.cwd)} && exec {shlex.join(words)} </dev/null >/dev/null"

    def _outcome(self, n: int, job: Job) -> tuple[Diagnostic, ...] | None:
        """None where a compiler did not end by itself (crash, limit, deadline)."""
        found: list[Diagnostic] = list(job.elsewhere)
        failed = False
        for at, unit in enumerate(job.units):
            out = self._folder / "out" / f"{n}.{at}"
            code = _read_code(out.with_name(f"{n}.{at}.rc"))
            if code is None:
                return None
            if code == 0:
                continue
            failed = True
            errors = self._errors(out.read_bytes(), unit) if out.exists() else []
            if not errors and (out.exists() or code > 1):
                return None
            found += errors
        if failed and not found:
            return None
        return merged(found)

    def _warnings(self, n: int, job: Job) -> tuple[str, ...]:
        """The codes of all warnings, sorted, one for each warning."""
        found = [
            raw["code"]["code"]
            for at, _ in enumerate(job.units)
            for raw in read_rustc((self._folder / "out" / f"{n}.{at}").read_bytes())
            if raw["level"] == "warning" and raw["code"] is not None
        ]
        return tuple(sorted(found))

    def _errors(self, stderr: bytes, unit: Unit) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        for raw in read_rustc(stderr):
            if raw["level"].startswith("error"):
                raw["rendered"] = None
                diagnostic = normalise(
                    raw, self._ctx.tokens, package=unit.package, target=unit.target
                )
                if diagnostic is not None:
                    found.append(diagnostic)
        return found


def _read_code(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _workers() -> int:
    """As many as there are processors, as long as each has a gibibyte of free memory."""
    fit = psutil.virtual_memory().available // _MEMORY_PER_WORKER
    return max(1, min(os.cpu_count() or 1, int(fit), _MAX_WORKERS))
