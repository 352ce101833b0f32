"""E0747: generic arguments in the wrong order. Lifetimes come before types and constants; the
others keep their order. E0128: a default uses a parameter that is declared behind it.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0747", "E0128")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    listed = site.enclosing("type_arguments", "type_parameters") if site is not None else None
    if site is None or listed is None:
        return
    members = [c for c in listed.named_children if "comment" not in c.type]
    if scene.diagnostic.code == "E0128":
        own = [c for c in members if c.start_byte <= site.start < c.end_byte]
        ordered = [c for c in members if c not in own and not _defaulted(text(c))]
        ordered += [c for c in members if c not in own and _defaulted(text(c))] + own
    else:
        ordered = sorted(members, key=lambda c: not text(c).startswith("'"))
    if ordered != members:
        edits = tuple(
            site.replace(old, text(new))
            for old, new in zip(members, ordered, strict=True)
            if old != new
        )
        yield Offer(f"Write <{', '.join(text(c) for c in ordered)}>", edits)


def _defaulted(parameter: str) -> bool:
    return "=" in parameter
