"""A free function of a dependency became a method of a trait that its constants implement:
`base64::encode(x)` is `base64::prelude::BASE64_STANDARD.encode(x)` with `Engine` in scope."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import successors
from rusta_server.candidates.upgrades.places import each_merged, sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0425", "E0432")
_TYPE = re.compile(r":\s*(?:&\s*(?:'\w+\s+)?)?([\w:]+)")


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    for site in sites_in_place(scene):
        name = site.text
        for method in _methods(name, facts):
            for constant in _said_first(site, _constants(method, facts)):
                own = list(_mend(scene, method, constant, name))
                edits = list(own)
                for error in scene.errors:
                    if error.code == scene.diagnostic.code and error != scene.diagnostic:
                        other = scene.model_copy(update={"diagnostic": error})
                        edits = each_merged(edits, _mend(other, method, constant, None))
                title = f"Call `{method.name}` of `{constant.name}`"
                if len(edits) > len(own):
                    yield Offer(f"{title}, everywhere", in_order(edits))
                if own:
                    yield Offer(title, in_order(own))


def _methods(name: str, facts: Facts) -> list[DepItem]:
    """Those of traits, as the function is called or nearly so."""
    members = [i for i in facts.items if i.kind == "method" and i.owner and i.owner == i.trait]
    same = [i for i in members if i.name == name and not i.required]
    like = successors(name, members, facts, enough=1.3)
    olds = [i for i in facts.former_by_name.get(name, []) if i.kind == "fn"]
    fitting = [m for m in members if any(_takes_less(m, old) for old in olds) and m in like]
    return same or [*fitting, *(m for m in like if m not in fitting)][:4]


def _takes_less(method: DepItem, old: DepItem) -> bool:
    """Whether it gives the same and takes the same but for what its receiver says now."""
    before, after = (types_of(i.signature) for i in (old, method))
    if after[:1] not in (["&self"], ["&mut self"], ["self"]) or _given(old) != _given(method):
        return False
    rest = iter(before)
    return len(after) == len(before) and all(one in rest for one in after[1:])


def _given(item: DepItem) -> str:
    return item.signature.partition("->")[2].partition(" where ")[0].strip("; ")


def types_of(signature: str) -> list[str]:
    """The types of the parameters of a function, the receiver as it is written."""
    head = re.match(r"[^(<]*(<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)?\(", signature)
    types, depth, one = [], 1, ""
    for mark in signature[head.end() :] if head else "":
        depth += (mark in "(<[") - (mark in ")>]")
        if depth == 0 or (depth == 1 and mark == ","):
            types.append(one)
            one = ""
        else:
            one += mark
        if depth == 0:
            break
    plain = (re.sub(r"^\s*(?:mut\s+)?\w+\s*:(?!:)", "", each).strip() for each in types)
    return [each for each in plain if each]


def _said_first(site: Site, constants: list[DepItem]) -> list[DepItem]:
    """Those that the call's own arguments name before the others."""
    arguments = child(site.enclosing("call_expression"), "arguments")
    if arguments is None:
        return constants
    return sorted(constants, key=lambda c: _configured(arguments, c) is None)


def _constants(method: DepItem, facts: Facts) -> list[DepItem]:
    """Public constants whose type implements the trait, the shortest path first."""
    types = {i.owner for i in facts.items if i.trait == method.trait and i.owner != i.trait}
    found = [
        item
        for item in facts.items
        if item.kind in ("const", "static") and not item.owner and item.crate == method.crate
        and (typed := _TYPE.search(item.signature)) and typed[1].rpartition("::")[2] in types
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.deprecated is not None, len(i.name), i.path))[:6]


def _mend(scene: Scene, method: DepItem, constant: DepItem, name: str | None) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        if name is None and not _alike(site.text, method.name):
            continue
        call = site.enclosing("call_expression")
        function = child(call, "function")
        arguments = child(call, "arguments")
        if call is None or function is None or arguments is None or site.end > function.end_byte:
            continue
        target, dropped = constant.path, _configured(arguments, constant)
        if dropped is not None:
            # The argument goes to the front: what it says is said still.
            yield site.replace(function, method.path)
            yield site.insert(arguments.start_byte + 1, f"&{target}, ")
            yield from _without(site, dropped)
            continue
        yield site.replace(function, f"{target}.{method.name}")
        parent, _, trait = method.path.removesuffix(f"::{method.name}").rpartition("::")
        if trait not in dict(imported_paths(site.tree.root_node)):
            file = Site(site.path, site.source, 0, len(site.source))
            yield from add_import(file, call, parent, [trait]) or (
                file.insert(_top(file.tree.root_node), f"use {parent}::{trait};\n"),
            )


def _alike(name: str, method: str) -> bool:
    return name == method or name.startswith(f"{method}_")


def _configured(arguments: Node, constant: DepItem) -> Node | None:
    """The argument that says what the constant says now: it is the receiver instead."""
    for one in arguments.named_children:
        last = text(one).rpartition("::")[2]
        if last.isupper() and f"_{constant.name}".endswith(f"_{last}"):
            return one
    return None


def _without(site: Site, argument: Node) -> Iterator[Edit]:
    before, after = argument.prev_sibling, argument.next_sibling
    if before is not None and text(before) == ",":
        yield site.replace_range(before.start_byte, argument.end_byte, "")
    elif after is not None and text(after) == ",":
        yield site.replace_range(argument.start_byte, after.end_byte, "")
    else:
        yield site.remove(argument)


def _top(root: Node) -> int:
    """Before the first item that is neither a comment nor an inner attribute."""
    for node in root.named_children:
        if node.type not in ("line_comment", "block_comment", "inner_attribute_item"):
            return node.start_byte
    return 0
