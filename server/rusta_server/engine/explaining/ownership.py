"""Why the borrow checker refuses: loans that collide, values that are gone, owners that end."""

import re

from rusta_server.engine.explaining.reading import Cause, Reader, Reading

_NOT_COPY = r"move occurs because (?:value|`(?P<name>[^`]+)`) has type `(?P<type>[^`]+)`"


def _loan(r: Reading) -> Cause | None:
    """Two uses of one place that exclude each other."""
    conflict, later = r.point, r.part("the later use")
    borrow = r.part("the borrow") or conflict
    if borrow is None or conflict is None or not r.quoted:
        return None
    thing = r.quoted[0]
    opening = f"{r.code(borrow)} in {r.line(borrow)} borrows `{thing}`"
    if borrow == conflict:
        turn = (
            "the next turn of the loop borrows it again, while the borrow of the one before lasts"
        )
        return r.cause(f"{opening}, and {turn}.", borrow)
    if later is not None and later != borrow:
        lasts = f"that borrow is used again in {r.line(later)}"
    elif "later used" in borrow.label:
        lasts = "uses it again there with every turn"
    else:
        lasts = "that borrow still lasts"
    need = {
        "E0499": "needs it mutably a second time",
        "E0506": "assigns to it",
        "E0505": "moves it away",
        "E0503": "uses it",
        "E0713": "would drop it",
    }.get(r.diagnostic.code or "")
    if need is None:
        need = "needs it mutably" if "as mutable" in r.message else "needs it as well"
    text = f"{opening}, and {lasts}; in between {r.code(conflict)} in {r.line(conflict)} {need}."
    return r.cause(text, borrow, conflict, later)


def _moved(r: Reading) -> Cause | None:
    """Used after it was given away."""
    binding = r.labelled(_NOT_COPY)
    move, use = r.part("the move"), r.point
    if binding is None or use is None:
        return None
    part, said = binding
    name, type_ = said["name"] or (r.quoted[0] if r.quoted else "the value"), said["type"]
    text = f"`{name}` has the type `{type_}`, which is not `Copy`: using it by value gives it away."
    taken = r.labelled(r"due to this implicit call to `([^`]+)`")
    if "previous iteration" in " ".join(p.label for p in r.parts):
        text += f" The loop does so in {r.line(use)} in its first turn, the next finds it gone."
        return r.cause(text, part, use)
    if move is not None:
        by = f" (by the implicit call to `{taken[1][1]}`)" if taken else ""
        by = ", where a closure takes it" if "closure" in move.label else by
        text += f" That happens in {r.line(move)}{by}, and {r.line(use)} uses it afterwards."
    return r.cause(text, part, move, use)


def _behind(r: Reading) -> Cause | None:
    """E0507, E0508, E0509: taken out of what only is lent."""
    point, binding = r.point, r.labelled(_NOT_COPY)
    found = re.search(
        r"cannot move out of (.+?)(?: as enum variant `\w+`)?(?:,| which|$)", r.message
    )
    if point is None or found is None:
        return None
    owner = r.noted(r"captured outer variable")
    behind = re.search(
        r"behind (an? [\w ]*(?:reference|pointer)|an `[^`]+`)|captured variable in .*", r.message
    )
    where = f"lies {behind[0]}" if behind else "belongs to something else"
    text = f"{found[1]} {where}, so it can be looked at but not taken away"
    if binding is not None:
        kind = f"`{binding[1]['type']}`, which is not `Copy`"
        text += f"; {r.line(binding[0])} would move a {kind}, out of it"
    return r.cause(text + ".", point, binding[0] if binding else None, None if not owner else point)


def _outlived(r: Reading) -> Cause | None:
    """E0597, E0716: a reference that lives longer than what it points to."""
    borrow, end, later = (
        r.part("the borrow"),
        r.part("the end of its life"),
        r.part("the later use"),
    )
    if borrow is None or end is None:
        return None
    if r.quoted:
        text = f"`{r.quoted[0]}` is dropped in {r.line(end)}"
    else:
        text = f"The temporary {r.code(borrow)} ends with its statement in {r.line(end)}"
    needed = f"is still used in {r.line(later)}" if later else "has to live longer"
    return r.cause(f"{text}, but what borrows from it {needed}.", borrow, end, later)


