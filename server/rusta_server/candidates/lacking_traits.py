"""Which traits an error says that which type lacks: all, or those that can be derived."""

import re

from rusta_server.candidates.derives import DERIVABLE
from rusta_server.contracts.diagnostic import Diagnostic

CODES = ("E0369", "E0277", "E0599", "E0308", "E0507", "E0382", "E0015", "E0080", "E0204")

_COMPARED = re.compile(
    r"binary operation `(\S+)` cannot be applied to type `&*(?:mut )?(?:\w+::)*(\w+)"
)
_ANNOTATE = re.compile(r"consider annotating `(?:\w+::)*(\w+).*?` with `#\[derive\((.*?)\)\]`")
_BOUND = re.compile(r"`&*(?:mut )?(?:\w+::)*(\w+)(?:<[^`]*>)?: (?:\w+::)*(\w+)`")
_LACKS = re.compile(
    r"`(?:\w+::)*(\w+)(?:<[^`]*>)?` (?:doesn't|does not) implement `(?:\w+::)*(\w+)`"
)
_NO_METHOD = re.compile(
    r"no (?:method|function or associated item) named `\w+` found for (?:struct|enum) "
    r"`(?:\w+::)*(\w+)"
)
_CANDIDATE = re.compile(r"candidate #\d+: `(?:\w+::)*(\w+)`")
_COMPARE = re.compile(r"can't compare `(?:\w+::)*(\w+)(?:<[^`]*>)?` with")
_TRAITS = {"==": ("PartialEq",), "!=": ("PartialEq",)} | dict.fromkeys(
    ("<", ">", "<=", ">="), ("PartialEq", "PartialOrd")
)
_UNMET = (
    re.compile(r"`(?:&(?:'\w+ )?(?:mut )?)?(?:\w+::)*(\w+)[^`]*` is not an? (\w+)"),
    re.compile(r"`(?:&(?:'\w+ )?(?:mut )?)?(?:\w+::)*(\w+)[^`:]*: (?:\w+::)*(\w+)[^`]*`"),
    re.compile(r"`(?:\w+::)*(\w+)[^`]*` (?:doesn't|does not) implement `(?:\w+::)*(\w+)"),
)


def unmet(error: Diagnostic) -> list[tuple[str, str]]:
    """(type, trait) of every bound that the message, its labels and notes call unmet."""
    said = (error.message, *(s.label or "" for s in error.spans), *(n.message for n in error.notes))
    found = (
        (m[1], "Iterator" if m[2] == "iterator" else m[2])
        for words in said
        for pattern in _UNMET
        for m in pattern.finditer(words)
    )
    return list(dict.fromkeys(found))


def lacking_traits(error: Diagnostic) -> list[tuple[str, str]]:
    """(type, trait) of every one; empty for codes that speak of no derivable trait."""
    if error.code not in CODES:
        return []
    found: list[tuple[str, str]] = []
    compared = _COMPARED.search(error.message)
    if compared is not None:
        found += [(compared[2], trait) for trait in _TRAITS.get(compared[1], ())]
    method = _NO_METHOD.match(error.message)
    if method is not None:
        found += [(method[1], t) for note in error.notes for t in _CANDIDATE.findall(note.message)]
    for suggestion in error.suggestions:
        for name, traits in _ANNOTATE.findall(suggestion.message):
            found += [(name, trait.strip()) for trait in traits.split(",")]
    notes = [n.message for n in error.notes if "cannot be" not in n.message]
    for said in (error.message, *notes, *(s.label or "" for s in error.spans)):
        found += _BOUND.findall(said) + _LACKS.findall(said)
        found += [(name, "PartialEq") for name in _COMPARE.findall(said)]
    return [need for need in dict.fromkeys(found) if need[1] in DERIVABLE]
