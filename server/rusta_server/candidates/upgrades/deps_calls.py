"""What was called as a function is a value with a method now: `parser(x)(input)` is
`parser(x).parse(input)` once parsers are a trait's."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, site_of, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import each_merged
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0618",)
_FOUND = re.compile(r"found (?:\w+ )?`(?:impl |dyn |&)*([\w:]+)")


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    for method in _methods(scene.diagnostic, facts):
        own = list(_mend(scene, method))
        edits = list(own)
        for error in scene.errors:
            alike = error.code == "E0618" and error != scene.diagnostic
            if alike and any(m.path == method.path for m in _methods(error, facts)):
                other = scene.model_copy(update={"diagnostic": error})
                edits = each_merged(edits, _mend(other, method))
        if len(edits) > len(own):
            yield Offer(f"Call `{method.name}` of `{method.trait}`, everywhere", in_order(edits))
        if own:
            yield Offer(f"Call `{method.name}` of `{method.trait}`", in_order(own))


def _methods(error: Diagnostic, facts: Facts) -> list[DepItem]:
    """Methods that take one value beside `self`, of the trait the value implements: those with a
    default first, for these are what callers are meant to use."""
    found = _FOUND.search(error.message)
    if found is None:
        return []
    name = found[1].rpartition("::")[2]
    traits = {name} | {i.trait for i in facts.by_owner.get(name, []) if i.trait}
    methods = [
        item
        for trait in sorted(traits)
        for item in facts.by_owner.get(trait, [])
        if item.kind == "method" and item.owner == item.trait and _arity(item) == 1
    ]
    return sorted(methods, key=lambda m: (m.required, m.signature.count("<"), len(m.name)))[:4]


def _arity(item: DepItem) -> int:
    found = re.search(r"\((.*)\)", item.signature)
    inside = found[1] if found else ""
    if not re.match(r"\s*(&\s*)?('\w+ )?(mut )?self\b", inside):
        return -1
    depth, commas = 0, 0
    for mark in inside.rstrip(", "):
        depth += (mark in "(<[") - (mark in ")>]")
        if depth < 0:
            break
        commas += mark == "," and depth == 0
    return commas


def _mend(scene: Scene, method: DepItem) -> Iterator[Edit]:
    called = _in_macro(scene)
    if called is not None:
        yield called.insert(called.end, f".{method.name}")
        yield from _imported(called, called.node, method)
        return
    site = _called(scene)
    call = site.enclosing("call_expression") if site is not None else None
    while call is not None and site is not None and call.end_byte < site.end:
        call = call.parent
    function, arguments = child(call, "function"), child(call, "arguments")
    if site is None or function is None or arguments is None:
        return
    yield site.insert(arguments.start_byte, f".{method.name}")
    yield from _imported(site, function, method)


def _imported(site: Site, at: Node, method: DepItem) -> Iterator[Edit]:
    parent, _, trait = method.path.removesuffix(f"::{method.name}").rpartition("::")
    if trait not in dict(imported_paths(site.tree.root_node)):
        # A module that imports everything of the one above sees what that imports.
        module = enclosing(at, "mod_item")
        while module is not None and module.parent is not None and _sees_above(module):
            at = module.parent
            module = enclosing(at, "mod_item")
        file = Site(site.path, site.source, 0, len(site.source))
        yield from add_import(file, at, parent, [trait])


def _sees_above(module: Node) -> bool:
    return re.search(r"\buse\s+super::\*", text(child(module, "body"))) is not None


def _in_macro(scene: Scene) -> Site | None:
    """What is called, where a macro's definition calls it: there are only words, and the call is
    the span that is not the value's own, for that may be an argument of the macro."""
    spans = sorted(scene.diagnostic.spans, key=lambda s: s.primary)
    for span in spans:
        site = site_of(scene, span)
        if site is None or site.enclosing("macro_definition") is None:
            continue
        end = site.end
        if not span.primary:
            end = _before_arguments(site.source, site.start, site.end)
        if end > site.start:
            return Site(site.path, site.source, site.start, end)
    return None


def _before_arguments(source: bytes, start: int, end: int) -> int:
    """Where the last brackets of a call begin."""
    depth = 0
    for at in range(end - 1, start, -1):
        depth += (source[at] in b")]}") - (source[at] in b"([{")
        if depth == 0:
            return at
    return start


def _called(scene: Scene) -> Site | None:
    """The call as written, whatever of it the span covers."""
    span = scene.diagnostic.primary
    site = site_of(scene, span)
    if site is None:
        return None
    node = site.node
    while node.parent is not None and not (
        node.type == "call_expression" and node.start_byte <= site.start
        and _callee_ends(node) >= site.end
    ):  # fmt: skip
        node = node.parent
    return site.at(node) if node.type == "call_expression" else site


def _callee_ends(call: object) -> int:
    function = child(call, "function")  # type: ignore[arg-type]
    return function.end_byte if function is not None else -1
