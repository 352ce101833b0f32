"""LSP 3.17, "Base Protocol": frames, JSON-RPC 2.0, error codes."""

import json
import time
from typing import Any

import pytest

from .client import Client
from .conftest import Lasting, Start

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
REQUEST_CANCELLED = -32800


@pytest.fixture
def server(lasting: Lasting) -> Client:
    return lasting()


def _question(msg_id: Any = 1, **more: Any) -> bytes:
    message = {"jsonrpc": "2.0", "id": msg_id, "method": "textDocument/hover", **more}
    return json.dumps(message).encode()


# Header Part


def test_a_frame_may_come_byte_by_byte(server: Client) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "slow", "method": "no/such"}).encode()
    for byte in b"Content-Length: %d\r\n\r\n%b" % (len(body), body):
        server.write(bytes((byte,)))
        time.sleep(0.001)
    assert server.response("slow")["error"]["code"] == METHOD_NOT_FOUND


def test_many_frames_may_come_at_once(server: Client) -> None:
    bodies = [
        json.dumps({"jsonrpc": "2.0", "id": f"many-{n}", "method": "no/such"}).encode()
        for n in range(50)
    ]
    server.write(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(b), b) for b in bodies))
    for n in range(50):
        assert server.response(f"many-{n}")["error"]["code"] == METHOD_NOT_FOUND


def test_a_frame_may_be_huge(server: Client) -> None:
    text = "é😀\t" * (1 << 20)
    server.open("untitled:huge", text)
    server.change("untitled:huge", {"text": text})
    server.close_document("untitled:huge")
    assert server.is_alive()


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        "Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
        "Content-Type: application/vscode-jsonrpc\r\nContent-Length: %d\r\n\r\n",
        "content-length:%d\r\n\r\n",
        "X-Whatever: yes\r\nContent-Length:   %d   \r\n\r\n",
    ],
)
def test_header_fields_are_read_as_http_has_them(server: Client, header: str) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": header, "method": "no/such"}).encode()
    server.write((header % len(body)).encode() + body)
    assert server.response(header)["error"]["code"] == METHOD_NOT_FOUND


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_another_encoding_is_answered_with_an_error(server: Client, charset: str) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "no/such"}).encode(charset)
    head = f"Content-Length: {len(body)}\r\nContent-Type: application/vscode-jsonrpc; charset={charset}"
    server.write(head.encode() + b"\r\n\r\n" + body)
    assert server.response(None)["error"]["code"] == PARSE_ERROR
    assert server.is_alive()


@pytest.mark.parametrize(
    "bytes_",
    [
        b"\r\n{}",
        b"Content-Type: application/vscode-jsonrpc\r\n\r\n{}",
        b"Content-Length: two\r\n\r\n{}",
        b"Content-Length: -2\r\n\r\n{}",
        b"Content-Length: 99999999999\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length 2\r\n\r\n{}",
        b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}\n',
        b"X: " + b"x" * 100_000 + b"\r\n\r\n",
        bytes(range(256)) * 40,
    ],
    ids=["none", "missing", "word", "negative", "huge", "two", "colon", "json", "long", "bytes"],
)
def test_frames_that_cannot_be_told_apart_end_the_connection_with_a_reason(
    start: Start, bytes_: bytes
) -> None:
    """Nobody knows where the next message begins; to wait for more would be to hang for ever."""
    server = start()
    server.write(bytes_)
    assert server.response(None)["error"]["code"] == PARSE_ERROR
    assert server.ended() == 1


@pytest.mark.parametrize("bytes_", [b"Content-Length: 100\r\n\r\n{", b"Content-Le"])
def test_a_stream_that_ends_inside_of_a_frame_ends_the_server(start: Start, bytes_: bytes) -> None:
    server = start()
    server.write(bytes_)
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.ended() == 1


# Content Part


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"jsonrpc": "2.0", "id": 1, "method": "\xff\xfe"}', b"\xef\xbb\xbf"
     b'{"jsonrpc": "2.0"}', b"[" * 100_000],
    ids=["empty", "cut", "word", "utf-8", "bom", "deep"],
)  # fmt: skip
def test_what_is_no_json_is_a_parse_error(server: Client, body: bytes) -> None:
    server.send_body(body)
    assert server.response(None)["error"]["code"] == PARSE_ERROR
    assert server.is_alive()


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b"null", b"42", b'"shutdown"',
        b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]',
        b'{"jsonrpc": "2.0", "method": 5}',
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "id": true, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "id": [1], "result": null}',
    ],
)  # fmt: skip
def test_what_is_no_message_of_lsp_is_an_invalid_request(server: Client, body: bytes) -> None:
    """Batches too: LSP has none."""
    server.send_body(body)
    assert server.response(None)["error"]["code"] == INVALID_REQUEST
    assert server.is_alive()


@pytest.mark.parametrize("version", ["1.0", 2.0, None, "2"])
def test_another_version_of_json_rpc_is_an_invalid_request(server: Client, version: Any) -> None:
    msg_id = f"version {version}"
    server.send({"jsonrpc": version, "id": msg_id, "method": "no/such"})
    assert server.response(msg_id)["error"]["code"] == INVALID_REQUEST


