"""What a documentation comment says in its first sentences."""

import re

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.docs.quote import first_sentences

_MARK = re.compile(r"^\s*(///|//!|/\*\*|/\*!|\*/|\*)[ \t]?", re.MULTILINE)
_CLOSING = re.compile(r"\s*\*/\s*$")


def prose(comment: str, anchor: Anchor) -> str:
    """At most two sentences of the comment, its marks taken off; empty where it has no prose."""
    text = _MARK.sub("", _CLOSING.sub("", comment))
    return first_sentences(Passage(anchor=anchor, heading="", text=text), 2)
