"""E0308: the value is right and the type written down is not: of a result, a binding, a parameter,
a field, a constant.

Write the type that is used there. Offered for what both types can be written as, the declaration
that explains most of the errors first.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import called_name, functions_named, passed_to
from rusta_server.candidates.generics import where_clause
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, sites, text
from rusta_server.candidates.types import (
    NUMBERS,
    mismatch,
    same,
    strip_references,
    writable,
)
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0271")

# So many errors say which declaration explains most of them.
_COUNTED = 32
_DUE = re.compile(r"expected .*(?:because of return type|due to this type|due to the type of)")
_INDEXED = re.compile(r"cannot be indexed by `(?:(?:\w+::)*Range\w*<)?(\w+)>?`")
_RETURNING = "[(function_item) (function_signature_item) (closure_expression)] @function"
_DECLARED = "[(field_declaration) (const_item) (static_item)] @declared"


def candidates(scene: Scene) -> Iterator[Offer]:
    counted: Counter[tuple[str, int, str]] = Counter()
    found: dict[tuple[str, int, str], tuple[Site, Node, str]] = {}
    others = (e for e in scene.errors[:_COUNTED] if e != scene.diagnostic)
    for error in (scene.diagnostic, *others):
        own = error == scene.diagnostic
        for site, node, new in _retyped(scene.model_copy(update={"diagnostic": error})):
            key = (site.path, node.start_byte, new)
            counted[key] += 1
            if own:
                found.setdefault(key, (site, node, new))
    for key in sorted(found, key=lambda k: -counted[k]):
        site, node, new = found[key]
        if text(node) != new and not _last_use(site, node):
            title = f"Write {new} for the type {shown(node)}"
            yield Offer(title, (site.replace(node, new),))


def _last_use(site: Site, kind: Node) -> bool:
    """Whether a parameter of the function's generics would have no use left but its bounds."""
    function = enclosing(kind, "function_item", "function_signature_item")
    name, generics = text(kind), child(function, "type_parameters")
    if function is None or generics is None:
        return False
    declared = any(text(child(p, "name")) == name for p in generics.named_children)
    uses = re.findall(rf"\b{re.escape(name)}\b", text(function))
    bounds = re.findall(rf"\b{re.escape(name)}\b", text(generics) + text(where_clause(function)))
    return declared and len(uses) - len(bounds) == 1


def _retyped(scene: Scene) -> Iterator[tuple[Site, Node, str]]:
    """(site, type node, what it should be) for every declaration the mismatch goes back to."""
    said = mismatch(scene.diagnostic)
    at = primary_site(scene)
    if at is not None:
        for operand, old, new in _operands(scene, at):
            for site, kind in _of_value(scene, at.at(operand)):
                yield from _inside(site, kind, old, new)
    if said is None or at is None:
        return
    expected, found = strip_references(said.expected, said.found)
    if writable(expected) and "'" not in expected:
        for site, kind in _of_value(scene, at):
            yield from _inside(site, kind, found, expected)
    if writable(found) and "'" not in found:
        for site, span in sites(scene):
            if span.label and _DUE.match(span.label):
                yield from _type_at(site, expected, found)
        for site, kind in _of_field(scene, at):
            yield from _inside(site, kind, expected, found)
        for function, parameter in passed_to(scene, at):
            if (declared := child(parameter, "type")) is not None:
                yield from _inside(function.file, declared, expected, found)


def _operands(scene: Scene, at: Site) -> Iterator[tuple[Node, str, str]]:
    """(operand, its type, what it should be) of what is reckoned or indexed with: operands are of
    one type, so one that does not fit may be right beside one that is declared wrong."""
    node = at.expression
    if node is None:
        return
    indexed = _INDEXED.search(scene.diagnostic.message)
    if indexed is not None and indexed[1] in NUMBERS:
        yield from ((leaf, indexed[1], "usize") for leaf in _leaves(node))
        return
    said = mismatch(scene.diagnostic)
    if said is None or not {said.expected, said.found} <= NUMBERS:
        return
    if _is_sum(node):
        yield from ((leaf, said.found, said.expected) for leaf in _leaves(node))
    around = node.parent
    if around is not None and _is_sum(around):
        others = (n for n in around.named_children if n != node)
        yield from ((leaf, said.expected, said.found) for o in others for leaf in _leaves(o))


def _is_sum(node: Node) -> bool:
    operator = text(child(node, "operator"))
    return node.type == "binary_expression" and operator not in ("&&", "||", "<<", ">>")


def _leaves(node: Node) -> Iterator[Node]:
    if _is_sum(node) or node.type in ("parenthesized_expression", "range_expression"):
        for part in node.named_children:
            yield from _leaves(part)
    else:
        yield node


def _type_at(site: Site, old: str, new: str) -> Iterator[tuple[Site, Node, str]]:
    """The type the label points at, or that of the name it points at."""
    node = site.node
    if node.type == "identifier" and (binding := binding_of(site.at(node), text(node))):
        if binding.type is not None:
            yield from _inside(site, binding.type, old, new)
    elif node.type != "source_file":
        yield from _inside(site, node, old, new)


def _of_value(scene: Scene, at: Site) -> Iterator[tuple[Site, Node]]:
    """The written types that the type of the expression at `at` comes from."""
    node = at.expression
    while node is not None and node.type in ("reference_expression", "parenthesized_expression"):
        node = node.named_children[-1]
    if node is None:
        return
    if node.type in ("identifier", "self"):
        binding = binding_of(at.at(node), text(node))
        if binding is not None and binding.type is not None:
            yield at, binding.type
        elif binding is None:
            yield from _declared(scene, text(node), "const_item", "static_item")
    elif node.type == "field_expression":
        yield from _declared(scene, text(child(node, "field")), "field_declaration")
    elif node.type == "call_expression":
        for function in functions_named(scene, called_name(node)):
            if (kind := child(function.node, "return_type")) is not None:
                yield function.file, kind


def _of_field(scene: Scene, at: Site) -> Iterator[tuple[Site, Node]]:
    """The types of the fields that the expression at `at` is given to."""
    node: Node | None = at.expression or at.node
    while node is not None and node.type in ("reference_expression", "parenthesized_expression"):
        node = node.parent
    around = node.parent if node is not None and node.type == "identifier" else node
    for given in (node, around, around.parent if around is not None else None):
        if given is None:
            continue
        if given.type in ("field_initializer", "shorthand_field_initializer"):
            name = text(child(given, "field") or given)
            yield from _declared(scene, name, "field_declaration")
            return
        left = child(given, "left") if given.type == "assignment_expression" else None
        if left is not None and left.type == "field_expression" and left.end_byte < at.start:
            yield from _declared(scene, text(child(left, "field")), "field_declaration")
            return


def _declared(scene: Scene, name: str, *kinds: str) -> Iterator[tuple[Site, Node]]:
    for path in sorted(scene.files):
        if path.endswith(".rs"):
            file = Site(path, scene.text(path), 0, 0)
            for match in query(file.source, _DECLARED):
                node = match["declared"][0]
                kind = child(node, "type")
                if node.type in kinds and text(child(node, "name")) == name and kind is not None:
                    yield file, kind


def _inside(site: Site, kind: Node, old: str, new: str) -> Iterator[tuple[Site, Node, str]]:
    """Where `kind`, below its references, is `old`."""
    node: Node | None = kind
    while node is not None and node.type == "reference_type" and not same(text(node), old):
        node = child(node, "type")
    if node is not None and same(text(node), old):
        yield site, node, new
