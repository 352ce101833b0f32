"""rustc's phases, as far as they decide which errors hide others.

An error hides those of later phases: a file that does not parse all others, a name that is not
found the types of what it stands for, a type error the borrow check of its body. They appear once
it is gone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from rusta_server.contracts.diagnostic import Diagnostic

SYNTAX, RESOLVE, TYPES, BORROWS, LINTS = range(5)

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
    """.split()
)


def phase(diagnostic: Diagnostic) -> int:
    """The phase that reported `diagnostic`."""
    code = diagnostic.code
    if code is None:
        return SYNTAX if diagnostic.slice == "syntax" else TYPES
    if not code.startswith("E") or not code[1:].isdigit():
        return LINTS
    if code in _RESOLVE:
        return RESOLVE
    return BORROWS if code in _BORROWS else TYPES


def errors_of(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(d for d in diagnostics if d.level in ("error", "ice"))


def roots(errors: Sequence[Diagnostic]) -> tuple[int, ...]:
    """Indices of the errors to look at first: those of the earliest phase present, in source
    order; those that repeat the code and message of an earlier one come last."""
    if not errors:
        return ()
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


def progress(before: Sequence[Diagnostic], after: Sequence[Diagnostic]) -> bool:
    """Whether `after` is a step forward: some error is gone, and every new one belongs to a phase
    later than any that is gone (so that it was masked before, not caused)."""
    old, new = _count(before), _count(after)
    gone = old - new
    if not gone:
        return False
    gone_phases = [phase(d) for d in before if d.fingerprint in gone]
    added = new - old
    return all(phase(d) > max(gone_phases) for d in after if d.fingerprint in added)


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
