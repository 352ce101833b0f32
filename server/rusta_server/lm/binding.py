"""Where a piece of Rust may bring in a new name, told token by token: after `let`, in parameters,
in patterns, where an item is declared.

A rough reading, for the text is not finished: it errs on the side of saying yes, and whoever uses
it looks at the finished text again (`edit_checks`). Without it an edit could bring in no name.
"""

from dataclasses import dataclass, replace
from typing import Literal

Case = Literal["lower", "upper", "any"]
Region = Literal["", "let", "for", "closure", "params", "generics", "fields", "variants", "arm"]
"""What the tokens stand in; "" for expressions, types and the like."""

_DECLARED: dict[bytes, tuple[Case, frozenset[bytes]]] = {
    b"fn": ("lower", frozenset(b"( <".split())),
    b"mod": ("lower", frozenset(b"{ ;".split())),
    b"struct": ("upper", frozenset(b"{ ( ; <".split())),
    b"enum": ("upper", frozenset(b"{ <".split())),
    b"trait": ("upper", frozenset(b"{ : <".split())),
    b"type": ("upper", frozenset(b"= : ; <".split())),
    b"const": ("upper", frozenset((b":",))),
    b"static": ("upper", frozenset((b":",))),
}
"""How the name after a keyword is written, and what may follow it."""
_FOLLOWS: dict[str, frozenset[bytes]] = {
    "pattern": frozenset(b": = , ) ] } | @ ; in if".split()),
    "generics": frozenset(b", > : =".split()),
    "fields": frozenset((b":",)),
    "variants": frozenset(b", ( { = }".split()),
    "as": frozenset(b"; , }".split()),
}
_PAIRS = frozenset(b":: => -> == <= >= != && || .. += -= *= /= ..=".split())
_OPENS = frozenset((b"(", b"[", b"{"))
_CLOSES = {b")": b"(", b"]": b"[", b"}": b"{m"}
_BEFORE_CLOSURE = frozenset(b"( , = move { return => ; [ && :".split()) | {b""}
_PATTERNS = frozenset(("let", "for", "arm"))


