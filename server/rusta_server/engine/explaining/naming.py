"""Why a name leads nowhere, or may not be used from here; and what the parser stumbled over."""

import re

from rusta_server.engine.explaining.reading import Cause, Reader, Reading

_KIND = re.compile(r"cannot find (?:(?P<kind>[\w, ]+?) )?`(?P<name>[^`]+)`(?: in (?P<where>.+))?$")


def _not_found(r: Reading) -> Cause | None:
    """E0425, E0412, E0405, E0433, E0432, E0422, E0423, E0531."""
    point = r.point
    if point is None:
        return None
    like = r.part("what is named like it")
    near = f"; {r.code(like)} in {r.line(like)} is named like it" if like is not None else ""
    found = _KIND.search(r.message)
    elsewhere = any(s.message.startswith("consider importing") for s in r.diagnostic.suggestions)
    if found is not None:
        kind = found["kind"] or "name"
        scope = found["where"] or "this scope"
        text = (
            f"{r.line(point).capitalize()} names the {kind} `{found['name']}`, and {scope} has none"
        )
        if elsewhere:
            text += ": it exists, but is not imported here"
        return r.cause(f"{text}{near}.", point, like)
    if "unresolved import" in r.message and r.quoted:
        said = point.label or "that path leads nowhere"
        return r.cause(f"The import in {r.line(point)} names `{r.quoted[0]}`: {said}.", point)
    undeclared = re.search(r"use of (?:undeclared|unresolved) (.+?)$", r.message)
    if undeclared is not None:
        also = ": it exists, but is not imported here" if elsewhere else ""
        return r.cause(
            f"Nothing in scope in {r.line(point)} is the {undeclared[1]}{also}{near}.", point, like
        )
    return None


def _private(r: Reading) -> Cause | None:
    """E0603, E0616, E0624, E0451."""
    point, definition = r.point, r.part("the definition")
    found = re.search(r"^(.+?) is private$", r.message)
    if point is None or found is None:
        return None
    where = f" (defined in {r.line(definition)})" if definition is not None else ""
    text = (
        f"{found[1][0].upper()}{found[1][1:]}{where} is private where {r.line(point)} uses it: "
        "without a wider `pub` it is seen in the module it is written in, and in those inside it."
    )
    return r.cause(text, point, definition)


def _no_field(r: Reading) -> Cause | None:
    """E0609, E0560, E0026, E0610, E0615."""
    point = r.point
    if point is None:
        return None
    if found := re.search(r"no field `([^`]+)` on type `([^`]+)`", r.message):
        return r.cause(f"`{found[2]}` has no field `{found[1]}`.", point, r.part("the definition"))
    if found := re.search(
        r"(?:struct|variant) `([^`]+)` (?:has no|does not have a) field named `([^`]+)`", r.message
    ):
        return r.cause(f"`{found[1]}` has no field `{found[2]}`.", point, r.part("the definition"))
    if found := re.search(
        r"attempted to take value of method `([^`]+)` on type `([^`]+)`", r.message
    ):
        return r.cause(f"`{found[1]}` is a method of `{found[2]}`: it has to be called.", point)
    return None


def _lifetime(r: Reading) -> Cause | None:
    """E0106: a reference of unknown origin."""
    point = r.point
    if point is None:
        return None
    why = r.noted(r"this function's return type contains a borrowed value, but (.+)")
    told = f": the function returns a borrowed value, but {why[1]}" if why is not None else ""
    return r.cause(
        f"{r.code(point)} in {r.line(point)} does not say how long its reference lives{told}.",
        point,
    )


def _undeclared_lifetime(r: Reading) -> Cause | None:
    """E0261."""
    point = r.point
    if point is None or not r.quoted:
        return None
    return r.cause(
        f"`{r.quoted[0]}` is used in {r.line(point)}, and no `<…>` around it declares it.", point
    )


def _syntax(r: Reading) -> Cause | None:
    """Errors without a code: what the parser had read and what it met."""
    point, opening = r.point, r.part("the opening")
    if point is None:
        return None
    if opening is not None:
        odd = next((p for p in r.parts if "might not be properly closed" in p.label), opening)
        text = f"The delimiter opened in {r.line(opening)} is never closed."
        if odd != opening:
            text = (
                "A delimiter stays open to the end of the file; by its indentation the one in "
                f"{r.line(odd)} lacks its partner."
            )
        return r.cause(text, odd, opening)
    found = re.search(r"expected (.+?), found (.+)$", r.message)
    if found is None:
        return None
    return r.cause(f"Before {found[2]} in {r.line(point)} the grammar wants {found[1]}.", point)


READERS: dict[str, Reader] = {
    **dict.fromkeys("E0405 E0412 E0422 E0423 E0425 E0432 E0433 E0531".split(), _not_found),
    **dict.fromkeys("E0451 E0603 E0616 E0624".split(), _private),
    **dict.fromkeys("E0026 E0560 E0609 E0610 E0615".split(), _no_field),
    "E0106": _lifetime,
    "E0261": _undeclared_lifetime,
    "": _syntax,
}
