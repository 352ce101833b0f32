"""E0793: a reference to a field of a packed struct, which may not be aligned.

Refer to a copy: `&s.field` becomes `&{ s.field }`.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0793",)

# As text, since the arguments of a formatting macro have no syntax.
_FIELD = re.compile(r"(&\s*)?([\w.]+\.\w+)")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    found = _FIELD.match(site.text) if site is not None else None
    if site is None or found is None:
        return
    start = site.start + len((found[1] or "").encode())
    edit = site.replace_range(start, start + len(found[2].encode()), f"{{ {found[2]} }}")
    yield Offer(f"Refer to a copy of {found[2]}", (edit,))
