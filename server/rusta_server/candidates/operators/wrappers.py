"""`Some`, `Ok`, `Err`, `Box::new`, `?` and unwrapping, put around an expression of the spans or
taken from it, as far as the two types of a mismatch ask for it."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import arguments, called_name, function_around
from rusta_server.candidates.nearby import expressions_near
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.candidates.types import head, mismatch
from rusta_server.contracts.candidate import Scene

_CODES = ("E0308", "E0277", "E0599", "E0369", "E0605", "E0609", "E0614", "E0608", "E0600", "E0271")
_MAKES = {
    "Option": ("Some",), "Result": ("Ok", "Err"), "Box": ("Box::new",), "Rc": ("Rc::new",),
    "Arc": ("Arc::new",), "RefCell": ("RefCell::new",), "Cell": ("Cell::new",),
    "Mutex": ("Mutex::new",), "Cow": ("Cow::Borrowed", "Cow::Owned"), "Vec": ("vec!",),
    "Poll": ("Poll::Ready",), "PathBuf": ("PathBuf::from",), "Wrapping": ("Wrapping",),
}  # fmt: skip
_UNWRAPS = ("unwrap_or_default()", "unwrap()")
_CONTAINED = frozenset(("Option", "Result", "Poll", "LockResult"))
_WRAPPED = re.compile(r"`&?(?:mut )?(?:\w+::)*(Option|Result)<")


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code not in _CODES:
        return
    said = mismatch(scene.diagnostic)
    if said is not None:
        for site, _ in list(sites(scene))[:2]:
            node = site.expression
            if node is not None and node.type != "block":
                yield from _wrapped(site, node, head(said.expected))
                yield from _exchanged(site, node, head(said.expected), head(said.found))
                yield from _bare(site, node, head(said.found))
                if head(said.found) in _CONTAINED and head(said.expected) != head(said.found):
                    yield from _opened(site, node, head(said.found))
                inner = _referred(node, said.found)
                if inner is not None and head(said.expected.lstrip("&")) != head(inner[1]):
                    yield from _opened(site, *inner)
                if head(said.found) == "Option" and head(said.expected) == "Result":
                    yield from _behind(site, node, "ok_or_else(Default::default)")
                if head(said.found) == "Result" and head(said.expected) == "Option":
                    yield from _behind(site, node, "ok()")
            yield from _patterns(site, head(said.expected), head(said.found))
    elif (wrapped := _WRAPPED.search(scene.diagnostic.message)) is not None:
        for site, node in list(expressions_near(scene))[:4]:
            yield from _opened(site, node, wrapped[1])


def _referred(node: Node, found: str) -> tuple[Node, str] | None:
    """`x` of `&x` that is a reference to what contains: (x, `Option`)."""
    value = child(node, "value") if node.type == "reference_expression" else None
    kind = head(found.removeprefix("&").removeprefix("mut "))
    return (value, kind) if value is not None and kind in _CONTAINED else None


def _wrapped(site: Site, node: Node, expected: str) -> Iterator[Offer]:
    for made in _MAKES.get(expected, ()):
        left, right = (f"{made}[", "]") if made == "vec!" else (f"{made}(", ")")
        yield Offer(f"Wrap {shown(node)} in {made}", site.wrap(node, left, right))


def _bare(site: Site, node: Node, found: str) -> Iterator[Offer]:
    """`x` instead of `Some(x)`."""
    if node.type == "call_expression" and len(arguments(node)) == 1:
        function = text(child(node, "function"))
        if function in _MAKES.get(found, ()):
            inner = arguments(node)[0]
            yield Offer(
                f"Take {shown(inner)} out of {function}", (site.replace(node, text(inner)),)
            )


def _exchanged(site: Site, node: Node, expected: str, found: str) -> Iterator[Offer]:
    """`Some(x)` instead of `Ok(x)`."""
    function = child(node, "function") if node.type == "call_expression" else None
    if function is None or expected == found or text(function) not in _MAKES.get(found, ()):
        return
    for made in _MAKES.get(expected, ()):
        if "!" not in made:
            yield Offer(
                f"Write {made} instead of {text(function)}", (site.replace(function, made),)
            )


def _opened(site: Site, node: Node, found: str) -> Iterator[Offer]:
    if node.type == "try_expression" or called_name(node) in ("unwrap", "expect"):
        return
    function = function_around(site.at(node))
    result = head(text(child(function.node, "return_type"))) if function is not None else ""
    if result == found or (found == "Result" and result.endswith("Result")):
        yield from _behind(site, node, "?")
    elif found == "Option" and "Result" in result:
        yield from _behind(site, node, "ok_or_else(Default::default)?")
    for method in _UNWRAPS:
        yield from _behind(site, node, method)


def _behind(site: Site, node: Node, suffix: str) -> Iterator[Offer]:
    title = f"Put {suffix.removesuffix('()')} behind {shown(node)}"
    dotted = suffix if suffix == "?" else f".{suffix}"
    if node.type in (
        "reference_expression",
        "unary_expression",
        "binary_expression",
        "closure_expression",
    ):
        yield Offer(title, site.wrap(node, "(", f"){dotted}"))
    elif not node.type.endswith(("literal", "block")):
        yield Offer(title, (site.after(node, dotted),))


def _patterns(site: Site, expected: str, found: str) -> Iterator[Offer]:
    """`Some(x) =>` for `x =>`, and the reverse, where the mismatch stands in a pattern."""
    node: Node | None = site.node
    around = node
    while around is not None and around.type not in ("match_pattern", "let_condition", "block"):
        around = around.parent
    if node is None or around is None or around.type == "block":
        return
    if around.type == "let_condition" and node.start_byte >= _value_start(around):
        return
    kind = child(node if node.type == "tuple_struct_pattern" else node.parent, "type")
    for made in _MAKES.get(expected, ())[:2]:
        if found != expected and "!" not in made:
            if kind is not None and text(kind) in _MAKES.get(found, ()):
                yield Offer(f"Match {made} instead of {text(kind)}", (site.replace(kind, made),))
            yield Offer(f"Match {shown(node)} in {made}", site.wrap(node, f"{made}(", ")"))


def _value_start(condition: Node) -> int:
    value = child(condition, "value")
    return value.start_byte if value is not None else condition.end_byte
