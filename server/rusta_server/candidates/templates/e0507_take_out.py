"""A value is moved out of a place that is only borrowed, or that has a `Drop`.

Leave something behind: `.take()` of an `Option`, `mem::take` of what has a default; or copy it out
of a place that stays as it is.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.moves import behind, moved_type, moved_values
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import text
from rusta_server.contracts.candidate import Scene

CODES = ("E0507", "E0508", "E0509")

# The parts of an `Option` are moved by the arms of a `match`; the type named is that of the parts.
_SOME = "as enum variant `Some`"
_OPTION = re.compile(r"^(std::option::)?Option<")
_DEFAULT = re.compile(
    r"^(\w+::)*(Vec|String|HashMap|BTreeMap|HashSet|BTreeSet|VecDeque|BinaryHeap|PathBuf|OsString|Cell|RefCell)\b|^\(|^\["
)


def candidates(scene: Scene) -> Iterator[Offer]:
    kind = moved_type(scene)
    for site, value in moved_values(scene):
        written = text(value)
        takes = behind(scene) != "shared" and value.type != "call_expression"
        take = f"{_path(site.source)}take(&mut {written})"
        if takes and (_OPTION.match(kind) or _SOME in scene.diagnostic.message):
            yield Offer(f"Take the value out of {written}", (site.after(value, ".take()"),))
        if takes and (_DEFAULT.match(kind) or not kind):
            yield Offer(f"Leave a default in {written}", (site.replace(value, take),))
        if value.type != "unary_expression":
            yield Offer(f"Clone {written}", (site.after(value, ".clone()"),))
        else:
            inner = value.named_children[-1]
            yield Offer(f"Clone {text(inner)}", (site.replace(value, f"{text(inner)}.clone()"),))
        if takes and not _DEFAULT.match(kind) and kind:
            yield Offer(f"Leave a default in {written}", (site.replace(value, take),))


def _path(source: bytes) -> str:
    """`mem::` where the file imports it so."""
    if re.search(rb"use (std|core)::(mem;|\{[^}]*\bmem\b)", source):
        return "mem::"
    return "core::mem::" if re.search(rb"#!\[no_std\]|\bcore::", source) else "std::mem::"