def _returned(r: Reading) -> Cause | None:
    """E0515: a reference into the function that ends."""
    point = r.point
    found = re.search(r"(reference to|referencing) (.+)$", r.message)
    if point is None or found is None:
        return None
    what = re.sub(
        r"^(data owned by the current function|function parameter|local variable)",
        r"the \1",
        found[2],
    )
    what = what.replace("the the", "the").replace("the data", "data")
    ends = f"which is dropped when the function returns in {r.line(point)}"
    return r.cause(f"{r.code(point)} points into {what}, {ends}.", point)


def _closure(r: Reading) -> Cause | None:
    """E0373: run later than what it borrows lives."""
    point, borrow = r.point, r.part("the borrow")
    if point is None or not r.quoted:
        return None
    where = f" in {r.line(borrow)}" if borrow is not None and borrow.line != point.line else ""
    kind = "coroutine" if "coroutine" in r.message or "async" in r.message else "closure"
    text = (
        f"The {kind} in {r.line(point)} may still run when this function has returned, but it only "
        f"borrows `{r.quoted[0]}`{where}, which goes when the function ends."
    )
    static = r.part("the requirement")
    return r.cause(text, point, borrow, static)


def _not_mutable(r: Reading) -> Cause | None:
    """E0596, E0594: changed through what only allows looking."""
    point = r.point
    if point is None or not r.quoted:
        return None
    thing = r.quoted[0]
    act = "assigns to" if r.diagnostic.code == "E0594" else "needs mutable access to"
    behind = re.search(r"behind (?:a|an) (`&` reference|`[^`]+`.*|`\*const` pointer)", r.message)
    reference = r.labelled(r"^`([^`]+)` is a `&` reference")
    if reference is not None:
        by = f"`{reference[1][1]}` is a `&` reference, and what is reached through one is shared"
    elif behind is not None:
        by = f"it lies behind a {behind[1]}, which gives no mutable access"
    elif "not declared as mutable" in r.message:
        by = "it is not declared `mut`"
    elif "captured variable in a `Fn` closure" in r.message:
        by = "a `Fn` closure may be called several times at once, so what it captures is shared"
    else:
        return None
    return r.cause(
        f"{r.line(point).capitalize()} {act} `{thing}`, but {by}.", point, r.part("the owner")
    )


def _twice(r: Reading) -> Cause | None:
    """E0384: given a second value without `mut`."""
    point, first = r.point, r.labelled(r"^first assignment to|^cannot assign")
    if point is None or not r.quoted:
        return None
    text = f"`{r.quoted[0]}` is not declared `mut`, so it keeps its first value"
    origin = next((p for p in r.parts if "first assignment" in p.label), None)
    if origin is not None:
        text += f", given in {r.line(origin)}"
    return r.cause(
        f"{text}; {r.line(point)} gives it another.", origin, point, first[0] if first else None
    )


def _escapes(r: Reading) -> Cause | None:
    """E0521: borrowed data that leaves the function."""
    point, reference = r.point, r.labelled(r"`([^`]+)` is a reference that is only valid in the")
    if point is None or reference is None:
        return None
    text = (
        f"`{reference[1][1]}` is only lent for the time of the call, but {r.code(point)} in "
        f"{r.line(point)} passes it on to something that keeps it longer."
    )
    return r.cause(text, reference[0], point)


READERS: dict[str, Reader] = {
    **dict.fromkeys("E0499 E0500 E0501 E0502 E0503 E0505 E0506 E0713".split(), _loan),
    **dict.fromkeys(("E0381", "E0382"), _moved),
    **dict.fromkeys(("E0507", "E0508", "E0509"), _behind),
    **dict.fromkeys(("E0597", "E0716"), _outlived),
    "E0515": _returned,
    "E0373": _closure,
    **dict.fromkeys(("E0594", "E0596"), _not_mutable),
    "E0384": _twice,
    "E0521": _escapes,
}
