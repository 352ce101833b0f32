"""dead_code: a private item that nothing uses.

Its name gets the underscore that says so. (Whether it can go is for its author to say.)
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import files, primary_site
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene

CODES = ("dead_code",)

_NAMED = re.compile(r"^[a-z ]+ `(\w+)` is never (?:used|constructed|read)")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), _NAMED.match(scene.diagnostic.message)
    if site is None or said is None or site.text != said[1]:
        return
    name = said[1]
    edits = [
        file.replace_range(token.start, token.end, f"_{name}")
        for file in files(scene)
        for token in tokens_of(file.source)
        if token.text == name
    ]
    own = (site.replace_range(site.start, site.end, f"_{name}"),)
    yield Offer(f"Call {name} _{name}, for nothing uses it", own)
    if len(edits) > 1:
        yield Offer(f"Call {name} _{name} throughout, for nothing uses it", tuple(edits))
