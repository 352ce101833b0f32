"""Tool protocol v1, `ra.*`: what rust-analyzer says of a place in the sources.

It answers from the text with `overlays`, whether that compiles or not. No answer of it is needed,
and none proves anything: the compiler has the last word. Absent, or too slow, it answers with an
error (TOOL_MISSING, TIMEOUT, KILLED, STALE, REFUSED), which is evidence like any other.
"""

from typing import Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Edit, Overlay

DEADLINE_MS = 60_000


class RaParams(Record):
    """Past `deadline_ms`, the start of rust-analyzer included, the answer is a TIMEOUT; it goes on
    starting, and the next question may find it ready."""

    path: str
    overlays: tuple[Overlay, ...] = ()
    deadline_ms: int = Field(default=DEADLINE_MS, ge=1, le=600_000)


class RaRangeParams(RaParams):
    """Bytes `start..end` of `path`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class RaPlaceParams(RaParams):
    """What stands at byte `offset` of `path`."""

    offset: int = Field(ge=0)


class RaRefsParams(RaPlaceParams):
    """`declaration`: the definition is one of the places too."""

    declaration: bool = False


class RaActionsParams(RaRangeParams):
    """`kinds` are LSP's (`quickfix`, `refactor.rewrite`), with those below them. At most `limit`
    actions."""

    kinds: tuple[str, ...] = ("quickfix",)
    limit: int = Field(default=40, ge=1, le=200)


class RaAnswer(Record):
    """`analyzer` is its version, `by` whose it was: started by rusta, or the editor's. `tree` is
    the hash of the tree with overlays, None where the editor's answered; `sandbox` as in a check.
    """

    analyzer: str
    by: Literal["rusta", "editor"]
    tree: str | None = None
    sandbox: str | None = None


class RaHint(Record):
    """What an editor shows between the letters: ` : Vec<u8>` after the name that ends at byte
    `offset`. `kind`: `type`, `parameter`, or `other` (chains, lifetimes)."""

    offset: int
    label: str
    kind: Literal["type", "parameter", "other"]


class RaType(RaAnswer):
    """`type` of the expression or pattern that is exactly the range, of the name at `start` where
    the range is empty; None where there is none. `coerced`: what it is turned into there. `hover`
    is the text that says so, in Markdown. `hints` lie on the lines of the range, by offset.
    A type that is not known is `{unknown}`."""

    type: str | None
    coerced: str | None = None
    hover: str | None = None
    hints: tuple[RaHint, ...] = ()


class RaLocation(Record):
    """Bytes `start..end` of `path`: the name. `item_start..item_end`, where they are known: all of
    the item. Both are None for a file that cannot be read here (`error` says why)."""

    path: str
    start: int | None
    end: int | None
    item_start: int | None = None
    item_end: int | None = None
    error: str | None = None


class RaLocations(RaAnswer):
    """Each place once, by path and offset."""

    locations: tuple[RaLocation, ...]


class RaAction(Record):
    """`name` is rust-analyzer's own for what it does (`auto_import`), `fix` for those of its
    diagnostics, `check` for the compiler's suggestions that it repeats. `edits` together."""

    name: str
    title: str
    kind: str
    edits: tuple[Edit, ...]


class RaActions(RaAnswer):
    """In its order, best first; `left_out`: actions that are no edits of the workspace's files
    (they make, move or run something), and those beyond the limit."""

    actions: tuple[RaAction, ...]
    left_out: int = 0


class RaExpansion(RaAnswer):
    """None where no macro is called there."""

    name: str | None
    expansion: str | None


class RaTest(Record):
    """`name` as `cargo test` prints it; bytes `start..end` of `path` are the whole test."""

    name: str
    package: str | None
    path: str
    start: int | None
    end: int | None


class RaTests(RaAnswer):
    """Tests that call the item at the place, directly or not. By path and offset."""

    tests: tuple[RaTest, ...]


class RaObligation(Record):
    """`goal`: what had to hold, in the solver's own words. `depth` counts from 0."""

    goal: str
    result: str
    depth: int


class RaObligations(RaAnswer):
    """Those that do not hold for the item or body around the place, each once, in its order."""

    obligations: tuple[RaObligation, ...]


RA_METHODS: dict[str, tuple[type[Record], type[Record]]] = {
    "ra.type_of": (RaRangeParams, RaType),
    "ra.find_refs": (RaRefsParams, RaLocations),
    "ra.goto_def": (RaPlaceParams, RaLocations),
    "ra.goto_implementation": (RaPlaceParams, RaLocations),
    "ra.code_actions": (RaActionsParams, RaActions),
    "ra.expand_macro": (RaPlaceParams, RaExpansion),
    "ra.related_tests": (RaPlaceParams, RaTests),
    "ra.failed_obligations": (RaPlaceParams, RaObligations),
}
