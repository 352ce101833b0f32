"""E0593: a closure takes more parameters than it is given, or fewer.

Leave out one that its body does not use; take one more, by the name that its body does not know,
else ignored; take a tuple apart.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, sites, text
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene

CODES = ("E0593", "E0425")

_COUNTS = re.compile(r"expected to take (\d+|a single).* it takes (\d+)")
_UNKNOWN = re.compile(r"cannot find value `(\w+)`")


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code == "E0425":
        yield from _named(scene)
        return
    counts = _counts(scene.diagnostic.message)
    if counts is None:
        return
    wanted, taken = counts
    surplus = taken - wanted
    for site, _ in sites(scene):
        closure = site.enclosing("closure_expression")
        listed, body = child(closure, "parameters"), child(closure, "body")
        if listed is None or body is None:
            continue
        given = listed.named_children
        used = occurrences(body)
        if surplus == 1:
            unused = [p for p in given if not any(used[name] for name in occurrences(p))]
            for parameter in [*unused, *(p for p in given if p not in unused)]:
                at = given.index(parameter)
                start = given[at - 1].end_byte if at else parameter.start_byte
                end = parameter.end_byte if at or len(given) == 1 else given[1].start_byte
                title = f"Leave out the parameter {shown(parameter)}"
                yield Offer(title, (site.replace_range(start, end, ""),))
        if wanted == 1 and surplus > 0 and given:
            inner = site.source[given[0].start_byte : given[-1].end_byte].decode(errors="replace")
            edit = site.replace_range(given[0].start_byte, given[-1].end_byte, f"({inner})")
            yield Offer(f"Take the tuple ({shown(listed)[1:-1]}) apart", (edit,))
        if surplus == -1 and given:
            yield Offer("Take and ignore one more", (site.after(given[-1], ", _"),))
            yield Offer("Take and ignore one before", (site.before(given[0], "_, "),))
        elif surplus == -1 and text(listed) == "||":
            yield Offer("Take and ignore what it is given", (site.replace(listed, "|_|"),))
        return


def _counts(message: str) -> tuple[int, int] | None:
    """How many parameters it should take, and how many it does; a tuple is one."""
    said = _COUNTS.search(message)
    if said is None:
        return None
    return 1 if said[1] == "a single" else int(said[1]), int(said[2])


def _named(scene: Scene) -> Iterator[Offer]:
    """The name that is not known, as a parameter of the closure that is said to take too few."""
    unknown = _UNKNOWN.match(scene.diagnostic.message)
    site = primary_site(scene)
    closure = site.enclosing("closure_expression") if site is not None else None
    listed = child(closure, "parameters")
    if unknown is None or site is None or closure is None or listed is None:
        return
    takes_more = any(
        (counts := _counts(error.message)) is not None
        and counts[0] == counts[1] + 1
        and any(s.path == site.path and s.start == closure.start_byte for s in error.spans)
        for error in scene.errors
        if error.code == "E0593"
    )
    if takes_more:
        given = listed.named_children
        title = f"Take {unknown[1]} as a parameter of the closure"
        if not given:
            yield Offer(title, (site.replace(listed, f"|{unknown[1]}|"),))
            return
        yield Offer(title, (site.before(given[0], f"{unknown[1]}, "),))
        yield Offer(title, (site.after(given[-1], f", {unknown[1]}"),))
