"""What an explanation says beyond the compiler: why, who plays what part, and why a fix is one."""

from collections.abc import Callable

import pytest

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.engine.explaining.cause import cause_claims
from rusta_server.engine.explaining.chain import chain_claims, quoted
from rusta_server.engine.explaining.parts import parts_of
from rusta_server.engine.explaining.remedies import suggestion_claims

from .causes import CAUSES

LIB = "$WS/src/lib.rs"
Rustc = Callable[[str], list[Diagnostic]]


def first_error(rustc: Rustc, source: str) -> Diagnostic:
    return next(d for d in rustc(source) if d.level == "error" and d.spans)


def blob_of(diagnostic: Diagnostic) -> Anchor:
    data = diagnostic.rendered.encode()
    digest = sha256_hex(data)
    return Anchor(
        kind="blob", source=digest, start=0, end=len(data), span_sha256=digest, title="what"
    )


def roles(source: str, diagnostic: Diagnostic) -> dict[str, str]:
    return {part.role: part.snippet for part in parts_of(diagnostic, {LIB: source})}


@pytest.mark.parametrize(
    ("code", "source", "why"), CAUSES, ids=[f"{i}-{c[0] or 'syntax'}" for i, c in enumerate(CAUSES)]
)
def test_why(rustc: Rustc, code: str, source: str, why: str) -> None:
    error = first_error(rustc, source)
    assert (error.code or "") == code
    parts = parts_of(error, {LIB: source})
    (claim,) = cause_claims(error, parts, blob_of(error))
    assert claim.text == why
    assert {a.source for a in claim.anchors if a.kind == "file"} == {LIB}
    assert claim.anchors[-1].kind == "blob"


def test_there_are_causes_for_many_codes() -> None:
    assert len({code for code, _, _ in CAUSES}) >= 30


def test_each_span_has_its_part_in_the_story(rustc: Rustc) -> None:
    source = "pub fn f(s: String) -> usize {\n    let r = &s;\n    drop(s);\n    r.len()\n}\n"
    error = first_error(rustc, source)
    assert list(roles(source, error).items()) == [
        ("the owner", "s"),
        ("the borrow", "&s"),
        ("the conflict", "s"),
        ("the later use", "r"),
    ]


def test_every_part_anchors_the_bytes_it_quotes(rustc: Rustc) -> None:
    source = "pub fn f(p: &str) {\n    let ü = 1;\n    let n: u8 = ü_;\n}\n"
    error = first_error(rustc, source)
    for part in parts_of(error, {LIB: source}):
        data = source.encode()[part.anchor.start : part.anchor.end]
        assert part.anchor.span_sha256 == sha256_hex(data)
        assert part.snippet == data.decode()


def test_a_source_that_was_cut_short_gives_no_parts(rustc: Rustc) -> None:
    source = "pub fn f() -> u8 {\n    true\n}\n"
    error = first_error(rustc, source)
    assert parts_of(error, {LIB: source[:10]}) == ()


def test_what_requires_an_obligation_is_quoted_from_the_compiler(rustc: Rustc) -> None:
    source = (
        "use std::collections::HashSet;\npub struct P;\n"
        "pub fn f(p: Vec<P>) -> HashSet<P> {\n    p.into_iter().collect()\n}\n"
    )
    error = next(d for d in rustc(source) if d.code == "E0277")
    claims = chain_claims(error, blob_of(error))
    assert "required for `HashSet<P>` to implement `FromIterator<P>`." in [c.text for c in claims]
    for claim in claims:
        (anchor,) = claim.anchors
        data = error.rendered.encode()[anchor.start : anchor.end]
        assert sha256_hex(data) == anchor.span_sha256
        assert " ".join(data.decode().split()).rstrip(".") == claim.text.rstrip(".")


def test_what_was_printed_otherwise_is_quoted_with_all_around_it(rustc: Rustc) -> None:
    error = first_error(rustc, "pub fn f() -> u8 {\n    true\n}\n")
    blob = blob_of(error)
    assert quoted(error.rendered, "never printed", blob) == blob


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            "pub fn f() {\n    let v = Vec::new();\n    v.push(1);\n}\n",
            "With `mut` it may be changed and borrowed mutably.",
        ),
        (
            "pub fn f(s: String) {\n    drop(s);\n    drop(s);\n}\n",
            "The copy is given away; the original stays where it is and can be used again.",
        ),
        (
            "pub fn f(total: u8) -> u8 {\n    totl\n}\n",
            "`total` is there; `totl` is not.",
        ),
        (
            "pub fn f(n: &u8) {\n    *n = 1;\n}\n",
            "Through a `&mut` reference what it points to may be changed.",
        ),
    ],
)
def test_a_suggestion_says_why_it_would_do_and_that_nothing_is_proven(
    rustc: Rustc, source: str, why: str
) -> None:
    error = first_error(rustc, source)
    rule = blob_of(error)
    (claim, *_) = suggestion_claims(error, {LIB: source}, blob_of(error), rule)
    assert claim.text.startswith("The compiler suggests (not proven): ")
    assert claim.text.endswith(why)
    assert rule in claim.anchors


def test_a_suggestion_with_a_blank_claims_no_reason(rustc: Rustc) -> None:
    source = "pub struct P;\nimpl Iterator for P {\n    type Item = u8;\n}\n"
    error = first_error(rustc, source)
    (claim,) = suggestion_claims(error, {LIB: source}, blob_of(error), None)
    assert "with a blank to fill in" in claim.text
    assert claim.text.endswith("`.")
