"""A keyword stands where a name is declared, and a name that is used there is not found: it is that
name. Only where the compiler went on after the keyword and tells of the name."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, site_of
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_KEYWORD = re.compile(r"^expected .*, found (?:reserved )?keyword `(\w+)`")
_NOT_FOUND = re.compile(r"^cannot find (?:value|type|function|trait)\b.* `(\w+)` in this scope")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = _KEYWORD.match(scene.diagnostic.message)
    if site is None or said is None or site.text != said[1]:
        return
    names: dict[str, int] = {}
    for error in scene.errors:
        missing = _NOT_FOUND.match(error.message)
        at = site_of(scene, error.primary)
        if missing is not None and at is not None and at.path == site.path:
            distance = abs(at.start - site.start)
            names[missing[1]] = min(distance, names.get(missing[1], distance))
    for name in sorted(names, key=lambda n: names[n]):
        title = f"Write {name} instead of the keyword {said[1]}"
        yield Offer(title, (site.replace_range(site.start, site.end, name),))
