"""The fix, and why it satisfies the rule: read off what an edit writes and takes away.

What an edit does is said only where its text tells; of the rest nothing is claimed.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from rusta_server.contracts.anchor import Anchor, Claim
from rusta_server.contracts.diagnostic import Diagnostic, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.engine.explaining.chain import quoted
from rusta_server.engine.explaining.parts import short

MOST = 2
_BLANK = re.compile(r"/\*|todo!|<item>|REASON")
_BORROWS = frozenset("E0382 E0505 E0507 E0499 E0502 E0506 E0716 E0597".split())


def why(edits: Sequence[Edit], texts: Mapping[str, str], code: str | None) -> str:
    """Why these edits (of `texts`) do what the rule asks; empty where their text does not tell."""
    if code is not None and not code.startswith("E"):
        return ""  # A lint's rule is what clippy or the rustc book says of it.
    for edit in sorted(edits, key=lambda e: (e.path, e.start)):
        source = texts.get(edit.path, "").encode()
        removed = source[edit.start : edit.end].decode(errors="replace")
        if _BLANK.search(edit.text):
            return ""
        if edit.text == "mut " and source[: edit.start].endswith(b"&"):
            return "Through a `&mut` reference what it points to may be changed."
        if reason := _why_one(edit.text, removed, code or ""):
            return reason
    return ""


def _why_one(text: str, removed: str, code: str) -> str:
    for pattern, reason in _WRITTEN:
        if (found := re.search(pattern, text)) and not re.search(pattern, removed):
            said = reason if isinstance(reason, str) else reason(found, code)
            if said:
                return said
    if text == "" and removed.strip() == ";":
        return "Without the semicolon the last expression is the value of the block."
    if text == "" and removed.strip() in ("&", "&mut", "&mut "):
        return "Without the `&` the value itself is passed, as it is wanted."
    if text == "" and removed.strip() == "*":
        return "Without the `*` the reference is passed on, and nothing is taken out of it."
    if re.fullmatch(r"\w+", text) and re.fullmatch(r"\w+", removed):
        return f"`{text}` is there; `{removed}` is not."
    return ""


Reason = str | Callable[[re.Match[str], str], str]


def _clone(_: re.Match[str], code: str) -> str:
    if code in _BORROWS:
        return "The copy is given away; the original stays where it is and can be used again."
    return "That makes an owned value of what is only lent."


def _shared(_: re.Match[str], code: str) -> str:
    if code in _BORROWS:
        return "A shared borrow only looks at the value, so nothing is moved."
    return "With `&` a reference is given, as it is wanted."


def _annotation(_: re.Match[str], code: str) -> str:
    if code in ("E0282", "E0283", "E0284"):
        return "The written type says which one is meant."
    if code in ("E0277", "E0369", "E0382", "E0599", "E0507", "E0310"):
        return "The bound makes every caller give a type that has what the body uses."
    return ""


_WRITTEN: tuple[tuple[str, Reason], ...] = (
    (
        r"#\[derive\(([\w, ]+)\)\]",
        lambda m, _: (
            f"The derive writes the impl of `{m[1]}` that is asked for; every field needs one too."
        ),
    ),
    (r"\.(clone|to_owned|to_vec)\(\)|\.cloned\(\)", _clone),
    (r"\.copied\(\)", "That copies the value out from behind the reference."),
    (
        r"\.(to_string|into)\(\)|(String|From)::from\(",
        "The conversion makes a value of the type that is wanted.",
    ),
    (
        r"try_into\(\)\.unwrap\(\)",
        "The conversion is checked: where the number does not fit, it panics.",
    ),
    (
        r"\.(unwrap|expect)\(",
        "It takes the value out, and panics where there is none: a decision, not only a repair.",
    ),
    (r"\.unwrap_or\w*\(", "It takes the value out, and says what holds where there is none."),
    (r"(?<!\w)\?$|\?;", "The `?` hands an error on to the caller and goes on with the value."),
    (r"^(Some|Ok|Err)\($", lambda m, _: f"Wrapped in `{m[1]}` it has the type that is wanted."),
    (r"^move $|\bmove \|", "With `move` it owns what it uses, so it may outlive the function."),
    (r"^&mut $|^&mut ", "A mutable reference allows the change that is made through it."),
    (r"^mut $|\bmut \w", "With `mut` it may be changed and borrowed mutably."),
    (r"^&$|^&\w|\.as_ref\(\)", _shared),
    (r"^\*$|^\*\w", "The `*` gives the value behind the reference."),
    (r"^let ([a-z]\w*) = ", lambda m, _: f"Bound to `{m[1]}` it lives to the end of the block."),
    (r"^pub(\(\w+\))? ?", "With `pub` other modules may use it."),
    (r"^use ([\w:]+)", lambda m, _: f"The import brings `{m[1].rpartition('::')[2]}` into scope."),
    (r"'static", "`'static` says that it holds no reference that could end before it."),
    (
        r"<'(\w+)>|&'(\w+) ",
        "The lifetime says how long the reference is good: as long as what it comes from.",
    ),
    (r"^: |^ \+ |where ", _annotation),
    (r" as (\w+)", lambda m, _: f"`as {m[1]}` converts the number, cutting off what does not fit."),
    (r"\.await", "Awaited, the future gives its value."),
    (r"\(\)$", "With the parentheses the method is called."),
)


def suggestion_claims(
    diagnostic: Diagnostic, texts: Mapping[str, str], blob: Anchor, rule: Anchor | None
) -> list[Claim]:
    """What the compiler suggests, said to be unproven, each with why it would do."""
    claims: list[Claim] = []
    seen: set[str] = set()
    for suggestion in diagnostic.suggestions:
        if (
            suggestion.in_expansion
            or suggestion.message in seen
            or "#[allow(" in suggestion.message
        ):
            continue
        seen.add(suggestion.message)
        reason = why(suggestion.edits, texts, diagnostic.code)
        where = quoted(diagnostic.rendered or diagnostic.message, suggestion.message, blob)
        blank = any(_BLANK.search(edit.text) for edit in suggestion.edits)
        said = "not proven, with a blank to fill in" if blank else "not proven"
        text = f"The compiler suggests ({said}): {suggestion.message}{_written(suggestion, texts)}."
        anchors = (where, rule) if reason and rule is not None else (where,)
        claims.append(Claim(role="fix", text=f"{text} {reason}".strip(), anchors=anchors))
    return claims[:MOST]


def _written(suggestion: Suggestion, texts: Mapping[str, str]) -> str:
    """`: write `x` in line 7`, where it is one short edit and the message does not say it."""
    if len(suggestion.edits) != 1:
        return ""
    edit = suggestion.edits[0]
    text = edit.text.strip()
    if edit.path not in texts or not text or len(text) > 40 or "\n" in text or "`" in text:
        return ""
    if text in suggestion.message and len(text) > 1:
        return ""
    source = texts[edit.path].encode()
    line = source.count(b"\n", 0, edit.start) + 1
    old = short(source[edit.start : edit.end].decode(errors="replace"), 40)
    done = f"`{text}` for `{old}`" if old and "`" not in old else f"`{text}`"
    return f" ({done} in line {line})"
