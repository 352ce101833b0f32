"""One editor over a real `rusta serve` whose machine can be broken: what is asked of every fault.

The crate compiles and has one warning, so that nothing is proven in the background; where the
warning is shown tells which text the server looked at.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

import psutil

from ..client import Client, Message, partial_change
from ..crates import Crate

WARNED = "fn nobody_calls() {}\n"
LONG_S = 90.0
"""How long anything may take on a busy machine before it counts as never."""


class Desk:
    """`client` is initialized and has `crate` open as its folder."""

    def __init__(self, client: Client, crate: Crate) -> None:
        self.client, self.crate = client, crate

    def open(self, name: str = "lib", text: str | None = None) -> str:
        found = self.crate.text(name) if text is None else text
        return self.client.open(self.crate.uri(name), found)

    def type_line(self, text: str = "// a line\n", name: str = "lib") -> None:
        """Type at the very beginning: everything else moves down."""
        uri = self.crate.uri(name)
        self.client.change(uri, partial_change((0, 0), (0, 0), text))
        version, before = self.client.documents[uri]
        self.client.documents[uri] = (version, text + before)

    def shown(self, name: str = "lib") -> list[Message]:
        """The diagnostics published last."""
        uri = self.crate.uri(name)
        published = self.client.said("textDocument/publishDiagnostics")
        found = [p["diagnostics"] for p in published if p["uri"] == uri]
        return found[-1] if found else []

    def until_shown(self, wanted: Callable[[list[Message]], bool], name: str = "lib") -> None:
        self.until(lambda: wanted(self.shown(name)), lambda: f"diagnostics, not {self.shown(name)}")

    def until_warned(self, line: int, name: str = "lib") -> None:
        """Until the one warning is shown there: the server looked at our text."""
        self.until_shown(lambda shown: [d["range"]["start"]["line"] for d in shown] == [line], name)

    def until_told(self, pattern: str, since: int = 0) -> str:
        """The message to the user that says so."""

        def fitting() -> list[str]:
            return [m for m in self.told(since) if re.search(pattern, m, re.S)]

        self.until(lambda: bool(fitting()), lambda: f"{pattern!r}, not {self.told(since)}")
        return fitting()[0]

    def told(self, since: int = 0) -> list[str]:
        return [p["message"] for p in self.client.said("window/showMessage", since)]

    def command(self, name: str, **argument: Any) -> Any:
        params = {"command": name, "arguments": [argument] if argument else []}
        msg_id = self.client.request("workspace/executeCommand", params)
        self.until(lambda: bool(self.client.responses(msg_id)), lambda: f"an answer to {name}")
        return self.client.result(msg_id)

    def actions(self, line: int, name: str = "lib") -> list[Message]:
        where = {"line": line, "character": 0}
        params = {
            "textDocument": {"uri": self.crate.uri(name)},
            "range": {"start": where, "end": where},
            "context": {"diagnostics": []},
        }
        found: list[Message] = self.client.call("textDocument/codeAction", params)
        return found

    def status(self) -> Message:
        found: Message = self.client.call("rusta/status", {})
        return found

    def phases(self) -> list[str]:
        return [project["phase"] for project in self.status()["projects"].values()]

    def until_phase(self, *wanted: str) -> None:
        self.until(
            lambda: bool(self.phases()) and all(p in wanted for p in self.phases()),
            lambda: f"the phase {wanted}, not {self.phases()}",
        )

    def until(self, true: Callable[[], bool], what: Callable[[], str]) -> None:
        deadline = time.monotonic() + LONG_S
        while not true():
            if time.monotonic() > deadline or self.client.process.poll() is not None:
                raise AssertionError(f"waited in vain for {what()}; {self.client.stderr[-2000:]}")
            time.sleep(0.05)

    def assert_well(self) -> None:
        """No document was lost, and nothing a user sees looks like a bug of ours."""
        for uri, (_, text) in self.client.documents.items():
            found = self.client.call("rusta/documentText", {"uri": uri})
            assert not found["lost"]
            assert found["sha256"] == hashlib.sha256(text.encode()).hexdigest()
        logged = [p["message"] for p in self.client.said("window/logMessage")]
        for message in [*self.told(), *logged]:
            assert not re.search(r"Traceback|\w+Error\b|rusta itself failed", message), message

    @property
    def server(self) -> psutil.Process:
        """Below the wrapper, where there is one."""
        process = psutil.Process(self.client.process.pid)
        while process.name() == "bwrap":
            (process,) = process.children()
        return process

    def processes(self, *names: str) -> list[psutil.Process]:
        """What the server started, by name."""
        return [p for p in self.server.children(recursive=True) if _is(p, names)]

    def command_lines(self, *names: str) -> list[str]:
        """Of those that still run: one may end while it is asked."""
        return [line for p in self.processes(*names) if (line := _command_line(p))]

    def until_runs(self, *names: str) -> list[psutil.Process]:
        self.until(lambda: bool(self.processes(*names)), lambda: f"a process {names}")
        return self.processes(*names)


def gone(processes: Iterable[psutil.Process], within_s: float) -> bool:
    _, alive = psutil.wait_procs(list(processes), within_s)
    return not alive


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie as well
        return ""


def _is(process: psutil.Process, names: tuple[str, ...]) -> bool:
    try:
        return process.name().startswith(names) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
