"""What is not worth learning from: generated code, tables, blobs, copies of other projects, and
text that is meant not to compile. Every rule has a name, which the list of dropped files shows."""

import re
import zlib

from rusta_model.data.copies import is_copy

LARGEST = 512 * 1024
SMALLEST = 48
LONG_LINE = 1_000
"""Bytes. rustfmt keeps to 100; past this a line is data."""

_VENDORED = frozenset(
    "vendor vendored third_party third-party 3rdparty external node_modules".split()
)
# What compilers and macros are tested with: much of it is broken on purpose.
_BROKEN = frozenset(
    """
    ui compile-fail compile_fail fail failing should_fail trybuild test_data testdata test-data
    fixtures snapshots corpus corpora
    """.split()
)
_GENERATED = re.compile(
    rb"@generated|auto(?:matically |-)generated|\bdo not (?:edit|modify)\b|rust-bindgen|"
    rb"\b(?:file|code) (?:is|was) generated\b|^//[^\n]{0,40}\bgenerated (?:by|from|with)\b",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 2_000
_NUMBER = re.compile(rb"\b(?:0x[0-9a-fA-F_]+|\d[\d_.]*(?:e-?\d+)?)[a-z0-9]*|'\\u\{[0-9a-f]+\}'")
_WORD = re.compile(rb"[A-Za-z_]\w*|0x\w+|\d[\w.]*")
_DECLARED = re.compile(rb"^\s*(?:pub )?(?:const|static|type|extern|unsafe extern) ", re.MULTILINE)


def why_dropped(crate: str, path: str, text: bytes) -> str | None:
    """The rule by which a file of `crate` is left out; None where it stays."""
    if is_copy(crate, path, text):
        return "measured"
    steps = path.split("/")[:-1]
    if _VENDORED.intersection(steps):
        return "vendored"
    if _BROKEN.intersection(steps):
        return "test-data"
    if len(text) > LARGEST:
        return "too-large"
    if len(text.strip()) < SMALLEST:
        return "too-small"
    if b"\0" in text or not _is_utf8(text):
        return "not-utf8"
    if path.endswith(".rs"):
        return _why_not_rust(text)
    return None


def _why_not_rust(text: bytes) -> str | None:
    if _GENERATED.search(text, 0, _HEAD):
        return "generated"
    lines = text.splitlines()
    if max(map(len, lines)) > LONG_LINE:
        return "long-lines"
    numbers = sum(map(len, _NUMBER.findall(text)))
    words = sum(map(len, _WORD.findall(text)))
    if len(text) > 2_000 and numbers > 0.35 * words:
        return "table"
    if len(lines) > 150 and len(_DECLARED.findall(text)) > 0.55 * len(lines):
        return "declarations"
    if len(text) > 4_000:
        packed = len(zlib.compress(text, 1)) / len(text)
        if packed < 0.075:
            return "repetitive"
        if packed > 0.65:
            return "blob"
    return None


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
