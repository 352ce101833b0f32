"""Edition 2021: a trait object says `dyn`, in brackets where a reference has several bounds."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0782",)


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    yield from together("Say `dyn` of every trait object", scene, _fits, _mend)


def _fits(error: Diagnostic) -> bool:
    return error.code == "E0782"


def _mend(scene: Scene) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        node = site.node
        around = node.parent
        while around is not None and around.start_byte == node.start_byte and around.type in (
            "generic_type", "scoped_type_identifier", "bounded_type"
        ):  # fmt: skip
            node, around = around, around.parent
        bracketed = node.type == "bounded_type" and around is not None
        if bracketed and around is not None and around.type in ("reference_type", "pointer_type"):
            yield from site.wrap(node, "(dyn ", ")")
        elif around is not None and around.type == "bracketed_type" and node.type != "bounded_type":
            # `<Trait>::f()`: rustc means the type in the brackets.
            yield site.before(node, "dyn ")
        else:
            yield site.insert(site.start, "dyn ")
