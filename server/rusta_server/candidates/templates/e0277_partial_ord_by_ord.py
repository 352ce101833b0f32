"""E0277: a type whose Ord is written by hand lacks PartialOrd: the one that Ord gives.

Not where `cmp` itself asks `partial_cmp`. A derived one could disagree with Ord.
"""

from collections.abc import Iterator

from rusta_server.candidates.generics import where_clause
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.trait_items import impl_items, trait_name
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    impl = site.enclosing("impl_item") if site is not None else None
    if site is None or impl is None or trait_name(impl) != "Ord":
        return
    if "can't compare" not in scene.diagnostic.message:
        return
    cmp = next((i for i in impl_items(impl) if text(child(i, "name")) == "cmp"), None)
    if cmp is None or "partial_cmp" in text(child(cmp, "body")):
        return
    ordering, indent = text(child(cmp, "return_type")), site.indent(impl)
    head = text(child(impl, "type_parameters")) + " "
    where = where_clause(impl)
    trait = text(child(impl, "trait")).replace("Ord", "PartialOrd")
    lines = (
        f"impl{head}{trait} for {text(child(impl, 'type'))}{f' {text(where)}' if where else ''} {{",
        f"    fn partial_cmp(&self, other: &Self) -> Option<{ordering}> {{",
        "        Some(self.cmp(other))",
        "    }",
        "}",
        "",
    )
    written = "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
    yield Offer(
        "Order it as its Ord does", (site.insert(_start(site.source, impl.start_byte), written),)
    )


def _start(source: bytes, at: int) -> int:
    """Of the line, where nothing but white space is before the impl."""
    line = source.rfind(b"\n", 0, at) + 1
    return line if not source[line:at].strip() else at
