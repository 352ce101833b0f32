"""`python -m rusta_eval.coexistence`: what rusta costs the rust-analyzer beside it.

A crate with one error is open in both. Each round types a blank line and saves; what is timed is
rust-analyzer's check, from didSave to the end of its progress. rusta checks and proves at the same
time in every second round, and does not run in the others.
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from rusta_eval.cases import find, materialise
from rusta_eval.lsp_client import Client, Message
from rusta_eval.report import console, write_metrics

CASE = "xmlparser-drop-call-parentheses-02fe28"
"""A type error in a published crate of the development half, about 3 kLOC."""
LIMIT = 0.10
_CHECK = "rust-analyzer/flycheck/"
_INDEXING = "rustAnalyzer/cachePriming"
_SETTLED_S = 120.0


class Shared:
    """One file on disk, and the servers that have it open."""

    def __init__(self, path: Path) -> None:
        self.path, self.text, self.version = path, path.read_text("utf-8"), 1
        self.clients: list[Client] = []

    @property
    def uri(self) -> str:
        return self.path.as_uri()

    def open_in(self, client: Client) -> None:
        client.open(self.path, self.version)
        self.clients.append(client)

    def type_and_save(self) -> float:
        """A blank line at the top: another text with the same error. When it was saved."""
        self.version += 1
        self.text = f"\n{self.text}"
        here = {"line": 0, "character": 0}
        change = {"range": {"start": here, "end": here}, "text": "\n"}
        document = {"uri": self.uri, "version": self.version}
        for client in self.clients:
            client.notify(
                "textDocument/didChange", {"textDocument": document, "contentChanges": [change]}
            )
        self.path.write_text(self.text, "utf-8")
        saved = time.monotonic()
        for client in self.clients:
            client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}})
        return saved


@click.command(help=__doc__)
@click.option("--rounds", default=10, show_default=True, help="With rusta, and as many without.")
@click.option("--case", "case_id", default=CASE, show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(rounds: int, case_id: str, metrics: Path | None) -> None:
    if shutil.which("rust-analyzer") is None:
        raise click.ClickException("there is no rust-analyzer; help: make editors")
    times: dict[str, list[float]] = {"alone": [], "beside rusta": []}
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        case = find(case_id)
        materialise(case, home / "crate", tests=True)
        path = next(
            p for p in sorted((home / "crate").rglob("*.rs")) if p.name == Path(case.path).name
        )
        file = Shared(path)
        with rust_analyzer(home, file) as analyzer:
            check(analyzer, file)  # the first is not like the others
            for _ in range(rounds):
                times["alone"].append(check(analyzer, file))
                with rusta(home, file) as server:
                    times["beside rusta"].append(check(analyzer, file))
                    _settled(server)
    raise SystemExit(0 if _report(times, metrics) else 1)


@contextmanager
def rust_analyzer(home: Path, file: Shared) -> Iterator[Client]:
    client = Client(["rust-analyzer"], {"RA_LOG": "error"}, {"workspace/configuration": [{}]})
    client.initialize(home / "crate", window={"workDoneProgress": True})
    file.open_in(client)
    client.wait_for(_ended(_INDEXING), _SETTLED_S)
    yield client
    client.close()


@contextmanager
def rusta(home: Path, file: Shared) -> Iterator[Client]:
    """A server that has looked at the file already, as it is while somebody works."""
    client = Client.rusta({"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"})
    client.initialize(home / "crate")
    file.open_in(client)
    _settled(client)
    yield client
    file.clients.remove(client)
    client.close()


def check(analyzer: Client, file: Shared) -> float:
    """Seconds from didSave to the end of rust-analyzer's check."""
    analyzer.notifications.clear()
    saved = file.type_and_save()
    return analyzer.wait_for(_ended(_CHECK), _SETTLED_S) - saved


def _ended(token: str) -> Any:
    def wanted(message: Message) -> bool:
        params = message["params"]
        return (
            message["method"] == "$/progress"
            and params["value"]["kind"] == "end"
            and str(params["token"]).startswith(token)
        )

    return wanted


def _settled(server: Client) -> None:
    """Until rusta has nothing to do, with a finding."""
    until = time.monotonic() + _SETTLED_S
    while time.monotonic() < until:
        _, answer = server.call("rusta/status", {})
        status = answer["result"]
        phases = [project["phase"] for project in status["projects"].values()]
        if status["jobs"] == 0 and phases and all(phase == "done" for phase in phases):
            return
        time.sleep(0.1)
    raise TimeoutError("rusta did not come to an end")


def _report(times: dict[str, list[float]], metrics: Path | None) -> bool:
    medians = {name: statistics.median(found) for name, found in times.items()}
    slower = medians["beside rusta"] / medians["alone"] - 1
    table = Table("rust-analyzer's check", "median", "fastest", "slowest", "rounds")
    for name, found in times.items():
        figures = [f"{1000 * s:.0f} ms" for s in (medians[name], min(found), max(found))]
        table.add_row(name, *figures, str(len(found)))
    out = console()
    out.print(table)
    met = slower <= LIMIT
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    out.print(f"slower by {slower:.1%}, limit {LIMIT:.0%}: {'met' if met else 'NOT MET'}")
    pairs = zip(times["beside rusta"], times["alone"], strict=True)
    paired = statistics.median(beside / alone for beside, alone in pairs) - 1
    out.print(f"round by round, median: {paired:+.1%}", style="dim")
    out.print(f"load of the machine at the end: {load:.1f} a core", style="dim")
    if metrics:
        write_metrics(metrics, {"coexistence": {"seconds": times, "slower": slower, "met": met}})
    return met


if __name__ == "__main__":
    main()