@pytest.mark.parametrize("msg_id", [0, -1, 2**31 - 1, "", "1", "a b", "😀"])
def test_an_id_comes_back_as_it_was(server: Client, msg_id: int | str) -> None:
    server.send({"jsonrpc": "2.0", "id": msg_id, "method": "no/such"})
    assert server.response(msg_id)["error"]["code"] == METHOD_NOT_FOUND


def test_a_number_and_its_text_are_two_ids(server: Client) -> None:
    for msg_id in (77, "77"):
        server.send({"jsonrpc": "2.0", "id": msg_id, "method": "no/such"})
    assert server.response("77") and server.response(77)


# Request and Notification Messages


@pytest.mark.parametrize("method", ["no/such", "$/no", "textDocument/nothing", "", "exit/", "😀"])
@pytest.mark.parametrize("params", [None, {}, [], [1], {"a b": {"class": 1}}, {"type_name": "-"}])
def test_an_unknown_request_is_not_found(server: Client, method: str, params: Any) -> None:
    assert server.error_of(method, params) == METHOD_NOT_FOUND


@pytest.mark.parametrize("method", ["no/such", "$/no", "textDocument/didNothing"])
@pytest.mark.parametrize("params", [None, {}, [1], {"type_name": "-"}])
def test_an_unknown_notification_is_passed_over(server: Client, method: str, params: Any) -> None:
    mark = server.mark
    server.notify(method, params)
    assert server.is_alive()
    assert [m for m in server.received[mark:] if "method" not in m and m.get("id") is None] == []


@pytest.mark.parametrize(
    "params",
    [None, 5, "x", [], {}, {"textDocument": {}}, {"textDocument": {"uri": 5}, "position": None},
     {"textDocument": {"uri": "file:///a"}, "position": {"line": "1", "character": 0}},
     {"textDocument": {"uri": "file:///a"}, "position": {"line": -1, "character": 0}},
     {"textDocument": {"uri": "file:///a"}, "position": {"line": 0.5, "character": 0}},
     {"textDocument": {"uri": "file:///a"}, "position": {"line": 1 << 40, "character": 0}}],
)  # fmt: skip
def test_params_of_another_shape_are_invalid(server: Client, params: Any) -> None:
    assert server.error_of("textDocument/hover", params) == INVALID_PARAMS


def test_a_request_without_its_params_is_invalid(server: Client) -> None:
    assert server.error_of("textDocument/hover") == INVALID_PARAMS


@pytest.mark.parametrize(
    "method",
    ["textDocument/didOpen", "textDocument/didChange", "initialized", "$/cancelRequest",
     "$/setTrace", "workspace/didChangeConfiguration"],
)  # fmt: skip
@pytest.mark.parametrize("params", [None, [], {"textDocument": 5}, {"id": {}}])
def test_a_notification_is_never_answered(server: Client, method: str, params: Any) -> None:
    mark = server.mark
    server.notify(method, params)
    assert server.is_alive()
    answers = [m for m in server.received[mark:] if "method" not in m]
    assert len(answers) == 1  # to is_alive


def test_a_request_sent_as_a_notification_is_not_answered(server: Client) -> None:
    mark = server.mark
    params = {"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}}
    server.notify("textDocument/hover", params)
    server.notify("shutdown")
    assert server.is_alive()
    assert len([m for m in server.received[mark:] if "method" not in m]) == 1


@pytest.mark.parametrize("method", ["textDocument/didClose", "$/cancelRequest", "initialized"])
def test_a_notification_sent_as_a_request_is_answered_once(server: Client, method: str) -> None:
    """Whoever gave an id waits for an answer."""
    params = {"textDocument": {"uri": "file:///a"}, "id": 1}
    msg_id = server.request(method, params)
    assert server.response(msg_id)["error"]["code"] == METHOD_NOT_FOUND
    assert server.is_alive()
    assert len(server.responses(msg_id)) == 1


# Response Message


@pytest.mark.parametrize(
    "answer",
    [{"id": 987, "result": None}, {"id": "x", "error": {"code": 1, "message": "no"}},
     {"id": 987}, {"id": 987, "error": 5}, {"id": 987, "result": 1, "error": None}],
)  # fmt: skip
def test_an_answer_to_nothing_is_passed_over(server: Client, answer: dict[str, Any]) -> None:
    mark = server.mark
    server.send({"jsonrpc": "2.0", **answer})
    assert server.is_alive()
    assert len([m for m in server.received[mark:] if "method" not in m]) == 1


# Cancellation Support


@pytest.mark.parametrize("msg_id", [123456, "never", -1])
def test_cancelling_what_does_not_run_changes_nothing(server: Client, msg_id: int | str) -> None:
    server.notify("$/cancelRequest", {"id": msg_id})
    assert server.is_alive()


# executeCommand's params, as the base protocol has to hand them on


def test_an_unknown_command_is_invalid(server: Client) -> None:
    for arguments in ({}, {"arguments": []}, {"arguments": [1, [2], {"a": None}]}):
        code = server.error_of("workspace/executeCommand", {"command": "no.such", **arguments})
        assert code in (INVALID_PARAMS, METHOD_NOT_FOUND)
