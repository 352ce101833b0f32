"""E0277: a function is called where the function itself is wanted.

Leave the call out; with arguments, make a closure of it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import arguments
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0061")

_WANTED = re.compile(r"^expected an? `Fn(?:Once|Mut)?\(.*\)` closure, found")
_LACKS = "but 0 arguments were supplied"


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    function = child(call, "function")
    if site is None or call is None or function is None:
        return
    is_wanted = any(_WANTED.match(error.message) for error in scene.errors)
    if not is_wanted and not _lacks_all(scene, call):
        return
    if not arguments(call):
        yield Offer(f"Pass {shown(function)} itself", (site.replace(call, text(function)),))
    for parameter in ("", "_"):
        title = f"Pass a closure that calls {shown(function)}"
        yield Offer(title, (site.before(call, f"|{parameter}| "),))


def _lacks_all(scene: Scene, call: Node) -> bool:
    """Whether it is called without any argument, and is one itself: `iter.map(f())`."""
    lacks = scene.diagnostic.code == "E0061" and _LACKS in scene.diagnostic.message
    return lacks and call.parent is not None and call.parent.type == "arguments"
