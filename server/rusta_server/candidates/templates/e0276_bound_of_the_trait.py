"""E0276: a method of an impl asks for more than its trait.

Ask for it in the trait too, where the trait is one of the workspace.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.generics import add_bounds, add_predicate, parameters
from rusta_server.candidates.items import FUNCTIONS, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.trait_items import declared, trait_name
from rusta_server.contracts.candidate import Scene

CODES = ("E0276",)

_EXTRA = re.compile(r"impl has extra requirement `([^`]+?): ([^`]+)`")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = site.enclosing(*FUNCTIONS) if site is not None else None
    impl = site.enclosing("impl_item") if site is not None else None
    extra = next((m for s in scene.diagnostic.spans if (m := _EXTRA.search(s.label or ""))), None)
    if own is None or impl is None or extra is None:
        return
    name = text(child(own, "name"))
    model = declared(scene, trait_name(impl), name)
    for trait in items_named(scene, trait_name(impl), "trait_item"):
        if model is None:
            return
        title = f"Require {extra[1]}: {extra[2]} for {name} of {trait_name(impl)} too"
        known = any(p.name == extra[1] for p in parameters(trait.file, model))
        if known:
            yield Offer(title, add_bounds(trait.file, model, extra[1], extra[2]))
        else:
            yield Offer(title, add_predicate(trait.file, model, f"{extra[1]}: {extra[2]}"))
