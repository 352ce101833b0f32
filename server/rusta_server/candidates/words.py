"""The words of a piece of code, as evidence of which spelling is meant."""

import re
from collections import Counter

from tree_sitter import Node

from rusta_server.candidates.site import files, text
from rusta_server.contracts.candidate import Scene

_NAME = re.compile(r"[A-Za-z_]\w*")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def occurrences(node: Node) -> Counter[str]:
    """How often each name stands in `node`, also in macros, in format strings and in comments."""
    return Counter(_NAME.findall(text(node)))


def names_in(scene: Scene) -> Counter[str]:
    """How often each name stands in the files of the scene, comments included."""
    return Counter(name for file in files(scene) for name in _NAME.findall(file.text))


def parts(name: str) -> list[str]:
    """The words a name is made of, in lower case: `max`, `len` of `max_len` and `MaxLen`."""
    return [part.lower() for part in _PART.findall(name)]


def better_spelt(one: str, other: str, seen: Counter[str]) -> bool:
    """Whether the words only `one` has are more frequent in `seen` than those only `other` has."""
    left, right = set(parts(one)), set(parts(other))
    counted: Counter[str] = Counter()
    for name, times in seen.items():
        if name not in (one, other):
            for part in set(parts(name)):
                counted[part] += times
    return sum(counted[p] for p in left - right) > sum(counted[p] for p in right - left)
