"""A trait that is imported for its methods alone is gone, and they are another's now: what nothing
names need not be imported."""

from collections.abc import Iterator

from rusta_server.candidates.mentions import nodes_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site
from rusta_server.candidates.upgrades.broken_paths import Broken, gone_from_lists, out_of_list
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0432",)


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    def fits(error: Diagnostic) -> bool:
        return error.code in CODES

    def mend(one: Scene) -> Iterator[Edit]:
        for broken in gone_from_lists(one, facts):
            if not _named(broken):
                yield from out_of_list(broken)

    yield from together("Do not import what is gone and nothing names", scene, fits, mend)


def _named(broken: Broken) -> bool:
    file = Site(broken.site.path, broken.site.source, 0, len(broken.site.source))
    return any(node != broken.at for node in nodes_named(file, broken.name))
