"""A path into a dependency that leads nowhere any more: the item stands elsewhere now, or has
another name, or its module has.

Evidence: the public paths of the locked version, its changelog, and the version before.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, line_start
from rusta_server.candidates.mentions import nodes_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.broken_paths import Broken, broken_paths, out_of_list
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import successors
from rusta_server.candidates.upgrades.places import merged
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = (
    "E0432", "E0433", "E0412", "E0425", "E0405", "E0404", "E0531", "E0532", "E0422", "E0423",
    "E0574", "E0573", "E0603",
)  # fmt: skip


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    own = list(broken_paths(scene, facts))
    if not own:
        return
    others = [
        b
        for error in scene.errors
        if error != scene.diagnostic and error.code in CODES
        for b in broken_paths(scene.model_copy(update={"diagnostic": error}), facts)
    ]
    first = own[0]
    for target in _targets(first, facts):
        edits = list(_mend(first, target, scene))
        title = f"Follow `{'::'.join((*first.prefix, first.name))}` to `{target.path}`"
        alone = in_order(edits)
        for other in [*own[1:], *others]:
            if (other.prefix, other.name, other.rest) == (first.prefix, first.name, first.rest) or (
                (other.prefix, other.name) == (first.prefix, first.name) and first.rest
            ):
                edits = merged(edits, _mend(other, target, scene))
        if len(edits) > len(alone):
            yield Offer(f"{title}, everywhere", in_order(edits))
        yield Offer(title, alone)
    yield from _without_a_step(own, others, facts)
    yield from _item_below(first, facts)
    yield from _each_its_best(own, others, facts, scene)


def _without_a_step(own: list[Broken], others: list[Broken], facts: Facts) -> Iterator[Offer]:
    """What stood below the module that is gone is itself at hand: `dep::gone::kept::Item` is
    `dep::kept::Item`, or `dep::elsewhere::kept::Item`."""
    first = own[0]
    for step, target in _kept(first, facts):
        alone = tuple(_cut(first, step, target))
        edits = list(alone)
        for other in [*own[1:], *others]:
            if (other.prefix, other.name, other.rest[:1]) == (
                first.prefix, first.name, first.rest[:1]
            ):  # fmt: skip
                edits = merged(edits, _cut(other, step, target))
        title = f"Go to `{target}` without `{first.name}`"
        if len(edits) > len(alone):
            yield Offer(f"{title}, everywhere", in_order(edits))
        if alone:
            yield Offer(title, in_order(alone))


def _kept(broken: Broken, facts: Facts) -> list[tuple[int, str]]:
    """(index into `rest`, path) of what of the rest of a path the crate still has, the path with
    least taken out first."""
    found: list[tuple[int, str]] = []
    for step, name in enumerate(broken.rest):
        named = [i for i in facts.by_name.get(name, []) if not i.owner]
        paths = sorted(
            (i.path for i in named if i.crate == broken.crate),
            key=lambda path: (path.count("::"), path),
        )
        found += [(step, path) for path in paths[:3]]
    return found[:6]


def _item_below(broken: Broken, facts: Facts) -> Iterator[Offer]:
    """The module is gone and its item is called otherwise, elsewhere."""
    if not broken.rest:
        return
    name = broken.rest[-1]
    within = [i for i in facts.items if i.crate == broken.crate and not i.owner]
    named = [i for i in within if i.kind != "module" and i.name[:1].isupper() == name[:1].isupper()]
    use = enclosing(broken.at, "use_declaration")
    for target in successors(name, named, facts, enough=1.5)[:4]:
        edits = list(_cut(broken, len(broken.rest) - 1, target.path))
        if edits and use is not None and target.name != name:
            edits += _renamed_below(broken, use, name, target.name)
        if edits:
            yield Offer(f"Take `{target.path}` for `{name}`", in_order(edits))


def _cut(broken: Broken, step: int, target: str) -> Iterator[Edit]:
    site = broken.site
    after = rb"\s*::\s*".join(name.encode() for name in broken.rest[: step + 1])
    rest = re.compile(rb"\s*::\s*" + after + rb"\b").match(site.source, broken.at.end_byte)
    if rest is None:
        return
    before = _steps_in(site.source[broken.first.start_byte : broken.at.start_byte])
    above = "::".join(broken.prefix[: len(broken.prefix) - before])
    if not broken.listed or not above:
        yield site.replace_range(broken.first.start_byte, rest.end(), target)
    elif target.startswith(f"{above}::"):
        shown = target.removeprefix(f"{above}::")
        yield site.replace_range(broken.first.start_byte, rest.end(), shown)


def _each_its_best(
    own: list[Broken], others: list[Broken], facts: Facts, scene: Scene
) -> Iterator[Offer]:
    """All broken paths at once, each led to what it most likely became."""
    edits: list[Edit] = []
    for broken in [*own, *others]:
        best = next(iter(_targets(broken, facts)), None)
        if best is not None:
            edits = merged(edits, _mend(broken, best, scene))
    if len(own) + len(others) > 1 and edits:
        yield Offer("Follow every moved item to its new place", in_order(edits))


def _targets(broken: Broken, facts: Facts) -> list[DepItem]:
    parent = "::".join(broken.prefix)
    within = [i for i in facts.items if i.crate == broken.crate and not i.owner]
    if broken.rest or broken.below:
        modules = {i.path: i for i in within if i.kind in ("module", "struct", "enum", "trait")}
        written = {*broken.prefix, broken.name}
        for wanted in ({*broken.below}, {*broken.rest[:1]}, {*broken.rest[-1:]}):
            holding = Counter(i.path.rpartition("::")[0] for i in facts.items if i.name in wanted)
            paths = [path for path in holding if path in modules]
            if paths:
                paths.sort(key=lambda p: (-len(written & {*p.split("::")}), len(p), p))
                paths.sort(key=lambda p: -holding[p])
                return [modules[path] for path in paths[:6]]
        likely = successors(broken.name, modules.values(), facts, parent=parent)
        if broken.rest or likely:
            return likely
    free = [i for i in within if i.kind not in ("module",) and i.path != f"{parent}::{broken.name}"]
    return successors(broken.name, free, facts, parent=parent)


def _mend(broken: Broken, target: DepItem, scene: Scene) -> Iterator[Edit]:
    site, path = broken.site, target.path
    use = enclosing(broken.at, "use_declaration")
    parent = "::".join(broken.prefix)
    if path.rpartition("::")[0] == parent:
        yield site.replace(broken.at, target.name)
    elif broken.listed and use is not None:
        yield from _out_of_list(broken, use, path)
    elif path.startswith(f"{parent}::"):
        yield site.replace(broken.at, path.removeprefix(f"{parent}::"))
    else:
        yield site.replace_range(broken.first.start_byte, broken.at.end_byte, path)
    if use is not None and not broken.rest and target.name != broken.name:
        yield from _renamed_below(broken, use, broken.name, target.name)


def _renamed_below(broken: Broken, use: Node, old: str, name: str) -> Iterator[Edit]:
    """Its uses in the module that imports it; those imported under another name keep that."""
    if broken.at.parent is not None and broken.at.parent.type == "use_as_clause":
        return
    file = Site(broken.site.path, broken.site.source, 0, len(broken.site.source))
    for node in nodes_named(file, old):
        inside = enclosing(node, "use_declaration")
        if inside is None and node.type in ("identifier", "type_identifier") and _means(node):
            yield file.replace(node, name)


def _means(node: Node) -> bool:
    """Whether a name is not the last step of another path."""
    parent = node.parent
    if parent is not None and parent.type in ("scoped_identifier", "scoped_type_identifier"):
        return child(parent, "name") != node or child(parent, "path") is None
    before = node.prev_sibling
    return before is None or text(before) not in ("::", ".")


def _out_of_list(broken: Broken, use: Node, path: str) -> Iterator[Edit]:
    """Takes it out of the braces and imports it on a line of its own."""
    site = broken.site
    parent = "::".join(broken.prefix)
    if path.startswith(f"{parent}::"):
        yield site.replace(broken.at, path.removeprefix(f"{parent}::"))
        return
    yield from out_of_list(broken)
    rest = "".join(f"::{step}" for step in broken.rest)
    at = line_start(site.source, use.start_byte)
    yield site.insert(at, f"{site.indent(use)}use {path}{rest};\n")


def _steps_in(source: bytes) -> int:
    return len(re.findall(rb"\w+", source))
