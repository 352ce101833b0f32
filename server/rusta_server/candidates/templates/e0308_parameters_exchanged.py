"""E0308, E0277: a call gives its arguments in another order than the function takes them; nothing
says which of the two is right.

Exchange the two parameters in the definition. What exchanges the arguments is tried before.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.parameter_order import exchanges
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    return exchanges(scene, supported=False)
