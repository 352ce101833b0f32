"""`write!("…")` lacks what it writes to.

Give it what the nearest other `write!` writes to, else a parameter that is written to.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0599")

_LACKS = re.compile(r"^requires (?:a destination|at least a format string)")
_TEXT_FIRST = re.compile(r"^(?:cannot write into `&'static str`|format argument must be a string)")
_MACRO = re.compile(rb"write(?:ln)?!\s*\(\s*")
_TARGET = re.compile(_MACRO.pattern + rb"([&*]?\s*(?:mut\s+)?[\w.]+)\s*,")
_WRITES = re.compile(r"Formatter|Write|\bW\b|String")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    macro = _macro(site, scene.diagnostic.message) if site is not None else None
    if site is None or macro is None:
        return
    last = site.source[macro.end() : macro.end() + 1] == b")"
    for target in dict.fromkeys((*_of_others(site), *_of_parameters(site))):
        edit = site.insert(macro.end(), target if last else f"{target}, ")
        yield Offer(f"Write to {target}", (edit,))


def _macro(site: Site, message: str) -> re.Match[bytes] | None:
    """The `write!(` that lacks it; where the text was taken for it, the last before the place."""
    if _LACKS.match(message):
        return _MACRO.match(site.source, site.start)
    if not _TEXT_FIRST.match(message):
        return None
    before = site.source.rfind(b"write", 0, site.start)
    found = _MACRO.match(site.source, before) if before >= 0 else None
    return found if found and site.source[found.end() : found.end() + 1] == b'"' else None


def _of_others(site: Site) -> Iterator[str]:
    """The nearest first."""
    found = [(abs(m.start() - site.start), m[1].decode()) for m in _TARGET.finditer(site.source)]
    yield from (target for _, target in sorted(found)[:6])


def _of_parameters(site: Site) -> Iterator[str]:
    function = function_around(site)
    for parameter in function.parameters if function is not None else []:
        if _WRITES.search(text(child(parameter, "type"))):
            yield text(child(parameter, "pattern"))
