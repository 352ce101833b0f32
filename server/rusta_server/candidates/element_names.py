"""What one element of a collection is called and which type it has, read off the file."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.site import Site, text
from rusta_server.candidates.types import arguments_of, head, referent
from rusta_server.candidates.value_types import types_of
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene

_IRREGULAR = {
    "children": "child",
    "indices": "index",
    "matrices": "matrix",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "vertices": "vertex",
    "xs": "x",
    "ys": "y",
}
_ENDINGS = (
    (r"(?<=\w\w)ies$", "y"),
    (r"(s|x|z|ch|sh)es$", r"\1"),
    (r"(?<=[^sui\W_])s$", ""),
)
# Adapters behind which an element is still one of the collection.
_SAME = "iter|iter_mut|into_iter|copied|cloned|rev|skip|take|step_by|peekable"
_LISTS = frozenset(("Vec", "VecDeque"))


def element_names(site: Site, around: Node, collection: str) -> Iterator[str]:
    """Free names for an element, best first: what other loops and closures of the file call it,
    the singular of the collection's name, the usual words. Free: not a word of `around`."""
    taken = occurrences(around)
    name = re.escape(collection)
    source = site.source.decode(errors="replace")
    loops = rf"\bfor &?(?:mut )?([a-z]\w*) in &?(?:mut )?{name}\b"
    closures = rf"\b{name}(?:\s*\.(?:{_SAME})\([^()|]*\))*\s*\.\w+\(\|&?([a-z]\w*)\|"
    found = [m[1] for pattern in (loops, closures) for m in re.finditer(pattern, source)]
    for candidate in (*found, singular(collection), "item", "element", "value"):
        if candidate and candidate not in taken:
            yield candidate


def singular(plural: str) -> str:
    """Of the last word of a snake_case name; empty where it is no plural."""
    lead, _, last = plural.rpartition("_")
    single = _IRREGULAR.get(last, "")
    for ending, instead in () if single else _ENDINGS:
        single, times = re.subn(ending, instead, last)
        if times:
            break
        single = ""
    return f"{lead}_{single}" if lead and single else single


def element_type(scene: Scene, site: Site, collection: str) -> str:
    """As it is written; empty where the collection's type is not."""
    bound = binding_of(site, collection)
    if bound is None:
        return ""
    kinds = [text(bound.type)] if bound.type is not None else []
    if not kinds and bound.value is not None and bound.pattern == bound.name:
        kinds = list(types_of(scene, site, bound.value))[:1]
    for kind in kinds:
        bare = referent(kind)
        if array := re.fullmatch(r"\[(.+?)(?:; .+)?\]", bare, re.DOTALL):
            return array[1]
        if head(bare) in _LISTS and (given := arguments_of(bare)):
            return given[0]
    return ""
