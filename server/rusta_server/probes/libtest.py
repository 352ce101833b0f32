"""libtest's plain output (`cargo test`, rustdoc's doctests), read so that stray prints do no harm.

The machine-readable format is unstable. Tests print past libtest's capture (threads, child
processes, C code), so a result may stand behind or be torn apart by other text; the list of
failures at the end and the summary are the parts to trust most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Result = Literal["passed", "failed", "ignored"]

_RUNNING = re.compile(r"running \d+ tests?$")
_RESULT = re.compile(
    r"test (?P<name>\S.*?) \.\.\. (?P<before>.*?)(?P<result>ok|FAILED|ignored(?:,.*)?|bench:.*)"
    r"(?: <[\d.]+s>)?$"
)
_BEGUN = re.compile(r"test (?P<name>\S.*?) \.\.\. ")
_LATE_RESULT = re.compile(r"(?P<result>ok|FAILED)(?: <[\d.]+s>)?$")
_HEADING = re.compile(r"---- (?P<name>\S.*?) stdout ----")
_SUMMARY = re.compile(r"test result: (?:ok|FAILED)\. \d+ passed; \d+ failed;")
# What libtest and rustdoc add behind a name.
_MODE = re.compile(r" - (should panic|compile fail|compile|should panic with.*)$")
_RESULTS: dict[str, Result] = {"ok": "passed", "FAILED": "failed"}


@dataclass
class LibtestOutput:
    """`results` by test name. `finished`: a summary closes the output. `begun`: the test that was
    announced and never reported (known only where tests run one at a time). `printed`: the lines
    that a failing test printed."""

    results: dict[str, Result] = field(default_factory=dict)
    printed: dict[str, list[str]] = field(default_factory=dict)
    finished: bool = False
    begun: str | None = None


def parse(text: str) -> LibtestOutput | None:
    """None where no libtest has run (a harness of its own). Several runs in one text (rustdoc
    groups doctests) are read as one; it is finished where the last of them is."""
    runs = list(_runs(text))
    if not runs:
        return None
    whole = LibtestOutput(finished=True)
    for lines in runs:
        one = _parse_run(lines)
        whole.results |= one.results
        whole.printed |= one.printed
        whole.finished, whole.begun = one.finished, one.begun
    return whole


def _runs(text: str) -> Iterator[list[str]]:
    lines: list[str] | None = None
    for line in text.splitlines():
        if _RUNNING.fullmatch(line) and (lines is None or any(map(_SUMMARY.match, lines))):
            if lines is not None:
                yield lines
            lines = []
        elif lines is not None:
            lines.append(line)
    if lines is not None:
        yield lines


def _parse_run(lines: list[str]) -> LibtestOutput:
    out = LibtestOutput(finished=any(map(_SUMMARY.match, lines)))
    # Behind this line failing tests' own output is shown, which may look like anything.
    end = lines.index("failures:") if "failures:" in lines else len(lines)
    for line in lines[:end]:
        if found := _RESULT.search(line):
            result = _RESULTS.get(found["result"])
            ignored = found["result"].startswith("ignored")
            out.results[_name(found)] = result or ("ignored" if ignored else "passed")
            out.begun = None
        elif found := _BEGUN.search(line):
            out.begun = _name(found)
        elif out.begun is not None and (late := _LATE_RESULT.search(line)):
            out.results[out.begun] = _RESULTS[late["result"]]
            out.begun = None
    for name in _listed_failures(lines):
        out.results[name] = "failed"
    out.printed = _printed(lines[end:])
    return out


def _printed(lines: list[str]) -> dict[str, list[str]]:
    """By test, what stands below its heading; up to the list of failures that follows."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines[1:]:
        if heading := _HEADING.fullmatch(line):
            current = found.setdefault(heading["name"], [])
        elif line == "failures:":
            current = None
        elif current is not None:
            current.append(line)
    return found


def _listed_failures(lines: list[str]) -> Iterator[str]:
    """The names below the last `failures:`, which stands right before the summary."""
    starts = [at for at, line in enumerate(lines) if line == "failures:"]
    for line in lines[starts[-1] + 1 :] if len(starts) > 1 else []:
        if not line.startswith("    "):
            break
        yield _MODE.sub("", line.strip())


def _name(found: re.Match[str]) -> str:
    return _MODE.sub("", found["name"])
