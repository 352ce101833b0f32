"""What rustc and clippy suggest: every alternative of every applicability."""

from collections.abc import Iterator

from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Suggestion


def candidates(scene: Scene) -> Iterator[Candidate]:
    """In rustc's order, those outside of macro expansions first."""
    suggestions = scene.diagnostic.suggestions
    for suggestion in sorted(suggestions, key=lambda s: s.in_expansion):
        yield Candidate(
            source=source_of(suggestion), title=title_of(suggestion), edits=suggestion.edits
        )


def source_of(suggestion: Suggestion) -> str:
    return "rustc:in-expansion" if suggestion.in_expansion else f"rustc:{suggestion.applicability}"


def title_of(suggestion: Suggestion) -> str:
    """rustc's words as a sentence: `consider borrowing here` → `Borrow here`-like, kept as said."""
    text = suggestion.message.strip().rstrip(".:") or "apply the compiler's suggestion"
    return text[0].upper() + text[1:]
