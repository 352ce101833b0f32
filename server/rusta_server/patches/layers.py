"""Layers around a written type, `Option` of `Option<T>`, and those that a diagnostic speaks of."""

import re

from tree_sitter import Node

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.meant import is_kept_layer
from rusta_server.patches.named import last_segment, nodes, text_of
from rusta_server.patches.syntax import ancestors, parse, smallest

LAYERS = frozenset(
    "Option Result Box Rc Arc Vec Cell RefCell Mutex RwLock Cow Pin Ref RefMut Poll".split()
)
_REFERENCE = re.compile(r"&(?:'\w+ )?(mut )?")
_HEAD = re.compile(r"(?:impl |dyn )?(?:\w+::)*(\w+)(?:<|$)")
_QUOTED = re.compile(r"`([^`]+)`")


def is_layer(diagnostic: Diagnostic, text: bytes, start: int, end: int) -> bool:
    """Whether the word is of a layer around a written type, but not of the type inside, and the
    diagnostic speaks of a type with that layer."""
    said = layers_said(diagnostic)
    word = smallest(parse(text).root_node, start, end)
    for around in ancestors(word):
        inner = inner_type(around)
        outside = inner is not None and not (inner.start_byte <= start and end <= inner.end_byte)
        if outside and layer_of(around) in said:
            return not is_kept_layer(word)
    return False


def inner_type(node: Node) -> Node | None:
    """`X` of the written types `Option<X>`, `Result<X, E>`, `&X`, `impl Future<Output = X>`."""
    if node.type == "reference_type":
        return node.child_by_field_name("type")
    if node.type == "abstract_type":
        trait = node.child_by_field_name("trait")
        named = (
            last_segment(text_of(trait.child_by_field_name("type"))) if trait is not None else ""
        )
        bindings = nodes(node, "type_binding") if named == "Future" else []
        return next((b.child_by_field_name("type") for b in bindings), None)
    listed = node.child_by_field_name("type_arguments") if node.type == "generic_type" else None
    if listed is None or layer_of(node) not in LAYERS:
        return None
    types = [c for c in listed.named_children if c.type not in ("lifetime", "type_binding")]
    return types[0] if types else None


def layer_of(node: Node) -> str:
    """`Option` of `std::option::Option<X>`, `&`, `&mut`, `Future`."""
    if node.type == "reference_type":
        mutable = any(c.type == "mutable_specifier" for c in node.children)
        return "&mut" if mutable else "&"
    if node.type == "abstract_type":
        return "Future"
    return last_segment(text_of(node.child_by_field_name("type")))


def layers_said(diagnostic: Diagnostic) -> set[str]:
    """The layers that the types it quotes begin with, below references too."""
    return {layer for quoted in _QUOTED.findall(diagnostic.said) for layer in layers_of(quoted)}


def layers_of(written: str) -> set[str]:
    """`&`, `Vec` and `Option` of `&Vec<Option<T>>`: what is around a type as rustc prints it."""
    found: set[str] = set()
    written = written.strip()
    while True:
        mark, name = _REFERENCE.match(written), _HEAD.match(written)
        if mark is not None:
            found.add("&mut" if mark[1] else "&")
            written = written[mark.end() :]
        elif name is not None and name[1] in (*LAYERS, "Future"):
            found.add(name[1])
            written = written[name.end() :].removeprefix("Output = ")
        else:
            return found
