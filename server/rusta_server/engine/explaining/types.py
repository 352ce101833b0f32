"""A type, asked of rustc: an expression that is matched with `()` is refused, and the refusal names
the type it has. Cheap, where the tree compiles: the question is one candidate of a batch."""

import re
from collections.abc import Generator
from dataclasses import dataclass

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import JudgeCandidate, JudgeParams, JudgeResult
from rusta_server.engine.job import Step, UnansweredError, ask
from rusta_server.engine.keeping import blob_anchor

_TYPE = re.compile(r"^this expression has type `(.+)`$")
_OPEN = re.compile(r"\{(integer|float)\}|^_$")
_DEADLINE_S = 20


@dataclass(frozen=True)
class TypeAsked:
    """The file `path` with `text`, which is what the tree has with `overlays`."""

    path: str
    text: str
    overlays: tuple[Overlay, ...]
    selectors: tuple[str, ...]


def asked_type(
    about: TypeAsked, start: int, end: int
) -> Generator[Step, tuple[Evidence, ...], tuple[str, Anchor] | None]:
    """The type of the expression `start..end`, and rustc's words for it; None where it has none
    of its own there (a pattern, a place in a macro that takes no block) or rustc cannot be asked.
    """
    expression = about.text.encode()[start:end].decode(errors="replace")
    edit = Edit(
        path=about.path, start=start, end=end,
        text=f"({{ let () = {expression}; {expression} }})",
    )  # fmt: skip
    params = JudgeParams(
        selectors=about.selectors,
        overlays=about.overlays,
        candidates=(JudgeCandidate(id="type", edits=(edit,)),),
        deadline_s=_DEADLINE_S,
    )
    try:
        judged: JudgeResult = yield from ask(params, method="rustc.judge")
    except UnansweredError:
        return None
    for verdict in judged.verdicts:
        for error in verdict.errors:
            type_ = _named(error)
            if type_ is not None:
                words = error.rendered or error.message
                anchor = yield from blob_anchor(words, f"rustc, asked for the type of {expression}")
                return type_, anchor
    return None


def _named(error: Diagnostic) -> str | None:
    """The type in the label beside a `()` that does not fit."""
    labels = [span.label or "" for span in error.spans]
    if error.code != "E0308" or not any("found `()`" in label for label in labels):
        return None
    found = next((m[1] for label in labels if (m := _TYPE.match(label))), None)
    # What the rest of the function would have fixed is open where the question stops the check.
    return found if found is not None and not _OPEN.search(found) else None