@dataclass(frozen=True, slots=True)
class Binding:
    """`base` is the region of a text that stands inside of something: a field of a struct, an arm.
    `stack` holds the brackets that the text opened, `m` for those of a `match`."""

    base: Region = ""
    region: Region = ""
    slot: bool = True
    """In parameters and the like: before the `:`."""
    depth: int = 0
    stack: bytes = b""
    prev: bytes = b""
    head: bytes = b""
    """The first token of the statement."""
    declared: bytes = b""
    """The keyword whose name was just read; `impl` and `for` before their `<`."""
    generic: bytes = b""
    """What was `declared` before the generics that one stands in."""
    angle: int = 0
    matching: int = -1
    """Brackets around a `match` whose `{` is to come."""
    follows: frozenset[bytes] | None = None
    """After a name that is new: what may come."""
    colon: tuple[Region, bool, bool] | None = None
    """Just after a `:`, for it may be half of `::`: region and slot before it, and whether the name
    before it was new."""

    @property
    def case(self) -> Case | None:
        """How a name that is new here is written; None where there may be none."""
        if self.prev in (b"::", b"."):
            return None
        if self.prev in _DECLARED:
            return _DECLARED[self.prev][0]
        if self.prev == b"mut" and self.head == b"static":
            return "upper"
        if self.prev == b"as":
            return "any" if self.head == b"use" else None
        if self.region in _PATTERNS:
            return "lower"
        if self.slot and self.region in ("closure", "params", "fields"):
            return "lower"
        if self.slot and self.region in ("generics", "variants"):
            return "upper"
        return None

    @property
    def may_bind_lifetime(self) -> bool:
        return (self.region == "generics" and self.slot) or not self.head

    def after_name(self, name: bytes, *, new: bool) -> "Binding | None":
        """Goes on after an identifier or a keyword; None where it may not stand here."""
        if self.follows is not None and name not in self.follows:
            return None
        follows: frozenset[bytes] | None = None
        declared = b""
        if self.prev in _DECLARED and name != b"fn" and name != b"mut":
            declared = self.prev
            follows = _DECLARED[self.prev][1] if new else None
        elif new and self.prev == b"as":
            follows = _FOLLOWS["as"]
        elif new:
            follows = _FOLLOWS.get(self.region, _FOLLOWS["pattern"])
        after = replace(
            self, prev=name, head=self.head or (b"" if name == b"pub" else name),
            declared=declared, follows=follows, colon=None,
        )  # fmt: skip
        return after._after_keyword(name)

    def after_token(self, token: bytes, *, glued: bool = False) -> "Binding | None":
        """Goes on after a byte of punctuation or a literal (`"`, `0`, `'`). `glued`: nothing stands
        between it and the token before."""
        if glued and self.prev + token in _PAIRS:
            return self._after_pair(self.prev + token)
        if self.follows is not None and token not in self.follows:
            return None
        colon = (self.region, self.slot, self.follows is not None) if token == b":" else None
        after = replace(
            self, prev=token, head=self.head or token, declared=b"", follows=None, colon=colon
        )
        if token in _OPENS:
            return after._opened(token, self.declared)
        if token in _CLOSES:
            return after._closed(token)
        return after._punctuated(token, self)

    def _after_keyword(self, name: bytes) -> "Binding":
        if name == b"let":
            return self._enter("let")
        if name == b"for" and self.head != b"impl":
            return replace(self._enter("for"), declared=b"for")
        if name == b"impl":
            return replace(self, declared=b"impl")
        if name == b"match":
            return replace(self, matching=len(self.stack))
        if (name, self.region) in ((b"in", "for"), (b"if", "arm"), (b"if", "let")):
            return replace(self, region="")
        return self

    def _after_pair(self, pair: bytes) -> "Binding | None":
        if pair == b"::" and self.colon is not None:
            region, slot, new = self.colon
            return None if new else replace(self, prev=pair, region=region, slot=slot, colon=None)
        ended = (pair, self.region) in ((b"=>", "arm"), (b"||", "closure"))
        return replace(self, prev=pair, region="" if ended else self.region, colon=None)

    def _enter(self, region: Region) -> "Binding":
        return replace(self, region=region, slot=True, depth=len(self.stack))

    def _opened(self, token: bytes, declared: bytes) -> "Binding":
        if token == b"{" and self.matching == len(self.stack):
            inside = replace(self, stack=self.stack + b"m", matching=-1, head=b"")
            return inside._enter("arm")
        inside = replace(self, stack=self.stack + token)
        if token == b"(" and declared == b"fn":
            return inside._enter("params")
        if token == b"{" and self.head != b"use":
            inside = replace(inside, head=b"")
            if declared == b"struct":
                return inside._enter("fields")
            if declared == b"enum":
                return inside._enter("variants")
        return inside

    def _closed(self, token: bytes) -> "Binding | None":
        if not self.stack:
            return replace(self, base="", region="", head=b"")
        if self.stack[-1] not in _CLOSES[token]:
            return None
        after = replace(self, stack=self.stack[:-1])
        attribute = token == b"]" and self.head == b"#"
        if attribute or (token == b"}" and self.head != b"use"):
            after = replace(after, head=b"")
            if self.region not in _PATTERNS and after.stack[-1:] == b"m":
                return after._enter("arm")
            if not after.stack and after.base == "arm":
                return after._enter("arm")
        return replace(after, region="") if len(after.stack) < self.depth else after

    def _punctuated(self, token: bytes, before: "Binding") -> "Binding":
        level = len(self.stack)
        if token == b"<" and before.declared:
            return replace(self, region="generics", slot=True, angle=1, depth=level,
                           declared=b"", generic=before.declared)  # fmt: skip
        if self.region == "generics":
            return self._in_generics(token, before)
        if token == b"|":
            if self.region == "closure":
                return replace(self, region="")
            if self.region not in _PATTERNS and before.prev in _BEFORE_CLOSURE:
                return self._enter("closure")
        if token == b":" and level == self.depth:
            return replace(self, region="" if self.region == "let" else self.region, slot=False)
        if token == b"=" and self.region == "let":
            return replace(self, region="")
        if token == b";":
            return replace(self, region=self.base if not level else "", head=b"")
        if token == b",":
            if self.stack[-1:] == b"m" and self.region == "":
                return replace(self._enter("arm"), head=b"")
            if not level and self.base:
                return self._enter(self.base)
            if level == self.depth and self.region in ("closure", "params", "fields", "variants"):
                return replace(self, slot=True)
        return self

    def _in_generics(self, token: bytes, before: "Binding") -> "Binding":
        angle = self.angle + (token == b"<") - (token == b">" and before.prev != b"-")
        if not angle:
            # The name before them opens what it would have opened without them.
            return replace(self, region="", angle=0, declared=self.generic)
        slot = self.slot
        if token == b"," and angle == 1:
            slot = True
        elif token in (b":", b"="):
            slot = False
        return replace(self, angle=angle, slot=slot)
