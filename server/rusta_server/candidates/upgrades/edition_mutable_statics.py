"""Edition 2024 denies references to a `static mut`; a raw pointer reads the same place."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("static_mut_refs",)


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    yield from together("Reach the mutable static through a raw pointer", scene, _fits, _mend)


def _fits(error: Diagnostic) -> bool:
    return error.code == "static_mut_refs"


def _mend(scene: Scene) -> Iterator[Edit]:
    kind = "mut" if "mutable reference" in scene.diagnostic.message else "const"
    for site in sites_in_place(scene):
        found = re.match(r"&\s*(?:mut\b\s*)?", site.text)
        if found:
            mark = "&mut " if kind == "mut" else "&"
            text = f"{mark}*&raw {kind} "
            yield site.replace_range(site.start, site.start + len(found[0]), text)
        else:
            yield site.insert(site.start, f"(*&raw {kind} ")
            yield site.insert(site.end, ")")
