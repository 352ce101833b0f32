"""What stands once too often: one of two equal sides of a conflict with its markers, the argument
that would be an allocator, the `&` of items that are wanted themselves."""

import re
from collections.abc import Iterator

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.syntax import ancestors, parse, smallest

CONFLICT = re.compile(
    rb"^<{7}[^\n]*\n(?P<ours>(?:(?!={7}|\|{7}).*\n)*?)(?:\|{7}[^\n]*\n(?:(?!={7}).*\n)*?)?"
    rb"={7}[^\n]*\n(?P<theirs>(?:.*\n)*?)>{7}[^\n]*\n?",
    re.MULTILINE,
)
_CHANGED = "`Iterator::Item` changed to `&"
CONFLICT_SAID = "encountered diff marker"


def of_conflict(diagnostic: Diagnostic, text: bytes) -> Iterator[tuple[int, int]]:
    """The conflicts whose sides are alike: which one goes makes no difference."""
    if diagnostic.message == CONFLICT_SAID:
        yield from (found.span() for found in _equal_sides(text))


def surplus_lines(before: str, after: str) -> int:
    """How many lines the conflicts between equal sides have too many that are gone: nothing that
    anybody wrote goes with them."""
    left = {found[0] for found in CONFLICT.finditer(after.encode())}
    return sum(
        found[0].count(b"\n") - found["ours"].count(b"\n")
        for found in _equal_sides(before.encode())
        if found[0] not in left
    )


def _equal_sides(text: bytes) -> Iterator[re.Match[bytes]]:
    return (found for found in CONFLICT.finditer(text) if found["ours"] == found["theirs"])


def of_allocator(
    diagnostic: Diagnostic, text: bytes, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The last of the type arguments at `start..end`, with the comma before it."""
    if not re.search(r"allocator_api|: Allocator` is not satisfied", diagnostic.message):
        return
    for node in ancestors(smallest(parse(text).root_node, start, end)):
        listed = node.child_by_field_name("type_arguments") if "generic" in node.type else node
        if listed is not None and listed.type == "type_arguments" and listed.named_child_count > 1:
            yield listed.named_children[-2].end_byte, listed.named_children[-1].end_byte
            return


def of_borrowed_items(
    diagnostic: Diagnostic, path: str, text: bytes, shift: int
) -> Iterator[tuple[int, int]]:
    """Every `&` in the closure that made the items references, where they are collected as values;
    one that belongs there does not compile without."""
    if not re.search(r"cannot be built from an iterator over .*`&", diagnostic.message):
        return
    for span in (span for note in diagnostic.notes for span in note.spans):
        if span.path == path and _CHANGED in (span.label or ""):
            start, end = span.start - shift, span.end - shift
            for found in re.finditer(rb"&", text[max(start, 0) : end]):
                yield start + found.start(), start + found.end()
