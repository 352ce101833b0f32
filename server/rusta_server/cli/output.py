"""What a command prints: one JSON document, or text for people; and how it ends."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.documents import ErrorDocument
from rusta_server.contracts.probe import INTERNAL_ERROR, ProbeError, ProbeFailure

DONE, ABSTAINED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def print_json(document: Record) -> None:
    sys.stdout.write(json.dumps(document.model_dump(mode="json"), ensure_ascii=False) + "\n")


def fail(error: ProbeError, *, as_json: bool, trace: str | None = None) -> NoReturn:
    """End with exit code 2: what happened, what was left untouched, what helps."""
    document = ErrorDocument(error=error, trace=trace)
    if as_json:
        print_json(document)
    else:
        err.print(f"[bold red]error[/]: {_escape(error.message)}")
        err.print(f"  [dim]{document.untouched}[/]")
        if error.remedy:
            err.print(f"  [bold]help[/]: {_escape(error.remedy)}")
    raise SystemExit(BAD_INPUT)


@contextmanager
def errors_shown(*, as_json: bool) -> Iterator[None]:
    """Turn failures into the error document; never a traceback for the user."""
    try:
        yield
    except ProbeFailure as failure:
        fail(
            ProbeError(code=failure.code, message=str(failure), remedy=failure.remedy),
            as_json=as_json,
        )
    except KeyboardInterrupt:
        err.print("\n[yellow]stopped[/]: what was applied before can be undone with: rusta revert")
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        fail(
            ProbeError(
                code=INTERNAL_ERROR,
                message=f"{error.strerror or error}: {error.filename or ''}".rstrip(": "),
                remedy="check the disk and the permissions, then: rusta doctor",
            ),
            as_json=as_json,
        )


def fail_by_a_bug(error: Exception, *, as_json: bool) -> NoReturn:
    """The last resort: an error nobody foresaw, told like any other."""
    fail(
        ProbeError(
            code=INTERNAL_ERROR,
            message=f"a bug in rusta: {type(error).__name__}: {error}",
            remedy="run it again with RUSTA_BACKTRACE=1 to see where, and report that",
        ),
        as_json=as_json,
    )


def _escape(text: str) -> str:
    return text.replace("[", r"\[")
