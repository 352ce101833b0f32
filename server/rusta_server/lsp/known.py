"""What was proven before the text was edited elsewhere, moved to where it belongs now.

Somebody who goes on typing while an error stands gets its fix proven anew at once, and no search.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.proof import FileChange, Proposal
from rusta_server.contracts.results import KnownPatch, ProposeResult
from rusta_server.patches.build import patch_between
from rusta_server.patches.threeway import HunkConflictError, unapply

Read = Callable[[str], bytes | None]


def moved(
    before: ProposeResult | None, errors: Sequence[Diagnostic], kept: Read, now: Read
) -> tuple[KnownPatch, ...]:
    """The proposals of `before` that fit the text as it is now, in their order; none where other
    errors are met now. `kept` reads a text by its sha256, `now` one by its token path."""
    if before is None or _counted(before.diagnostics) != _counted(errors):
        return ()
    return tuple(_moved(before.proposals, kept, now))


def _counted(errors: Sequence[Diagnostic]) -> Counter[tuple[str, str, str]]:
    return Counter(error.fingerprint for error in errors)


def _moved(proposals: Sequence[Proposal], kept: Read, now: Read) -> Iterator[KnownPatch]:
    for proposal in proposals:
        files = [_edits(file, kept, now) for file in proposal.patch.files]
        edits = [edit for found in files if found is not None for edit in found]
        if None not in files and edits:
            yield KnownPatch(
                title=proposal.title,
                sources=proposal.sources,
                edits=tuple(edits),
                features=proposal.confidence.features,
            )


def _edits(file: FileChange, kept: Read, now: Read) -> tuple[Edit, ...] | None:
    """The change of one file, made to the text as it is now; None where it does not fit."""
    old = kept(file.before_sha256) if file.before_sha256 is not None else None
    text = now(file.path)
    if old is None or text is None:
        return None
    try:
        # Undoing the way back is going the way again, around what was edited since.
        changed = unapply(apply_edits(old, file.edits), old, text)
        patch = patch_between({file.path: text.decode()}, {file.path: changed.decode()})
    except (HunkConflictError, ValueError):
        return None
    return patch.files[0].edits if patch.files else None
