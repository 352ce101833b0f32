"""What rustc and clippy suggest: every alternative of every applicability."""

from collections.abc import Iterator

from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Suggestion
from rusta_server.contracts.edits import Edit


def candidates(scene: Scene) -> Iterator[Candidate]:
    """In rustc's order, those outside of macro expansions first."""
    suggestions = scene.diagnostic.suggestions
    for suggestion in sorted(suggestions, key=lambda s: s.in_expansion):
        edits = tuple(_with_blank(edit, scene) for edit in suggestion.edits)
        yield Candidate(source=source_of(suggestion), title=title_of(suggestion), edits=edits)


def _with_blank(edit: Edit, scene: Scene) -> Edit:
    """A word that is taken away takes along one of the blanks it stood between."""
    if edit.text or edit.start == edit.end or edit.path not in scene.files:
        return edit
    source = scene.text(edit.path)
    before, removed = source[: edit.start], source[edit.start : edit.end]
    if (not before or before[-1:].isspace()) and not removed[-1:].isspace():
        after = source[edit.end :]
        return edit.model_copy(update={"end": edit.end + len(after) - len(after.lstrip(b" \t"))})
    return edit


def source_of(suggestion: Suggestion) -> str:
    return "rustc:in-expansion" if suggestion.in_expansion else f"rustc:{suggestion.applicability}"


def title_of(suggestion: Suggestion) -> str:
    """rustc's words as a sentence: `consider borrowing here` → `Borrow here`-like, kept as said."""
    text = suggestion.message.strip().rstrip(".:") or "apply the compiler's suggestion"
    return text[0].upper() + text[1:]
