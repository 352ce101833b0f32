"""E0277: a function is called where the function itself is wanted.

Leave the call out; with arguments, make a closure of it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import arguments
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0061")

_WANTED = re.compile(r"^expected an? `Fn(?:Once|Mut)?\(.*\)` closure, found")
_LACKS = re.compile(r"but 0 arguments were supplied")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not (
        any(_WANTED.match(error.message) for error in scene.errors) or _lacks_all(scene, site)
    ):
        return
    call = site.enclosing("call_expression") if site is not None else None
    function = child(call, "function")
    if call is None or function is None:
        return
    if not arguments(call):
        yield Offer(f"Pass {shown(function)} itself", (site.replace(call, text(function)),))
    for parameter in ("", "_"):
        title = f"Pass a closure that calls {shown(function)}"
        yield Offer(title, (site.before(call, f"|{parameter}| "),))


def _lacks_all(scene: Scene, site: Site) -> bool:
    """Whether it is called without any argument, and is one itself: `iter.map(f())`."""
    call = site.enclosing("call_expression")
    around = call.parent if call is not None else None
    lacks = scene.diagnostic.code == "E0061" and _LACKS.search(scene.diagnostic.message)
    return bool(lacks) and around is not None and around.type == "arguments"
