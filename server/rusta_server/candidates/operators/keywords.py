"""A keyword more or less: `return`, `break`, `move`, `.await`, `dyn`, `impl`; `async`, `const` and
`unsafe` of a function."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene

_TYPES = frozenset(("E0782", "E0277", "E0308", "E0746", "E0562", "E0191", "E0038", "E0404"))
_SKIPPED = frozenset(("names", "visibility", "syntax", "lint"))


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.slice in _SKIPPED:
        return
    seen: set[tuple[str, int, str]] = set()
    for site, _ in list(sites(scene))[:3]:
        for node in (site.node, *ancestors(site.node)):
            if node.type in ("function_item", "source_file", "impl_item"):
                yield from _of_function(site, node, seen)
                break
            if (site.path, node.start_byte, node.type) not in seen:
                seen.add((site.path, node.start_byte, node.type))
                yield from _of_expression(site, node)
                yield from _returned(site, node)
                if scene.diagnostic.code in _TYPES:
                    yield from _of_type(site, node)


def _of_expression(site: Site, node: Node) -> Iterator[Offer]:
    if node.type == "closure_expression":
        word = next((c for c in node.children if c.type == "move"), None)
        if word is None:
            yield Offer("Let the closure move what it uses", (site.before(node, "move "),))
        else:
            edit = site.replace_range(word.start_byte, word.end_byte + 1, "")
            yield Offer("Let the closure borrow what it uses", (edit,))
    elif node.type == "await_expression":
        value = node.named_children[0]
        yield Offer(f"Do not await {shown(value)}", (site.replace(node, text(value)),))
    elif node.type == "call_expression":
        yield Offer(f"Await {shown(node)}", (site.after(node, ".await"),))
    elif node.type in ("return_expression", "break_expression") and node.named_children:
        edit = site.replace(node, text(node.named_children[-1]))
        yield Offer(f"Give {shown(node.named_children[-1])} as the value", (edit,))
    elif node.type == "expression_statement" and node.children[-1].type == ";":
        value = node.children[0]
        if value.type not in ("return_expression", "assignment_expression", "macro_invocation"):
            yield Offer(f"Return {shown(value)}", (site.before(value, "return "),))


def _returned(site: Site, node: Node) -> Iterator[Offer]:
    """Where it is the value of a block, and that of a function is wanted."""
    block = node.parent
    is_value = not node.type.endswith(("statement", "declaration", "item"))
    if is_value and block is not None and block.type == "block" and node == block.children[-2]:
        yield Offer(f"Return {shown(node)}", (site.before(node, "return "),))


def _of_type(site: Site, node: Node) -> Iterator[Offer]:
    if node.type in ("dynamic_type", "abstract_type"):
        old = "dyn" if node.type == "dynamic_type" else "impl"
        word = next((c for c in node.children if c.type == old), None)
        if word is not None:
            new = "impl" if old == "dyn" else "dyn"
            yield Offer(f"Write {new} instead of {old}", (site.replace(word, new),))
    elif node.type in ("type_identifier", "generic_type") and child(node.parent, "type") == node:
        for new in ("impl", "dyn"):
            yield Offer(f"Write {new} {shown(node)}", (site.before(node, f"{new} "),))


def _of_function(site: Site, node: Node, seen: set[tuple[str, int, str]]) -> Iterator[Offer]:
    """`async`, `const` and `unsafe` in front of `fn`."""
    if node.type != "function_item" or (site.path, node.start_byte, "fn") in seen:
        return
    seen.add((site.path, node.start_byte, "fn"))
    listed = next((c for c in node.children if c.type == "function_modifiers"), None)
    name = text(child(node, "name"))
    for word in listed.children if listed is not None else ():
        if word.type in ("async", "const", "unsafe"):
            edit = site.replace_range(word.start_byte, word.end_byte + 1, "")
            yield Offer(f"Let {name} be no {word.type} fn", (edit,))
    start = next((c for c in node.children if c.type == "fn"), None)
    if start is not None and (listed is None or "async" not in text(listed)):
        yield Offer(f"Let {name} be an async fn", (site.before(start, "async "),))
