"""rustc's phases, as far as they decide which errors hide others.

An error hides those of later phases: a file that does not parse all others, a name that is not
found the types of what it stands for, a type error the borrow check of its body. They appear once
it is gone.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from rusta_server.contracts.diagnostic import UNCLOSED, Diagnostic

SYNTAX, RESOLVE, TYPES, BORROWS, PRIVACY, LINTS = range(6)

_SYNTAX = frozenset(
    """
    E0584 E0585 E0586 E0703 E0704 E0743 E0748 E0753 E0758 E0762 E0763 E0765 E0766 E0768
    """.split()
)
_RESOLVE = frozenset(
    """
    E0401 E0403 E0404 E0405 E0407 E0408 E0411 E0412 E0415 E0416 E0422 E0423 E0424 E0425
    E0426 E0428 E0429 E0430 E0431 E0432 E0433 E0434 E0435 E0437 E0438 E0106 E0261 E0262
    E0263 E0463 E0530 E0531 E0532 E0533 E0573 E0574 E0575 E0576 E0583 E0603 E0635 E0659
    E0252 E0254 E0255 E0259 E0260 E0364 E0365 E0767
    """.split()
)
_BORROWS = frozenset(
    """
    E0373 E0381 E0382 E0384 E0499 E0500 E0501 E0502 E0503 E0505 E0506 E0507 E0508 E0509
    E0510 E0515 E0521 E0594 E0596 E0597 E0621 E0626 E0700 E0712 E0713 E0716 E0792
    E0010 E0015 E0492 E0493
    """.split()
)
"""And what else is found in a body's MIR: calls that no constant may make."""
_PRIVACY = frozenset("E0445 E0446 E0451".split())
"""Checked over the whole crate, once all bodies are sound; fields and methods are not among them,
which the types are asked for."""
_OF_PRIVACY = re.compile(r"^(type|trait|associated \w+) `.*` is private$")


_IMPORTS = frozenset("E0432 E0433 E0364 E0365 E0583".split())
_ARITY = frozenset("E0023 E0057 E0061 E0063 E0107".split())
_JUDGED_LAST = frozenset("E0271 E0277 E0282 E0283 E0308 E0593 E0631".split())
_MATCHES = frozenset("E0004 E0005 E0133 E0170".split())

_PHASES = ((_SYNTAX, SYNTAX), (_RESOLVE, RESOLVE), (_BORROWS, BORROWS), (_PRIVACY, PRIVACY))

Needs = Mapping[str, frozenset[str]]
"""Package → the packages of the workspace that it needs, directly or not."""


def closure(needs: Mapping[str, Iterable[str]]) -> Needs:
    """`needs` with what the needed ones need themselves."""
    found: dict[str, frozenset[str]] = {}
    for package in needs:
        reached: set[str] = set()
        ahead = [*needs[package]]
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += needs.get(name, ())
        found[package] = frozenset(reached)
    return found


def phase(diagnostic: Diagnostic) -> int:
    """The phase that reported `diagnostic`."""
    code = diagnostic.code
    if code is None:
        if _OF_PRIVACY.match(diagnostic.message):
            return PRIVACY
        return SYNTAX if diagnostic.slice == "syntax" else TYPES
    if not code.startswith("E") or not code[1:].isdigit():
        return LINTS
    for codes, found in _PHASES:
        if code in codes:
            return found
    return TYPES


def errors_of(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(d for d in diagnostics if d.level in ("error", "ice"))


def roots(errors: Sequence[Diagnostic]) -> tuple[int, ...]:
    """Indices of the errors to look at first: those of the earliest phase present, in source
    order; those that repeat the code and message of an earlier one come last. A text that is not
    closed makes nonsense of all that follows: it is looked at alone."""
    if not errors:
        return ()
    unclosed = tuple(i for i, error in enumerate(errors) if error.code in UNCLOSED)
    if unclosed:
        return unclosed
    earliest = min(phase(error) for error in errors)
    seen: set[tuple[str, str]] = set()
    chosen: list[int] = []
    rest: list[int] = []
    for index, error in enumerate(errors):
        if phase(error) != earliest:
            continue
        key = (error.code or "", error.message)
        (rest if key in seen else chosen).append(index)
        seen.add(key)
    return tuple(chosen + rest)


def progress(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic], needs: Needs | None = None
) -> bool:
    """Whether `after` is a step forward: some error is gone, and every new one was masked before,
    not caused: it belongs to a later stage than any that is gone, to a crate that passed a
    phase that it did not before, or to one that was not reached, for one that it needs was broken
    and is so no more."""
    old, new = _count(before), _count(after)
    gone = old - new
    if not gone:
        return False
    latest = max(_stage(d) for d in before if d.fingerprint in gone)
    broken = {_crate(d) for d in before}
    mended = broken - {_crate(d) for d in after}
    passed = _passed(before, after)
    return all(
        _stage(d) > latest
        or _crate(d) in passed
        or (_crate(d) not in broken and _waited(d, mended, needs or {}))
        for d in after
        if d.fingerprint in new - old
    )


def _passed(
    before: Sequence[Diagnostic], after: Sequence[Diagnostic]
) -> frozenset[tuple[str, str]]:
    """The crates that did not parse and do so now, and where fewer errors are left those whose
    names were not found and are. What was reported beside it is what rustc made of half a crate."""

    def failing(errors: Sequence[Diagnostic], phases: Collection[int]) -> set[tuple[str, str]]:
        return {_crate(d) for d in errors if phase(d) in phases}

    parsed = failing(before, (SYNTAX,)) - failing(after, (SYNTAX,))
    if len(after) < len(before):
        early = (SYNTAX, RESOLVE)
        parsed |= failing(before, early) - failing(after, early)
    return frozenset(parsed)


def _stage(diagnostic: Diagnostic) -> tuple[int, int]:
    """The phase, and within it what comes first: an import before the uses of what it brings; a
    member, then how many values it takes, before their types; all these before what a match
    covers."""
    code = diagnostic.code
    order = (_ARITY, _JUDGED_LAST, _MATCHES)
    within = next((n for n, codes in enumerate(order, 1) if code in codes), 0)
    return phase(diagnostic), 1 if phase(diagnostic) == RESOLVE and code not in _IMPORTS else within


def _crate(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.package, diagnostic.target


def _waited(diagnostic: Diagnostic, mended: Iterable[tuple[str, str]], needs: Needs) -> bool:
    """Whether its crate had to wait for one of the `mended`: the library of its own package, or
    what its package needs."""
    needed = needs.get(diagnostic.package, frozenset())
    return any(
        package in needed or (package == diagnostic.package and target != diagnostic.target)
        for package, target in mended
    )


def added(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics of `after` that `before` did not have (counted by fingerprint)."""
    surplus = _count(after) - _count(before)
    found = []
    for diagnostic in after:
        if surplus[diagnostic.fingerprint] > 0:
            surplus[diagnostic.fingerprint] -= 1
            found.append(diagnostic)
    return tuple(found)


def _count(diagnostics: Iterable[Diagnostic]) -> Counter[tuple[str, str, str]]:
    return Counter(d.fingerprint for d in diagnostics)
