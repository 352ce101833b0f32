"""Why types and traits do not fit: what is wanted, by what, and what is there."""

import re

from rusta_server.engine.explaining.reading import Cause, Reader, Reading

_WANTED = re.compile(r"expected (?P<wanted>.+?), found (?P<found>.+)$")
_BOUND = re.compile(r"the trait bound `(?P<bound>[^`]+)` is not satisfied")


def _mismatch(r: Reading) -> Cause | None:
    """E0308, E0271: one type where another is wanted."""
    named = [(p, m) for p in r.parts if (m := _WANTED.search(p.label.partition("; ")[0]))]
    because = r.part("the expectation")
    if not named:
        return None
    if len(named) > 1:
        told = "; ".join(
            f"{r.code(p)} is {m['found']} where {m['wanted']} is taken" for p, m in named
        )
        return r.cause(f"{told}.", *(p for p, _ in named), r.part("the definition"))
    part, said = named[0]
    if because is not None and "implicitly returns" in because.label:
        text = f"{r.code(because)} promises {said['wanted']}, but its body ends without a value"
        return r.cause(f"{text}, and so it returns {said['found']}.", part, because)
    text = f"{r.code(part)} is {said['found']}, but {said['wanted']} is wanted there"
    reason = because.label.partition("; ")[0] if because is not None and because != part else ""
    if "return type" in reason and because is not None:
        text += f": {r.code(because)} in {r.line(because)} is what the function promises to return"
    elif "arguments to this" in reason and because is not None:
        definition = r.part("the definition")
        where = f" (defined in {r.line(definition)})" if definition is not None else ""
        text += f": {r.code(because)} takes it so{where}"
    elif because is not None and reason:
        text += f", for {r.code(because)} in {r.line(because)}"
    return r.cause(f"{text}.", part, because, r.part("the definition"))


def _bound(r: Reading) -> Cause | None:
    """E0277: an obligation that no impl meets."""
    point = r.point
    if point is None:
        return None
    asked = r.noted(r"^required by a bound in `([^`]+)`")
    through = r.noted(r"^required for `([^`]+)` to implement `([^`]+)`")
    missing = _unmet(r)
    if missing is None:
        return None
    if "the trait `From<" in point.label:
        source = re.search(r"the trait `From<(.+)>` is not implemented for `([^`]+)`", point.label)
        if source is not None:
            text = (
                f"`?` turns the error it meets into the function's own with `From`, but nothing "
                f"makes a `{source[2]}` of a `{source[1]}`."
            )
            return r.cause(text, point, r.part("the expectation"), r.part("the definition"))
    text = f"{missing} is asked for by {r.code(point)} in {r.line(point)}"
    if asked is not None:
        text = f"`{asked[1]}`, called in {r.line(point)}, asks for {missing}"
    if through is not None:
        text += f" (so that `{through[1]}` implements `{through[2]}`)"
    return r.cause(f"{text}, and no impl gives it.", point, r.part("the requirement"))


def _unmet(r: Reading) -> str | None:
    """The obligation, as code: `Cell: Hash`."""
    if bound := _BOUND.search(r.message):
        return f"`{bound['bound']}`"
    said = r.noted(r"the trait `([^`]+)` is not implemented for `([^`]+)`")
    if said is not None:
        return f"`{said[2]}: {said[1]}`"
    if said := re.search(r"^`([^`]+)` doesn't implement `([^`]+)`", r.message):
        return f"`{said[1]}: {said[2]}`"
    if said := re.search(r"^`([^`]+)` cannot be (sent|shared) between threads safely", r.message):
        return f"`{said[1]}: {'Send' if said[2] == 'sent' else 'Sync'}`"
    if said := re.search(r"size for values of type `([^`]+)` cannot be known", r.message):
        return f"`{said[1]}: Sized`"
    if said := re.search(r"^`([^`]+)` is not an iterator", r.message):
        return f"`{said[1]}: Iterator`"
    if said := re.search(r"^`([^`]+)` is not a future", r.message):
        return f"`{said[1]}: Future`"
    return None


def _method(r: Reading) -> Cause | None:
    """E0599: a method that is not there, or not under these bounds."""
    point = r.point
    bounds = r.noted(r"trait bounds? (?:was|were) not satisfied:\s*(.+)")
    exists = re.search(
        r"the (method|function or .*item) `([^`]+)` exists for \w+(?: \w+)* `([^`]+)`", r.message
    )
    if point is not None and bounds is not None and exists is not None:
        needed = bounds[1].strip().splitlines()[0].strip("` ")
        asks = f"`{exists[2]}` of `{exists[3]}` is only there where `{needed}` holds"
        owner = r.labelled(r"doesn't satisfy")
        where = f", and {r.code(owner[0])} in {r.line(owner[0])} does not" if owner else ""
        return r.cause(f"{asks}{where}.", point, owner[0] if owner else None)
    found = re.search(
        r"no (\w[\w ]*) named `([^`]+)` found for (.+?)(?: in the current scope)?$", r.message
    )
    if point is None or found is None:
        return None
    text = f"{found[3][0].upper()}{found[3][1:]} has no {found[1]} called `{found[2]}`"
    trait = r.noted(r"trait `([^`]+)` which provides `[^`]+` is implemented but not in scope")
    if trait is not None or r.noted(r"items from traits can only be used if the trait is in scope"):
        text += ": a trait gives it, but the trait is not in scope here"
    definition = r.labelled(
        r"not found for this|defined here|(?:method|function|variant) .* not found"
    )
    return r.cause(f"{text}.", point, definition[0] if definition else None)


