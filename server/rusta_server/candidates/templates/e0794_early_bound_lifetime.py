"""A lifetime argument is given to a function whose lifetime parameter is late bound.

Bind it early: a parameter with a bound, be it `'a: 'a`, can be given.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import sites
from rusta_server.contracts.candidate import Scene

CODES = ("E0794",)


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        parameter = site.enclosing("lifetime_parameter")
        if parameter is not None and re.fullmatch(r"'\w+", site.text):
            edit = site.after(parameter, f": {site.text}")
            yield Offer(f"Bind {site.text} early", (edit,))
