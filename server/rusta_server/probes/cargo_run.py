"""Run cargo in a shadow and read what it says, or say why it could not answer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.probe import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    KILLED,
    NO_SPACE,
    NOT_A_PROJECT,
    TIMEOUT,
    TOOL_MISSING,
    ProbeFailure,
)
from rusta_server.patches.shadow import Shadow
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.diagnostics.messages import CargoMessage, read_cargo
from rusta_server.probes.diagnostics.normalise import merged, normalise
from rusta_server.probes.process import Completed
from rusta_server.workspace.discover import Workspace

# cargo's own refusals: (pattern over its stderr, code, remedy).
_REFUSALS: tuple[tuple[re.Pattern[str], int, str | None], ...] = (
    (re.compile(r"No space left on device|os error 28\b"), NO_SPACE, "rusta clean"),
    (
        re.compile(r"no such command: `clippy`|'cargo-clippy' is not installed|clippy-driver.*not"),
        TOOL_MISSING,
        "rustup component add clippy",
    ),
    (
        re.compile(
            r"did not match any packages|no (bin|lib|library|test|example|bench) targets?"
            r"|unexpected argument|invalid value|unrecognized|the package .* does not contain"
            r"|none of the selected packages contains|no packages? .*match|cannot be used with"
        ),
        INVALID_PARAMS,
        "cargo help check",
    ),
    (
        re.compile(r"can't find crate for `(std|core)`|target may not be installed"),
        TOOL_MISSING,
        "rustup target add TARGET",
    ),
    (
        re.compile(r"failed to parse manifest|no targets specified|--> \S*Cargo\.toml:"),
        NOT_A_PROJECT,
        "cargo metadata --no-deps",
    ),
)
_CUSTOM_BUILD = re.compile(r"^error: (failed to run custom build command for `([^`\s]+).*)$", re.M)
_SIGNALLED = re.compile(r"process didn't exit successfully: .*\(signal: (9|15)\b", re.S)


@dataclass(frozen=True)
class CargoRun:
    """A build that ran to its end. `ok`: cargo exited 0. `built`: its messages say so too, which
    in `cargo test` may differ."""

    ok: bool
    built: bool
    messages: tuple[CargoMessage, ...]
    diagnostics: tuple[Diagnostic, ...]
    done: Completed


def run_cargo(
    shadow: Shadow,
    ctx: ProbeContext,
    args: Sequence[str],
    *,
    timeout_s: float,
    env: Mapping[str, str] | None = None,
) -> CargoRun:
    """Run `cargo args` with `--message-format=json` among them; errors of the compiled code are
    diagnostics, every other reason to fail is raised.

    Raises:
        ProbeFailure: TIMEOUT, KILLED, NO_SPACE, TOOL_MISSING, INVALID_PARAMS (selectors),
            NOT_A_PROJECT, INTERNAL_ERROR, and what `Shadow.cargo` raises.
    """
    done = shadow.cargo(args, timeout_s=timeout_s, cancel=ctx.cancel, env=env)
    stderr = ctx.tokens.scrub(done.stderr.decode(errors="replace"))
    if done.timed_out:
        raise ProbeFailure(
            TIMEOUT,
            f"cargo {args[0]} did not finish within {timeout_s:.0f} s",
            f"cargo {args[0]} once by hand, then try again",
        )
    if done.killed_by is not None:
        raise ProbeFailure(
            KILLED, f"cargo {args[0]} was killed by signal {done.killed_by}", "try again"
        )
    messages = tuple(read_cargo(done.stdout))
    finished = next((m for m in messages if m["reason"] == "build-finished"), None)
    if finished is None:
        raise _refusal(stderr, args)
    built = finished.get("success", False)
    diagnostics = merged([*diagnostics_in(messages, ctx), *_build_script_failures(stderr)])
    if not built and not any(d.level in ("error", "ice") for d in diagnostics):
        raise _refusal(stderr, args)
    return CargoRun(done.returncode == 0, built, messages, diagnostics, done)


def diagnostics_in(messages: Sequence[CargoMessage], ctx: ProbeContext) -> Iterator[Diagnostic]:
    for message in messages:
        if message["reason"] != "compiler-message" or "message" not in message:
            continue
        found = normalise(
            message["message"],
            ctx.tokens,
            package=package_name(message.get("package_id", ""), ctx.workspace),
            target=target_name(message),
        )
        if found is not None:
            yield found


def target_name(message: CargoMessage) -> str:
    """`kind:name`, as in `Package.targets`."""
    target = message.get("target")
    return f"{target['kind'][0]}:{target['name']}" if target is not None else ""


def package_name(package_id: str, workspace: Workspace) -> str:
    """The name in a package id: `path+file:///p/name#0.1.0`, `…#name@0.1.0` (see `cargo pkgid`)."""
    for package in workspace.metadata.packages:
        if package.id == package_id:
            return package.name
    url, _, fragment = package_id.partition("#")
    return fragment.partition("@")[0] if "@" in fragment else url.rpartition("/")[2]


def _build_script_failures(stderr: str) -> Iterator[Diagnostic]:
    """cargo reports a failed build script in plain text only."""
    for found in _CUSTOM_BUILD.finditer(stderr):
        yield Diagnostic(
            level="error",
            code=None,
            slice="other",
            message=found[1],
            spans=(),
            rendered=stderr[found.start() :],
            package=found[2],
        )


def _refusal(stderr: str, args: Sequence[str]) -> ProbeFailure:
    for pattern, code, remedy in _REFUSALS:
        if pattern.search(stderr):
            return ProbeFailure(code, _first_error(stderr), remedy)
    if signal := _SIGNALLED.search(stderr):
        what = "rustc was killed" if signal[1] == "9" else "rustc was ended"
        return ProbeFailure(
            KILLED, f"{what} by signal {signal[1]} (is the memory full?)", "try again"
        )
    return ProbeFailure(
        INTERNAL_ERROR, f"cargo {args[0]}: {_first_error(stderr)}", f"cargo {args[0]}"
    )


def _first_error(stderr: str) -> str:
    """From the first `error:` to the end of its paragraph, in one line."""
    _, found, after = stderr.partition("error: ")
    paragraph = (after if found else stderr).strip().split("\n\nCaused by:")
    tail = paragraph[1] if len(paragraph) > 1 else ""
    words = f"{paragraph[0].partition(chr(10))[0]} {tail}".split()
    return " ".join(words)[:500] or "it said nothing"
