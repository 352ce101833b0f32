"""The argument of an attribute is written wrongly: quoted where a word is expected (E0565, E0777),
a call where `name = value` is (E0539), a value that is not allowed (E0589), one of another
kind (E0693, E0703).
"""

import re
from collections.abc import Iterator

from rusta_indexer.spelling import nearest
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0565", "E0777", "E0539", "E0589", "E0693", "E0703", "E0552", "E0648", "E0452")

_ABIS = "C Rust system C-unwind system-unwind cdecl stdcall fastcall sysv64 win64 efiapi".split()
_REPRS = "C transparent packed align u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize simd"
_LARGEST_ALIGNMENT = 2**29


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    start, end = site.start, site.end
    if scene.diagnostic.code in ("E0565", "E0777", "E0539", "E0693", "E0452"):
        # The span is the argument, or the whole attribute around it.
        attribute = site.enclosing("attribute_item", "inner_attribute_item")
        if attribute is not None:
            start, end = attribute.start_byte, attribute.end_byte
    for title, written in _rewritten(scene.diagnostic.code or "", site, start, end):
        yield Offer(title, (site.replace_range(start, end, written),))


def _rewritten(code: str, site: Site, start: int, end: int) -> Iterator[tuple[str, str]]:
    text = site.source[start:end].decode(errors="replace")
    if code in ("E0565", "E0777"):
        unquoted = re.sub(r"\"([\w:, ]+)\"", r"\1", text)
        if unquoted != text:
            yield "Write the argument without quotes", unquoted
        return
    if code in ("E0539", "E0693", "E0452"):
        yield from _as_pairs(text)
    elif code == "E0589":
        value = re.search(r"\d+", text)
        size = int(value[0]) if value else 0
        for power in dict.fromkeys((1 << size.bit_length(), 1 << max(0, size.bit_length() - 1))):
            if value and 0 < power <= _LARGEST_ALIGNMENT:
                yield f"Align to {power}", text.replace(value[0], str(power), 1)
    elif code in ("E0703", "E0552"):
        bare = text.strip('"')
        known = _ABIS if code == "E0703" else _REPRS.split()
        for _, name in nearest(bare, known):
            yield f"Write {name} instead of {bare}", text.replace(bare, name)
        if bare.upper() in known:
            yield f"Write {bare.upper()} instead of {bare}", text.replace(bare, bare.upper())


def _as_pairs(text: str) -> Iterator[tuple[str, str]]:
    pair = re.sub(r"\b(\w+)\((\"[^\"]*\")\)", r"\1 = \2", text)
    if pair != text:
        yield "Write the argument as `name = value`", pair
    call = re.sub(r"\b(align|packed) *= *\"?(\d+)\"?", r"\1(\2)", text)
    if call != text:
        yield "Write the argument in parentheses", call
