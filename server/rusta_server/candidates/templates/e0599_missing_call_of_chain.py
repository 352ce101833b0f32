"""E0599: in a chain of calls one is missing, so that the next is called on something else.

Put in between what stands before that method elsewhere in the project, or what makes the value that
has it in the standard library.
"""

from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.functions import call_receiver, called_name
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0599", "E0609")

_MAX = 6
_MAKERS = {"entries": (".debug_list()", ".debug_set()", ".debug_map()")}
"""Of `std::fmt`: its builders are asked for what its formatter has not."""


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    access = site.enclosing("field_expression") if site is not None else None
    receiver = child(access, "value")
    if site is None or access is None or receiver is None:
        return
    wanted = text(child(access, "field"))
    known = [link for link, _ in _links(scene, wanted).most_common(_MAX)]
    for link in dict.fromkeys((*known, *_MAKERS.get(wanted, ()))):
        title = f"Call {link[1:].split('(')[0]} before {wanted}"
        yield Offer(title, (site.after(receiver, link),))


def _links(scene: Scene, wanted: str) -> Counter[str]:
    """What is called directly before `.wanted`, as it is written: `.iter()`."""
    found: Counter[str] = Counter()
    for file in files(scene):
        for match in query(file.tree, "(field_expression) @access"):
            access = match["access"][0]
            before = child(access, "value")
            if text(child(access, "field")) != wanted or before is None:
                continue
            if before.type == "call_expression" and _is_short(before) and called_name(before):
                inner = call_receiver(before)
                if inner is not None:
                    found[text(before)[len(text(inner)) :].strip()] += 1
    return found


def _is_short(call: Node) -> bool:
    given = child(call, "arguments")
    return given is not None and given.end_byte - given.start_byte <= 40
