"""A formatting macro has fewer arguments than its text has places for.

Add one: what is bound in the function and not used yet, what else is in scope, the fields of
`self`.
"""

import re
from collections.abc import Iterator

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene
from rusta_server.patches.lexer import words

CODES = ("syntax",)

_LACKS = re.compile(
    r"^(\d+) positional arguments? in format string, but "
    r"(?:no arguments were|there (?:is|are) (\d+))"
)
_MAX = 10


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _LACKS.match(scene.diagnostic.message)
    site = primary_site(scene)
    if site is None or said is None or int(said[1]) - int(said[2] or 0) != 1:
        return
    at = _end_of_arguments(site)
    if at is None:
        return
    glue = " " if site.source[:at].rstrip().endswith(b",") else ", "
    for value in list(_values(site))[:_MAX]:
        yield Offer(f"Format {value}", (site.insert(at, f"{glue}{value}"),))


def _values(site: Site) -> Iterator[str]:
    known = names_in_scope(site.source, site.start)
    bound = [n.name for n in known if n.kind in ("local", "param") and n.name != "self"]
    function = function_around(site)
    used = occurrences(function.node) if function is not None else {}
    yield from (name for name in bound if used.get(name, 0) < 2)
    yield from (name for name in bound if used.get(name, 0) >= 2)
    if any(n.name == "self" for n in known):
        yield from (f"self.{n.name}" for n in known if n.kind == "field")
        yield "self"


def _end_of_arguments(site: Site) -> int | None:
    """Before the bracket that closes the macro: behind the text that the place stands in."""
    quote = re.compile(rb'(?:[^"\\]|\\.)*"', re.DOTALL).match(site.source, site.end)
    if quote is None:
        return None
    at, depth = quote.end(), 0
    for word in words(site.source[at:].decode(errors="replace")):
        if word.kind == "punctuation" and word.text in "([{":
            depth += 1
        elif word.kind == "punctuation" and word.text in ")]}":
            if depth == 0:
                return at
            depth -= 1
        at += len(word.text.encode())
    return None
