"""bubblewrap: a fresh mount, pid, network, ipc, uts and user namespace per process.

Inside there are the system's programs read-only, an empty /tmp and home, a loopback interface and
the binds of the view; nothing else of the host, no network, no capabilities.
See bwrap(1); `--new-session` closes CVE-2017-5226 (TIOCSTI).
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from rusta_server.contracts.probe import NO_SANDBOX, TOOL_MISSING, UNREADABLE, ProbeFailure
from rusta_server.probes.process import Cancel, Completed, run_process
from rusta_server.probes.sandbox.base import Command, View

HOME_INSIDE = Path("/tmp/home")

_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
)
# /etc/alternatives is where Debian's `cc` points; hosts and services serve loopback tests.
_ETC = (
    "alternatives",
    "group",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "nsswitch.conf",
    "passwd",
    "protocols",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
    "timezone",
)


class Bubblewrap:
    mode = "bwrap"
    relocates = True

    def __init__(self, program: Path) -> None:
        self.program = program

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
        command = self.command(argv, view=view, cwd=cwd, env=env)
        done = run_process(
            command.argv,
            cwd=command.cwd,
            env=command.env,
            timeout_s=timeout_s,
            cancel=cancel,
            stdin=stdin,
            ends_with_us=True,
        )
        _refuse_own_failure(done, argv)
        return _as_inside(done, argv)

    def command(
        self, argv: Sequence[str], *, view: View, cwd: Path, env: Mapping[str, str]
    ) -> Command:
        command = [str(self.program), *self._isolation, *_binds(view), *_environment(env)]
        return Command((*command, "--chdir", str(cwd), "--", *argv), Path("/"), {})

    @cached_property
    def _isolation(self) -> list[str]:
        flags = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        flags += ["--cap-drop", "ALL", "--hostname", "sandbox"]
        for path in map(Path, _SYSTEM):
            if path.is_symlink():
                flags += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                flags += ["--ro-bind", str(path), str(path)]
        for name in _ETC:
            flags += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
        flags += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        return [*flags, "--dir", str(HOME_INSIDE)]


def find() -> Bubblewrap | str:
    """A working bubblewrap, or why there is none. Tries it: user namespaces may be forbidden."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed"
    sandbox = Bubblewrap(Path(program))
    try:
        done = sandbox.run(
            ["/bin/sh", "-c", "exit 7"], view=View(), cwd=Path("/"), env={}, timeout_s=10
        )
    except ProbeFailure as failure:
        return str(failure)
    return sandbox if done.returncode == 7 else "bubblewrap runs nothing here"


def _binds(view: View) -> Iterable[str]:
    for bind in sorted(view.binds, key=lambda b: (len(b.at.parts), str(b.at))):
        kind = ("--bind" if bind.writable else "--ro-bind") + ("-try" if bind.optional else "")
        yield from (kind, str(bind.source), str(bind.at))


def _environment(env: Mapping[str, str]) -> Iterable[str]:
    for name, value in sorted(env.items()):
        yield from ("--setenv", name, value)


def _refuse_own_failure(done: Completed, argv: Sequence[str]) -> None:
    """bwrap itself failing looks like the program exiting 1; its messages start with its name."""
    if done.returncode != 1 or not done.stderr.startswith(b"bwrap: "):
        return
    said = done.stderr.decode(errors="replace").strip()
    if said.startswith("bwrap: execvp "):
        raise ProbeFailure(TOOL_MISSING, f"{argv[0]} was not found in the sandbox")
    if "Can't find source path" in said or "Can't chdir" in said:
        raise ProbeFailure(UNREADABLE, f"a folder the sandbox needs is gone: {said[7:]}")
    raise ProbeFailure(NO_SANDBOX, f"bubblewrap does not work here: {said[7:]}")


def _as_inside(done: Completed, argv: Sequence[str]) -> Completed:
    """bwrap reports a program killed by signal n as 128 + n (as a shell does)."""
    done = replace(done, argv=tuple(argv))
    signal = done.returncode - 128
    if 0 < signal < 32 and not done.timed_out:
        return replace(done, returncode=-signal, killed_by=signal)
    return done
