"""The patterns of a `match` or an `if let` are of another reference-ness than the value.

Borrow the value, or look behind its reference.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)


def candidates(scene: Scene) -> Iterator[Offer]:
    found = next((s.label for s in scene.diagnostic.spans if s.primary), None) or ""
    for site, span in sites(scene):
        node = site.expression
        if not (span.label or "").startswith("this expression has type") or node is None:
            continue
        if "expected `String`, found `&str`" in found:
            yield Offer(f"Match {text(node)} as text", (site.after(node, ".as_str()"),))
        elif "found `&" in found or "found reference" in found:
            yield Offer(f"Borrow {text(node)}", (site.before(node, "&"),))
        elif node.type == "reference_expression" and (inner := child(node, "value")) is not None:
            yield Offer(f"Match {text(inner)} itself", (site.replace(node, text(inner)),))
        else:
            yield Offer(f"Look behind {text(node)}", (site.before(node, "*"),))
