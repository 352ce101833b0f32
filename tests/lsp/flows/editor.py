"""A small editor over a real `rusta serve`: buffers, versions, undo steps, and a user who answers.

It keeps its texts by itself, from the edits it is sent and in the encoding that was negotiated, so
that a wrong position of the server shows as a wrong text.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TIMEOUT_S = 60.0
Json = dict[str, Any]


class AnsweredError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: int = error["code"]


@dataclass
class Buffer:
    """`undo`: the texts before each step the user could undo."""

    path: Path
    text: str
    version: int = 1
    undo: list[str] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return self.path.as_uri()


class Editor:
    """`root` is the open folder. `edits`: what the editor does with a `workspace/applyEdit`:
    "apply", "decline", "ignore" (says yes and does nothing) or "answer-first"."""

    def __init__(
        self,
        root: Path,
        environ: Mapping[str, str],
        capabilities: Json,
        settings: Json | None = None,
        trusts: bool = True,
    ) -> None:
        self.root, self.buffers = root, dict[str, Buffer]()
        self.edits = "apply"
        self.settings = {"idle_ms": 50, "trusted": True} if settings is None else settings
        self.trusts = trusts
        self.capabilities = capabilities
        self.encoding = "utf-16"
        self.published: dict[str, list[Json]] = {}
        self.messages: list[str] = []
        self.labels: list[str] = []
        self.shown: list[Json] = []
        self.before_edit: Callable[[], object] = lambda: None
        self._told = threading.Event()
        self._answers: dict[int, queue.SimpleQueue[Json]] = {}
        self._next = 0
        self._writing = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rusta_server.cli.main", "serve"],
            cwd=root,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.log = bytearray()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()
        self._initialize()

    # what a user does

    def open(self, path: Path) -> Buffer:
        buffer = Buffer(path, path.read_bytes().decode())
        self.buffers[buffer.uri] = buffer
        item = {"uri": buffer.uri, "languageId": "rust", "version": 1, "text": buffer.text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return buffer

    def type(self, buffer: Buffer, text: str) -> None:
        """Replace the whole buffer."""
        buffer.undo.append(buffer.text)
        buffer.text, buffer.version = text, buffer.version + 1
        self._did_change(buffer, [{"text": text}])

    def save(self) -> None:
        for buffer in self.buffers.values():
            if buffer.path.read_bytes() != buffer.text.encode():
                buffer.path.write_bytes(buffer.text.encode())
                self.notify("textDocument/didSave", {"textDocument": {"uri": buffer.uri}})

    def close(self, buffer: Buffer) -> None:
        del self.buffers[buffer.uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": buffer.uri}})

    def command(self, name: str, **argument: Any) -> Json:
        arguments = [argument] if argument else []
        return self.request("workspace/executeCommand", {"command": name, "arguments": arguments})

    def actions(self, uri: str, where: Json, only: str | None = None) -> list[Json]:
        context: Json = {"diagnostics": self.published.get(uri, [])}
        if only is not None:
            context["only"] = [only]
        params = {"textDocument": {"uri": uri}, "range": where, "context": context}
        found: list[Json] = self.request("textDocument/codeAction", params) or []
        return found

    def choose(self, action: Json) -> Json | None:
        """What an editor does with a chosen action: resolve, edit, then run its command."""
        if "edit" not in action and "data" in action:
            action = self.request("codeAction/resolve", action)
        if "edit" in action:
            assert self.apply(action["edit"])
        if "command" not in action:
            return None
        command = action["command"]
        params = {"command": command["command"], "arguments": command.get("arguments", [])}
        answer: Json = self.request("workspace/executeCommand", params)
        return answer

    def wait(self, ready: Callable[["Editor"], bool], timeout: float = TIMEOUT_S) -> None:
        """Until `ready`, asked again whenever the server told something."""
        until = time.monotonic() + timeout
        while not ready(self):
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError(f"waited in vain: {self.published} {self.log.decode()}")
            self._told.wait(1.0)
            self._told.clear()

    def end(self) -> int:
        """Shut the server down; its exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(20)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(20)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    # edits

    def apply(self, edit: Json) -> bool:
        """All of it as one undo step a buffer, or nothing; files that are not open are opened."""
        by_uri: dict[str, list[Json]] = {}
        for change in edit.get("documentChanges") or []:
            document = change["textDocument"]
            buffer = self.buffers.get(document["uri"])
            version = document.get("version")
            if version is not None and (buffer is None or buffer.version != version):
                return False
            by_uri.setdefault(document["uri"], []).extend(change["edits"])
        for uri, edits in (edit.get("changes") or {}).items():
            by_uri.setdefault(uri, []).extend(edits)
        for uri in by_uri:
            if uri not in self.buffers:
                from urllib.parse import unquote, urlparse

                self.open(Path(unquote(urlparse(uri).path)))
        for uri, edits in by_uri.items():
            self._edit(self.buffers[uri], edits)
        return True

    def _edit(self, buffer: Buffer, edits: Iterable[Json]) -> None:
        """Ranges mean the text before all edits; told from the end, each stays where it was."""
        ordered = sorted(
            enumerate(edits), key=lambda pair: (_key(pair[1]["range"]["start"]), pair[0])
        )
        before, text = buffer.text, buffer.text
        changes = []
        for _, edit in reversed(ordered):
            start, end = (self._index(before, edit["range"][k]) for k in ("start", "end"))
            text = text[:start] + edit["newText"] + text[end:]
            changes.append({"range": edit["range"], "text": edit["newText"]})
        buffer.undo.append(before)
        buffer.text, buffer.version = text, buffer.version + 1
        self._did_change(buffer, changes)

    def _index(self, text: str, at: Json) -> int:
        """The character index of a position, in the negotiated encoding."""
        start = 0
        for _ in range(at["line"]):
            start = text.index("\n", start) + 1
        line = text[start:].split("\n", 1)[0]
        if self.encoding == "utf-32":
            return start + int(at["character"])
        size = 1 if self.encoding == "utf-8" else 2
        name = "utf-8" if self.encoding == "utf-8" else "utf-16-le"
        return start + len(line.encode(name)[: at["character"] * size].decode(name))

    def _did_change(self, buffer: Buffer, changes: list[Json]) -> None:
        document = {"uri": buffer.uri, "version": buffer.version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    # the protocol

    def request(self, method: str, params: Any, timeout: float = TIMEOUT_S) -> Any:
        self._next += 1
        number, answer = self._next, queue.SimpleQueue[Json]()
        self._answers[number] = answer
        self._send({"id": number, "method": method, "params": params})
        try:
            message = answer.get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"{method} is not answered; {self.log.decode()}") from None
        if "error" in message:
            raise AnsweredError(message["error"])
        return message["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _initialize(self) -> None:
        params = {
            "processId": None,
            "rootUri": self.root.as_uri(),
            "workspaceFolders": [{"uri": self.root.as_uri(), "name": self.root.name}],
            "capabilities": self.capabilities,
            "initializationOptions": self.settings,
        }
        result = self.request("initialize", params)
        self.server = result["capabilities"]
        self.encoding = self.server.get("positionEncoding", "utf-16")
        self.notify("initialized", {})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        with self._writing:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        try:
            while line := stream.readline():
                length = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._take(json.loads(stream.read(length)))
        except (OSError, ValueError):
            return

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        try:
            for line in self.process.stderr:
                self.log += line
        except (OSError, ValueError):
            return

    def _take(self, message: Json) -> None:
        method = message.get("method")
        if method is None:
            answer = self._answers.pop(message["id"], None)
            if answer is not None:
                answer.put(message)
        elif "id" in message:
            # A thread of its own: the user's part may take a while, and may ask the server.
            threading.Thread(target=self._answer, args=(message,), daemon=True).start()
        else:
            self._notified(method, message.get("params") or {})
        self._told.set()

    def _notified(self, method: str, params: Json) -> None:
        if method == "textDocument/publishDiagnostics":
            self.published[params["uri"]] = params["diagnostics"]
        elif method == "window/showMessage":
            self.messages.append(params["message"])

    def _answer(self, message: Json) -> None:
        method, params = message["method"], message.get("params") or {}
        result: Any = None
        if method == "workspace/configuration":
            result = [self.settings for _ in params["items"]]
        elif method == "window/showMessageRequest":
            result = params["actions"][0 if self.trusts else 1]
            self.messages.append(params["message"])
        elif method == "window/showDocument":
            self.shown.append(params)
            result = {"success": True}
        elif method == "workspace/applyEdit":
            self.labels.append(params.get("label", ""))
            self._asked_to_edit(message["id"], params["edit"])
            return
        self._send({"id": message["id"], "result": result})

    def _asked_to_edit(self, number: Any, edit: Json) -> None:
        self.before_edit()
        if self.edits == "decline":
            refused = {"applied": False, "failureReason": "the user said no"}
            self._send({"id": number, "result": refused})
        elif self.edits == "answer-first":
            self._send({"id": number, "result": {"applied": True}})
            time.sleep(0.2)
            self.apply(edit)
        else:
            applied = self.edits == "ignore" or self.apply(edit)
            self._send({"id": number, "result": {"applied": applied}})


def _key(at: Json) -> tuple[int, int]:
    return at["line"], at["character"]
