"""The arguments of `println!(…)`, `assert_eq!(…)`, `vec![…]` and their like as the expressions that
they are. To the grammar a macro's arguments are tokens; in a text where the call looks like one of
a function, byte for byte as long, they have syntax."""

import re
from functools import lru_cache

_NAMES = (
    "print", "println", "eprint", "eprintln", "format", "write", "writeln", "panic", "dbg",
    "assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "debug_assert_ne",
)  # fmt: skip
# The last letter and the mark become underscores: no function is called so.
_DISGUISED = {name: f"{name[:-1]}__" for name in _NAMES}
_PLAIN = {disguised: f"{name}!" for name, disguised in _DISGUISED.items()}
_CALL = re.compile(rb"(?<![\w!])(%s)!(?=\s*\()" % "|".join(_NAMES).encode())
_VEC = re.compile(rb"(?<!\w)vec!(?=\[)")
_DISGUISE = re.compile(rf"(?<!\w)({'|'.join(_PLAIN)})(?!\w)")
_REFERENCE = re.compile(r"&   (?=\[)")


@lru_cache(maxsize=64)
def opened(source: bytes) -> bytes:
    """`source` with calls of functions in place of those of known macros; of a `vec![…]` with a
    reference to an array. All else stands where it stood."""
    called = _CALL.sub(lambda m: _DISGUISED[m[1].decode()].encode(), source)
    return _VEC.sub(b"&   ", called)


def closed(text: str) -> str:
    """A piece of an opened text as it is written."""
    if "__" in text:
        text = _DISGUISE.sub(lambda m: _PLAIN[m[1]], text)
    return _REFERENCE.sub("vec!", text)
