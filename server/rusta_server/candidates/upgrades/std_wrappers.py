"""A reader or writer must be able to do more than it was: `Seek` and `BufRead` for bytes come with
a `Cursor`, `BufRead` for what reads with a `BufReader`."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0277",)
_WRAPPERS = {
    "Seek": ("std::io::Cursor::new", "std::io::BufReader::new"),
    "BufRead": ("std::io::BufReader::new", "std::io::Cursor::new"),
    "Read": ("std::io::Cursor::new",),
    "Write": ("std::io::Cursor::new",),
}


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    for wrapper in _WRAPPERS.get(_trait(scene.diagnostic), ()):

        def mend(one: Scene, wrapper: str = wrapper) -> Iterator[Edit]:
            for site in sites_in_place(one):
                yield site.insert(site.start, f"{wrapper}(")
                yield site.insert(site.end, ")")

        yield from together(f"Wrap it in `{wrapper}`", scene, _fits, mend)


def _fits(error: Diagnostic) -> bool:
    return error.code == "E0277" and _trait(error) in _WRAPPERS


def _trait(error: Diagnostic) -> str:
    _, _, bound = error.message.partition("`")
    return bound.partition("`")[0].rpartition(": ")[2].rpartition("::")[2]
