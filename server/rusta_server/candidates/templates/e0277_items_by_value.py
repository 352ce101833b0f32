"""E0277: what is collected are references, where the values are wanted.

Give the value where a closure of the chain borrows it; else clone each item before.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.functions import call_receiver
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_SAID = re.compile(r"cannot be (?:built from an iterator over|extended with|made by summing).*`&")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    before = call_receiver(call) if call is not None else None
    if site is None or before is None or not _SAID.search(scene.diagnostic.message):
        return
    for closure in _closures(before):
        for found in query(closure, "(reference_expression) @borrow"):
            borrow = found["borrow"][0]
            value = child(borrow, "value")
            if value is not None:
                title = f"Give {shown(value)} itself"
                edit = site.replace_range(borrow.start_byte, value.start_byte, "")
                yield Offer(title, (edit,))
    yield Offer("Clone each item", (site.after(before, ".cloned()"),))


def _closures(chain: Node) -> Iterator[Node]:
    """The closures that the calls of a chain are given, the last call's first."""
    while chain.type == "call_expression":
        listed = child(chain, "arguments")
        for given in listed.named_children if listed is not None else ():
            if given.type == "closure_expression":
                yield given
        receiver = call_receiver(chain)
        if receiver is None:
            return
        chain = receiver
