"""A method, field, variant or trait item of a dependency that is gone: another name, or a method
where a field was. All uses of it at once."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import successors
from rusta_server.candidates.upgrades.places import merged, sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0599", "E0609", "E0560", "E0407", "E0437", "E0438", "E0026", "E0615", "E0616")
_OWNER = re.compile(
    r"(?:found for|on type|for|trait|struct|enum|type|has no field named)\b"
    r"[^`]*`&*(?:mut )?([^`]+)`"
)


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    sites = list(sites_in_place(scene))
    if not facts.items or not sites or "trait bounds were not" in scene.diagnostic.message:
        # It is there; its type lacks a bound.
        return
    name = re.sub(r"\W", "", sites[0].text)
    owner = _owner(scene.diagnostic, name)
    known = owner in facts.by_owner
    if not name:
        return
    yield from _as_noted(scene, name)
    if not (known or name in facts.former_by_name or facts.spoken_of(name)):
        return
    members = [i for i in facts.items if i.owner and i.name != name]
    traits = frozenset(i.trait for i in facts.by_owner.get(owner, []) if i.trait)
    if known:
        nearer = [i for i in members if owner in (i.owner, i.trait) or i.owner in traits]
        members = nearer or members
    yield from _made_method(scene, name, owner, facts)
    # Of a type parameter the type is not known, and none counts as the wrong one.
    for target in successors(name, members, facts, owner=owner if known else "", traits=traits):
        own = list(_renamed(scene, name, target))
        edits = list(own)
        for error in scene.errors:
            if error != scene.diagnostic and error.code in CODES:
                other = scene.model_copy(update={"diagnostic": error})
                edits = merged(edits, _renamed(other, name, target))
        title = f"Call `{name}` what it is called now, `{target.name}`"
        if len(edits) > len(own):
            yield Offer(f"{title}, everywhere", in_order(edits))
        yield Offer(title, in_order(own))


def _as_noted(scene: Scene, name: str) -> Iterator[Offer]:
    """What rustc's note names as the way to build such a value."""
    for note in scene.diagnostic.notes:
        if "consider using" not in note.message or "trying to build" not in note.message:
            continue
        for other in dict.fromkeys(re.findall(r"::(\w+)`", note.message)):
            edits = [
                at.replace_range(at.start, at.end, other)
                for site in sites_in_place(scene)
                if (at := _named(site, name)) is not None
            ]
            if edits:
                yield Offer(f"Build it with `{other}`", in_order(edits))


def _renamed(scene: Scene, name: str, target: DepItem) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        at = _named(site, name)
        if at is None:
            continue
        parent = at.node.parent
        call = parent.parent if parent is not None else None
        called = call is not None and call.type == "call_expression"
        yield at.replace_range(at.start, at.end, target.name)
        if parent is not None and parent.type == "field_expression":
            if target.kind == "method" and not called:
                yield at.insert(at.end, "()")
            elif target.kind == "field" and called and call is not None:
                arguments = child(call, "arguments")
                if arguments is not None and text(arguments) == "()":
                    yield at.remove(arguments)
        tried = call.parent if called and call is not None else None
        if tried is not None and tried.type == "try_expression" and _never_fails(target):
            yield at.replace_range(tried.end_byte - 1, tried.end_byte, "")


def _never_fails(target: DepItem) -> bool:
    """Whether it gives nothing that `?` could be asked of."""
    given = target.signature.rpartition(")")[2]
    return target.kind == "method" and not re.search(r"Result|Option|Poll|impl\b", given)


def _made_method(scene: Scene, name: str, owner: str, facts: Facts) -> Iterator[Offer]:
    """`x.name` where `name` is a method now."""
    methods = [i for i in facts.by_name.get(name, []) if i.kind == "method"]
    if not methods or (owner in facts.by_owner and all(i.owner != owner for i in methods)):
        return
    edits: list[Edit] = []
    for error in dict.fromkeys((scene.diagnostic, *scene.errors)):
        if error.code not in CODES:
            continue
        for site in sites_in_place(scene.model_copy(update={"diagnostic": error})):
            at = _named(site, name)
            parent = at.node.parent if at is not None else None
            if at is None or parent is None or parent.type != "field_expression":
                continue
            if parent.parent is None or parent.parent.type != "call_expression":
                edits = merged(edits, [at.insert(at.end, "()")])
    if edits:
        yield Offer(f"Call `{name}`, which is a method now", in_order(edits))


def _named(site: Site, name: str) -> Site | None:
    """The name within the span, which for a trait's item is all of it."""
    found = re.search(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)",
                      site.source[site.start : site.end])  # fmt: skip
    if found is None:
        return None
    return Site(site.path, site.source, site.start + found.start(), site.start + found.end())


def _owner(error: Diagnostic, name: str) -> str:
    for found in _OWNER.finditer(error.message):
        plain = re.sub(r"<.*|^(?:impl|dyn) ", "", found[1]).rpartition("::")[2].strip()
        if plain and plain != name:
            return plain
    return ""
