"""rustc's suggestion writes an anonymous lifetime, `'static` or one of its own choice.

Write each lifetime that is declared around the place instead.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.lifetimes import lifetimes_in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site
from rusta_server.contracts.candidate import Scene

CODES = ("E0726", "E0106", "E0621", "E0310", "E0309", "E0700", "E0107", "E0261", "syntax")

_LIFETIME = re.compile(r"'(?:_|[a-z]\w*)(?!')\b")


def candidates(scene: Scene) -> Iterator[Offer]:
    for suggestion in scene.diagnostic.suggestions:
        for edit in suggestion.edits:
            if edit.path not in scene.files:
                continue
            source = scene.text(edit.path)
            site = Site(edit.path, source, edit.start, edit.end)
            if not _LIFETIME.search(edit.text) or (
                edit.text[:1] == "<" and len(suggestion.edits) > 1
            ):
                continue
            for lifetime in lifetimes_in_scope(site, edit.start):
                new = _LIFETIME.sub(lifetime, edit.text)
                if new != edit.text:
                    yield Offer(
                        f"Name the lifetime {lifetime}",
                        (site.replace_range(edit.start, edit.end, new),),
                    )
