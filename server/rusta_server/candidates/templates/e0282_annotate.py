"""E0282, E0283, E0284: nothing says which type is meant.

Name it: what the function returns where the value is returned, what the file collects into
elsewhere, the usual type of `collect`, `parse`, `sum`, an empty collection's elements.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.functions import called_name, function_around
from rusta_server.candidates.nearby import expressions_near
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.candidates.types import arguments_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0282", "E0283", "E0284", "E0790")

_USUAL = {
    "collect": ("Vec<_>", "String", "HashMap<_, _>", "HashSet<_>", "Result<Vec<_>, _>"),
    "parse": ("usize", "u32", "i32", "u64", "i64", "f64", "u8"),
    "sum": ("usize", "u32", "i32", "u64", "i64", "f64"),
    "product": ("usize", "u32", "i32", "u64", "i64", "f64"),
}
_ELEMENTS = ("i32", "String", "u8", "usize", "&str")
_EMPTY = re.compile(r"(Vec|VecDeque|HashSet|BTreeSet|LinkedList|BinaryHeap)::new\(\)|vec!\[\]")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        declaration = site.enclosing("let_declaration")
        if declaration is not None and child(declaration, "type") is None:
            yield from _let(site, declaration)
    for site, node in expressions_near(scene):
        function = child(node, "function")
        name = called_name(node) if node.type == "call_expression" else ""
        if name in _USUAL and function is not None and function.type != "generic_function":
            for kind in dict.fromkeys((*_elsewhere(site, name), *_USUAL[name])):
                yield Offer(f"Say that {name} gives {kind}", (site.after(function, f"::<{kind}>"),))
        elif name == "into" and scene.diagnostic.code == "E0283":
            yield from _from(scene, site, node)


def _let(site: Site, declaration: Node) -> Iterator[Offer]:
    pattern, value = child(declaration, "pattern"), child(declaration, "value")
    if pattern is None or value is None or pattern.type != "identifier":
        return
    name, source = text(pattern), text(value)
    function = function_around(site.at(declaration))
    result = plain(child(function.node, "return_type")) if function is not None else ""
    kinds = [result, *arguments_of(result)] if result and function is not None else []
    body = child(function.node, "body") if function is not None else None
    tail = body.named_children[-1] if body is not None and body.named_children else None
    if tail is None or not re.search(rf"\b{re.escape(name)}\b", text(tail)):
        kinds = []
    called = re.search(r"\.(collect|parse|sum|product)\(\)", source)
    kinds += _USUAL[called[1]] if called is not None else ()
    if called is not None and called[1] == "parse" and source.endswith("parse()"):
        kinds = [f"Result<{k}, _>" for k in _USUAL["parse"]]
    empty = _EMPTY.search(source)
    if empty is not None:
        kinds += [f"{empty[1] or 'Vec'}<{element}>" for element in _ELEMENTS]
    for kind in dict.fromkeys(kinds):
        yield Offer(f"Declare {name} as {kind}", (site.after(pattern, f": {kind}"),))


def _elsewhere(site: Site, name: str) -> list[str]:
    """The types that other calls of the file name."""
    found: Counter[str] = Counter()
    for match in query(site.tree, "(generic_function) @function"):
        function = match["function"][0]
        inner = child(function, "function")
        given = child(function, "type_arguments")
        if inner is not None and given is not None and text(inner).endswith(name):
            found[text(given)[1:-1]] += 1
    return [kind for kind, _ in found.most_common(3)]


def _from(scene: Scene, site: Site, call: Node) -> Iterator[Offer]:
    """`u32::from(x)` or the full path of `into` for the types that rustc's notes name."""
    receiver = text(child(child(call, "function"), "value"))
    kinds = re.findall(r"Into<([^<>`_]+)>", scene.diagnostic.said)
    declaration = site.enclosing("let_declaration")
    declared = child(declaration, "type")
    kinds += [text(declared)] if declared is not None else []
    for kind in dict.fromkeys(kinds):
        yield Offer(
            f"Convert {receiver} to {kind}", (site.replace(call, f"{kind}::from({receiver})"),)
        )
        full = f"<_ as Into<{kind}>>::into({receiver})"
        yield Offer(f"Convert {receiver} into {kind}", (site.replace(call, full),))
