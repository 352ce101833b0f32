"""Code of a reserved crate inside of another one: told by the names of folders and files, and by
what comments say about where it comes from. The reserved crates themselves are never read."""

import re
from functools import cache

from rusta_model.data.pins import excluded, excluded_files

_VERSION = re.compile(r"[-_]v?\d+(?:[._]\d+)*$")
# Names that are words too: in a text only these forms mean the crate.
_WORDS = frozenset({"either", "matches", "roman", "slab"})
_FORMS = ("`{}`", "{} crate", "/{}")


def is_copy(crate: str, path: str, text: bytes) -> bool:
    """Whether a file of `crate` is, by its name or its own words, code of a reserved crate."""
    if any(crate == name and _below(path, at) for name, at in excluded_files()):
        return True
    if not _steps(path).isdisjoint(map(_plain, _reserved())):
        return True
    return any(name in text for name in _named()) and _declared().search(text) is not None


@cache
def _reserved() -> frozenset[str]:
    return frozenset(name for name, kind in excluded().items() if kind == "reserved")


@cache
def _named() -> tuple[bytes, ...]:
    return tuple(
        form.format(name).encode()
        for name in sorted(_reserved())
        for form in (_FORMS if name in _WORDS else ("{}",))
    )


@cache
def _declared() -> "re.Pattern[bytes]":
    """A line of a comment: "copied from the `itoa` crate"."""
    names = b"|".join(map(re.escape, _named()))
    return re.compile(
        rb"//[^\n]*\b(?:copied|copy|adapted|ported|borrowed|taken|vendored|forked|fork|derived|lifted"
        rb"|based|inlined)\b[^\n]{0,40}\b(?:from|of|on)\b[^\n]{0,60}?(?:(?<!\w)|(?=[/`]))(?:%b)(?!\w)"
        % names,
        re.IGNORECASE,
    )


def _steps(path: str) -> set[str]:
    """Folders and file of a path, as crates are called: without version and ending."""
    *folders, file = path.split("/")
    names = [*folders, file.partition(".")[0]]
    return {_plain(name) for name in names} | {_plain(_VERSION.sub("", name)) for name in names}


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _below(path: str, at: str) -> bool:
    return path == at or path.startswith(at + "/")
