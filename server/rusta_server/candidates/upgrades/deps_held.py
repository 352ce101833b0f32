"""A member of a dependency's type is another type's now, which the old one gives or holds: it is
reached through that, `reader.trim(true)` as `reader.config_mut().trim(true)`."""

import re
from collections.abc import Iterator
from functools import partial

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.upgrades.deps_getters import gives
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import given_type
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0599", "E0609", "E0615", "E0616")
_SAID = re.compile(
    r"(?:method named|field|method) `(\w+)` (?:found for [^`]*|on type |of [^`]*)"
    r"`&*(?:mut )?([\w:]+)"
)
_MOST = 4


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    name, owner = _said(scene.diagnostic)
    if owner not in facts.by_owner:
        return

    def fits(error: Diagnostic) -> bool:
        return error.code in CODES and _said(error) == (name, owner)

    for way in _ways(owner, name, facts):
        step = f"{way.name}()" if way.kind == "method" else way.name
        title = f"Reach `{name}` through `{step}`"
        yield from together(title, scene, fits, partial(_mend, name=name, step=step))


def _said(error: Diagnostic) -> tuple[str, str]:
    said = _SAID.search(error.message)
    return (said[1], said[2].rpartition("::")[2]) if said else ("", "")


def _ways(owner: str, name: str, facts: Facts) -> list[DepItem]:
    holders = {i.owner for i in facts.by_name.get(name, []) if i.owner and i.owner != owner}
    found = [i for i in facts.by_owner[owner] if gives(i) and given_type(i) in holders]
    # What can be changed through it can be read through it as well.
    return sorted(found, key=lambda i: ("&mut" not in i.signature, len(i.name), i.name))[:_MOST]


def _mend(scene: Scene, name: str, step: str) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        access = site.enclosing("field_expression")
        value, field = child(access, "value"), child(access, "field")
        if value is not None and text(field) == name:
            yield site.after(value, f".{step}")
