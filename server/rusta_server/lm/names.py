"""Which identifiers an edit may use, asked byte by byte: may this one go on, may it end here?"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Self

from rusta_server.lm.std_names import std_names

KEYWORDS = frozenset(
    b"""
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop
    match mod move mut pub ref return self Self static struct super trait true type unsafe use where
    while _
    """.split()
)
_LANGUAGE = frozenset(
    b"""
    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    derive test cfg inline must_use doc feature default non_exhaustive repr transparent track_caller
    deprecated cold automatically_derived macro_use macro_export proc_macro proc_macro_derive
    not any all debug_assertions target_os unix windows windows_subsystem
    """.split()
)
"""Types of the language, attributes, and what stands in them."""


class Names:
    """A set of identifiers. Two sorted lists stand for the trie: that of the language and std,
    which all share, and `own`."""

    def __init__(self, own: Iterable[bytes]) -> None:
        self._own = tuple(sorted({*own} - _shared_set()))
        self._own_set = frozenset(self._own)

    @classmethod
    def of(cls, *groups: Iterable[str]) -> Self:
        """Whatever is no identifier is left out; of a path each segment counts."""
        return cls(part for group in groups for name in group for part in identifiers(name))

    def __contains__(self, name: bytes) -> bool:
        return name in _shared_set() or name in self._own_set

    def goes_on(self, prefix: bytes) -> bool:
        """Whether an identifier begins with `prefix` or is it."""
        return _begins(_shared(), prefix) or _begins(self._own, prefix)


def identifiers(text: str) -> list[bytes]:
    """The identifiers in a path or any other text, raw ones without their mark."""
    found, word = [], ""
    for char in text + " ":
        if char == "_" or char.isalnum():
            word += char
        else:
            if word and not word[0].isdigit():
                found.append(word.encode())
            word = ""
    return found


@lru_cache(maxsize=1)
def _shared() -> tuple[bytes, ...]:
    return tuple(sorted({*std_names(), *KEYWORDS, *_LANGUAGE}))


@lru_cache(maxsize=1)
def _shared_set() -> frozenset[bytes]:
    return frozenset(_shared())


def _begins(names: tuple[bytes, ...], prefix: bytes) -> bool:
    at = bisect_left(names, prefix)
    return at < len(names) and names[at].startswith(prefix)
