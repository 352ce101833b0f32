"""Edition 2024: an `extern` block says `unsafe`, and so do attributes that can break soundness.

Neither opens a block of unsafe code: the word only says what has always been so.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("syntax",)
_BLOCK = "extern blocks must be unsafe"
_ATTRIBUTE = "unsafe attribute used without unsafe"


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    if scene.diagnostic.message in (_BLOCK, _ATTRIBUTE):
        yield from together("Say `unsafe` where the edition asks for it", scene, _fits, _mend)


def _fits(error: Diagnostic) -> bool:
    return error.message in (_BLOCK, _ATTRIBUTE)


def _mend(scene: Scene) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        if scene.diagnostic.message == _ATTRIBUTE:
            # The span is the name alone: `#[link_section = "…"]` is wrapped with its value.
            item = site.enclosing("attribute")
            if item is not None:
                yield from site.wrap(item, "unsafe(", ")")
        else:
            at = site.source.find(b"extern", site.start, site.end)
            if at >= 0:
                yield site.insert(at, "unsafe ")
