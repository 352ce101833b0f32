"""rust-analyzer's quick fixes alone, each tried and kept only where the check turns green.

It runs as in an editor, but with its own cargo check switched off: what it would show of that are
rustc's suggestions, and those are a peer of their own.
"""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rusta_eval import cargo
from rusta_eval.crates import Tree, read_tree
from rusta_eval.lsp_client import Client, Message
from rusta_eval.peers.outcome import Outcome
from rusta_eval.peers.suggestions import Suggestion
from rusta_eval.peers.verified_suggestions import search

READY_S = 120.0
ANSWER_S = 30.0
MAX_ERRORS = 8
"""Of so many errors the quick fixes are asked for."""
_SETTINGS = {
    "checkOnSave": False,
    "cachePriming": {"enable": False},
    "diagnostics": {"enable": True, "experimental": {"enable": True}},
    "files": {"watcher": "client"},
}
_CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8"]},
    "experimental": {"serverStatusNotification": True},
    "workspace": {"configuration": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    },
}


def repair(folder: Path) -> Outcome:
    """Changes the crate in `folder`; puts it back where nothing turned it green."""
    if shutil.which("rust-analyzer") is None:
        return Outcome(applied=False, failed=True, note="there is no rust-analyzer")
    analyzer = Analyzer(folder)
    try:
        return search(folder, analyzer.quick_fixes)
    except (TimeoutError, OSError) as error:
        return Outcome(applied=False, failed=True, note=f"rust-analyzer: {error or 'too slow'}")
    finally:
        analyzer.client.close()


class Analyzer:
    """One rust-analyzer over a crate, which is shown the texts to ask about as open documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.shown = {path: data for path, data in read_tree(folder).items() if _rust(path)}
        self.versions: dict[str, int] = {}
        answers = {"workspace/configuration": [_SETTINGS]}
        self.client = Client(["rust-analyzer"], {"RA_LOG": "error"}, answers)
        self.ready = False

    def quick_fixes(self, tree: Tree, found: cargo.Check) -> list[Suggestion]:
        """Those at the places of the errors, each once, in rust-analyzer's order.

        Raises TimeoutError where it does not answer."""
        if not self.ready:
            self._start()
        for path, data in tree.items():
            if _rust(path) and self.shown.get(path) != data:
                self._show(path, data)
        offered: dict[Suggestion, None] = {}
        for error in found.errors[:MAX_ERRORS]:
            for span in error["spans"]:
                if span["is_primary"] and span["file_name"] in tree:
                    offered |= dict.fromkeys(self._at(tree, span))
        return list(offered)

    def _start(self) -> None:
        self.client.initialize(self.folder, **_CAPABILITIES)
        busy = False

        def loaded(message: Message) -> bool:
            """It calls itself quiescent before it has begun to load."""
            nonlocal busy
            if message["method"] != "experimental/serverStatus":
                return False
            busy |= not message["params"]["quiescent"]
            return busy and bool(message["params"]["quiescent"])

        self.client.wait_for(loaded, READY_S)
        self.ready = True

    def _show(self, path: str, data: bytes) -> None:
        version = self.versions[path] = self.versions.get(path, 0) + 1
        uri, text = (self.folder / path).as_uri(), data.decode("utf-8", "replace")
        if version == 1:
            document = {"uri": uri, "languageId": "rust", "version": version, "text": text}
            self.client.notify("textDocument/didOpen", {"textDocument": document})
        else:
            self.client.notify(
                "textDocument/didChange",
                {
                    "textDocument": {"uri": uri, "version": version},
                    "contentChanges": [{"text": text}],
                },
            )
        self.shown[path] = data

    def _at(self, tree: Tree, span: dict[str, Any]) -> list[Suggestion]:
        data = tree[span["file_name"]]
        params = {
            "textDocument": {"uri": (self.folder / span["file_name"]).as_uri()},
            "range": {
                "start": _position(data, span["byte_start"]),
                "end": _position(data, span["byte_end"]),
            },
            "context": {"diagnostics": [], "only": ["quickfix"], "triggerKind": 1},
        }
        _, response = self.client.call("textDocument/codeAction", params, ANSWER_S)
        actions = response.get("result") or []
        found = (self._suggestion(tree, action.get("edit") or {}) for action in actions)
        return [one for one in found if one is not None]

    def _suggestion(self, tree: Tree, edit: dict[str, Any]) -> Suggestion | None:
        """None for what does more than edit files of the crate."""
        changes = list((edit.get("changes") or {}).items())
        for change in edit.get("documentChanges") or []:
            if "textDocument" not in change:
                return None
            changes.append((change["textDocument"]["uri"], change["edits"]))
        edits: list[tuple[str, int, int, str]] = []
        for uri, given in changes:
            path = Path(unquote(urlsplit(uri).path))
            name = (
                path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else ""
            )
            if name not in tree:
                return None
            for one in given:
                start, end = (_offset(tree[name], one["range"][side]) for side in ("start", "end"))
                edits.append((name, start, end, one["newText"]))
        return Suggestion(tuple(edits), "MaybeIncorrect") if edits else None


def _rust(path: str) -> bool:
    return path.endswith(".rs")


def _position(data: bytes, offset: int) -> dict[str, int]:
    """Line and byte in it, as agreed on with `positionEncodings`."""
    line = data.count(b"\n", 0, offset)
    return {"line": line, "character": offset - (data.rfind(b"\n", 0, offset) + 1)}


def _offset(data: bytes, position: dict[str, int]) -> int:
    start = 0
    for _ in range(position["line"]):
        start = data.find(b"\n", start) + 1
        if not start:
            return len(data)
    return min(start + position["character"], len(data))
