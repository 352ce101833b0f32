"""E0559: a variant has no field of that name. Name the field that the literal leaves out; the
nearest in spelling first, then in the order of the declaration.
"""

import re
from collections.abc import Iterator

from rusta_indexer.spelling import nearest
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0559", "E0560")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    notes = [n.message for n in scene.diagnostic.notes if n.message.startswith("available field")]
    labels = [s.label or "" for s in scene.diagnostic.spans]
    names = [name for said in (*notes, *labels) for name in re.findall(r"`(\w+)`", said)]
    names = [n for n in dict.fromkeys(names) if n != site.text] if notes else []
    near = [name for _, name in nearest(site.text, names)]
    for name in dict.fromkeys((*near, *names)):
        yield Offer(f"Name the field {name}", (site.replace_range(site.start, site.end, name),))
