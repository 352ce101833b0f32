"""2,000 messages that are malformed or come out of order: each gets the answer it has to get, and
the server goes on."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from .client import Client, Message
from .conftest import Start
from .test_base_protocol import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
)

COUNT = 2_000
NOT_INITIALIZED = -32002
ANY, NOTHING = "any answer", "no answer"

REQUESTS = (
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/diagnostic",
    "codeAction/resolve",
    "workspace/executeCommand",
    "workspace/textDocumentContent",
)
NOTIFICATIONS = (
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "window/workDoneProgress/cancel",
    "$/cancelRequest",
    "$/setTrace",
)
URIS = ("file:///nowhere/a.rs", "untitled:a", "rusta:/x", "")
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1 << 70, "", "x", "\ud800", [], [[]], {}, {"a": None}, [{"uri": {}}],
    {"type_name": "1"}, {"class": {"def": []}},
)  # fmt: skip

Expected = int | str
Made = tuple[bytes, Expected, Any]
"""The body, the error code (or ANY, NOTHING), and the id the answer bears."""


@pytest.mark.parametrize("seed", [1, 2])
def test_random_messages_are_answered_as_they_must_be(start: Start, seed: int) -> None:
    rng = random.Random(seed)
    server = start(None)
    for number in range(COUNT // 20):
        _send(server, _early(rng, number), NOT_INITIALIZED)
    server.initialize()
    mark = server.mark
    sent = [_message(rng, f"{seed}-{number}") for number in range(COUNT // 2 - COUNT // 20)]
    for body, _, _ in sent:
        server.send_body(body)
    for _, code, msg_id in sent:
        if msg_id is not None and code != NOTHING:
            server.response(msg_id)
    assert server.is_alive()
    _judge(server, sent, mark)
    assert server.exit() == 0


def _judge(server: Client, sent: list[Made], mark: int) -> None:
    answers: dict[Any, list[Message]] = {}
    for message in server.received[mark:]:
        if "method" not in message:
            answers.setdefault(json.dumps(message["id"]), []).append(message)
    anonymous = [m["error"]["code"] for m in answers.get("null", [])]
    expected = [code for _, code, msg_id in sent if msg_id is None and code != NOTHING]
    assert anonymous == expected
    for body, code, msg_id in sent:
        if msg_id is None:
            continue
        found = answers.get(json.dumps(msg_id), [])
        assert len(found) == (0 if code == NOTHING else 1), (body, found)
        if isinstance(code, int):
            assert found[0].get("error", {}).get("code") == code, (body, found)


def _send(server: Client, message: Message, code: int) -> None:
    server.send(message)
    if "id" in message:
        assert server.response(message["id"])["error"]["code"] == code


def _early(rng: random.Random, number: int) -> Message:
    """Before initialize: whatever the method and the params."""
    message: Message = {"jsonrpc": "2.0", "params": rng.choice(JUNK)}
    if rng.random() < 0.3:
        return {**message, "method": rng.choice((*NOTIFICATIONS, "initialized", "x/y"))}
    method = rng.choice((*REQUESTS, "shutdown", "x/y", "$/z", "textDocument/didOpen"))
    return {**message, "method": method, "id": f"early-{number}"}


def _message(rng: random.Random, msg_id: str) -> Made:
    kinds: list[Callable[[random.Random, str], Made]] = [
        _broken_json, _no_message, _wrong_version, _wrong_id, _unknown, _wrong_params, _wrong_params,
        _notification, _notification, _stray_answer, _swapped, _odd_but_right, _again,
    ]  # fmt: skip
    return rng.choice(kinds)(rng, msg_id)


def _body(msg_id: Any, method: Any, **more: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": msg_id, "method": method, **more}).encode()


def _broken_json(rng: random.Random, msg_id: str) -> Made:
    body = bytearray(_body(msg_id, rng.choice(REQUESTS), params={}))
    if rng.random() < 0.5:
        return bytes(body[: rng.randrange(len(body) - 1)]), PARSE_ERROR, None
    # Bytes that are no UTF-8, and a control character, which JSON has in no place.
    body.insert(rng.randrange(len(body)), rng.choice((0xFF, 0xC0, 0x80, 0x01)))
    return bytes(body), PARSE_ERROR, None


def _no_message(rng: random.Random, msg_id: str) -> Made:
    value = rng.choice((1, None, "x", [], [{"jsonrpc": "2.0", "id": msg_id, "method": "x"}], True))
    return json.dumps(value).encode(), INVALID_REQUEST, None


def _wrong_version(rng: random.Random, msg_id: str) -> Made:
    version = rng.choice(("1.0", 2.0, 2, None, "", ["2.0"]))
    return json.dumps({"jsonrpc": version, "id": msg_id, "method": "x"}).encode(), INVALID_REQUEST, msg_id  # fmt: skip


def _wrong_id(rng: random.Random, _: str) -> Made:
    wrong = rng.choice((None, True, 1.5, [], {}, [1]))
    return _body(wrong, rng.choice((*REQUESTS, "shutdown", "x"))), INVALID_REQUEST, None


def _unknown(rng: random.Random, msg_id: str) -> Made:
    method = rng.choice(("x", "$/x", "textDocument/x", "", " ", "shutdown ", "Exit", "😀"))
    return _body(msg_id, method, params=rng.choice(JUNK)), METHOD_NOT_FOUND, msg_id


def _wrong_params(rng: random.Random, msg_id: str) -> Made:
    method = rng.choice([m for m in REQUESTS if m != "codeAction/resolve"])
    junk = rng.choice(JUNK)
    params = rng.choice(
        (junk, {"textDocument": junk}, {"textDocument": {"uri": 5}}, {"command": 5}, {"uri": []})
    )
    return _body(msg_id, method, params=params), INVALID_PARAMS, msg_id


def _notification(rng: random.Random, msg_id: str) -> Made:
    """Right or wrong: no answer. Of what is not open, in any order."""
    place = {"line": rng.randrange(99), "character": rng.randrange(99)}
    uri = rng.choice(URIS)
    params = rng.choice(
        (
            rng.choice(JUNK),
            {"textDocument": {"uri": uri, "languageId": "rust", "version": 1, "text": "x"}},
            {
                "textDocument": {"uri": uri, "version": rng.randrange(-3, 9)},
                "contentChanges": [{"range": {"start": place, "end": place}, "text": "\ud800\n"}],
            },
            {"settings": rng.choice(JUNK)},
            {"changes": [{"uri": uri, "type": rng.randrange(5)}]},
            {"event": {"added": [{"uri": uri, "name": ""}], "removed": []}},
            {"id": rng.choice(JUNK)},
            {"token": rng.choice(JUNK)},
        )
    )
    method = rng.choice(NOTIFICATIONS)
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode(), NOTHING, None  # fmt: skip


def _stray_answer(rng: random.Random, msg_id: str) -> Made:
    part = rng.choice(({"result": rng.choice(JUNK)}, {"error": rng.choice(JUNK)}, {}))
    return json.dumps({"jsonrpc": "2.0", "id": msg_id, **part}).encode(), NOTHING, msg_id


def _swapped(rng: random.Random, msg_id: str) -> Made:
    """A notification's method with an id, a request's without."""
    if rng.random() < 0.5:
        return _body(msg_id, rng.choice(NOTIFICATIONS), params=rng.choice(JUNK)), METHOD_NOT_FOUND, msg_id  # fmt: skip
    params = {"textDocument": {"uri": rng.choice(URIS)}, "position": {"line": 0, "character": 0}}
    method = rng.choice((*REQUESTS, "shutdown", "initialize"))
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode(), NOTHING, None  # fmt: skip


def _odd_but_right(rng: random.Random, msg_id: str) -> Made:
    """Questions about what is not there."""
    place = {"line": rng.choice((0, 5, 2**31 - 1)), "character": rng.choice((0, 2**31 - 1))}
    params = {
        "textDocument": {"uri": rng.choice(URIS)},
        "position": place,
        "range": {"start": place, "end": {"line": 0, "character": 0}},
        "context": {"diagnostics": [], "only": rng.choice(([], [""], ["x.y"], ["quickfix"]))},
        "command": "no.such.command",
        "arguments": rng.choice(([], [None], [[1, {"a": [2]}]])),
        "uri": "rusta:/anchor/00/00000000.md",
    }
    method = rng.choice(REQUESTS)
    code: Expected = INVALID_PARAMS if method == "workspace/executeCommand" else ANY
    return _body(msg_id, method, params=params), code, msg_id


def _again(rng: random.Random, msg_id: str) -> Made:
    return _body(msg_id, "initialize", params=rng.choice(JUNK)), INVALID_REQUEST, msg_id
