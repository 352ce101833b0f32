"""non_snake_case, non_camel_case_types, non_upper_case_globals: a name in the wrong case.

Rename it wherever it is used: within the function for a local name, in every file for an item.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, files, primary_site
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("non_snake_case", "non_camel_case_types", "non_upper_case_globals")

_MESSAGE = re.compile(r"^(?P<what>.+?) `(?P<name>\w+)` should have an? (?:snake|upper camel|upper)")
_LOCAL = ("variable",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), _MESSAGE.match(scene.diagnostic.message)
    suggested = next((s.edits[0].text for s in scene.diagnostic.suggestions if s.edits), None)
    if site is None or said is None:
        return
    old, new = said["name"], suggested or _converted(said["name"], scene.diagnostic.code or "")
    if not new.isidentifier() or old == new:
        return
    function = site.enclosing("function_item")
    if said["what"] in _LOCAL and function is not None:
        edits = _renamed(site, old, new, function.start_byte, function.end_byte)
    else:
        edits = [e for f in files(scene) for e in _renamed(f, old, new, 0, len(f.source))]
    yield Offer(f"Rename {old} to {new} throughout", tuple(edits))


def _renamed(site: Site, old: str, new: str, start: int, end: int) -> list[Edit]:
    """The name as a token, and in the braces of format strings."""
    found: list[Edit] = []
    inlined = re.compile(rb"\{(%s)(?=[}:])" % old.encode())
    for token in tokens_of(site.source[start:end], start):
        if token.text == old:
            found.append(site.replace_range(token.start, token.end, new))
        elif token.text.endswith('"'):
            text = site.source[token.start : token.end]
            for place in inlined.finditer(text):
                at = token.start + place.start(1)
                found.append(site.replace_range(at, at + len(old.encode()), new))
    return found


def _converted(name: str, code: str) -> str:
    words = [w for w in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", name) if w]
    if code == "non_camel_case_types":
        return "".join(word[:1].upper() + word[1:] for word in words)
    joined = "_".join(words)
    return joined.upper() if code == "non_upper_case_globals" else joined.lower()
