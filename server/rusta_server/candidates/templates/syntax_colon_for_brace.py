"""A block is opened by a colon, as other languages do: `if x > 1:` above lines that a `}` closes.

Open it with `{`. The compiler notices at a closing brace behind it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_OPENED = re.compile(
    rb"^[ \t}]*(?:(?:pub(?:\([^)\n]*\))? +)?(?:unsafe +|async +|const +)*"
    rb"(?:if|else|while|for|loop|match|fn|impl|trait|struct|enum|mod)\b[^\n]*?|[^\n]*=>\s*)"
    rb"(\s*:)[ \t]*$",
    re.MULTILINE,
)
_MOST = 6


def candidates(scene: Scene) -> Iterator[Offer]:
    """The nearest one above first."""
    site = primary_site(scene)
    if site is None:
        return
    above = [m for m in _OPENED.finditer(site.source) if m.end() <= max(site.end, site.start)]
    for found in above[::-1][:_MOST]:
        edit = site.replace_range(found.start(1), found.end(1), " {")
        yield Offer("Open the block with `{` instead of `:`", (edit,))
