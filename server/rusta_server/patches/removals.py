"""Removals: runs of words a patch takes away, and which of them nobody asked for.

On teaching examples half of what compiles merely deletes the offending code. A patch that only
takes words away is a fix where a diagnostic calls every one of them superfluous, and nowhere else.
In a patch that also adds words, a whole element that goes (statement, item, arm, argument, bound,
derive) needs the same, unless its words come back elsewhere; single words (`&`, `mut`) may be part
of the one change.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.proof import FileChange
from rusta_server.patches.diff import changes
from rusta_server.patches.lexer import Word, words
from rusta_server.patches.superfluous import Removal, calls_superfluous
from rusta_server.patches.syntax import parse, regions, smallest

_ELEMENTS_OF = frozenset(
    (
        "source_file",
        "declaration_list",
        "block",
        "match_block",
        "enum_variant_list",
        "field_declaration_list",
        "ordered_field_declaration_list",
        "arguments",
        "parameters",
        "closure_parameters",
        "use_list",
        "field_initializer_list",
        "type_arguments",
        "type_parameters",
        "trait_bounds",
        "where_clause",
        "array_expression",
        "tuple_expression",
        "tuple_type",
    )
)
_FRACTION = re.compile(r"(\d[\d_]*)\.\d*[1-9]")
_SEPARATORS = frozenset(",;")
_MAX_SHIFTS = 64


class Run(NamedTuple):
    """Words removed side by side. `places` are the byte ranges in the text before; where equal
    words stand beside each other (`&&x`) it may be any of several `slides`."""

    path: str
    texts: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    slides: tuple[tuple[tuple[int, int], ...], ...]


def unasked_removals(
    files: list[FileChange],
    before: Mapping[str, str],
    after: Mapping[str, str],
    diagnostics: tuple[Diagnostic, ...],
    project: Mapping[str, str],
) -> list[str]:
    """The texts of the removed runs that no diagnostic calls superfluous, where that matters.
    `project`: all texts of the workspace, so that what another file names stays."""
    runs: list[Run] = []
    added: list[tuple[str, ...]] = []
    for file in files:
        for run, new in _differences(file, before.get(file.path, ""), after.get(file.path, "")):
            runs += [run] if run else []
            added += [new] if new else []
    texts = {file.path: before.get(file.path, "").encode() for file in files}
    shifts = {file.path: _shifts(file.edits) for file in files}
    suspects = runs if not added else [r for r in runs if _is_element(r, texts[r.path], added)]
    return [
        " ".join(run.texts)
        for run in suspects
        if not _asked_for(run, texts[run.path], shifts[run.path], diagnostics, project)
    ]


def removed_runs(path: str, before: str, after: str, offset: int = 0) -> list[Run]:
    """Pure removals between two pieces of code; `offset` is where `before` starts, in bytes."""
    return [run for run, _ in _compare(path, before, after, offset) if run is not None]


def _differences(
    file: FileChange, before: str, after: str
) -> Iterator[tuple[Run | None, tuple[str, ...]]]:
    old, new = before.encode(), after.encode()
    for region in regions(old, new, file.edits):
        old_part = old[slice(*region.before)].decode()
        new_part = new[slice(*region.after)].decode()
        yield from _compare(file.path, old_part, new_part, region.before[0])


def _compare(
    path: str, before: str, after: str, offset: int
) -> Iterator[tuple[Run | None, tuple[str, ...]]]:
    """(run, ()) for a pure removal, the `.5` of a number included; (None, words) for new words."""
    old, new = _code(before), _code(after)
    old_texts, new_texts = [w.text for w in old], [w.text for w in new]
    for change in changes(old_texts, new_texts):
        if change.a0 < change.a1:
            lost = _is_fraction_lost(
                old_texts[change.b0 : change.b1], new_texts[change.a0 : change.a1]
            )
            run = _run(path, before, old, change.b0, change.b1, offset) if lost else None
            yield run, () if lost else tuple(new_texts[change.a0 : change.a1])
        else:
            yield _run(path, before, old, change.b0, change.b1, offset), ()


def _is_fraction_lost(old: list[str], new: list[str]) -> bool:
    """`1.5` became `1`; of `1.0` nothing is lost."""
    number = _FRACTION.match(old[0]) if len(old) == len(new) == 1 else None
    return number is not None and new[0] == number[1]


def _run(path: str, text: str, old: list[Word], start: int, end: int, offset: int) -> Run:
    size = end - start
    slides = [start]
    while slides[0] > 0 and old[slides[0] - 1].text == old[slides[0] - 1 + size].text:
        slides.insert(0, slides[0] - 1)
    while slides[-1] + size < len(old) and old[slides[-1]].text == old[slides[-1] + size].text:
        slides.append(slides[-1] + 1)

    def at(first: int) -> tuple[tuple[int, int], ...]:
        return tuple(
            (
                offset + len(text[: word.start].encode()),
                offset + len(text[: word.end].encode()),
            )
            for word in old[first : first + size]
        )

    return Run(path, tuple(w.text for w in old[start:end]), at(start), tuple(map(at, slides)))


def _code(text: str) -> list[Word]:
    return [word for word in words(text) if word.kind not in ("space", "comment")]


def _is_element(run: Run, text: bytes, added: list[tuple[str, ...]]) -> bool:
    """Does a whole element go, and its words do not come back elsewhere?"""
    core = _trimmed(run.texts)
    new = Counter(word for words in added for word in words)
    # `STANDARD` is back in `BASE64_STANDARD`: what it named has another name now.
    lost = (word for word in Counter(core) - new if not any(n.endswith(f"_{word}") for n in new))
    if not core or not any(lost):
        return False
    root = parse(text).root_node
    return any(_covers_element(root, slide[0][0], slide[-1][1]) for slide in run.slides)


def _covers_element(root: Node, start: int, end: int) -> bool:
    node = smallest(root, start, end)
    if node.start_byte >= start and node.end_byte <= end:
        # The range is exactly this node: it is an element if its parent is a list that stays.
        parent = node.parent
        return parent is not None and _lists(parent) and node.is_named
    return _lists(node) and any(
        child.is_named
        and not child.type.endswith("comment")
        and child.type != "mutable_specifier"
        and child.start_byte >= start
        and child.end_byte <= end
        for child in node.children
    )


def _lists(node: Node) -> bool:
    if node.type == "token_tree":
        return node.parent is not None and node.parent.type == "attribute"
    return node.type in _ELEMENTS_OF


def _trimmed(texts: tuple[str, ...]) -> tuple[str, ...]:
    start, end = 0, len(texts)
    while start < end and texts[start] in _SEPARATORS:
        start += 1
    while start < end and texts[end - 1] in _SEPARATORS:
        end -= 1
    return texts[start:end]


def _asked_for(
    run: Run,
    text: bytes,
    shifts: list[int],
    diagnostics: tuple[Diagnostic, ...],
    project: Mapping[str, str],
) -> bool:
    for places in run.slides:
        left = [Removal(run.path, *place) for place in places]
        for diagnostic in diagnostics:
            for shift in shifts:
                left = [
                    r for r in left if not calls_superfluous(diagnostic, r, text, shift, project)
                ]
                if not left:
                    return True
    return False


def _shifts(edits: tuple[Edit, ...]) -> list[int]:
    """By how much an offset may have moved in a text between before and after: every sum of some
    of the edits' growths. A later error of a search has its offsets in such a text."""
    sums = {0}
    for edit in edits:
        grown = len(edit.text.encode()) - (edit.end - edit.start)
        if len(sums) < _MAX_SHIFTS:
            sums |= {s + grown for s in sums}
    return sorted(sums, key=abs)
