"""Whether a type of ours could be `Copy`, as far as its text tells."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.items import fields
from rusta_server.candidates.site import child

# What owns memory or must not be owned twice; other foreign types the compiler judges.
_NEVER = frozenset(
    """
    String Vec Box Rc Arc Weak RefCell Cell UnsafeCell OnceCell Mutex RwLock HashMap HashSet
    BTreeMap BTreeSet VecDeque BinaryHeap LinkedList PathBuf OsString CString File str dyn
    Iter IterMut IntoIter Drain Range RangeInclusive Chars Peekable Waker JoinHandle Ref RefMut
    """.split()
)


def could_be_copy(item: Node) -> bool:
    """Whether no field of the struct, enum or union `item` forbids it."""
    return all(_is_copy(kind) for kind in _types(item))


def _types(item: Node) -> Iterator[str]:
    if item.type != "enum_item":
        yield from (plain(child(field, "type") or field) for _, field, _ in fields(item))
        return
    for match in query(item, "(enum_variant) @variant"):
        yield from (plain(child(f, "type") or f) for _, f, _ in fields(match["variant"][0]))


def _is_copy(kind: str) -> bool:
    if re.match(r"&('\w+ )?mut\b", kind):
        return False
    if kind.startswith(("&", "*", "fn(", "PhantomData")) or "PhantomData<" in kind:
        return True
    return not _NEVER & set(re.findall(r"\w+", kind))
