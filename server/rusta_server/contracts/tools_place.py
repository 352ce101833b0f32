"""Tool protocol v1, what is asked about a place in sound code: `graph.at`, `docs.item`, and
`proposals.at`, what was proven for the tree as it is."""

from typing import Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.proof import Proposal


class PlaceParams(Record):
    """The name that byte `offset` of `path` stands in; with `end` the first telling one between
    the two. `limit`: how many uses are listed."""

    path: str
    offset: int = Field(ge=0)
    end: int | None = None
    limit: int = Field(default=20, ge=0, le=1_000)
    overlays: tuple[Overlay, ...] = ()


class Definition(Record):
    """What the workspace defines. Offsets are bytes of `path`: `start..end` the item,
    `signature_end` where its signature ends, `doc_start..doc_end` its documentation comment."""

    symbol: str
    rust_path: str
    kind: str
    path: str
    start: int
    end: int
    signature_end: int
    name_start: int
    name_end: int
    visibility: str
    signature: str
    doc_start: int | None = None
    doc_end: int | None = None


class Binding(Record):
    """A local, a parameter, a generic or a label of `path`; `start..end` is what declares it."""

    kind: str
    type: str | None
    mutable: bool
    start: int
    end: int


class Use(Record):
    """A mention in the sources. `within`: the definition around it. `exact`: surely meant;
    otherwise only the name fits, for the type of what it is asked of is not written down."""

    path: str
    start: int
    end: int
    line: int
    column: int
    within: str
    exact: bool


class PlaceResult(Record):
    """`name` is None where no name stands there. `role`: path, method, field, macro, primitive,
    keyword, lifetime or label. `written`: its path, imports followed. `receiver`: the type, where
    it is written down, of what a method is called on or a field is read of, which is the bytes
    `receiver_start..receiver_end`. `definitions`: what may be meant, one where `exact`. `total`
    counts all uses, of which `uses` are the first."""

    name: str | None
    role: str = ""
    start: int = 0
    end: int = 0
    written: str = ""
    receiver: str | None = None
    receiver_start: int | None = None
    receiver_end: int | None = None
    definitions: tuple[Definition, ...] = ()
    exact: bool = False
    binding: Binding | None = None
    uses: tuple[Use, ...] = ()
    total: int = 0


class ItemDocParams(Record):
    """The documentation of an item of the standard library: `std::vec::Vec::push`, `Vec`, `u32`,
    `println!`. `kind` keyword or primitive where the name alone does not say it."""

    path: str
    kind: Literal["item", "keyword", "primitive", "macro"] = "item"


class ProposalsParams(Record):
    """The proposals kept of this workspace that were proven on the tree with that hash."""

    tree: str
    limit: int = Field(default=5, ge=1, le=100)


class ProposalsResult(Record):
    """The most confident first."""

    proposals: tuple[Proposal, ...]
