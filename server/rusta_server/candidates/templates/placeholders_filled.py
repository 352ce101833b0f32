"""E0061, E0057, E0069, E0191 …: rustc says what is missing and leaves a placeholder for it.

Fill the placeholder `/* T */`: with the name in scope that is called like the parameter, with what
is of its type, with the type's empty value; a placeholder for a type, with one the file uses there.
"""

import re
from collections.abc import Iterator
from itertools import islice

from rusta_server.candidates.functions import functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Suggestion

CODES = ("E0061", "E0057", "E0060", "E0069", "E0063", "E0599", "E0308")

_PLACEHOLDER = re.compile(r"/\* (.+?) \*/")
_PARAMETER = re.compile(r"^(?:mut )?(\w+): ")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    names = _parameter_names(scene, site)
    for suggestion in scene.diagnostic.suggestions:
        wanted = [t for e in suggestion.edits for t in _PLACEHOLDER.findall(e.text)]
        if not wanted or any(edit.path != site.path for edit in suggestion.edits):
            continue
        lists = [
            list(islice(values(scene, site, kind, names.get(kind, "")), 10)) for kind in wanted
        ]
        if not all(lists):
            continue
        for at in range(max(len(given) for given in lists)):
            chosen = [given[min(at, len(given) - 1)] for given in lists]
            yield _filled(suggestion, chosen)


def _filled(suggestion: Suggestion, chosen: list[str]) -> Offer:
    left = list(chosen)
    edits = tuple(
        edit.model_copy(update={"text": _PLACEHOLDER.sub(lambda _: left.pop(0), edit.text)})
        for edit in suggestion.edits
    )
    return Offer(f"Pass {', '.join(chosen)}", edits)


def _parameter_names(scene: Scene, site: Site) -> dict[str, str]:
    """type → name of the parameters that the notes point at, else of the callee's of that name."""
    found: dict[str, str] = {}
    for at, _ in sites(scene):
        written = _PARAMETER.match(at.text)
        if written is not None:
            found.setdefault(at.text.split(": ", 1)[1], written[1])
    call = site.enclosing("call_expression")
    head = child(call, "function")
    name = text(child(head, "field") or child(head, "name") or head)
    for function in functions_named(scene, name):
        for parameter in function.parameters:
            found.setdefault(text(child(parameter, "type")), text(child(parameter, "pattern")))
    return found
