"""What another crate decides: the signature of a method that its trait declares, and what there is
to import of it."""

import re
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


def of_lost_import(
    diagnostic: Diagnostic, text: bytes, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The name at `start..end` of a list of imports, where there is no such item and no other word
    of the file is this name: a trait, imported for its methods."""
    name = text[start:end]
    if diagnostic.code != "E0432" or not re.fullmatch(rb"\w+", name):
        return
    node = smallest(parse(text).root_node, start, end)
    alone = len(re.findall(rb"(?<!\w)" + name + rb"(?!\w)", text)) == 1
    if alone and node.parent is not None and node.parent.type == "use_list":
        after = re.compile(rb"\s*,").match(text, end)
        before = text[:start].rstrip()
        first = len(before) - 1 if after is None and before.endswith(b",") else start
        yield first, after.end() if after is not None else end
