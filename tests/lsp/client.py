"""An LSP client for tests: a server as a process, raw frames where a test wants them.

Everything the server says is kept in order and checked as it comes: it must be a JSON-RPC 2.0
message with a type of LSP, and it may only ask what the client announced.
"""

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import audit

Message = dict[str, Any]
WAIT_S = 60.0
"""Far more than anything takes: how long a test waits before it fails."""


class ResponseError(Exception):
    def __init__(self, error: Message) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data = error.get("data")


class Client:
    """`answers` by method: what the server's requests get, a value or a function of the params;
    an exception of it is answered as an error, and a method that is missing with null."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        capabilities: Message | None = None,
        answers: Mapping[str, Any] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.capabilities = capabilities or {}
        self.answers: dict[str, Any] = dict(answers or {})
        self.received: list[Message] = []
        self.problems: list[str] = []
        self.initialized: Message = {}
        self.documents: dict[str, tuple[int, str]] = {}
        self._ids = 0
        self._ended = False
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **env},
            cwd=cwd,
        )
        self._errors = bytearray()
        self._threads = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._drain, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # out

    def write(self, data: bytes) -> None:
        """Bytes as they are; a server that is gone does not matter here."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass

    def send_body(self, body: bytes) -> None:
        self.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def send(self, message: Any) -> None:
        self.send_body(json.dumps(message).encode())

    def notify(self, method: str, *params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, **_params(params)})

    def request(self, method: str, *params: Any) -> int:
        self._ids += 1
        self.send({"jsonrpc": "2.0", "id": self._ids, "method": method, **_params(params)})
        return self._ids

    def call(self, method: str, *params: Any) -> Any:
        """The result. Raises ResponseError."""
        return self.result(self.request(method, *params))

    def result(self, msg_id: int | str) -> Any:
        response = self.response(msg_id)
        if "error" in response:
            raise ResponseError(response["error"])
        return response["result"]

    def error_of(self, method: str, *params: Any) -> int:
        """The error code a request is answered with."""
        response = self.response(self.request(method, *params))
        assert "error" in response, response
        code: int = response["error"]["code"]
        return code

    # in

    def response(self, msg_id: int | str | None) -> Message:
        """The answer to a request; null's is the oldest that was not fetched yet."""

        def found() -> Message | None:
            for message in self.received:
                if "method" in message or message.get("fetched") or message.get("id") != msg_id:
                    continue
                if type(message.get("id")) is type(msg_id):
                    return message
            return None

        message = self.wait(found, f"a response to {msg_id!r}")
        message["fetched"] = True
        return message

    def responses(self, msg_id: int | str | None) -> list[Message]:
        """All answers with that id so far."""
        with self._changed:
            return [
                m
                for m in self.received
                if "method" not in m and m["id"] == msg_id and type(m["id"]) is type(msg_id)
            ]

    def said(self, method: str, since: int = 0) -> list[Any]:
        """The params of every message of the server with that method."""
        with self._changed:
            return [m.get("params") for m in self.received[since:] if m.get("method") == method]

    @property
    def mark(self) -> int:
        """Where we are in what was received; see `since`."""
        with self._changed:
            return len(self.received)

    def wait_for(
        self, method: str, wanted: Callable[[Any], bool] = lambda _: True, since: int = 0
    ) -> Any:
        """The params of the first such message from `since` on, now or when it comes."""

        def found() -> list[Any] | None:
            fitting = [
                m.get("params")
                for m in self.received[since:]
                if m.get("method") == method and wanted(m.get("params"))
            ]
            return fitting[:1] or None

        return self.wait(found, method)[0]

    def wait(self, found: Callable[[], Any], what: str, wait_s: float = WAIT_S) -> Any:
        """What `found` gives once it gives something; asked anew with every message."""
        deadline = time.monotonic() + wait_s
        with self._changed:
            while (value := found()) is None:
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    raise AssertionError(
                        f"waited in vain for {what}; the server "
                        f"{'ended' if self._ended else 'lives'}; it said "
                        f"{[m.get('method') or m.get('id') for m in self.received[-12:]]}; "
                        f"stderr: {self.stderr[-2000:]}"
                    )
                self._changed.wait(min(left, 0.5))
        return value

    @property
    def has_ended(self) -> bool:
        return self._ended or self.process.poll() is not None

    def is_alive(self) -> bool:
        """Whether the server still answers; everything sent before is taken up then."""
        return "error" in self.response(self.request("$/areYouThere"))

    # life

    def initialize(self, root: Path | None = None, **params: Any) -> Message:
        folders = [] if root is None else [{"uri": root.as_uri(), "name": root.name}]
        given = {
            "processId": os.getpid(),
            "clientInfo": {"name": "rusta's conformance suite"},
            "rootUri": None if root is None else root.as_uri(),
            "workspaceFolders": folders or None,
            "capabilities": self.capabilities,
            **params,
        }
        self.initialized = self.call("initialize", given)
        self.notify("initialized", {})
        return self.initialized

    def exit(self) -> int:
        """Shut down in good order; the exit code."""
        self.call("shutdown")
        self.notify("exit")
        return self.ended()

    def ended(self, wait_s: float = 20) -> int:
        """The exit code, once the server ended by itself; everything it said was received."""
        code = self.process.wait(wait_s)
        for thread in self._threads:
            thread.join(wait_s)
        return code

    def close(self) -> None:
        """However it stands with the server; it must not outlive the test."""
        if self.process.poll() is None and not self._ended:
            self.write(_framed({"jsonrpc": "2.0", "id": "bye", "method": "shutdown"}))
            self.write(_framed({"jsonrpc": "2.0", "method": "exit"}))
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    # documents

    def open(self, uri: str, text: str, version: int = 1, language: str = "rust") -> str:
        self.documents[uri] = (version, text)
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: Message, version: int | None = None) -> None:
        """Without a version the next one."""
        before, text = self.documents[uri]
        now = before + 1 if version is None else version
        self.documents[uri] = (now, text)
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": now}, "contentChanges": list(changes)},
        )

    def replace(self, uri: str, text: str) -> None:
        """The whole text anew."""
        self.change(uri, {"text": text})
        self.documents[uri] = (self.documents[uri][0], text)

    def close_document(self, uri: str) -> None:
        self.documents.pop(uri, None)
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    @property
    def stderr(self) -> str:
        return self._errors.decode(errors="replace")

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while (body := audit.read_frame(stream, self.problems)) is not None:
            message = json.loads(body)
            self.problems += audit.problems_of(message, self.capabilities)
            asked = "method" in message and "id" in message
            answer = self._answer(message) if asked else None
            with self._changed:
                self.received.append(message)
                self._changed.notify_all()
            if answer is not None:
                self.send(answer)
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _answer(self, message: Message) -> Message | None:
        """None: the client stays silent."""
        given = self.answers.get(message["method"])
        reply: Message = {"jsonrpc": "2.0", "id": message["id"]}
        if given is SILENCE:
            return None
        try:
            return {**reply, "result": given(message.get("params")) if callable(given) else given}
        except ResponseError as error:
            return {**reply, "error": {"code": error.code, "message": error.message}}

    def _drain(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._errors += line


SILENCE = object()
"""The answer of a client that does not answer."""


def partial_change(start: tuple[int, int], end: tuple[int, int], text: str) -> Message:
    """Positions as (line, character)."""
    return {"range": range_of(start, end), "text": text}


def range_of(start: tuple[int, int], end: tuple[int, int]) -> Message:
    (line, character), (last_line, last_character) = start, end
    return {
        "start": {"line": line, "character": character},
        "end": {"line": last_line, "character": last_character},
    }


def _params(params: tuple[Any, ...]) -> Message:
    assert len(params) < 2
    return {"params": params[0]} if params else {}


def _framed(message: Message) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
