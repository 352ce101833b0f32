"""What a pattern takes apart is another type now: one that holds the type it was, some variant and
field deeper, or the value itself where a `Result` or an `Option` of it was."""

import re
from collections.abc import Iterator
from functools import partial

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0308",)
_MISMATCH = re.compile(r"expected `([^`]+)`, found `([^`]+)`")
_WRAPPERS = {"Result": "Ok", "Option": "Some"}


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    wanted, found = _types(scene.diagnostic)
    if not facts.items or not wanted or not found:
        return

    def fits(error: Diagnostic) -> bool:
        return error.code in CODES and _types(error) == (wanted, found)

    for way, (before, after) in _ways(wanted, found, facts):
        mend = partial(_wrapped, before=before, after=after)
        yield from together(f"Look for the `{found}` in `{way}`", scene, fits, mend)
    if found in _WRAPPERS and wanted not in _WRAPPERS:
        name = _WRAPPERS[found]
        mend = partial(_unwrapped, name=name)
        yield from together(f"Take the value without `{name}`", scene, fits, mend)


def _types(error: Diagnostic) -> tuple[str, str]:
    """Names of the expected and the found type, without references and arguments."""
    label = error.primary.label or "" if error.primary is not None else ""
    pair = _MISMATCH.search(label)
    if pair is None:
        return "", ""
    expected, found = (
        re.sub(r"^&*(?:'\w+ )?(?:mut )?|<.*", "", side).rpartition("::")[2]
        for side in pair.groups()
    )
    return expected, found


def _ways(wanted: str, inner: str, facts: Facts) -> Iterator[tuple[str, tuple[str, str]]]:
    """(name, what a pattern of `inner` is put between) for each variant of the enum `wanted` that
    holds an `inner`, itself or in a field of what it holds."""
    variants = [i for i in facts.by_owner.get(wanted, []) if i.kind == "variant"]
    for variant in variants:
        held = re.fullmatch(r"\w+\(\s*(?:Box<)?([\w:]+)>?,?\s*\)", variant.signature)
        payload = held[1].rpartition("::")[2] if held else ""
        if payload == inner:
            yield variant.path, (f"{variant.path}(", ")")
        struct = next((i for i in facts.by_name.get(payload, []) if i.kind == "struct"), None)
        for field in _fields(payload, inner, facts) if struct is not None else ():
            opened = f"{variant.path}({struct.path} {{ {field.name}: " if struct else ""
            yield f"{variant.path}.{field.name}", (opened, ", .. })")


def _fields(owner: str, inner: str, facts: Facts) -> list[DepItem]:
    fields = [i for i in facts.by_owner.get(owner, []) if i.kind == "field"]
    return [f for f in fields if re.search(rf":\s*(?:\w+::)*{re.escape(inner)}$", f.signature)]


def _pattern(site: Site) -> Node | None:
    node: Node | None = site.node
    while node is not None and node.parent is not None and (
        (node.parent.start_byte, node.parent.end_byte) == (node.start_byte, node.end_byte)
    ):  # fmt: skip
        node = node.parent
    kinds = ("tuple_struct_pattern", "struct_pattern", "scoped_identifier", "captured_pattern")
    node = site.node if node is None or node.type not in kinds else node
    around = node.parent
    while around is not None and around.type.endswith("pattern"):
        around = around.parent
    within = around is not None and around.type in (
        "let_condition", "match_arm", "let_declaration", "match_pattern", "field_pattern"
    )  # fmt: skip
    return node if within and node.type in kinds else None


def _wrapped(scene: Scene, before: str, after: str) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        pattern = _pattern(site)
        if pattern is not None:
            yield from site.wrap(pattern, before, after)


def _unwrapped(scene: Scene, name: str) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        pattern = _pattern(site)
        if pattern is None or pattern.type != "tuple_struct_pattern":
            continue
        inner = [n for n in pattern.named_children if n != child(pattern, "type")]
        if text(child(pattern, "type")).rpartition("::")[2] == name and len(inner) == 1:
            yield site.replace_range(pattern.start_byte, inner[0].start_byte, "")
            yield site.replace_range(inner[0].end_byte, pattern.end_byte, "")
