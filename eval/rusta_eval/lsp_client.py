"""A small LSP client for measurements: a server as a process, answers by id, all in one thread
that reads. It measures; the tests have clients of their own."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

Message = dict[str, Any]


class Client:
    """Answers what the server asks by `answers` (method → result), null otherwise."""

    def __init__(self, words: list[str], env: dict[str, str], answers: Message) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | env
        )
        self._answers = answers
        self._next = 0
        self._lock = threading.Condition()
        self.responses: dict[int, tuple[float, Message]] = {}
        self.notifications: list[tuple[float, Message]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def rusta(cls, env: dict[str, str]) -> Self:
        words = [str(Path(sys.executable).with_name("rusta")), "serve"]
        return cls(words, env, {"workspace/configuration": [{"trusted": True, "idle_ms": 100}]})

    def send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        with self._lock:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> int:
        self._next += 1
        self.send({"id": self._next, "method": method, "params": params})
        return self._next

    def result(self, msg_id: int, timeout_s: float = 60) -> tuple[float, Message]:
        """(when it came, the response). Raises TimeoutError."""
        self._wait(lambda: msg_id in self.responses, timeout_s)
        return self.responses[msg_id]

    def call(self, method: str, params: Any, timeout_s: float = 60) -> tuple[float, Message]:
        """(seconds it took, the response)."""
        began = time.monotonic()
        came, response = self.result(self.request(method, params), timeout_s)
        return came - began, response

    def wait_for(self, wanted: Callable[[Message], bool], timeout_s: float = 60) -> float:
        """When a notification that `wanted` accepts came, from the last call on."""
        seen = 0

        def found() -> bool:
            nonlocal seen
            while seen < len(self.notifications):
                if wanted(self.notifications[seen][1]):
                    return True
                seen += 1
            return False

        self._wait(found, timeout_s)
        came, _ = self.notifications[seen]
        del self.notifications[: seen + 1]
        return came

    def initialize(self, root: Path, **capabilities: Any) -> float:
        """Seconds from the start of the process to the answer."""
        params = {
            "processId": os.getpid(),
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "workspace": {"configuration": True, "workspaceEdit": {"documentChanges": True}},
                "textDocument": {
                    "codeAction": {
                        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
                        "disabledSupport": True,
                    }
                },
            }
            | capabilities,
        }
        came, _ = self.result(self.request("initialize", params))
        self.notify("initialized", {})
        return came - self.began

    def open(self, path: Path, version: int = 1) -> str:
        uri = path.as_uri()
        document = {
            "uri": uri, "languageId": "rust", "version": version, "text": path.read_text("utf-8"),
        }  # fmt: skip
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def close(self) -> None:
        try:
            self.call("shutdown", None, 10)
            self.notify("exit", None)
            self.process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self._reader.join(10)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()

    def _wait(self, ready: Callable[[], bool], timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        with self._lock:
            while not ready():
                left = deadline - time.monotonic()
                if left <= 0 or (not self._lock.wait(left) and not ready()):
                    raise TimeoutError

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.partition(b":")[2])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(length))
            came = time.monotonic()
            if "method" in message and "id" in message:
                answer = self._answers.get(message["method"])
                self.send({"id": message["id"], "result": answer})
                continue
            with self._lock:
                if "method" in message:
                    self.notifications.append((came, message))
                else:
                    self.responses[message["id"]] = (came, message)
                self._lock.notify_all()
