"""Anchors: content-hashed spans of text on the user's disk, the only thing a claim may rest on."""

from typing import Literal

from rusta_server.contracts.canonical import Record

AnchorKind = Literal["file", "doc", "blob"]
ClaimRole = Literal[
    "diagnosis", "cause", "span", "chain", "rule", "fix", "proof", "symbol", "type", "doc", "use"
]


class Anchor(Record):
    """Bytes `start..end` of a source, and the sha256 of those bytes.

    `source` is a token path for `file` (`$WS/src/lib.rs`), `<toolchain commit>/<path below
    share/doc/rust/html>` for `doc`, and the sha256 of the whole blob for `blob` (diagnostics, tool
    output; stored beside the trace). `title` is what a reader sees; the URI is derived when shown.
    The anchor's id is the record's sha256; any unique prefix of at least 8 digits names it.
    """

    kind: AnchorKind
    source: str
    start: int
    end: int
    span_sha256: str
    title: str


class Claim(Record):
    """One sentence of an explanation and the anchors it rests on. Never without an anchor.

    Of an error: `diagnosis` what the compiler says, `cause` why, `span` a place and its part in it,
    `chain` the compiler's own notes, `rule` what the documentation says, `fix`, `proof`. Of a
    symbol: `symbol` what it is, `type`, `doc` what its documentation says, `use` where it is used.
    """

    role: ClaimRole
    text: str
    anchors: tuple[Anchor, ...]


class Passage(Record):
    """A passage of documentation: `text` is the deterministic Markdown rendering of the anchor's
    bytes. `heading` is the path of headings above it."""

    anchor: Anchor
    heading: str
    text: str


class Explanation(Record):
    """Why one diagnostic is reported, or (`about`) what documents a code or what a symbol is.
    `claims` is empty only where nothing could be cited, and then `unknown` says so and names the
    next probe."""

    code: str | None
    message: str
    claims: tuple[Claim, ...]
    unknown: str | None = None
    about: Literal["diagnostic", "code", "symbol"] = "diagnostic"
