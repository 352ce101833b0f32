"""`match` arms and fields that were forgotten."""

from collections.abc import Iterator

from .base import Edit, Source, cut_line, cut_member, rule


@rule("drop-match-arm", "types")
def drop_match_arm(source: Source) -> Iterator[Edit]:
    """An arm of at most two lines is missing from a `match`."""
    for node in source.nodes("match_arm"):
        if node.end_point.row - node.start_point.row < 2:
            yield cut_line(source, node)


@rule("drop-literal-field", "types")
def drop_literal_field(source: Source) -> Iterator[Edit]:
    """`S { a: 1, b: 2 }` becomes `S { a: 1 }`."""
    for node in source.nodes("field_initializer", "shorthand_field_initializer"):
        if node.end_point.row == node.start_point.row:
            yield cut_member(node)


@rule("drop-rest-pattern", "types")
def drop_rest_pattern(source: Source) -> Iterator[Edit]:
    """`S { a, .. }` becomes `S { a }`, `V(..)` becomes `V()`."""
    for node in source.nodes("remaining_field_pattern"):
        yield cut_member(node)


@rule("drop-pattern-field", "types")
def drop_pattern_field(source: Source) -> Iterator[Edit]:
    """`V(a, b)` becomes `V(a)` in a pattern."""
    for node in source.nodes("tuple_struct_pattern"):
        if node.named_child_count >= 2:
            yield cut_member(node.named_children[-1])


@rule("drop-declared-field", "names")
def drop_declared_field(source: Source) -> Iterator[Edit]:
    """A field is missing from a struct's declaration."""
    for node in source.nodes("field_declaration"):
        yield cut_member(node)


@rule("drop-declared-variant", "names")
def drop_declared_variant(source: Source) -> Iterator[Edit]:
    """A variant is missing from an enum's declaration."""
    for node in source.nodes("enum_variant"):
        if node.end_point.row == node.start_point.row:
            yield cut_member(node)
