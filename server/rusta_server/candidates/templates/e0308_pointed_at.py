"""E0308: a reference is wanted and a raw pointer given.

Borrow what it points at: `&mut *p`, in an `unsafe` block where there is none around.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, text
from rusta_server.candidates.types import mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or node is None or said is None:
        return
    wanted = re.match(r"&('\w+ )?(mut )?", said.expected)
    if wanted is None or not said.found.startswith("*mut " if wanted[2] else "*"):
        return
    value = text(node) if node.type in ("identifier", "field_expression") else f"({text(node)})"
    borrowed = f"&{wanted[2] or ''}*{value}"
    is_unsafe = any(
        around.type == "unsafe_block"
        or (
            around.type == "function_item" and _is_unsafe(text(child(around, "name")), text(around))
        )
        for around in ancestors(node)
    )
    new = borrowed if is_unsafe else f"unsafe {{ {borrowed} }}"
    yield Offer(f"Borrow what {shown(node)} points at", (site.replace(node, new),))


def _is_unsafe(name: str, function: str) -> bool:
    return "unsafe" in function.split(f"fn {name}", 1)[0]
