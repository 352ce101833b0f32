"""Doctests, package by package, so that each output belongs to one of them."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from rusta_server.patches.shadow import Shadow
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.libtest import LibtestOutput, parse
from rusta_server.probes.test_runner import refuse_killed

_LINE = re.compile(r" \(line (\d+)\)$")
_ABOUT_PACKAGES = re.compile(r"(-p|--package|--exclude)(=.*)?|-p.+|--workspace|--all")


def run_doctests(
    shadow: Shadow,
    ctx: ProbeContext,
    package: str,
    selectors: Sequence[str],
    deadline: float,
    only: Sequence[str] = (),
) -> tuple[LibtestOutput | None, bool]:
    """What rustdoc said of `package` (a package id specification), None where it could not even
    start; and whether it ended in time. `only` names the doctests to run.

    Raises:
        ProbeFailure: KILLED, and what `Shadow.cargo` raises.
    """
    args = ["test", "--frozen", "--no-fail-fast", "--doc", "-p", package]
    args += [*_without_packages(selectors), *(["--", "--exact", *only] if only else [])]
    left = max(deadline - time.monotonic(), 1.0)
    done = shadow.cargo(args, timeout_s=left, cancel=ctx.cancel)
    refuse_killed(done)
    found = parse(done.stdout.decode(errors="replace"))
    if found is None and done.returncode == 0:
        found = LibtestOutput(finished=True)
    return found, not done.timed_out


def stable_names(names: Sequence[str]) -> dict[str, str]:
    """rustdoc names a doctest by its line, which every edit above it changes. Here it is counted:
    `src/lib.rs - f (line 12)` is `src/lib.rs - f`, the next one of `f` is `src/lib.rs - f (2)`."""
    seen: Counter[str] = Counter()
    stable: dict[str, str] = {}
    for name in sorted(names, key=_by_line):
        bare = _LINE.sub("", name)
        seen[bare] += 1
        stable[name] = bare if seen[bare] == 1 else f"{bare} ({seen[bare]})"
    return stable


def _by_line(name: str) -> tuple[str, int]:
    found = _LINE.search(name)
    return _LINE.sub("", name), int(found[1]) if found else 0


def _without_packages(selectors: Sequence[str]) -> Iterator[str]:
    words = iter(selectors)
    for word in words:
        if not _ABOUT_PACKAGES.fullmatch(word):
            yield word
        elif word in ("-p", "--package", "--exclude"):
            next(words, None)
