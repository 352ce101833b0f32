"""A text that a search is at, and how edits and steps make the next one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from rusta_server.candidates import rustc
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic, Suggestion
from rusta_server.contracts.edits import Edit, Overlay, apply_edits
from rusta_server.contracts.proof import Patch
from rusta_server.patches.build import patch_between
from rusta_server.patches.line_ends import with_line_ends

Texts = Mapping[str, str]
"""By token path."""


@dataclass(frozen=True)
class Node:
    """`texts`: the files changed so far, whole. `errors`: what the compiler says of that tree;
    `warnings`: the lints it still trips, where it is green. `order`: its place, from 0, among the
    candidates that were to be tried where it was made. `agreeing`: other sources than that of its
    last step that came to the same text there."""

    texts: dict[str, str]
    steps: tuple[Candidate, ...]
    errors: tuple[Diagnostic, ...]
    warnings: tuple[str, ...] = ()
    order: int = 0
    agreeing: tuple[str, ...] = ()

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        return tuple(Overlay(path=path, text=self.texts[path]) for path in sorted(self.texts))


def patch_of(node: Node, base: Texts) -> Patch:
    """What `node` changes of `base`."""
    return patch_between({path: base.get(path, "") for path in node.texts}, node.texts)


def apply_to(edits: Iterable[Edit], files: Texts) -> dict[str, str] | None:
    """The changed files whole, with the line ends that each has; None where the edits do not fit or
    change nothing."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    after: dict[str, str] = {}
    for path, own in by_path.items():
        if path not in files:
            return None
        try:
            text = apply_edits(files[path].encode(), with_line_ends(own, files[path])).decode()
        except ValueError:
            return None
        if text != files[path]:
            after[path] = text
    return after or None


def interleaved(
    per_root: list[list[tuple[int, Candidate]]],
) -> Iterator[tuple[int, Candidate]]:
    return (pair for row in zip_longest(*per_root) for pair in row if pair is not None)


def shared_first(ordered: Iterable[tuple[int, Candidate]]) -> list[tuple[int, Candidate]]:
    """What is offered in the same words for several of the errors comes before the rest: where one
    edit mends them all, the errors are one mistake. Not so of operators, which know nothing."""
    listed = list(ordered)
    offered: dict[tuple[Edit, ...], set[int]] = {}
    for root, candidate in listed:
        if not candidate.source.startswith("operator:"):
            offered.setdefault(candidate.edits, set()).add(root)
    return sorted(listed, key=lambda pair: len(offered.get(pair[1].edits, ())) < 2)


def first_suggestions(errors: tuple[Diagnostic, ...], files: Texts) -> Candidate | None:
    """rustc's first suggestion of every error, together; None for fewer than two."""
    edits: list[Edit] = []
    used = 0
    for error in errors:
        first = next((s for s in error.suggestions if _whole(s)), None)
        if first is None:
            continue
        own = rustc.edits_of(first, Scene(diagnostic=error, errors=errors, files=dict(files)))
        if any(_overlap(e, old) for e in own for old in edits):
            continue
        edits += own
        used += 1
    if used < 2:
        return None
    return Candidate(
        source="rustc:together",
        title=f"Apply the compiler's first suggestion for each of {used} errors",
        edits=tuple(edits),
    )


def _whole(suggestion: Suggestion) -> bool:
    """Whether it is in the user's own text, with nothing left to fill in."""
    return not suggestion.in_expansion and suggestion.applicability != "has-placeholders"


def joined(node: Node, helped: Mapping[int, Node], base: Texts) -> Node | None:
    """The last step of each helped root, together, where they do not overlap."""
    edits: list[Edit] = []
    steps: list[Candidate] = []
    for index in sorted(helped):
        step = helped[index].steps[-1]
        if any(_overlap(edit, old) for edit in step.edits for old in edits):
            continue
        edits += step.edits
        steps.append(step)
    if len(steps) < 2:
        return None
    after = apply_to(edits, {**base, **node.texts})
    return None if after is None else Node({**node.texts, **after}, (*node.steps, *steps), ())


def _overlap(one: Edit, other: Edit) -> bool:
    if one.path != other.path:
        return False
    if one == other:
        return True
    return one.start < other.end and other.start < one.end
