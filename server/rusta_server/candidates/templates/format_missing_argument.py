"""A formatting macro has fewer arguments than its text has places for.

Add one: what the formats beside it are given there, what is bound in the function and not used yet,
what else is in scope, the fields of `self`.
"""

import re
from collections.abc import Iterator

from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import query
from rusta_server.candidates.functions import arguments, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene
from rusta_server.patches.lexer import words

CODES = ("syntax",)

_LACKS = re.compile(
    r"^(\d+) positional arguments? in format string, but "
    r"(?:no arguments were|there (?:is|are) (\d+))"
)
_REFERS = re.compile(
    r"^invalid reference to positional argument (\d+) \((?:no|there (?:is|are) (\d+))"
)
_MAX = 10


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _LACKS.match(scene.diagnostic.message)
    site = primary_site(scene)
    refers = _REFERS.match(scene.diagnostic.message)
    lacks = int(said[1]) - int(said[2] or 0) if said is not None else 0
    if refers is not None:
        lacks = int(refers[1]) + 1 - int(refers[2] or 0)
    if site is None or lacks != 1:
        return
    found = said or refers
    has = int(found[2] or 0) if found is not None else 0
    at = _end_of_arguments(site)
    if at is None:
        return
    glue = " " if site.source[:at].rstrip().endswith(b",") else ", "
    beside = [given[has] for given in _formats_around(site) if len(given) > has]
    for value in list(dict.fromkeys((*beside, *_values(site))))[:_MAX]:
        yield Offer(f"Format {value}", (site.insert(at, f"{glue}{value}"),))


def _formats_around(site: Site) -> Iterator[list[str]]:
    """The arguments behind the text of each format of the function, the nearest first. Macros of
    the library look like calls here: see `opened_macros`."""
    function = function_around(site)
    if function is None:
        return
    calls = [m["call"][0] for m in query(function.node, "(call_expression) @call")]
    for call in sorted(calls, key=lambda node: abs(node.start_byte - site.start)):
        if not call.start_byte <= site.start < call.end_byte:
            given = arguments(call)
            texts = [at for at, node in enumerate(given) if node.type == "string_literal"]
            if texts:
                yield [text(node) for node in given[texts[0] + 1 :]]


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
