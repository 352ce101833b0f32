"""A type's parameter that the type never uses: what of it may go, where nobody means it."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tree_sitter import Node, Query, QueryCursor

from rusta_server.patches.meant import documentation
from rusta_server.patches.syntax import RUST, ancestors, parse, smallest

_GIVEN = Query(RUST, "[(generic_type) (generic_type_with_turbofish)] @node")


def of_unused_type_parameter(
    start: int, end: int, path: str, text: bytes, project: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """The type parameter at bytes `start..end` of `text`, the file `path`, with its bounds and a
    comma; its list where it stands alone. Nothing where the documentation of the type quotes it or
    any text of `project` gives as many arguments as the type has: what this build leaves out too.
    """
    for node in ancestors(smallest(parse(text).root_node, start, end)):
        listed = node.parent
        if listed is None or listed.type != "type_parameters":
            continue
        parameters = [n for n in listed.named_children if n.type.endswith("parameter")]
        item = listed.parent
        if item is None or _is_meant(item, node, len(parameters), path, text, project):
            return
        if len(parameters) == 1:
            yield listed.start_byte, listed.end_byte
            return
        after = re.compile(rb"\s*,").match(text, node.end_byte)
        before = re.search(rb",\s*$", text[: node.start_byte])
        if after is not None:
            yield node.start_byte, after.end()
        else:
            yield before.start() if before is not None else node.start_byte, node.end_byte
        return


def _is_meant(
    item: Node, parameter: Node, count: int, path: str, text: bytes, project: Mapping[str, str]
) -> bool:
    name = parameter.child_by_field_name("name") or parameter
    written = re.escape((name.text or b"").split(b":")[0].strip())
    if re.search(rb"`[^`\n]*(?<![\w'])%b\b[^`\n]*`" % written, documentation(item)):
        return True
    named = item.child_by_field_name("name")
    owner = (named.text or b"") if named is not None else b""
    others = (t.encode() for p, t in project.items() if p != path and p.endswith(".rs"))
    return any(count in _counts(each, owner) for each in (text, *others))


@lru_cache(maxsize=256)
def _counts(text: bytes, owner: bytes) -> frozenset[int]:
    """With how many arguments a type of that name is written."""
    if not re.search(rb"\b%b\s*(?:::\s*)?<" % re.escape(owner), text):
        return frozenset()
    found: set[int] = set()
    for node in QueryCursor(_GIVEN).captures(parse(text).root_node).get("node", []):
        kind, listed = node.child_by_field_name("type"), node.child_by_field_name("type_arguments")
        if kind is None or listed is None:
            continue
        if (kind.text or b"").rpartition(b"::")[2].strip() == owner:
            found.add(sum("comment" not in c.type for c in listed.named_children))
    return frozenset(found)
