"""E0659: a name comes from two glob imports. Import one of them by name, which wins."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import site_of, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0659",)


def candidates(scene: Scene) -> Iterator[Offer]:
    named = re.search(r"`(\w+)` is ambiguous", scene.diagnostic.message)
    if named is None:
        return
    for note in scene.diagnostic.notes:
        for span in note.spans:
            site = site_of(scene, span)
            use = site.enclosing("use_declaration") if site is not None else None
            if site is None or use is None or not text(use).endswith("::*;"):
                continue
            written = text(use).replace("::*;", f"::{named[1]};")
            line = f"\n{site.indent(use)}{written}"
            yield Offer(f"Import {named[1]} by name", (site.after(use, line),))
