"""Types as diagnostics print them: what was expected and found, their parts, their defaults."""

import re
from typing import NamedTuple

from rusta_server.contracts.diagnostic import Diagnostic

SIGNED = ("i8", "i16", "i32", "i64", "i128", "isize")
UNSIGNED = ("u8", "u16", "u32", "u64", "u128", "usize")
INTEGERS = frozenset((*SIGNED, *UNSIGNED))
FLOATS = frozenset(("f32", "f64"))
NUMBERS = INTEGERS | FLOATS

_SAID = re.compile(
    r"expected (?:`(?P<te>.+?)`|(?P<we>[a-z][a-z -]*))(?: because .*)?, "
    r"found (?:`(?P<tf>.+?)`|(?P<wf>[a-z][a-z -]*))$"
)
_NOTED = re.compile(
    r"expected (?:[a-z ]+ )?`(?P<te>.+?)`\s+found (?:[a-z ]+ )?`(?P<tf>.+?)`", re.DOTALL
)
_PLACEHOLDER = re.compile(r"\b_\b|\{|\[closure|\.\.\.|…|@")
# Every other type in small letters is a description: `integer`, `type parameter`.
_WORDS = frozenset((*INTEGERS, *FLOATS, "bool", "char", "str"))
_LIFETIME = re.compile(r"'\w+ ")
_REFERENCE = re.compile(r"^&(?:'\w+ )?(?:mut )?")
_DEFAULTS = {
    **dict.fromkeys(INTEGERS, "0"),
    **dict.fromkeys(FLOATS, "0.0"),
    "bool": "false",
    "char": "'\\0'",
    "String": "String::new()",
    "&str": '""',
    "()": "()",
}
_NEW = frozenset(
    """
    Vec VecDeque BinaryHeap BTreeMap BTreeSet HashMap HashSet LinkedList PathBuf OsString
    """.split()
)
_OF_DEFAULT = frozenset(("Box", "Rc", "Arc", "Cell", "RefCell", "Mutex", "RwLock"))


class Mismatch(NamedTuple):
    """Both as rustc prints them, without backquotes: `usize`, `Option<&T>`, `integer`, `closure`.
    `full` are the longer forms of the note, where there is one."""

    expected: str
    found: str
    full: tuple[str, str] | None = None


def mismatch(diagnostic: Diagnostic) -> Mismatch | None:
    """What the primary label says, else the note; None where neither tells of two types."""
    primary = diagnostic.primary
    said = _SAID.search(primary.label or "") if primary is not None else None
    noted = next((m for n in diagnostic.notes if (m := _NOTED.search(n.message))), None)
    if said is None:
        both = (noted["te"], noted["tf"]) if noted is not None else None
        return Mismatch(*both, both) if both is not None else None
    return Mismatch(
        said["te"] or said["we"],
        said["tf"] or said["wf"],
        (noted["te"], noted["tf"]) if noted is not None else None,
    )


def head(written: str) -> str:
    """`Option` of `std::option::Option<T>`; the text itself of references, tuples and slices."""
    name = re.match(r"(?:\w+::)*(\w+)", written)
    return name[1] if name is not None else written


def referent(written: str) -> str:
    """`T` of `&T`, `&'a T` and `&mut T`; the text itself of what is no reference."""
    return _REFERENCE.sub("", written)


def innermost(written: str) -> str:
    """`T` of `&T`, `&mut &'a T` and so on."""
    while (inner := referent(written)) != written:
        written = inner
    return written


def arguments_of(written: str) -> list[str]:
    """`A`, `B<C>` of `T<A, B<C>>`; empty without angle brackets."""
    at = written.find("<")
    if at < 0 or not written.endswith(">") or not re.match(r"[\w:]+<", written):
        return []
    return split(written[at + 1 : -1])


def tuple_parts(written: str) -> list[str] | None:
    """The types of a tuple's elements; None for what is no tuple."""
    if not (written.startswith("(") and written.endswith(")")):
        return None
    return split(written[1:-1])


def split(listed: str) -> list[str]:
    """At the commas outside of all brackets."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(listed):
        if sign in "<([{":
            depth += 1
        elif sign in ")]}" or (sign == ">" and listed[at - 1 : at] != "-"):
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(listed[start:at].strip())
            start = at + 1
    return [*parts, last] if (last := listed[start:].strip()) else parts


def strip_references(one: str, other: str) -> tuple[str, str]:
    """Both without the references in common: `&mut usize`, `&mut u32` → `usize`, `u32`."""
    for lead in ("&mut ", "&"):
        while one.startswith(lead) and other.startswith(lead):
            one, other = one.removeprefix(lead), other.removeprefix(lead)
    return one, other


def writable(printed: str) -> bool:
    """Whether a printed type can be written into a source as it is."""
    words = re.fullmatch(r"[a-z][a-z -]*", printed)
    return not _PLACEHOLDER.search(printed) and (words is None or printed in _WORDS)


def same(one: str, other: str) -> bool:
    """Equal apart from blanks, lifetimes and the paths in front of names."""
    return _plain(one) == _plain(other)


def default_of(written: str, depth: int = 0) -> str | None:
    """The expression of the empty value of a type; None for references to what is not text."""
    written = " ".join(written.split())
    plain = _LIFETIME.sub("", written)
    if plain in _DEFAULTS:
        return _DEFAULTS[plain]
    name, given = head(plain), arguments_of(plain)
    if name == "Option":
        return "None"
    if name == "PhantomData" or plain == "PhantomPinned":
        return name
    if name in _NEW:
        return f"{name}::new()"
    if depth < 3 and given and (name in _OF_DEFAULT or name == "Result"):
        inner = default_of(given[0], depth + 1)
        call = "Ok" if name == "Result" else f"{name}::new"
        return None if inner is None else f"{call}({inner})"
    parts = tuple_parts(plain)
    if parts and depth < 3:
        inners = [default_of(part, depth + 1) for part in parts]
        return None if None in inners else f"({', '.join(i for i in inners if i)})"
    array = re.fullmatch(r"\[(.+); (.+)\]", plain)
    if array is not None:
        inner = default_of(array[1], depth + 1)
        return None if inner is None else f"[{inner}; {array[2]}]"
    if plain.startswith("&["):
        return "&[]"
    return None if plain.startswith(("&", "*", "dyn", "impl", "fn")) else "Default::default()"


def _plain(written: str) -> str:
    return re.sub(r"\s|\b\w+::|'\w+", "", written)
