"""A value that is no reference is dereferenced.

Take the `*` away; where its name was bound by `&x`, that is where the reference went.
"""

from collections.abc import Iterator

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0614",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = None if site is None else site.expression
    if site is None or node is None or not site.text.startswith("*"):
        return
    operand = node.named_children[-1]
    edit = site.replace_range(node.start_byte, operand.start_byte, "")
    yield Offer(f"Use {shown(operand)} itself", (edit,))
    if operand.type == "identifier" and (binding := binding_of(site, text(operand))) is not None:
        around = binding.name.parent
        if around is not None and around.type == "reference_pattern":
            title = f"Bind {text(operand)} as the reference"
            yield Offer(title, (site.replace(around, text(operand)),))
