"""Which item of the standard library a name is, by its path or by the type it is asked of."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from rusta_server.contracts.anchor import Passage
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import PassagesResult
from rusta_server.contracts.tools_place import ItemDocParams, PlaceResult
from rusta_server.docs.quote import first_sentences
from rusta_server.engine.job import Step, UnansweredError, ask

# Where a method is looked for when its type has it not itself: by auto-deref, then in traits.
_DEREF = {"Vec": "slice", "String": "str", "array": "slice", "PathBuf": "std::path::Path"}
_HOMES = {
    "HashMap": "std::collections::HashMap", "HashSet": "std::collections::HashSet",
    "BTreeMap": "std::collections::BTreeMap", "BTreeSet": "std::collections::BTreeSet",
    "VecDeque": "std::collections::VecDeque", "BinaryHeap": "std::collections::BinaryHeap",
    "Rc": "std::rc::Rc", "Arc": "std::sync::Arc", "Mutex": "std::sync::Mutex",
    "RwLock": "std::sync::RwLock", "RefCell": "std::cell::RefCell", "Cell": "std::cell::Cell",
    "Path": "std::path::Path", "PathBuf": "std::path::PathBuf", "Duration": "std::time::Duration",
    "Instant": "std::time::Instant", "JoinHandle": "std::thread::JoinHandle",
    "Range": "std::ops::Range", "Entry": "std::collections::hash_map::Entry",
}  # fmt: skip
_TRAITS = (
    "Iterator", "ToString", "Clone", "IntoIterator", "Into", "AsRef", "ToOwned", "Ord",
    "PartialOrd", "PartialEq", "DoubleEndedIterator", "ExactSizeIterator", "Default", "Extend",
    "std::io::Read", "std::io::Write", "std::io::BufRead", "std::fmt::Write", "std::borrow::Borrow",
)  # fmt: skip
_ADAPTER = re.compile(r"(^|::)(slice|iter|vec|hash_map|hash_set|btree_map|str|array)::")


@dataclass(frozen=True)
class Documented:
    """`sure`: the path or the type says so; else a trait has a method of that name."""

    passage: Passage
    sure: bool

    @property
    def sentences(self) -> str:
        return first_sentences(self.passage, 2)


def documented(
    place: PlaceResult, receiver: str | None, missing: set[str]
) -> Generator[Step, tuple[Evidence, ...], Documented | None]:
    """`receiver`: the type of what the method is called on, as far as it is known."""
    for params, sure in _questions(place, receiver):
        try:
            found: PassagesResult = yield from ask(params, method="docs.item")
        except UnansweredError as stop:
            missing.add(stop.error.remedy or stop.error.message)
            return None
        if found.missing is not None:
            missing.add(found.missing)
            return None
        if found.passages:
            return Documented(found.passages[0], sure)
    return None


def _questions(place: PlaceResult, receiver: str | None) -> Iterator[tuple[ItemDocParams, bool]]:
    name = place.name or ""
    if place.role == "keyword":
        yield ItemDocParams(path=name, kind="keyword"), True
    elif place.role == "primitive":
        yield ItemDocParams(path=name, kind="primitive"), True
    elif place.role == "macro":
        yield ItemDocParams(path=place.written, kind="macro"), True
    elif place.role == "method":
        for owner, sure in _owners(receiver):
            yield ItemDocParams(path=f"{owner}::{name}"), sure
    elif place.role == "path":
        head, _, rest = place.written.partition("::")
        yield ItemDocParams(path=place.written), True
        if head in _HOMES and rest:
            yield ItemDocParams(path=f"{_HOMES[head]}::{rest}"), True


def _owners(receiver: str | None) -> Iterator[tuple[str, bool]]:
    if receiver is not None:
        base = _base(receiver)
        seen: set[str] = set()
        while base and base not in seen:
            seen.add(base)
            yield _HOMES.get(base.rpartition("::")[2], base), True
            base = _DEREF.get(base, "")
        if _ADAPTER.search(receiver) or base:
            yield "Iterator", True
    for trait in _TRAITS:
        yield trait, False


def _base(type_: str) -> str:
    """`Vec` of `&mut Vec<u8>`, `slice` of `&[u8]`, `str` of `&'static str`, `T` of `Box<T>`."""
    text = re.sub(r"^(&('\w+ )?(mut )?)+", "", type_).strip()
    pointer = re.match(r"^(?:Box|Rc|Arc|Ref|RefMut)<(?:'\w+, )?(.+)>$", text)
    if text.startswith("["):
        return "array" if ";" in text else "slice"
    if text.startswith("("):
        return "tuple"
    base = text.partition("<")[0]
    return base if pointer is None or base in _HOMES else _base(pointer[1])
