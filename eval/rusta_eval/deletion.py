"""Whether a repair only takes words away, and how many lines it changes."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from rusta_eval.crates import Tree
from rusta_server.patches.lexer import words

_DOC = ("///", "//!", "/**", "/*!")


def text_of(tree: Tree) -> str:
    """All files one after the other."""
    return "\n".join(data.decode("utf-8", "replace") for _, data in sorted(tree.items()))


def words_of(tree: Tree) -> list[str]:
    """What the compiler sees, and doc comments are among that."""
    return [
        word.text
        for word in words(text_of(tree))
        if word.kind != "space" and (word.kind != "comment" or word.text.startswith(_DOC))
    ]


def only_deletes(
    broken: Tree, given: Tree, split: Callable[[Tree], Sequence[str | bytes]] = words_of
) -> bool:
    """Commenting out is deleting too. Where only comments differ, their characters decide: closing
    a comment that had no end adds some. `split` says what the words of the files are."""
    if given.keys() - broken.keys():
        return False
    old, new = split(broken), split(given)
    if old == new:
        old, new = "".join(text_of(broken).split()), "".join(text_of(given).split())
    left = iter(old)
    return all(word in left for word in new)


def lines_changed(broken: Tree, given: Tree) -> int:
    """The larger of the lines added and the lines removed, over all files."""
    added = removed = 0
    for path in broken.keys() | given.keys():
        old, new = (tree.get(path, b"").splitlines() for tree in (broken, given))
        if old == new:
            continue
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                removed, added = removed + b - a, added + d - c
    return max(added, removed)
