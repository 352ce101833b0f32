"""Where passages begin and end, on small pages and as a property of real ones."""

from itertools import pairwise
from pathlib import Path

import pytest

from rusta_server.docs.layout import SOURCES, Source, pages
from rusta_server.docs.spans import (
    LIMIT,
    fragment_before,
    is_redirect,
    plain,
    section_at,
    sections,
    visible_length,
)

LONG = b"<p>" + b"word " * (LIMIT // 12) + b"</p>\n"
BOOK = (
    b"<html><body><nav><h2 id='x'>menu</h2></nav><main>"
    b'<h1 id="top"><a href="#top">Top</a></h1>' + LONG + b'<h2 id="one">One &amp; only</h2>'
    b'<div><h3 id="inside">in a box</h3></div>'
    + LONG
    + b'<h3 id="sub">Sub</h3>'
    + LONG
    + b'<div class="rule" id="r-two.rule"><a>[two.rule]</a></div><h2 id="two">Two</h2>'
    b"<p>The last section has few words, yet more than forty letters.</p>"
    b"</main><nav>next</nav></body></html>"
)


def test_sections_follow_headings_at_the_top_level_and_carry_the_path_above():
    assert [(s.fragment, s.trail) for s in sections(BOOK, rustdoc=False)] == [
        ("top", ("Top",)),
        ("one", ("Top", "One & only")),
        ("two", ("Top", "Two")),
    ]


def test_a_section_holds_its_subsections_while_they_fit():
    one = sections(BOOK, rustdoc=False)[1]
    assert b'id="sub"' in BOOK[one.start : one.end]
    assert b'id="two"' not in BOOK[one.start : one.end]


def test_a_section_is_found_by_its_id_and_a_rule_ends_at_the_next_heading():
    found = section_at(BOOK, "sub")
    assert found is not None
    assert found.trail == ("Top", "One & only", "Sub")
    rule = section_at(BOOK, "r-two.rule")
    assert rule is not None
    assert BOOK[rule.start : rule.end].endswith(b"</div>")
    assert section_at(BOOK, "nowhere") is None


def test_a_redirect_has_no_passages():
    page = b'<html><head><meta http-equiv="refresh" content="0;URL=x"></head><main>' + LONG
    assert is_redirect(page)
    assert sections(page, rustdoc=False) == []


@pytest.mark.parametrize(
    ("fragment", "begins"),
    [("method.push", "pub fn push"), ("indexing", "Indexing"), ("method.clone", None)],
)
def test_members_of_an_item_are_passages_but_those_of_its_traits_are_not(
    doc_root: Path, fragment: str, begins: str | None
):
    raw = (doc_root / "std/vec/struct.Vec.html").read_bytes()
    found = section_at(raw, fragment)
    if begins is None:
        assert found is None
        return
    assert found is not None
    assert begins in plain(raw[found.start : found.end])[:120]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_spans_of_a_page_are_ordered_disjoint_and_seldom_long(doc_root: Path, source: Source):
    lengths = []
    for path in list(pages(doc_root, source))[::7][:300]:
        raw = (doc_root / path).read_bytes()
        found = sections(raw, rustdoc=source.rustdoc)
        assert all(s.start < s.end <= len(raw) for s in found), path
        assert all(a.end <= b.start for a, b in pairwise(found)), path
        lengths += [visible_length(raw[s.start : s.end]) for s in found]
    assert lengths
    assert sum(length <= 2 * LIMIT for length in lengths) >= 0.97 * len(lengths)


def test_a_uri_names_the_nearest_id_before():
    assert fragment_before(BOOK, BOOK.index(b'<h2 id="two"')) == "two"
    assert fragment_before(BOOK, BOOK.index(b"The last section")) == "two"
    assert fragment_before(b"<p>no id</p>", 3) is None
