"""`python -m rusta_eval.lsp_bench`: the language server's times, each beside its limit.

* `initialize`: process start to the answer, and to that of a request right behind it, medians of
  ten starts;
* code actions from what is known, while a proof runs, p95;
* how late the event loop ran while jobs ran, p99 and the maximum;
* from the lightbulb (an error is published) to the proven fix, in a warm workspace of 3 kLOC: while
  its user types elsewhere, and where a search is needed, by a server that has just been started;
* 200 requests cancelled in flight: the answer, and the processes of the job gone after it;
* resident memory.

All with the byte model switched off, but the lightbulb, which is measured as users have it; what
runs beside proofs is measured once more with it on.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import psutil
from rich.table import Table

from rusta_eval.anchors import EXAMPLES
from rusta_eval.cases import find, materialise
from rusta_eval.lsp_client import Client
from rusta_eval.report import console, write_metrics

CASE = "xmlparser-drop-call-parentheses-02fe28"
"""A type error in a published crate of the development half, about 3 kLOC."""


ROUNDS = 9


class Figure(NamedTuple):
    name: str
    value: float
    limit: float | None
    unit: str

    @property
    def met(self) -> bool:
        return self.limit is None or self.value <= self.limit


@click.command(help=__doc__)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(metrics: Path | None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        with_model = {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
        policy = home / "config/rusta/policy.toml"
        policy.parent.mkdir(parents=True)
        policy.write_text("[lm]\nenabled = false\n", "utf-8")
        env = {**with_model, "XDG_CONFIG_HOME": f"{home}/config"}
        figures = [
            *start(home, env),
            *busy(home, env, 150),
            *cancelled(home, env),
            *lightbulb(home, with_model),
            *(f._replace(name=f"with the model: {f.name}") for f in busy(home, with_model, 300)),
        ]
    table = Table("figure", "measured", "limit", "met")
    for figure in figures:
        limit = "–" if figure.limit is None else f"≤ {figure.limit:g} {figure.unit}"
        measured = f"{figure.value:.1f} {figure.unit}"
        table.add_row(figure.name, measured, limit, "yes" if figure.met else "NO")
    console().print(table)
    if metrics:
        write_metrics(metrics, {"lsp": [figure._asdict() for figure in figures]})
    raise SystemExit(0 if all(figure.met for figure in figures) else 1)


def start(home: Path, env: dict[str, str]) -> list[Figure]:
    """The server answers `initialize` before it is loaded: the second figure keeps it honest."""
    answers, ready = [], []
    for _ in range(10):
        client = Client.rusta(env)
        answers.append(client.initialize(home))
        came, _ = client.result(client.request("rusta/status", {}))
        ready.append(came - client.began)
        client.close()
    return [
        Figure("initialize, median of 10", 1000 * statistics.median(answers), 600, "ms"),
        Figure("first request after it, median of 10", 1000 * statistics.median(ready), None, "ms"),
    ]


def busy(home: Path, env: dict[str, str], most_mib: float) -> list[Figure]:
    """Code actions and the event loop while proofs run one after the other."""
    client, uri = _in_crate(home, env, "busy")
    client.wait_for(_published(uri))
    client.call("rusta/status", {"watch": True})
    times = []
    for number in range(4):
        _type(client, uri, number)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            took, _ = client.call("textDocument/codeAction", _everything(uri))
            times.append(took)
            time.sleep(0.05)
    _, answer = client.call("rusta/status", {})
    loop, memory = answer["result"]["loop"], answer["result"]["resident_bytes"]
    client.close()
    times.sort()
    return [
        Figure("code actions during a proof, p95", 1000 * times[int(0.95 * len(times))], 50, "ms"),
        Figure("event loop late, p99", loop["p99_us"] / 1000, 10, "ms"),
        Figure("event loop late, maximum", loop["max_us"] / 1000, None, "ms"),
        Figure("resident memory", memory / 2**20, most_mib, "MiB"),
    ]


def lightbulb(home: Path, env: dict[str, str]) -> list[Figure]:
    """Each round is another text, so every fix is proven anew. The wait ends with the action that
    has it."""
    client, uri = _in_crate(home, env, "lightbulb")
    client.wait_for(_published(uri, _is_proven), 300)
    typing = []
    for number in range(ROUNDS):
        _type(client, uri, number)
        typing.append(_lit_to_offered(client, uri))
    client.close()
    searched = []
    for _ in range(3):
        client, uri = _in_crate(home, env, "lightbulb")
        searched.append(_lit_to_offered(client, uri))
        client.close()
    typing.sort()
    return [
        Figure("lightbulb to proven fix, median", 1000 * statistics.median(typing), 2000, "ms"),
        Figure("lightbulb to proven fix, slowest", 1000 * typing[-1], None, "ms"),
        Figure("the same by search, median", 1000 * statistics.median(searched), None, "ms"),
    ]


def _lit_to_offered(client: Client, uri: str) -> float:
    lit = client.wait_for(_published(uri, lambda found: not _is_proven(found)))
    proven = client.wait_for(_published(uri, _is_proven))
    took, answer = client.call("textDocument/codeAction", _everything(uri))
    assert any(_offers(action) for action in answer["result"]), answer
    return proven - lit + took


def _is_proven(diagnostic: Any) -> bool:
    """Its message has the probability of the fix, then."""
    return " % " in diagnostic["message"]


def _in_crate(home: Path, env: dict[str, str], name: str) -> tuple[Client, str]:
    """A client that has opened the broken file of a copy of the crate, and that file's URI."""
    crate = home / name
    if not crate.exists():
        materialise(find(CASE), crate, tests=True)
    path = next(p for p in sorted(crate.rglob("*.rs")) if p.name == Path(find(CASE).path).name)
    client = Client.rusta(env)
    client.initialize(crate)
    return client, client.open(path)


