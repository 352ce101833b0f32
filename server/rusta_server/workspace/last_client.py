"""What the last client of `rusta serve` negotiated, kept for `rusta doctor --lsp`."""

import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from rusta_server.contracts.documents import LspDocument
from rusta_server.contracts.probe import UNREADABLE, ProbeFailure
from rusta_server.workspace.state import private_dir, state_home


def keep(document: LspDocument) -> None:
    """Raises OSError, ProbeFailure: it cannot be written."""
    fd, name = tempfile.mkstemp(dir=private_dir(state_home()), prefix="last-client.")
    try:
        with os.fdopen(fd, "w", encoding="utf-8") as out:
            out.write(document.model_dump_json(indent=1))
        Path(name).replace(_path())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def last() -> LspDocument:
    """Raises ProbeFailure: there was none, or what is kept cannot be read."""
    try:
        return LspDocument.model_validate_json(_path().read_bytes())
    except FileNotFoundError:
        raise ProbeFailure(
            UNREADABLE,
            "no editor has started rusta yet",
            "set an editor up as the README says (section In your editor) and open a file of Rust",
        ) from None
    except (OSError, ValidationError) as error:
        raise ProbeFailure(
            UNREADABLE, f"cannot read {_path()}: {error}", f"rm {_path()}"
        ) from error


def _path() -> Path:
    return state_home() / "last-client.json"
