"""The expressions an operator looks at: those of the spans first, then what they are part of, then
where the names in them come from."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.bindings import binding_of, root_name
from rusta_server.candidates.site import EXPRESSIONS, Site, child, sites
from rusta_server.contracts.candidate import Scene

_ENDS = frozenset(("block", "match_arm", "closure_expression", "declaration_list", "source_file"))
# Names, visibility and syntax are settled before types are looked at; no borrow helps there.
_TYPED = frozenset(("borrow", "moves", "types", "traits", "other"))

# What one side of these has to be the other side says.
_PAIRS = frozenset(
    ("assignment_expression", "binary_expression", "compound_assignment_expr", "range_expression")
)


def is_typed(scene: Scene) -> bool:
    """Whether another type, borrow or copy of a value can be the answer to the error."""
    return scene.diagnostic.slice in _TYPED


def expressions_near(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """Without repeats. Of every span: its expression, the parts of it, what it is part of up to the
    statement, the value its first name was bound to."""
    seen: set[tuple[str, int, int]] = set()
    for site, node in _all(scene):
        key = (site.path, node.start_byte, node.end_byte)
        if key not in seen:
            seen.add(key)
            yield site, node


def _all(scene: Scene) -> Iterator[tuple[Site, Node]]:
    found = list(sites(scene))
    for site, _ in found:
        node = site.expression
        if node is None or node.type in ("block", "closure_expression"):
            continue
        yield site, node
        for part in _parts(node):
            yield site, part
        for around in _around(node):
            yield site, around
        if node.parent is not None and node.parent.type in _PAIRS:
            for part in _parts(node.parent):
                yield site, part
                yield from _origin(site, part)
        for part in (node, *_parts(node)):
            yield from _origin(site, part)


def _parts(node: Node) -> list[Node]:
    """Operands, arguments, receiver: one level down, arguments unpacked."""
    found: list[Node] = []
    for part in node.named_children:
        if part.type in EXPRESSIONS and part.type != "block":
            found.append(part)
        elif part.type == "arguments":
            found += [a for a in part.named_children if a.type in EXPRESSIONS]
    if node.type == "call_expression":
        head = child(node, "function")
        receiver = child(head, "value")
        found = [n for n in found if n != head]
        if receiver is not None:
            found.append(receiver)
    return found


def _around(node: Node) -> Iterator[Node]:
    for parent in ancestors(node):
        if parent.type in _ENDS or parent.type.endswith(("statement", "declaration", "item")):
            return
        if parent.type in EXPRESSIONS and parent.type not in (
            "field_expression",
            "scoped_identifier",
        ):
            yield parent


def _origin(site: Site, node: Node) -> Iterator[tuple[Site, Node]]:
    name = root_name(node)
    binding = binding_of(site, name) if name and name != "self" else None
    if binding is not None and binding.value is not None:
        yield site.at(binding.value), binding.value
