"""Line ends: what is put into a file ends its lines as the file does."""

import re
from collections.abc import Iterable

from rusta_server.contracts.edits import Edit

_BARE = re.compile(r"(?<!\r)\n")


def with_line_ends(edits: Iterable[Edit], text: str) -> list[Edit]:
    """`edits` of the file `text`, their lines ended by CRLF where most of its lines are. (The Rust
    Reference, "Input format", CRLF normalization: to the compiler both are the same.)"""
    if 2 * text.count("\r\n") <= text.count("\n"):
        return list(edits)
    return [edit.model_copy(update={"text": _BARE.sub("\r\n", edit.text)}) for edit in edits]
