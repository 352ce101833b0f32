"""E0055, E0275: the compiler gave up at a depth that the crate itself set, or could set higher."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import files, primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0055",)

_SET = re.compile(rb"#!\[recursion_limit\s*=\s*\"(\d+)\"\]")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = re.search(r"recursion_limit = \"(\d+)\"", scene.diagnostic.said)
    if said is None:
        return
    for size in (int(said[1]), max(128, 4 * int(said[1]))):
        for file in files(scene):
            for found in _SET.finditer(file.source):
                edit = file.replace_range(found.start(1), found.end(1), str(size))
                yield Offer(f"Set the recursion limit to {size}", (edit,))
    site = primary_site(scene)
    if site is not None and not any(_SET.search(file.source) for file in files(scene)):
        line = f'#![recursion_limit = "{said[1]}"]\n'
        root = next(f for f in files(scene) if re.search(r"/(?:lib|main)\.rs$", f.path) or f)
        yield Offer(f"Set the recursion limit to {said[1]}", (root.insert(0, line),))
