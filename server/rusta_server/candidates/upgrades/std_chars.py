"""An iterator gives bytes where it gave characters: each of them is a `char`."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0277",)
_SAID = "`String` cannot be built from an iterator over elements of type `u8`"


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    if _fits(scene.diagnostic):
        yield from together("Make a `char` of each byte", scene, _fits, _mend)


def _fits(error: Diagnostic) -> bool:
    return error.code in CODES and _SAID in error.message


def _mend(scene: Scene) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        call = site.enclosing("call_expression")
        function = child(call, "function")
        if function is not None and function.type == "generic_function":
            function = child(function, "function")
        value = child(function, "value")
        if value is not None and text(child(function, "field")) == "collect":
            yield site.after(value, ".map(char::from)")
