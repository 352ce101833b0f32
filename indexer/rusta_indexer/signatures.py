"""Where the signature of an item ends in its source. Pure."""

from rusta_indexer.syntax import parse, smallest_node


def signature_end(source: bytes, start: int, end: int) -> int:
    """The end of the item `start..end` without its body, without trailing blanks; `end` where it
    has none, or is not what the source holds."""
    if not 0 <= start < end <= len(source):
        return end
    node = smallest_node(parse(source), start, end)
    body = node.child_by_field_name("body")
    if body is None or node.start_byte != start:
        return end
    return start + len(source[start : body.start_byte].rstrip())
