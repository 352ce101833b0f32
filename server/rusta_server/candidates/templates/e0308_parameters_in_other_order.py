"""E0308, E0277: calls give their arguments in another order than the function takes them, and the
project speaks for the calls: several of them do so, or a function of the same name does.

Exchange the two parameters in the definition.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.parameter_order import exchanges
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    return exchanges(scene, supported=True)
