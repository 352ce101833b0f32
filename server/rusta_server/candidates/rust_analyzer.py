"""What rust-analyzer offers at an error: its quick fixes and import assists, as it orders them.

It repeats the compiler's suggestions too; those are none of its own.
"""

from collections.abc import Iterable, Iterator

from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.tools_ra import RaAction, RaActions

FAMILY = "rust-analyzer"
PLACES = 4
"""At how many ranges of one error it is asked."""

Range = tuple[str, int, int]
"""Path, and bytes."""


def ranges(diagnostic: Diagnostic) -> tuple[Range, ...]:
    """Where to ask: the primary spans whole, then where each begins (assists look at one place),
    then what they are about."""
    spans = [span for span in diagnostic.spans if span.expansion is None]
    spans.sort(key=lambda span: not span.primary)
    whole = [(span.path, span.start, span.end) for span in spans]
    begins = [(span.path, span.start, span.start) for span in spans if span.primary]
    primary = sum(span.primary for span in spans)
    asked = dict.fromkeys([*whole[:primary], *begins, *whole[primary:]])
    return tuple(place for place in asked if place[0].startswith("$WS/"))[:PLACES]


def candidates(scene: Scene, answers: Iterable[RaActions]) -> Iterator[Candidate]:
    """`answers` to the `ranges` of the scene's diagnostic. Each edit once; none where it does not
    fit the scene's texts."""
    seen: set[tuple[object, ...]] = set()
    for action in (action for answer in answers for action in answer.actions):
        if action.name == "check" or action.edits in seen or not _fits(action, scene):
            continue
        seen.add(action.edits)
        yield Candidate(
            source=f"{FAMILY}:{action.name}", title=_title(action.title), edits=action.edits
        )


def _fits(action: RaAction, scene: Scene) -> bool:
    try:
        for path in {edit.path for edit in action.edits}:
            own = [edit for edit in action.edits if edit.path == path]
            apply_edits(scene.text(path), own).decode()
    except (KeyError, ValueError):
        return False
    return True


def _title(text: str) -> str:
    plain = text.strip().rstrip(".:") or "Apply what rust-analyzer offers"
    return plain[0].upper() + plain[1:]
