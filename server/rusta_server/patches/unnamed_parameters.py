"""Parameters of a method that its trait, one of another crate, does not have, and that its body
never names."""

import re
from collections.abc import Iterator

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.syntax import ancestors, parse, smallest

_COUNTS = re.compile(r"has (\d+) parameters? but the declaration in trait `[^`]*` has (\d+)")
_DECLARED = "trait requires"
"""The label of the span of a trait that is declared in the project."""


def of_unnamed_parameters(
    diagnostic: Diagnostic, text: bytes, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """Their byte ranges, where the method that `start..end` lies in has more than its trait."""
    counts = _COUNTS.search(diagnostic.message) if diagnostic.code == "E0050" else None
    if counts is None or int(counts[1]) <= int(counts[2]):
        return
    if any((span.label or "").startswith(_DECLARED) for span in diagnostic.spans):
        return
    around = ancestors(smallest(parse(text).root_node, start, end))
    method = next((node for node in around if node.type == "function_item"), None)
    listed = method.child_by_field_name("parameters") if method is not None else None
    body = method.child_by_field_name("body") if method is not None else None
    if listed is None or body is None or body.text is None:
        return
    for parameter in listed.named_children:
        pattern = parameter.child_by_field_name("pattern")
        name = pattern.text if pattern is not None else None
        if name is not None and not re.search(rb"\b%b\b" % re.escape(name), body.text):
            yield parameter.start_byte, parameter.end_byte
