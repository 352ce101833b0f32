"""A crate with one error and one proven fix, and servers that know of it: proving takes seconds, so
they are shared by the session. A test leaves such a server's document as it found it."""

import time
from collections.abc import Callable
from typing import Any

from .client import Client, Message, range_of
from .crates import Crate

BROKEN = "pub fn f(x: u32) -> u32 {\n    let y = x; // 😀\n    y += 1;\n    y\n}\n\n#[test]\nfn t() {\n    assert_eq!(f(1), 2);\n}\n"
"""E0384 in the third line; the fix is `let mut y`."""
FIXED = BROKEN.replace("let y", "let mut y")
ERROR = range_of((2, 4), (2, 10))
ELSEWHERE = range_of((8, 4), (8, 4))
SURE = {"policy": {"thresholds": {"patch": 5_000}}}
UNSURE = {"policy": {"thresholds": {"patch": 9_900}}}
"""Settings under which the proven fix is sure enough to be preferred, and under which it is not."""
CHECKED = {"trusted": True, "check_on": "save", **SURE}


class Desk:
    """A server that is done with the crate, and its document."""

    def __init__(self, client: Client, crate: Crate) -> None:
        self.client, self.crate, self.uri = client, crate, crate.uri()

    def actions(self, at: Message = ERROR, **context: Any) -> list[Message]:
        found: list[Message] = self.client.call(
            "textDocument/codeAction", here(self.uri, at, **context)
        )
        return found

    def fix(self, **context: Any) -> Message:
        return next(a for a in self.actions(**context) if a.get("kind") == "quickfix.rusta")


def begin(client: Client, crate: Crate) -> Desk:
    """Open the crate's file, and wait until nothing is left to do."""
    client.open(crate.uri(), crate.text())
    until(lambda: phases(client) in (["done"], ["failed"]), "the end of the proofs")
    assert phases(client) == ["done"]
    return Desk(client, crate)


def phases(client: Client) -> list[str]:
    found: Message = client.call("rusta/status", {})["projects"]
    return [project["phase"] for project in found.values()]


def until(reached: Callable[[], object], what: str, wait_s: float = 90) -> None:
    """Ask again and again: for what no message tells of."""
    deadline = time.monotonic() + wait_s
    while not reached():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def here(uri: str, at: Message = ERROR, **context: Any) -> Message:
    """Params of a code action, hover or lens."""
    return {
        "textDocument": {"uri": uri},
        "range": at,
        "position": at["start"],
        "context": {"diagnostics": [], **context},
    }


def applied(edit: Message, uri: str, text: str) -> str:
    """`text` of the document after a WorkspaceEdit in UTF-16, as an editor would make it."""
    changes = edit.get("changes", {}).get(uri, [])
    for part in edit.get("documentChanges", []):
        changes += part["edits"] if part["textDocument"]["uri"] == uri else []
    lines = text.split("\n")
    for change in sorted(changes, key=lambda c: _key(c["range"]["start"]), reverse=True):
        start, end = (_index(lines, change["range"][side]) for side in ("start", "end"))
        text = text[:start] + change["newText"] + text[end:]
    return text


def _key(at: Message) -> tuple[int, int]:
    return at["line"], at["character"]


def _index(lines: list[str], at: Message) -> int:
    line = lines[at["line"]].encode("utf-16-le")[: 2 * at["character"]].decode("utf-16-le")
    return sum(len(other) + 1 for other in lines[: at["line"]]) + len(line)
