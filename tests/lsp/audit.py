"""What every message of a server must be, in whatever test it comes.

LSP 3.17: the types of the meta model (through lsprotocol), and the capabilities a client has to
announce before a server may ask it something.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

from lsprotocol import converters, types

Message = dict[str, Any]

_CONVERTER = converters.get_converter()
_NEEDS: dict[str, Callable[[Message], Any]] = {
    "workspace/configuration": lambda c: c["workspace"]["configuration"],
    "workspace/applyEdit": lambda c: c["workspace"]["applyEdit"],
    "workspace/workspaceFolders": lambda c: c["workspace"]["workspaceFolders"],
    "workspace/codeLens/refresh": lambda c: c["workspace"]["codeLens"]["refreshSupport"],
    "workspace/diagnostic/refresh": lambda c: c["workspace"]["diagnostics"]["refreshSupport"],
    "workspace/textDocumentContent/refresh": lambda c: c["workspace"]["textDocumentContent"],
    "window/showDocument": lambda c: c["window"]["showDocument"]["support"],
    "window/workDoneProgress/create": lambda c: c["window"]["workDoneProgress"],
}
_REGISTERED: dict[str, Callable[[Message], Any]] = {
    "workspace/didChangeWatchedFiles": lambda c: c["workspace"]["didChangeWatchedFiles"],
    "workspace/didChangeConfiguration": lambda c: c["workspace"]["didChangeConfiguration"],
}


def read_frame(stream: BinaryIO, problems: list[str]) -> bytes | None:
    """The body of the next message; None at the end of the stream."""
    length = None
    while line := stream.readline():
        if not line.endswith(b"\r\n"):
            problems.append(f"not a header line: {line!r}")
            return None
        if line == b"\r\n":
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() != b"content-type":
            problems.append(f"an unknown header: {line!r}")
    if length is None:
        if line:
            problems.append("a message without Content-Length")
        return None
    return stream.read(length)


def problems_of(message: Any, capabilities: Message) -> list[str]:
    """What is wrong with a message of the server, in words; empty where nothing is."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return [f"not a JSON-RPC 2.0 message: {message}"]
    if "method" not in message:
        return _response_problems(message)
    found = []
    method, params = message["method"], message.get("params")
    known = types.METHOD_TO_TYPES.get(method)
    if known is None:
        if not method.startswith(("rusta/", "$/")):
            found.append(f"{method} is no method of LSP")
    else:
        try:
            _CONVERTER.structure(message, known[0])
        except Exception as error:
            found.append(f"{method}: {error!r} in {message}")
    need = _NEEDS.get(method)
    if need is not None and not _has(need, capabilities):
        found.append(f"{method}, which the client did not announce")
    if method == "client/registerCapability":
        for registration in params["registrations"]:
            announced = _REGISTERED.get(registration["method"])
            if announced is None or not _has(
                lambda c, a=announced: a(c)["dynamicRegistration"], capabilities
            ):
                found.append(f"registers {registration['method']}, which the client cannot")
    return found


def _response_problems(message: Message) -> list[str]:
    if "id" not in message or ("result" in message) == ("error" in message):
        return [f"neither a result nor an error, or both: {message}"]
    error = message.get("error")
    if error is not None:
        if type(error.get("code")) is not int or not isinstance(error.get("message"), str):
            return [f"not an error of JSON-RPC: {message}"]
        if "Traceback" in str(error) or 'File "' in str(error):
            return [f"a traceback in an answer: {message}"]
    return []


def _has(need: Callable[[Message], Any], capabilities: Message) -> bool:
    try:
        return bool(need(capabilities))
    except (KeyError, TypeError):
        return False
