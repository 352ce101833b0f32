"""What the byte model reads and writes: the 256 bytes and a few special symbols. No tokenizer.

Symbols are integers below `SIZE`. The order is part of the artifact's contract: new symbols are
appended, none is moved. Training imports this module too, so that both sides mean the same.
"""

from collections.abc import Sequence
from enum import IntEnum

PATCH = 4
"""Bytes that the global transformer sees as one step. Segments begin on a multiple of it."""


KERNEL = 4
"""Bytes that the causal convolution sees."""


class Symbol(IntEnum):
    """The special symbols. The text of a segment follows the symbol that names its role."""

    PAD = 256
    """Fills a segment up to a multiple of `PATCH`; never predicted."""
    START = 257
    """Begins a stream."""
    END = 258
    """Ends an edit, an answer, a file."""
    PATH = 259
    """A file's path, before its text."""
    TEXT = 260
    """Rust source, or any other file."""
    DIAGNOSTIC = 261
    """Code, message and labels of an error."""
    CONTEXT = 262
    """The item around the error, as it stands."""
    DEFINITION = 263
    """An item that the context uses."""
    PASSAGE = 264
    """A passage of the documentation."""
    QUESTION = 265
    SCRATCHPAD = 266
    """Reasoning of the model's own; nothing of it is shown or applied."""
    EDIT = 267
    """Lines taken away and put in, as `rusta_server.lm.edit_text` writes them."""
    CODE = 268
    """Asks for an error code."""
    SLICE = 269
    """Asks for a taxonomy slice."""
    PREFIX = 270
    """Fill in the middle: what stands before, …"""
    SUFFIX = 271
    """… what stands behind, …"""
    MIDDLE = 272
    """… and what is asked for."""
    HOLE = 273
    """A place in a template that the model fills."""
    SITE = 274
    """Stands before the first byte of the primary span."""
    SITE_END = 275
    ABSTAIN = 276
    """Instead of an edit: not certain."""
    NEED_PROBE = 277
    """Instead of an edit: a tool's symbol and its target follow."""
    CARGO_CHECK = 278
    CARGO_TEST = 279
    TYPE_OF = 280
    FIND_REFS = 281
    GOTO_DEF = 282
    DOCS = 283


SIZE = 288
"""Rows of the embedding and of the output, a multiple of 16; those past the last symbol are
unused."""

TOOLS = {
    "cargo.check": Symbol.CARGO_CHECK,
    "cargo.test": Symbol.CARGO_TEST,
    "ra.type_of": Symbol.TYPE_OF,
    "graph.find_refs": Symbol.FIND_REFS,
    "ra.goto_def": Symbol.GOTO_DEF,
    "docs.search": Symbol.DOCS,
}
"""What may follow NEED_PROBE, by the probe's name."""


def segment(role: Symbol, text: bytes) -> list[int]:
    """`role`, the bytes, and PAD up to the next multiple of PATCH."""
    return padded([int(role), *text])


def padded(symbols: Sequence[int]) -> list[int]:
    """The symbols, and PAD up to the next multiple of PATCH."""
    return [*symbols, *[int(Symbol.PAD)] * (-len(symbols) % PATCH)]
