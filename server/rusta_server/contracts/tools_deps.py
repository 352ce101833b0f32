"""Tool protocol v1, what published sources say: items, deprecations and changelogs of the locked
dependencies, read from cargo's registry folder and never built."""

from typing import Literal

from pydantic import Field

from rusta_server.contracts.anchor import Passage
from rusta_server.contracts.canonical import Record

DepItemKind = Literal[
    "fn", "method", "struct", "enum", "union", "trait", "type", "const", "static", "macro",
    "module", "field", "variant", "reexport",
]  # fmt: skip


class DepsParams(Record):
    """`crates`: names as the code writes them (`rand`, `quick_xml`); those that are no direct
    dependency are passed over. `names`: identifiers whose fate is asked for; of former versions
    and of changelogs only what speaks of them comes back."""

    crates: tuple[str, ...]
    names: tuple[str, ...] = ()
    limit: int = Field(default=6_000, ge=1)


class LockedCrate(Record):
    """`crate` is the name in code. `former`: the version before it, incompatible with it, that lies
    on disk and knows most of the names; None where there is none."""

    crate: str
    package: str
    version: str
    former: str | None = None


class DepItem(Record):
    """A public item. `path` is the shortest public path (`rand::distr::Uniform`); that of a method,
    field or variant ends in `owner::name`. `trait`: of a method, the trait that declares or gives
    it. `required`: a trait item without a default. `deprecated`: the note of the attribute, empty
    where it has none; `aliases`: `#[doc(alias)]`. `file`, `start`, `end`: the item in its source,
    a token path and bytes."""

    crate: str
    version: str
    kind: DepItemKind
    name: str
    path: str
    owner: str = ""
    trait: str = ""
    signature: str = ""
    required: bool = False
    deprecated: str | None = None
    aliases: tuple[str, ...] = ()
    file: str = ""
    start: int = 0
    end: int = 0


class DepPassage(Record):
    """A passage of a changelog or of a doc comment that speaks of `names`."""

    crate: str
    version: str
    kind: Literal["changelog", "doc"]
    names: tuple[str, ...]
    passage: Passage


class DepsResult(Record):
    """`items` of the locked versions, all of them up to the limit; `former` of those before, only
    what is called as one of the names or lies in it. Sorted by path."""

    crates: tuple[LockedCrate, ...] = ()
    items: tuple[DepItem, ...] = ()
    former: tuple[DepItem, ...] = ()
    passages: tuple[DepPassage, ...] = ()
