"""The places of the errors that have one cause: an upgrade breaks every use of what it changed."""

from collections.abc import Callable, Iterable, Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, site_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, in_order, overlap

Fits = Callable[[Diagnostic], bool]
Mend = Callable[[Scene], Iterable[Edit]]


def together(title: str, scene: Scene, fits: Fits, mend: Mend) -> Iterator[Offer]:
    """One offer that mends all errors that `fits` picks, then one for the diagnostic alone."""
    own = tuple(mend(scene))
    every: list[Edit] = list(own)
    for error in scene.errors:
        if error != scene.diagnostic and fits(error):
            every = merged(every, mend(scene.model_copy(update={"diagnostic": error})))
    if len(every) > len(own):
        yield Offer(f"{title}, everywhere", in_order(every))
    if own:
        yield Offer(title, in_order(own))


def merged(edits: Iterable[Edit], more: Iterable[Edit]) -> list[Edit]:
    """Both, what is in both once; without those of `more` where they stand in each other's way."""
    found, added = list(edits), []
    for edit in more:
        if edit in found:
            continue
        if any(overlap(edit, other) for other in found):
            return found
        added.append(edit)
    return [*found, *added]


def each_merged(edits: Iterable[Edit], more: Iterable[Edit]) -> list[Edit]:
    """Each edit on its own: the import that several repairs need is made once."""
    found = list(edits)
    for edit in more:
        found = merged(found, [edit])
    return found


def sites_in_place(scene: Scene) -> Iterator[Site]:
    """Where the diagnostic's primary spans are written, for a span in a macro's definition the
    definition: an upgrade breaks what the macro says, wherever it is called."""
    for span in scene.diagnostic.spans:
        site = site_of(scene, span) if span.primary else None
        if site is not None:
            yield site
