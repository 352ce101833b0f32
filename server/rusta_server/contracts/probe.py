"""Tool protocol v1: a probe is a JSON-RPC 2.0 call, its evidence the recorded answer."""

from typing import Any

from rusta_server.contracts.canonical import Record


class Probe(Record):
    """A question a job asks of the world. `method` is its JSON-RPC name (`cargo.check`), `params`
    plain JSON (validated by the executor's pydantic model of the same method)."""

    method: str
    params: dict[str, Any] = {}


class ProbeError(Record):
    """JSON-RPC error. `remedy` is the command or step that helps, shown to the user."""

    code: int
    message: str
    remedy: str | None = None


class Evidence(Record):
    """The recorded answer to one probe: `result` or `error`, never both.

    `key` = sha256 of (argv, env allow-list, `rustc -vV`, input-tree hash, sandbox mode), or of
    the method's own inputs where no process runs; equal keys may be answered from a cache.
    """

    method: str
    key: str
    result: dict[str, Any] | None = None
    error: ProbeError | None = None


# JSON-RPC reserves -32768..-32000; ours follow from -32001 down.
PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_A_PROJECT = -32001
TOOL_MISSING = -32002
UNRESOLVED_DEPENDENCIES = -32003
NO_SANDBOX = -32004
NOT_TRUSTED = -32005
TIMEOUT = -32006
CANCELLED = -32007
KILLED = -32008
UNREADABLE = -32009
STALE = -32010
REFUSED = -32011
DOCS_MISSING = -32012
NO_SPACE = -32013


class ProbeFailure(Exception):  # noqa: N818 - a failure of the probe, not of the program
    """An executor could not answer. Becomes an `Evidence.error`, never a traceback."""

    def __init__(self, code: int, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy
