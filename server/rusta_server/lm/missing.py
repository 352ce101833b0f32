"""Names that an error calls unknown, read off its message: a file that speaks of them does not
make them exist. Pure."""

import re

from rusta_server.contracts.diagnostic import Diagnostic

_CODES = frozenset(
    """
    E0026 E0405 E0407 E0412 E0422 E0423 E0425 E0426 E0432 E0433 E0437 E0438 E0531 E0559 E0560 E0574
    E0576 E0599 E0609 E0610
    """.split()
)
_WITHOUT_CODE = re.compile(r"cannot find (?:derive |attribute |)(?:macro|attribute) ")
_FIELD = re.compile(r"(?:has no|does not have a) field named `([^`]+)`")
_QUOTED = re.compile(r"`([^`]+)`")


def missing_names(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The unknown name, of a path its last segment; none where it is about something else."""
    message = diagnostic.message
    if diagnostic.code not in _CODES and not _WITHOUT_CODE.match(message):
        return ()
    found = _FIELD.search(message) or _QUOTED.search(message)
    if found is None:
        return ()
    name = found[1].rpartition("::")[2].strip("!'")
    return (name,) if name.isidentifier() else ()
