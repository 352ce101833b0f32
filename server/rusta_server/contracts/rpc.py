"""Tool protocol v1 on the wire: JSON-RPC 2.0, one exchange for each probe.

A trace keeps the same answer as `Evidence`; there the remedy stands beside the message.
"""

from typing import Any, Literal

from pydantic import create_model

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.tools import METHODS

ErrorCode = Literal[
    -32700,
    -32600,
    -32601,
    -32602,
    -32603,
    -32001,
    -32002,
    -32003,
    -32004,
    -32005,
    -32006,
    -32007,
    -32008,
    -32009,
    -32010,
    -32011,
    -32012,
    -32013,
]
"""The codes of `contracts.probe`, spelled out because a type checker must see them."""


class ErrorData(Record):
    remedy: str | None = None


class RpcError(Record):
    code: ErrorCode
    message: str
    data: ErrorData = ErrorData()


class Request(Record):
    """`method` and `params` are those of one probe in `Exchange`."""

    jsonrpc: Literal["2.0"]
    id: int | str


class Success(Record):
    jsonrpc: Literal["2.0"]
    id: int | str


class Failure(Record):
    """`id` is None where the request could not be read."""

    jsonrpc: Literal["2.0"]
    id: int | str | None
    error: RpcError


def _exchange(method: str, params: type[Record], result: type[Record]) -> type[Record]:
    """A request and the response to it: `CargoCheckExchange` for `cargo.check`."""
    name = "".join(part.capitalize() for part in method.split("."))
    this: Any = Literal[method]
    request = create_model(
        f"{name}Request", __base__=Request, method=(this, ...), params=(params, ...)
    )
    success = create_model(f"{name}Success", __base__=Success, result=(result, ...))
    answer: Any = success | Failure
    return create_model(
        f"{name}Exchange", __base__=Record, request=(request, ...), response=(answer, ...)
    )


EXCHANGES: dict[str, type[Record]] = {
    method: _exchange(method, params, result) for method, (params, result) in METHODS.items()
}
"""The exchange of every method."""
