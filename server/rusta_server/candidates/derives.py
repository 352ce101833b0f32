"""Deriving traits for a type of ours, in the style of the types beside it."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene

DERIVABLE = frozenset(
    ("Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd")
)
# What a trait is derived together with.
NEEDS = {
    "Copy": ("Clone",),
    "Eq": ("PartialEq",),
    "PartialOrd": ("PartialEq",),
    "Ord": ("PartialEq", "Eq", "PartialOrd"),
}
_BEHIND = {"Copy": "Clone", "Eq": "PartialEq", "Ord": "PartialOrd"}
# What a public type offers by convention (Rust API guidelines, C-COMMON-TRAITS).
_COMMON = ("Debug", "Clone", "PartialEq")
_DERIVE = re.compile(r"#\[derive\((.*?),?\s*\)\]", re.DOTALL)


def derive(scene: Scene, file: Site, item: Node, traits: tuple[str, ...]) -> Iterator[Offer]:
    """`traits` (and what they need) added to the list of derives that stands at `item`; where none
    does, on a line of their own, first with what the neighbours derive."""
    name = text(child(item, "name"))
    present = derived(item)
    needed = [
        trait
        for wanted in traits
        for trait in (*NEEDS.get(wanted, ()), wanted)
        if trait not in present and not implemented(scene, trait, name)
    ]
    by_hand = [t for t in NEEDS["Ord"] if t not in present and implemented(scene, t, name)]
    if "Ord" in needed and "PartialOrd" in by_hand:
        # The two orders would differ.
        return
    needed = list(dict.fromkeys(needed))
    if not needed or ("Default" in needed and item.type == "enum_item"):
        return
    title = f"Derive {_listed(needed)} for {name}"
    attribute = _attribute(item)
    lists = [names for other in _lists(scene) if (names := _names(other)) and other != attribute]
    if attribute is not None:
        written = _names(attribute)
        for trait in needed:
            written.insert(_place(trait, written, lists), trait)
        yield Offer(title, (file.replace(attribute, f"#[derive({', '.join(written)})]"),))
        return
    written_by_hand = {trait for trait in DERIVABLE if implemented(scene, trait, name)}
    free = [[trait for trait in names if trait not in written_by_hand] for names in lists]
    for usual in _usual(needed, free, item):
        extended = [trait for trait in usual if trait not in written_by_hand]
        line = f"#[derive({', '.join(extended)})]\n{file.indent(item)}"
        yield Offer(f"Derive {_listed(extended)} for {name}", (file.before(item, line),))


def derived(item: Node) -> list[str]:
    attribute = _attribute(item)
    return _names(attribute) if attribute is not None else []


def types_named(scene: Scene, name: str) -> Iterator[tuple[Site, Node]]:
    """The structs, enums and unions of that name."""
    for file in files(scene):
        for found in query(file.source, "[(struct_item) (enum_item) (union_item)] @item"):
            if text(child(found["item"][0], "name")) == name:
                yield file, found["item"][0]


def _usual(needed: list[str], lists: list[list[str]], item: Node) -> Iterator[list[str]]:
    """The lists of the neighbours that hold all that is needed, the most frequent first; the common
    traits; only what is needed."""
    fitting = Counter(tuple(names) for names in lists if set(needed) <= set(names) <= DERIVABLE)
    for names, _ in fitting.most_common(2):
        if not ("Default" in names and item.type == "enum_item"):
            yield list(names)
    if any(n.type == "visibility_modifier" for n in item.children):
        common = [t for t in _COMMON if t not in needed]
        order = [
            "Debug",
            "Clone",
            "Copy",
            "PartialEq",
            "Eq",
            "PartialOrd",
            "Ord",
            "Hash",
            "Default",
        ]
        yield sorted([*common, *needed], key=lambda t: order.index(t) if t in order else 99)
    yield needed


def _place(trait: str, written: list[str], lists: list[list[str]]) -> int:
    """Where the neighbours' lists would have it; where they do not say, behind the trait it goes
    with, else behind the others."""
    partner = _BEHIND.get(trait)
    after: Counter[tuple[str, str]] = Counter()
    for names in lists:
        for at, one in enumerate(names):
            after.update((one, later) for later in names[at + 1 :])

    def contradictions(at: int) -> int:
        before = sum(after[trait, one] - after[one, trait] for one in written[:at])
        behind = sum(after[one, trait] - after[trait, one] for one in written[at:])
        return before + behind

    def rank(at: int) -> tuple[int, bool]:
        return contradictions(at), at == 0 or written[at - 1] != partner

    return min(range(len(written), -1, -1), key=rank)


def implemented(scene: Scene, trait: str, name: str) -> bool:
    """Whether an impl of the trait for the type is written by hand."""
    pattern = rf"\bimpl\b[^{{;]*\b{trait}(<[^{{;]*>)? for (\w+::)*{name}\b"
    return any(re.search(pattern, file.source.decode(errors="replace")) for file in files(scene))


def _attribute(item: Node) -> Node | None:
    attribute = item.prev_named_sibling
    while attribute is not None and (
        attribute.type == "attribute_item" or "comment" in attribute.type
    ):
        if _DERIVE.fullmatch(text(attribute)):
            return attribute
        attribute = attribute.prev_named_sibling
    return None


def _lists(scene: Scene) -> Iterator[Node]:
    for file in files(scene):
        for found in query(file.source, "(attribute_item) @attribute"):
            if _DERIVE.fullmatch(text(found["attribute"][0])):
                yield found["attribute"][0]


def _names(attribute: Node) -> list[str]:
    written = _DERIVE.fullmatch(text(attribute))
    return [n.strip() for n in written[1].split(",") if n.strip()] if written else []


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
