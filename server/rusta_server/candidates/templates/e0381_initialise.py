"""A binding is used before anything was assigned to it.

Give it the empty value of its written type: `0`, `false`, `String::new()`, `None`, its default.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0381",)

_INTEGERS = frozenset("u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize".split())
_EMPTY = {"bool": "false", "f32": "0.0", "f64": "0.0", "String": "String::new()", "&str": '""'}


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, span in sites(scene):
        let = site.enclosing("let_declaration")
        if let is None or "declared here" not in (span.label or "") or child(let, "value"):
            continue
        kind, pattern = child(let, "type"), child(let, "pattern")
        last = kind or pattern
        if last is not None:
            written = _empty(text(kind))
            yield Offer(
                f"Start {text(pattern)} with {written}", (site.after(last, f" = {written}"),)
            )


def _empty(kind: str) -> str:
    base = kind.split("<", 1)[0].rsplit("::", 1)[-1]
    if base in _INTEGERS:
        return "0"
    if base == "Option":
        return "None"
    if base in ("Vec", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "VecDeque"):
        return f"{base}::new()"
    return _EMPTY.get(kind, "Default::default()")
