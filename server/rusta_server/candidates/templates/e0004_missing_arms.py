"""E0004: a `match` does not cover every case.

Add an arm for each pattern that rustc names, laid out as the arms beside it: with the value that
its name has where the other arms' values follow from their names, with the value of an arm of the
same form, with the empty value of what the function gives, with an empty block where the `match` is
a statement.
"""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import islice

from tree_sitter import Node

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.match_arms import behind
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import default_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0004",)

_COVERED = re.compile(r"^non-exhaustive patterns: (.*) not covered")
_MORE = re.compile(r"and \d+ more")


_PIECE = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")


def _spaced(by: str) -> Callable[[str], str]:
    return lambda name: by.join(_PIECE.findall(name)).lower()


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "exact": str,
    "lower": str.lower,
    "snake": _spaced("_"),
    "kebab": _spaced("-"),
    "words": _spaced(" "),
    "upper": lambda name: _spaced("_")(name).upper(),
    "shout": str.upper,
}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = _COVERED.match(scene.diagnostic.message)
    match = site.enclosing("match_expression") if site is not None else None
    block = child(match, "body")
    if site is None or said is None or match is None or block is None:
        return
    if _MORE.search(said[1]):
        return
    patterns = [_qualified(p, block) for p in re.findall(r"`([^`]+)`", said[1])]
    arms = [n for n in block.named_children if n.type == "match_arm"]
    values = list(islice(dict.fromkeys(_values(site, match, arms, patterns)), 8))
    # What an arm with a guard leaves over is not named: rustc names it once the rest is covered.
    guarded = any(child(child(arm, "pattern"), "condition") is not None for arm in arms)
    for wanted in (["_"], patterns) if guarded else (patterns,):
        for value in values:
            title = f"Match {', '.join(wanted)} with {value}"
            yield Offer(title, (_added(site, match, block, arms, wanted, value),))


def _values(site: Site, match: Node, arms: list[Node], patterns: list[str]) -> Iterator[str]:
    written = [text(child(arm, "value")) for arm in arms]
    if len(patterns) == 1 and (named := _by_name(arms, patterns[0])):
        yield named
    statement = _is_statement(match)
    if statement and (not written or all(w.startswith("{") or w == "()" for w in written)):
        yield "{}"
    opposite = {"Some": "None", "Ok": "Err", "true": "false", "false": "true"}
    short = [w for w in written if len(w) < 30 and not _uses_binding(w, arms)]
    if any(w.startswith(("Some(", "return Some(")) for w in written):
        yield "None"
    yield from (w for w in reversed(short) if "!" not in w)
    yield from (opposite[w] for w in written if w in opposite)
    function = function_around(site.at(match))
    result = text(child(function.node, "return_type")) if function is not None else ""
    if any(p in ("None", "Err(_)") for p in patterns) and result.startswith("Option"):
        yield from ("return None", "None")
    empty = default_of(result) if result else "{}"
    if empty is not None:
        yield empty
        yield f"return {empty}"
    if statement:
        yield "{}"


def _by_name(arms: list[Node], pattern: str) -> str | None:
    """`"armv8r"` for `Armv8r`, where at least two values have the name of their variant in them,
    spelt in one way; in the words of the arm nearest to it by name."""
    own = pattern.rpartition("::")[2]
    found: dict[str, list[tuple[str, str]]] = {}
    for arm in arms:
        name = re.fullmatch(r"&?(?:\w+::)*([A-Z]\w*)", text(child(arm, "pattern")))
        value = text(child(arm, "value"))
        for form, spell in _SPELLINGS.items():
            if name is not None and re.search(
                rf"(?<![\w]){re.escape(spell(name[1]))}(?!\w)", value
            ):
                found.setdefault(form, []).append((name[1], value))
                break
    form = max(found, key=lambda form: len(found[form]), default="")
    if not form or len(found[form]) < 2:
        return None
    like = max(found[form], key=lambda pair: SequenceMatcher(None, pair[0], own).ratio())
    spell = _SPELLINGS[form]
    return like[1].replace(spell(like[0]), spell(own))


def _uses_binding(value: str, arms: list[Node]) -> bool:
    """Whether a value uses what some arm's pattern binds."""
    for arm in arms:
        names = re.findall(r"(?<![\w:])[a-z_]\w*(?!\w*::)", text(child(arm, "pattern")))
        if any(re.search(rf"\b{re.escape(name)}\b", value) for name in names if name != "_"):
            return True
    return False


def _qualified(pattern: str, block: Node) -> str:
    """The pattern with the path in front that the other arms write."""
    name = pattern.rsplit("::", 1)[-1] if "(" not in pattern else pattern
    listed = [text(child(arm, "pattern")) for arm in block.named_children]
    if sum(re.fullmatch(r"[A-Z]\w*", p) is not None for p in listed) > 1 and "(" not in pattern:
        return name  # The variants were imported.
    for arm in block.named_children:
        written = text(child(arm, "pattern"))
        head = re.match(r"&?((?:\w+::)+)\w+", written)
        if head is not None and "::" in pattern and "(" not in pattern:
            return f"{head[1]}{name}"
    return pattern


def _is_statement(match: Node) -> bool:
    parent = match.parent
    return parent is not None and (
        parent.type == "expression_statement"
        or (parent.type == "block" and parent.named_children[-1] != match)
    )


def _added(
    site: Site, match: Node, block: Node, arms: list[Node], patterns: list[str], value: str
) -> Edit:
    lead = site.indent(arms[0]) if arms else f"{site.indent(match)}    "
    comma = "" if value.startswith("{") else ","
    listed = "".join(f"\n{lead}{pattern} => {value}{comma}" for pattern in patterns)
    if not arms:
        end = block.end_byte - 1
        start = block.start_byte + 1
        kept = site.source[start:end].decode(errors="replace").rstrip()
        return site.replace_range(start, end, f"{kept}{listed}\n{site.indent(match)}")
    if block.start_point.row == block.end_point.row:
        listed = " " + " ".join(f"{pattern} => {value}{comma}" for pattern in patterns).rstrip(",")
    return behind(site, arms[-1], listed)
