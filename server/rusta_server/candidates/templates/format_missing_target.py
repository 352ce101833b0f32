"""`write!("…")` lacks what it writes to.

Give it what the nearest other `write!` writes to, else a parameter that is written to.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_LACKS = re.compile(r"^requires (?:a destination|at least a format string)")
_MACRO = re.compile(rb"write(?:ln)?!\s*\(\s*")
_TARGET = re.compile(_MACRO.pattern + rb"([&*]?\s*(?:mut\s+)?[\w.]+)\s*,")
_WRITES = re.compile(r"Formatter|Write|\bW\b|String")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    macro = _MACRO.match(site.source, site.start) if site is not None else None
    if site is None or macro is None or not _LACKS.match(scene.diagnostic.message):
        return
    last = site.source[macro.end() : macro.end() + 1] == b")"
    for target in dict.fromkeys((*_of_others(site), *_of_parameters(site))):
        edit = site.insert(macro.end(), target if last else f"{target}, ")
        yield Offer(f"Write to {target}", (edit,))


def _of_others(site: Site) -> Iterator[str]:
    """The nearest first."""
    found = [(abs(m.start() - site.start), m[1].decode()) for m in _TARGET.finditer(site.source)]
    yield from (target for _, target in sorted(found)[:6])


def _of_parameters(site: Site) -> Iterator[str]:
    function = function_around(site)
    for parameter in function.parameters if function is not None else []:
        if _WRITES.search(text(child(parameter, "type"))):
            yield text(child(parameter, "pattern"))
