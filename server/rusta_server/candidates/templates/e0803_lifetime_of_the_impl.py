"""E0478, E0803, E0477 …: an impl is for a `&T` without a lifetime, and its trait or its items speak
of one that the impl declares.

Give the reference that lifetime.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0477", "E0478", "E0495", "E0803", "syntax")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        impl = site.enclosing("impl_item")
        declared = child(impl, "type_parameters")
        of = child(impl, "type")
        if impl is None or declared is None or of is None:
            continue
        lifetimes = [text(n) for n in declared.named_children if n.type == "lifetime_parameter"]
        for match in query(of, "(reference_type) @reference"):
            reference = match["reference"][0]
            inside = of.start_byte <= reference.start_byte < of.end_byte
            if inside and not any(c.type == "lifetime" for c in reference.named_children):
                for lifetime in lifetimes:
                    at = reference.start_byte + 1
                    title = f"Give the reference the lifetime {lifetime}"
                    yield Offer(title, (site.insert(at, f"{lifetime} "),))
        return
