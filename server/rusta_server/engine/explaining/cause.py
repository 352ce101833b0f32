"""Why: one sentence made of the compiler's labels, where their meaning is known."""

from rusta_server.contracts.anchor import Anchor, Claim
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.engine.explaining import naming, ownership, typing_errors
from rusta_server.engine.explaining.parts import Part
from rusta_server.engine.explaining.reading import Reading

_READERS = {**naming.READERS, **typing_errors.READERS, **ownership.READERS}


def cause_claims(diagnostic: Diagnostic, parts: tuple[Part, ...], blob: Anchor) -> list[Claim]:
    """At most one; none where nothing is known of the code or the diagnostic is an unusual one."""
    if diagnostic.code is None and diagnostic.slice != "syntax":
        return []
    reader = _READERS.get(diagnostic.code or "")
    found = reader(Reading(diagnostic, parts)) if reader is not None else None
    if found is None:
        return []
    anchors = tuple(dict.fromkeys(part.anchor for part in found.parts))
    return [Claim(role="cause", text=found.text, anchors=(*anchors, blob))]
