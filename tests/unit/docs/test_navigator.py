"""What the navigator says about codes, lints and syntax errors of the installed toolchain."""

import re
import shutil
import time
from pathlib import Path

import pytest

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import CANCELLED, DOCS_MISSING, UNREADABLE, ProbeFailure
from rusta_server.docs.curated import curated
from rusta_server.docs.layout import LINT_LISTINGS, REMEDY, SOURCES
from rusta_server.docs.navigator import DocNavigator
from rusta_server.docs.quote import first_sentences
from rusta_server.docs.show import show_doc


def test_e0382_on_a_cold_cache_needs_no_index(doc_root: Path, tmp_path: Path):
    docs = DocNavigator(doc_root, "c", tmp_path / "cache")
    began = time.monotonic()
    error, *subject = docs.for_code("E0382", "use of moved value: `x`")
    assert time.monotonic() - began < 1
    assert not (tmp_path / "cache").exists()
    assert error.anchor.source == "c/error_codes/E0382.html"
    assert error.heading == "Rust error index › Error code E0382"
    assert "let y = x;\n    x.s = 6;" in error.text
    assert first_sentences(error, 1) == (
        "A variable was used after its contents have been moved elsewhere."
    )
    assert {p.anchor.source.split("/")[1] for p in subject} >= {"reference", "book"}


def test_every_code_of_the_error_index_is_explained(docs: DocNavigator, doc_root: Path):
    codes = sorted(page.stem for page in (doc_root / "error_codes").glob("E*.html"))
    assert len(codes) > 400
    for code in codes:
        passages = docs.for_code(code, "")
        assert code in passages[0].text, code
        assert len(passages[0].text) > 80, code
        assert first_sentences(passages[0], 2), code
        assert len({p.anchor for p in passages}) == len(passages) <= 4, code


def test_rustc_lints_are_found_in_their_listing(docs: DocNavigator, doc_root: Path):
    names: set[str] = set()
    for listing in LINT_LISTINGS:
        page = (doc_root / listing).read_text()
        names |= {n.replace("-", "_") for n in re.findall(r'<li><a href="#([\w-]+)">', page)}
    assert len(names) > 150
    # A lint that was renamed is listed by its old name, spelled with hyphens.
    found = {
        name for name in names if any(name in p.text.replace("-", "_") for p in docs.for_lint(name))
    }
    assert len(found) >= 0.95 * len(names), sorted(names - found)


def test_a_lints_passage_is_its_whole_listing_and_nothing_else(docs: DocNavigator):
    (passage,) = docs.for_code("unused_mut", "variable does not need to be mutable")
    assert passage.text.startswith("## unused-mut\n\nThe `unused_mut` lint detects mut variables")
    assert passage.text.rstrip().endswith("mark variables as `mut` if it is\nrequired.")


@pytest.mark.parametrize(
    ("message", "page", "said"),
    [
        ("expected `;`, found `}`", "statements.html", "expression statement"),
        ("this file contains an unclosed delimiter", "tokens.html", "always be paired"),
        ("unknown start of token: \\u{201c}", "tokens.html", "Token"),
        ("missing `fn` for function definition", "items/functions.html", "function"),
        ("expected `=>`, found `=`", "expressions/match-expr.html", "match"),
        ("expected pattern, found `=`", "patterns.html", "Patterns"),
        ("expected type, found `{`", "types.html", "type"),
        ("expected expression, found `}`", "expressions.html", "expression"),
        ("comparison operators cannot be chained", "expressions/operator-expr.html", "comparison"),
    ],
)
def test_a_syntax_error_is_answered_by_the_reference(
    docs: DocNavigator, message: str, page: str, said: str
):
    first = docs.for_code(None, message)[0]
    assert first.anchor.source.partition("/reference/")[2] == page
    assert said in first.text


def test_an_uncurated_code_gets_only_what_holds_every_word(docs: DocNavigator):
    assert "E0642" not in curated().by_code
    passages = docs.for_code("E0642", "zyzzyva quux patterns")
    assert [p.anchor.source.split("/")[1] for p in passages] == ["error_codes"]


def test_hits_that_match_as_well_are_named_where_they_are_asked_for(docs: DocNavigator):
    asked = ("E0658", "use of unstable library feature")
    passages, further = docs.with_alternatives(*asked, 4)
    assert passages == docs.for_code(*asked)
    assert 0 < len(further) <= 4
    assert not set(further) & set(passages)
    assert all("unstable" in hit.text.lower() for hit in further)
    assert docs.with_alternatives(*asked, 0) == (passages, ())


def test_known_places_have_no_alternatives(docs: DocNavigator):
    assert docs.with_alternatives("E0382", "use of moved value: `x`", 4)[1] == ()
    assert docs.with_alternatives("unused_mut", "variable does not need to be mutable", 4)[1] == ()


def test_nothing_is_said_about_what_is_not_documented(docs: DocNavigator):
    assert docs.for_code("E9999", "") == ()
    assert docs.for_code("no_such_lint", "") == ()
    assert docs.for_code("clippy::needless_return", "") == ()


def test_every_curated_place_resolves(docs: DocNavigator):
    assert len(curated().by_code) >= 40
    missing = [place for place in curated().all_places() if docs.at(place) is None]
    assert missing == []


