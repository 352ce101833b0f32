"""The spans that play a part in an error, each with its role, in the order of the story.

rustc labels spans by what happens at them; the roles are read off those labels. Spans with the
same role and bytes are one part with several labels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic, Span

CONTEXT = "beside it"
CONFLICT = "the conflict"
_POINTS = {"types": "the value", "traits": "the obligation", "names": "the use"} | {
    "visibility": "the use"
}
_LOANS = frozenset("E0499 E0500 E0501 E0502 E0503 E0505 E0506".split())

# Role, what its labels look like. In the order in which a reader meets them.
_ROLES: tuple[tuple[str, str], ...] = (
    ("the owner", r"^binding `.*` declared here|^captured outer variable|captured by this `Fn"),
    (
        "the value",
        r"^(move occurs|data moved|captures? .* move) because|which does not implement the `Copy`",
    ),
    ("the rule of its type", r"^doesn't satisfy|^must implement"),
    (
        "the definition",
        r"\bdefined here$|^(private )?\w+ defined here|re-exported here|^`?\w+`? from trait$"
        r"|^not covered$|note: .* defined here|needs to implement",
    ),
    (
        "the expectation",
        r"^expected .* because|^expected due to|^arguments to this .* incorrect"
        r"|^implicitly returns|^expected `[^`]*` because|this expression has type"
        r"|has an incompatible type|^expected because|in a function that returns",
    ),
    (
        "the requirement",
        r"required by (this|a) bound|^unsatisfied trait bound introduced|requires argument type"
        r"|^returning this value requires|requires that|^argument requires|this usage requires",
    ),
    (
        "the borrow",
        r"^(first )?(mutable|immutable|shared) borrow (occurs|starts) here"
        r"|^`.*` is borrowed here|^borrow of .* occurs here|^first mutable borrow"
        r"|borrowed value does not live long enough|^creates a temporary|^borrowed here",
    ),
    (
        "the move",
        r"^(value|data|variable|`.*`) moved (here|into|due)|moved into closure here"
        r"|^`.*` moved due to|^move out of .* occurs here",
    ),
    ("the end of its life", r"dropped here while still borrowed|is freed at the end"),
    (
        "the later use",
        r"\blater (used|captured|call)|\blater use|^borrow might be used here|used later"
        r"|^value (used|borrowed) here after|^use of borrowed",
    ),
    ("the opening", r"unclosed delimiter|opening delimiter|might not be properly closed"),
    ("what is named like it", r"^similarly named|with a similar name|^help: a .* exists"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
_ORDER = {role: at for at, (role, _) in enumerate(_ROLES)}
# The story of a conflict: what there was, what collides with it, what comes after.
_AFTER = ("the end of its life", "the later use", "what is named like it")


@dataclass(frozen=True)
class Part:
    """`label`: what the compiler says of it, empty where it only points there. `snippet`: its
    source on one line, cut where it is long; `place`: `src/lib.rs:3:5`."""

    role: str
    label: str
    span: Span
    snippet: str
    place: str
    anchor: Anchor

    @property
    def line(self) -> int:
        return self.span.line


def parts_of(diagnostic: Diagnostic, texts: Mapping[str, str]) -> tuple[Part, ...]:
    """Those whose source is among `texts` and still long enough for the span."""
    found: dict[tuple[str, int, int], Part] = {}
    for span, label in _labelled(diagnostic):
        if span.path not in texts:
            continue
        data = texts[span.path].encode()
        if span.end > len(data):
            continue
        key = (span.path, span.start, span.end)
        known = found.get(key)
        if known is not None:
            said = known.label.split("; ")
            joined = "; ".join(filter(None, dict.fromkeys((*said, label))))
            role = min(known.role, role_of(label, diagnostic, span), key=_rank)
            found[key] = Part(role, joined, known.span, known.snippet, known.place, known.anchor)
            continue
        found[key] = _part(
            role_of(label, diagnostic, span), label, span, data[span.start : span.end]
        )
    return tuple(sorted(found.values(), key=lambda p: (_rank(p.role), p.span.path, p.span.start)))


def role_of(label: str, diagnostic: Diagnostic, span: Span) -> str:
    if span == diagnostic.primary and diagnostic.code in _LOANS and len(diagnostic.spans) > 1:
        return CONFLICT
    for role, pattern in _COMPILED:
        if pattern.search(label):
            return role
    return _point(diagnostic) if span == diagnostic.primary else CONTEXT


def _point(diagnostic: Diagnostic) -> str:
    return _POINTS.get(diagnostic.slice, "the error")


def short(text: str, limit: int = 60) -> str:
    """On one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _labelled(diagnostic: Diagnostic) -> list[tuple[Span, str]]:
    spans = [(span, span.label) for span in diagnostic.spans if span.label]
    primary = diagnostic.primary
    if primary is not None and not any(span.primary for span, _ in spans):
        spans.insert(0, (primary, ""))
    spans += [
        (span, span.label or note.message)
        for note in diagnostic.notes
        if note.level in ("note", "help")
        for span in note.spans
    ]
    return [(span, label) for span, label in spans if span.path.startswith("$WS/")]


def _part(role: str, label: str, span: Span, data: bytes) -> Part:
    place = f"{span.path.removeprefix('$WS/')}:{span.line}:{span.column}"
    anchor = Anchor(
        kind="file",
        source=span.path,
        start=span.start,
        end=span.end,
        span_sha256=sha256_hex(data),
        title=place,
    )
    return Part(role, label, span, short(data.decode(errors="replace")), place, anchor)


def _rank(role: str) -> int:
    """What was there first, then where it is reported, then what follows, then the rest."""
    if role == CONTEXT:
        return 3 * len(_ROLES)
    if role not in _ORDER:
        return len(_ROLES)
    return _ORDER[role] + (len(_ROLES) + 1 if role in _AFTER else 0)
