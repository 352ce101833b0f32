"""E0308: a method's lifetimes are not those of its trait, for the impl does not name one that the
method names.

Name the reference in the impl's head as the method does: `impl<'a> IndexMut<&'a str>`.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import site_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0053", "E0195")

_ANONYMOUS = "the anonymous lifetime as defined here"
_NAMED = re.compile(r"the lifetime `('\w+)` as defined here")


def candidates(scene: Scene) -> Iterator[Offer]:
    notes = scene.diagnostic.notes
    named = next((m[1] for note in notes if (m := _NAMED.search(note.message))), None)
    for note in notes if named is not None else ():
        if not note.message.startswith(_ANONYMOUS):
            continue
        for span in note.spans:
            site = site_of(scene, span)
            if site is not None and site.source[site.start : site.start + 1] == b"&":
                edit = site.insert(site.start + 1, f"{named} ")
                yield Offer(f"Name the reference {named}", (edit,))
