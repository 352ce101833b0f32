"""What an impl says of a method that a trait of another crate declares: the trait decides it."""

from collections.abc import Iterator

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.syntax import ancestors, parse, smallest

_OF_SIGNATURES = frozenset("E0049 E0050 E0053 E0185 E0186 E0195 E0643".split())


def of_foreign_declaration(
    diagnostic: Diagnostic, text: bytes, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The signature of the function around `start..end`, where the diagnostic points at its
    declaration outside of the workspace, which no patch can change."""
    spans = [*diagnostic.spans, *(s for note in diagnostic.notes for s in note.spans)]
    if diagnostic.code not in _OF_SIGNATURES or all(s.path.startswith("$WS/") for s in spans):
        return
    for node in ancestors(smallest(parse(text).root_node, start, end)):
        body = node.child_by_field_name("body")
        if node.type == "function_item" and body is not None:
            yield node.start_byte, body.start_byte
            return