def cancelled(home: Path, env: dict[str, str]) -> list[Figure]:
    """200 proposals asked for and cancelled at once, then one while its processes run."""
    crate = home / "cancelled"
    shutil.copytree(EXAMPLES / "moves-queue-in-loop", crate)
    path = next(iter(sorted(crate.rglob("src/*.rs"))))
    client = Client.rusta(env)
    client.initialize(crate)
    uri = client.open(path)
    client.wait_for(_published(uri))
    time.sleep(8)
    command = {"command": "rusta.proposePatch", "arguments": [{"uri": uri}]}
    waits = []
    asked = [client.request("workspace/executeCommand", command) for _ in range(200)]
    for msg_id in asked:
        client.notify("$/cancelRequest", {"id": msg_id})
    sent = time.monotonic()
    for msg_id in asked:
        came, _ = client.result(msg_id)
        waits.append(max(0.0, came - sent))
    gone = []
    server = psutil.Process(client.process.pid)
    for _ in range(5):
        msg_id = client.request("workspace/executeCommand", command)
        while not server.children(recursive=True):
            time.sleep(0.005)
        client.notify("$/cancelRequest", {"id": msg_id})
        client.result(msg_id)
        answered = time.monotonic()
        while server.children(recursive=True):
            time.sleep(0.005)
        gone.append(time.monotonic() - answered)
    client.close()
    return [
        Figure("200 cancelled, slowest answer", 1000 * max(waits), 1000, "ms"),
        Figure("processes gone after the answer, slowest", 1000 * max(gone), 500, "ms"),
    ]


def _published(uri: str, like: Callable[[Any], bool] = lambda _: True) -> Any:
    """Whether a message has diagnostics of `uri`, one of them `like` that."""

    def wanted(message: dict[str, Any]) -> bool:
        return (
            message["method"] == "textDocument/publishDiagnostics"
            and message["params"]["uri"] == uri
            and any(like(found) for found in message["params"]["diagnostics"])
        )

    return wanted


def _offers(action: dict[str, Any]) -> bool:
    return action["kind"] == "quickfix.rusta" and "disabled" not in action


def _type(client: Client, uri: str, number: int) -> None:
    """A blank line at the top: another text with the same error."""
    here = {"line": 0, "character": 0}
    change = {"range": {"start": here, "end": here}, "text": "\n"}
    client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [change]},
    )


def _everything(uri: str) -> dict[str, Any]:
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}}
    return {"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}}


if __name__ == "__main__":
    main()
