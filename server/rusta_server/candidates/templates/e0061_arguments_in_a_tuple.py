"""E0061, E0057: all arguments of a call stand in one tuple.

Take the tuple's parentheses away.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import arguments, called_name, calls_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import sites
from rusta_server.contracts.candidate import Scene

CODES = ("E0061", "E0057")


def candidates(scene: Scene) -> Iterator[Offer]:
    seen: set[tuple[str, int]] = set()
    for site, _ in sites(scene):
        for call in calls_around(site):
            given = arguments(call)
            if (site.path, call.start_byte) in seen or len(given) != 1:
                continue
            seen.add((site.path, call.start_byte))
            (only,) = given
            if only.type == "tuple_expression" and only.named_child_count > 1:
                inner = site.source[only.start_byte + 1 : only.end_byte - 1].decode()
                title = f"Give {called_name(call)} the elements of the tuple one by one"
                yield Offer(title, (site.replace(only, inner),))
