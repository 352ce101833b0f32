"""How likely one item of a new version is what another one of the old version has become.

Evidence adds up: what the old version's `#[deprecated]` note, the new one's `#[doc(alias)]` and the
changelog say; the words of the names; the signature; the place.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.words import parts
from rusta_server.contracts.tools_deps import DepItem

ENOUGH = 2.2
_MOST = 8
# Types that say nothing of what gives them.
_COMMON = frozenset(("", "Self", "bool", "usize", "u8", "u32", "u64", "i32", "String", "str", "T"))
_CALLABLE = frozenset(("fn", "method"))


def successors(
    name: str,
    among: Iterable[DepItem],
    facts: Facts,
    *,
    owner: str = "",
    traits: frozenset[str] = frozenset(),
    parent: str = "",
    enough: float = ENOUGH,
) -> list[DepItem]:
    """Those of `among` that `name` may have become, the likeliest first. `owner`: the type it was a
    member of, `traits` those it implements; `parent`: the module path it stood in."""
    olds = [
        old
        for old in facts.former_by_name.get(name, [])
        if (not owner or old.trait == owner or old.owner in (owner, *traits))
        and (not parent or old.path == f"{parent}::{name}")
    ] or facts.former_by_name.get(name, [])
    said = facts.spoken_of(name)
    before = {(i.kind, i.name) for i in facts.former if owner and i.owner == owner}
    scored: dict[str, tuple[float, DepItem]] = {}
    for item in among:
        own = item.owner if item.owner in traits else owner
        score = _score(name, item, olds, said, own, parent)
        if before and item.owner == owner and item.name != name:
            # What was there already is not what the one that is gone became.
            score += -1.0 if (item.kind, item.name) in before else 1.0
        if score >= enough and score > scored.get(item.path, (0.0, item))[0]:
            scored[item.path] = (score, item)
    ranked = sorted(scored.values(), key=lambda pair: (-pair[0], len(pair[1].path), pair[1].path))
    return [item for _, item in ranked[:_MOST]]


def _score(
    name: str, item: DepItem, olds: list[DepItem], said: list[str], owner: str, parent: str
) -> float:
    if item.name == name:
        score = 6.0
    else:
        score = _names(name, item.name)
        score += 6.0 * any(_speaks(old.deprecated or "", item.name) for old in olds)
        score += 6.0 * (name in item.aliases)
        score += max((_passage(text, name, item.name) for text in said), default=0.0)
    if olds:
        score += max(_alike(old, item) for old in olds)
        given = {given_type(old) for old in olds} - _COMMON
        score += 1.5 * (given_type(item) in given)
    if owner:
        score += 1.5 if owner in (item.owner, item.trait) else -0.5
    if parent:
        score += 0.5 * (item.path.rpartition("::")[0] == parent)
    return score - 0.4 * (item.deprecated is not None)


def _names(one: str, other: str) -> float:
    """0 to 3: the words they share, then the letters."""
    left, right = set(parts(one)), set(parts(other))
    shared = len(left & right) / len(left | right) if left | right else 0.0
    return 2.0 * shared + SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _speaks(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _passage(text: str, old: str, new: str) -> float:
    """An entry that names both; more where it says that one became the other."""
    marked = f"`{new}" in text or f"{new}`" in text
    if len(new) < 3 or not marked or not _speaks(text, new):
        return 0.0
    turn = r".{0,40}(?:to|->|=>|by|with|of|instead|use).{0,30}"
    became = rf"{re.escape(old)}\b{turn}{re.escape(new)}"
    return 4.0 if re.search(became, text, re.DOTALL) else 1.5


def _alike(old: DepItem, new: DepItem) -> float:
    """0 to 3: the kind, and the signature but for the name."""
    if old.kind != new.kind and not {old.kind, new.kind} <= _CALLABLE:
        return -0.5
    before, after = shape(old), shape(new)
    if before == after and len(before) > 8:
        return 2.0
    return SequenceMatcher(None, before, after).ratio()


def given_type(item: DepItem) -> str:
    """The type that a function gives or a field has, out of what it is wrapped in; empty where it
    has none."""
    after = item.signature.rpartition("->" if item.kind in _CALLABLE else ":")[2]
    plain = re.sub(r"\bwhere\b.*|[;,&]|'\w+|\bmut\b", "", after).strip()
    while (
        held := re.fullmatch(r"(?:\w+::)*(?:Result|Option|Box|Rc|Arc)<(.*)>", plain)
    ) is not None:
        plain = held[1].partition(",")[0].strip()
    return plain.rpartition("::")[2] if re.fullmatch(r"[\w:]+|\[\w+\]", plain) else ""


def shape(item: DepItem) -> str:
    text = re.sub(rf"\b{re.escape(item.name)}\b", "_", item.signature)
    return re.sub(r"//[^\n]*|\s+|pub(\([^)]*\))?", "", text)
