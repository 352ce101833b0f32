"""Constructs that make an error go away without repairing anything, found in words of code."""

from collections.abc import Iterator
from typing import NamedTuple

_PANICS = frozenset(("todo", "unimplemented", "unreachable", "panic"))
_SILENCERS = frozenset(("allow", "expect"))
_OPENING, _CLOSING = "([{", ")]}"


class Construct(NamedTuple):
    """`rule`: which guard. `shown`: the construct as a user would write it; two of one kind that
    differ in weight (lints allowed, inner or outer) are shown differently."""

    rule: str
    shown: str


def constructs(words: list[str]) -> list[Construct]:
    """All of them in `words` (as `lexer.code` gives them), repeats included. Looks the same inside
    of macro calls, whose arguments have no syntax yet."""
    found: list[Construct] = []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _PANICS and following == "!" and words[at + 2 : at + 3] != ["="]:
            found.append(Construct(f"added-{word}", f"`{word}!`"))
        elif word == "unsafe" and not _says_of_old(words, at):
            found.append(Construct("added-unsafe", "`unsafe`"))
        elif word == "#" and following in ("[", "!"):
            found += _attribute(words, at)
        elif word == "cfg" and following == "!" and words[at + 2 : at + 3] == ["("]:
            found.append(Construct("added-cfg", "`cfg!`"))
        elif word in ("if", "while") and following == "false":
            found.append(Construct("disabled-code", f"`{word} false`"))
        elif word == "loop" and words[at + 1 : at + 3] == ["{", "}"]:
            found.append(Construct("disabled-code", "an empty `loop`"))
    return found


def _says_of_old(words: list[str], at: int) -> bool:
    """`unsafe extern { … }` and `#[unsafe(no_mangle)]`: edition 2024 has the word said of what has
    always been so; nothing that was checked before goes unchecked."""
    ahead = words[at + 1 : at + 4]
    if ahead[:1] == ["extern"]:
        return "{" in ahead
    return words[at - 2 : at] == ["#", "["] and ahead[:1] == ["("]


def _attribute(words: list[str], at: int) -> Iterator[Construct]:
    inner = words[at + 1] == "!"
    opening = at + (2 if inner else 1)
    if words[opening : opening + 1] != ["["]:
        return
    content = words[opening + 1 : closing(words, opening)]
    mark = "#!" if inner else "#"
    name = content[0] if content else ""
    for index, word in enumerate(content):
        called = content[index + 1 : index + 2] == ["("]
        if word in _SILENCERS and called:
            end = closing(content, index + 1)
            for lint in _lints(content[index + 2 : end]):
                yield Construct(f"added-{word}", f"`{mark}[{word}({lint})]`")
        elif word in ("ignore", "should_panic") and (index == 0 or name == "cfg_attr"):
            yield Construct(f"added-{word.replace('_', '-')}", f"`{mark}[{word}]`")
    if name in ("cfg", "cfg_attr"):
        yield Construct("added-cfg", f"`{mark}[{name}]`")
        predicate = content[2 : closing(content, 1)] if len(content) > 1 else []
        if name == "cfg" and _value(predicate) is False:
            yield Construct("disabled-code", f"`{mark}[cfg({''.join(predicate)})]`")


def closing(words: list[str], opening: int) -> int:
    """Index of the delimiter that closes the one at `opening`; the end where there is none."""
    depth = 0
    for at in range(opening, len(words)):
        if words[at] in _OPENING:
            depth += 1
        elif words[at] in _CLOSING:
            depth -= 1
            if depth == 0:
                return at
    return len(words)


def _lints(words: list[str]) -> list[str]:
    names = "".join(words).split(",")
    return [name for name in names if name and not name.startswith("reason=")]


def _value(predicate: list[str]) -> bool | None:
    """What a cfg predicate always is; None where it depends on the configuration."""
    if not predicate:
        return None
    name, arguments = predicate[0], _arguments(predicate)
    if arguments is None:
        # `cfg(FALSE)` was the idiom before `cfg(false)`: an option nobody sets.
        return {"true": True, "false": False, "FALSE": False}.get(name)
    values = [_value(argument) for argument in arguments]
    if name == "not":
        return None if not values or values[0] is None else not values[0]
    decisive = name == "any"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _arguments(predicate: list[str]) -> list[list[str]] | None:
    if predicate[1:2] != ["("]:
        return None
    found: list[list[str]] = [[]]
    depth = 0
    for word in predicate[2 : closing(predicate, 1)]:
        depth += (word in _OPENING) - (word in _CLOSING)
        if word == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(word)
    return [argument for argument in found if argument]
