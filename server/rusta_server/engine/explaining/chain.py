"""The compiler's own notes: failed obligations and what requires them, quoted where it printed
them. Which step of a chain failed is the compiler's to say, so these are quotations."""

import re
from collections.abc import Iterator

from rusta_server.contracts.anchor import Anchor, Claim
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic, Note
from rusta_server.engine.explaining.parts import short

# Said by a span or a suggestion already, or said of every error of the kind.
_NOISE = re.compile(
    r"^(`-[A-Z] |to override |for further information visit|duplicate diagnostic|`#\["
    r"|this error originates|the following other types implement|expected .*\n? *found "
    r"|try |consider |the lint level is defined|for more information|see issue"
    r"|required when trying to coerce|`[^`]+` defined here$|this function's return type contains"
    r"|an implementation of .* might be missing)|^\w[\w ]* defined here$|is defined here$"
)
_LONGEST = 240
MOST = 4


def chain_claims(diagnostic: Diagnostic, blob: Anchor) -> list[Claim]:
    """A claim for each note that says more than the spans and the suggestions do."""
    claims = []
    for text in dict.fromkeys(_told(diagnostic)):
        anchor = quoted(diagnostic.rendered or diagnostic.message, text, blob)
        claims.append(Claim(role="chain", text=_sentence(text), anchors=(anchor,)))
    return claims[:MOST]


def quoted(rendered: str, text: str, blob: Anchor) -> Anchor:
    """The bytes of `rendered` that hold `text`; all of `blob` where it was printed otherwise.

    What the compiler prints of a note is indented, so lines are looked for one by one."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return blob
    start = rendered.find(lines[0])
    if start < 0:
        return blob
    end = start + len(lines[0])
    for line in lines[1:]:
        at = rendered.find(line, end)
        if at < 0:
            return blob
        end = at + len(line)
    before = len(rendered[:start].encode())
    data = rendered[start:end].encode()
    return blob.model_copy(
        update={
            "start": before,
            "end": before + len(data),
            "span_sha256": sha256_hex(data),
            "title": "rustc: " + short(lines[0].rstrip(":")),
        }
    )


def _told(diagnostic: Diagnostic) -> Iterator[str]:
    suggested = {s.message for s in diagnostic.suggestions}
    for note in diagnostic.notes:
        text = note.message.strip()
        if text in suggested or _NOISE.search(text) or _shown_as_span(note):
            continue
        if text and len(text) <= _LONGEST:
            yield text


def _shown_as_span(note: Note) -> bool:
    """Its place is in the workspace and without words of its own: it is shown among the spans."""
    return any(s.path.startswith("$WS/") and s.label is None for s in note.spans)


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
