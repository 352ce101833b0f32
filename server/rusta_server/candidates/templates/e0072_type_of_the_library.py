"""E0072, E0391: a type contains itself, for what it wraps is called as it is: `IterMut` that holds
an `IterMut` of slices.

Write the module of the library in front of the inner one, where the file has that module.
"""

import re
from collections.abc import Iterator

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import sites
from rusta_server.candidates.std_items import paths_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0072", "E0391")


def candidates(scene: Scene) -> Iterator[Offer]:
    seen: set[tuple[str, int]] = set()
    for site, _ in sites(scene):
        for found in re.finditer(rb"(?<![\w:])([A-Z]\w*)", site.source[site.start : site.end]):
            start, name = site.start + found.start(), found[1].decode()
            if (site.path, start) in seen or not _is_within_type(site.source, start):
                continue
            seen.add((site.path, start))
            known = {n.name: n.path for n in names_in_scope(site.source, start)}
            for path in paths_of(name, "std"):
                module = path.rpartition("::")[0]
                last = module.rpartition("::")[2]
                imported = (known.get(last) or "").rpartition("::")[2] == last
                if imported:
                    yield Offer(f"Write {last}::{name}", (site.insert(start, f"{last}::"),))


def _is_within_type(source: bytes, start: int) -> bool:
    """A field's type stands behind a `:`, a bracket, a comma or an `&`; a declaration's name behind
    its keyword."""
    return re.search(rb"(?:struct|enum|union|type|impl)\s+$", source[:start]) is None
