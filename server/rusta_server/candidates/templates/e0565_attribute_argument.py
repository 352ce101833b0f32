"""The argument of an attribute is written wrongly: quoted where a word is expected (E0565, E0777),
a call where `name = value` is (E0539), a value that is not allowed (E0589), one of another
kind (E0693, E0703).
"""

import re
from collections.abc import Iterator

from rusta_indexer.spelling import nearest
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, sites
from rusta_server.contracts.candidate import Scene

CODES = tuple("E0565 E0777 E0539 E0589 E0693 E0703 E0552 E0648 E0452 E0541 E0458".split())

_ABIS = "C Rust system C-unwind system-unwind cdecl stdcall fastcall sysv64 win64 efiapi".split()
_REPRS = "C transparent packed align u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize simd"
_LARGEST_ALIGNMENT = 2**29


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    yield from _known_names(scene)
    start, end = site.start, site.end
    if scene.diagnostic.code in ("E0565", "E0777", "E0539", "E0693", "E0452"):
        # The span is the argument, or the whole attribute around it.
        attribute = site.enclosing("attribute_item", "inner_attribute_item")
        if attribute is not None:
            start, end = attribute.start_byte, attribute.end_byte
    for title, written in _rewritten(scene.diagnostic.code or "", site, start, end):
        yield Offer(title, (site.replace_range(start, end, written),))


def _known_names(scene: Scene) -> Iterator[Offer]:
    """An argument of an unknown name takes one of those that the compiler names."""
    for site, span in sites(scene):
        said = re.search(r"valid arguments? (?:is|are) (.*)", span.label or "")
        name = re.match(r"\w+", site.text)
        if said is None or name is None:
            continue
        attribute = site.enclosing("attribute_item")
        given = re.findall(r"\w+", attribute.text.decode()) if attribute and attribute.text else []
        for known in re.findall(r"`(\w+)`", said[1]):
            if known not in given:
                edit = site.replace_range(site.start, site.start + len(name[0]), known)
                yield Offer(f"Write {known} instead of {name[0]}", (edit,))


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
    elif code == "E0648":
        yield "Leave the zero out", text.replace("\\0", "").replace("\\x00", "")
    elif code == "E0458":
        for kind in ("dylib", "static"):
            yield f"Link it as {kind}", re.sub(r"(\"?)[\w-]+\1$", rf"\1{kind}\1", text)
    elif code in ("E0703", "E0552"):
        bare = text.strip('"')
        known = _ABIS if code == "E0703" else _REPRS.split()
        for _, name in nearest(bare, known):
            yield f"Write {name} instead of {bare}", text.replace(bare, name)
        if code == "E0703":
            for name in ("C", "Rust"):
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