def _operator(r: Reading) -> Cause | None:
    """E0369, E0600, E0368, E0614: an operator that the type does not have."""
    point = r.point
    said = re.search(r"operation `([^`]+)` cannot be applied to type `([^`]+)`", r.message)
    unary = re.search(r"cannot apply unary operator `([^`]+)` to type `([^`]+)`", r.message)
    found = said or unary
    if point is None or found is None:
        return None
    trait = r.noted(
        r"implementation of `([^`]+)` might be missing for `([^`]+)`|must implement `([^`]+)`"
    )
    name = (trait[1] or trait[3]) if trait is not None else None
    needs = (
        f": the operator stands for the trait `{name}`, which it does not implement" if name else ""
    )
    rule = r.part("the rule of its type") or r.part("the definition")
    return r.cause(f"`{found[2]}` has no `{found[1]}`{needs}.", point, rule)


def _unknown_type(r: Reading) -> Cause | None:
    """E0282, E0283: a type that nothing fixes."""
    point = r.point
    if point is None:
        return None
    what = re.search(r"annotations needed(?: for (.+))?$", r.message)
    told = what[1] if what is not None and what[1] else r.code(point)
    several = (
        "several types would fit and nothing says which"
        if r.diagnostic.code == "E0283"
        else ("nothing that is done with it says which type is meant")
    )
    return r.cause(f"The type of {told} in {r.line(point)} is left open: {several}.", point)


def _arguments(r: Reading) -> Cause | None:
    """E0061, E0057, E0107: too many or too few."""
    point, definition = r.point, r.part("the definition")
    found = re.search(r"takes (.+?) but (.+?) (?:was|were) supplied", r.message)
    if point is None:
        return None
    where = f" (defined in {r.line(definition)})" if definition is not None else ""
    generic = re.search(r"^expected (\d+ .*arguments?)", point.label)
    if generic is not None:
        text = f"{r.code(point)}{where} takes {generic[1]}, {r.line(point)} gives another number."
        return r.cause(text, point, definition)
    if found is None:
        return None
    missing = r.noted(r"(argument #\d+ of type `[^`]+` is missing|unexpected argument #\d+[^;]*)")
    which = f": {missing[1]}" if missing is not None else ""
    given = found[2].removesuffix(" argument")
    text = f"{r.code(point)} takes {found[1]}{where}, {r.line(point)} gives {given}{which}."
    return r.cause(text, point, definition)


def _not_covered(r: Reading) -> Cause | None:
    """E0004, E0005: a value for which there is no arm."""
    point, definition = r.point, r.part("the definition")
    found = re.search(r"patterns?: (.+?) not covered|refutable pattern", r.message)
    if point is None or found is None:
        return None
    if found[1] is None:
        covered = r.noted(r"pattern (.+?) not covered")
        left = covered[1] if covered else "another value"
        return r.cause(
            f"{r.code(point)} may also be {left}, and the pattern says nothing of that.", point
        )
    return r.cause(
        f"{r.code(point)} in {r.line(point)} may be {found[1]}, and no arm of the match says what "
        "then.", point, definition,
    )  # fmt: skip


def _missing_parts(r: Reading) -> Cause | None:
    """E0063, E0027, E0046: a whole that is not whole."""
    point = r.point
    found = re.search(
        r"missing (?:structure )?fields? (.+?) (?:and \d+ other \w+ )?in initializer of (`[^`]+`)",
        r.message,
    )
    if point is None:
        return None
    if found is not None:
        text = f"A value of {found[2]} needs all its fields, and {r.line(point)} gives none for "
        return r.cause(f"{text}{found[1]}.", point)
    if items := re.search(r"missing: (.+)$", r.message):
        text = (
            f"The trait asks every impl for {items[1]}, and the one in {r.line(point)} has it not."
        )
        return r.cause(text, point)
    if left := re.search(r"pattern does not mention fields? (.+)$", r.message):
        return r.cause(
            f"The pattern in {r.line(point)} leaves out {left[1]} and has no `..`.", point
        )
    return None


READERS: dict[str, Reader] = {
    "E0308": _mismatch,
    "E0271": _mismatch,
    "E0277": _bound,
    "E0599": _method,
    **dict.fromkeys("E0369 E0600 E0368".split(), _operator),
    **dict.fromkeys(("E0282", "E0283"), _unknown_type),
    **dict.fromkeys("E0061 E0057 E0107".split(), _arguments),
    **dict.fromkeys(("E0004", "E0005"), _not_covered),
    **dict.fromkeys("E0063 E0027 E0046".split(), _missing_parts),
}
