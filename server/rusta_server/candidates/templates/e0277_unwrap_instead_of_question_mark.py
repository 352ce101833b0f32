"""E0277: `?` stands where it cannot return: the function gives neither `Option` nor `Result`.

Take the value out instead.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_SAYS = "the `?` operator can only be used"


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = site.enclosing("try_expression") if site is not None else None
    if site is None or node is None or not scene.diagnostic.message.startswith(_SAYS):
        return
    value = node.named_children[0]
    for instead in (".unwrap()", ".unwrap_or_default()"):
        edit = site.replace_range(value.end_byte, node.end_byte, instead)
        yield Offer(f"Put {instead[1:-2]} behind {shown(value)}", (edit,))
