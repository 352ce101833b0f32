"""The door from a command to a session: open the workspace, show progress, read the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

from rusta_server.cli.options import Common
from rusta_server.cli.output import errors_shown, fail
from rusta_server.cli.progress import shown
from rusta_server.contracts.canonical import Record
from rusta_server.contracts.probe import INTERNAL_ERROR, INVALID_PARAMS, ProbeError, ProbeFailure
from rusta_server.contracts.results import At
from rusta_server.runner.live import Finished
from rusta_server.session import Session

R = TypeVar("R", bound=Record)


@contextmanager
def opened(common: Common, *, anywhere: bool = False) -> Iterator[Session]:
    """A session for the command's workspace; failures end the command with exit code 2.

    `anywhere`: the command needs no workspace, only its documentation.
    """
    with (
        errors_shown(as_json=common.as_json),
        shown() as progress,
        Session.open(
            common.directory,
            selectors=common.selectors,
            sandbox=not common.no_sandbox,
            flags=common.policy,
            progress=progress,
            anywhere=anywhere,
        ) as session,
    ):
        yield session


def finish(finished: Finished, model: type[R], *, as_json: bool) -> tuple[str, R]:
    """The job's trace and result; ends the command where the job was stopped."""
    if finished.error is not None or finished.result is None:
        stop(finished, as_json=as_json)
    assert isinstance(finished.result, model)
    return finished.trace, finished.result


def stop(finished: Finished, *, as_json: bool) -> NoReturn:
    error = finished.error or ProbeError(code=INTERNAL_ERROR, message="the job gave no result")
    fail(error, as_json=as_json, trace=finished.trace)


def position(text: str, session: Session) -> At:
    """`FILE:LINE[:COL]` as a position.

    Raises:
        ProbeFailure: it is not written like that, or the file is outside of the workspace.
    """
    name, *numbers = text.rsplit(":", 2)
    if not numbers or not all(number.isdigit() and int(number) for number in numbers):
        raise ProbeFailure(
            INVALID_PARAMS, f"{text!r} is not FILE:LINE:COL", "for example --at src/main.rs:12:5"
        )
    line, column = [int(number) for number in numbers] + ([1] if len(numbers) == 1 else [])
    return At(path=file_token(name, session), line=line, column=column)


def file_token(name: str, session: Session) -> str:
    """The token path of a file, named from here or from the workspace's root.

    Raises:
        ProbeFailure: there is none, or it lies outside of the workspace.
    """
    path = Path(name)
    for candidate in (path, session.ctx.workspace.root / path):
        if candidate.is_file():
            return session.ctx.tokens.to_token(candidate.resolve())
    raise ProbeFailure(INVALID_PARAMS, f"there is no file {name}", "name it from here")
