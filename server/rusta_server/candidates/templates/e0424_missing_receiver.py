"""A function of an impl uses `self` and has no `self` parameter, or its trait declares one.

Give it the receiver that the trait declares; without a trait, the one its body asks for, then the
others.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import Function, function_around, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0424", "E0186", "E0106", "E0599", "E0061")

_CHANGES = re.compile(
    r"self(\.\w+|\[[^]]*\])*\s*([-+*/%&|^]|<<|>>)?=[^=]"
    r"|&mut self\b|self(\.\w+)*\.\w*(push|insert|remove|pop|clear|extend|_mut|advance|next)\w*\("
)
_AS_METHOD = "this is an associated function, not a method"
_RECEIVERS = ("&self", "&mut self", "self")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    if scene.diagnostic.code in ("E0599", "E0061"):
        found = functions_named(scene, _last_word(site.text))
    else:
        around = function_around(site)
        found = [] if around is None else [around]
    called = scene.diagnostic.code == "E0599" and _is_called_as_method(scene)
    for function in found:
        if function.receiver is None and function.owner is not None:
            yield from _offers(scene, function, called)


def _is_called_as_method(scene: Scene) -> bool:
    """More than once: a single call may be what is wrong."""
    return sum(_AS_METHOD in (s.label or "") for e in scene.errors for s in e.spans) > 1


def _offers(scene: Scene, function: Function, called: bool) -> Iterator[Offer]:
    listed = child(function.node, "parameters")
    body = text(child(function.node, "body"))
    if listed is None or not (called or re.search(r"\bself\b", body)):
        return
    comma = ", " if function.parameters else ""
    for receiver in _likely(scene, function, body):
        title = f"Give {function.name} the receiver {receiver}"
        edit = function.file.insert(listed.start_byte + 1, receiver + comma)
        yield Offer(title, (edit,))


def _likely(scene: Scene, function: Function, body: str) -> list[str]:
    """Receivers of functions of that name come first: one of them may be its trait's."""
    of_trait = [
        text(f.receiver)
        for f in functions_named(scene, function.name)
        if f.receiver is not None and text(f.receiver) in _RECEIVERS
    ]
    by_use = ["&mut self"] if _CHANGES.search(body) else []
    return list(dict.fromkeys([*of_trait, *by_use, *_RECEIVERS]))


def _last_word(written: str) -> str:
    words = re.findall(r"\w+", written)
    return words[-1] if words else ""