def test_search_finds_the_passage_a_person_would_want(docs: DocNavigator):
    assert docs.search("lifetime elision functions", ("reference",))[0].anchor.source.endswith(
        "reference/lifetime-elision.html"
    )
    assert docs.search("zyzzyva", ("book",)) == []
    assert docs.search("the", ("book",), limit=1)
    assert docs.search('"unbalanced AND (', ("book",)) is not None


def test_anchors_of_the_index_hash_to_what_lies_on_disk_and_show_the_same_text(
    docs: DocNavigator, doc_root: Path
):
    words = ("borrow", "trait", "pattern", "macro", "unsafe", "loop", "closure", "async", "match")
    sources = tuple(s.name for s in SOURCES if not s.rustdoc)
    passages = [p for word in words for p in docs.search(word, sources, limit=25)]
    assert len(passages) > 150
    for passage in passages:
        anchor = passage.anchor
        raw = (doc_root / anchor.source.partition("/")[2]).read_bytes()
        assert sha256_hex(raw[anchor.start : anchor.end]) == anchor.span_sha256
        shown = show_doc(anchor, [doc_root])
        assert (shown.ok, shown.text, shown.reason) == (True, passage.text, None)
        assert shown.uri.startswith("file:///")


def test_documentation_that_is_not_there_names_the_command(tmp_path: Path):
    docs = DocNavigator(tmp_path / "html", "c", tmp_path / "cache")
    assert docs.missing == REMEDY
    assert docs.for_code("E0382", "") == ()
    assert docs.for_code("unused_mut", "") == ()
    assert docs.for_code(None, "expected `;`") == ()
    with pytest.raises(ProbeFailure) as failure:
        docs.search("borrow")
    assert (failure.value.code, failure.value.remedy) == (DOCS_MISSING, REMEDY)
    assert all(in_index == 0 for in_index, _, _ in docs.ready().values())


@pytest.fixture
def copied(doc_root: Path, tmp_path: Path) -> DocNavigator:
    root = tmp_path / "html"
    (root / "error_codes").mkdir(parents=True)
    for code in ("E0382", "E0499", "E0502"):
        shutil.copy(doc_root / f"error_codes/{code}.html", root / "error_codes")
    return DocNavigator(root, "c", tmp_path / "cache")


def test_documentation_deleted_while_we_run_is_missing_not_a_crash(copied: DocNavigator):
    passage = copied.for_code("E0382", "")[0]
    assert copied.search("moved elsewhere", ("error-index",))
    shutil.rmtree(copied.doc_root)
    assert copied.for_code("E0382", "") == ()
    with pytest.raises(ProbeFailure, match="not installed"):
        copied.search("moved elsewhere", ("error-index",))
    shown = show_doc(passage.anchor, [copied.doc_root])
    assert not shown.ok
    assert shown.reason is not None and REMEDY in shown.reason


def test_a_page_that_changed_is_neither_found_nor_shown(copied: DocNavigator):
    page = copied.doc_root / "error_codes/E0382.html"
    (passage,) = copied.search("moved elsewhere", ("error-index",), limit=1)
    before = show_doc(passage.anchor, [copied.doc_root])
    assert before.ok and before.uri == page.as_uri() + "#error-code-e0382"
    page.write_bytes(page.read_bytes().replace(b"moved elsewhere", b"moved somewhere"))
    shown = show_doc(passage.anchor, [copied.doc_root])
    assert (shown.ok, shown.text) == (False, "")
    assert "no longer hash" in (shown.reason or "")
    assert all(
        "E0382" not in p.anchor.source for p in copied.search("moved elsewhere", ("error-index",))
    )


def test_an_anchor_cannot_lead_out_of_the_documentation(copied: DocNavigator):
    passage = copied.for_code("E0382", "")[0]
    outside = passage.anchor.model_copy(update={"source": "c/../cache/secret"})
    assert not show_doc(outside, [copied.doc_root]).ok


class StopsAt:
    """A cancellation after so many pages."""

    def __init__(self, pages: int) -> None:
        self.left = pages

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ProbeFailure(CANCELLED, "cancelled")


def test_an_interrupted_build_goes_on_where_it_stopped(doc_root: Path, tmp_path: Path):
    cache = tmp_path / "cache"
    stopped = DocNavigator(doc_root, "c", cache, cancel=StopsAt(600))
    with pytest.raises(ProbeFailure, match="cancelled"):
        stopped.ensure("codes")
    kept = sum(done for done, _, _ in stopped.ready().values())
    assert 0 < kept < 600
    seen: list[tuple[str, int | None, int | None]] = []
    resumed = DocNavigator(doc_root, "c", cache, lambda *said: seen.append(said))
    added = resumed.ensure("codes")
    assert all(
        done == of
        for name, (done, of, _) in resumed.ready().items()
        if name in ("error-index", "rustc-book")
    )
    assert seen[-1] == ("documentation indexed", added, added)
    assert resumed.ensure("codes") == 0


def test_a_broken_or_foreign_cache_is_made_anew(copied: DocNavigator):
    copied.cache_dir.mkdir()
    (copied.cache_dir / "c.sqlite").write_bytes(b"this is no database " * 1000)
    assert copied.search("moved", ("error-index",))


def test_a_cache_that_cannot_be_written_costs_the_search_only(copied: DocNavigator):
    copied.cache_dir.write_text("a file where the folder should be")
    assert copied.for_code("E0382", "not curated here, so it would search")
    with pytest.raises(ProbeFailure) as failure:
        copied.search("moved", ("error-index",))
    assert failure.value.code == UNREADABLE
    assert "XDG_CACHE_HOME" in (failure.value.remedy or "")
