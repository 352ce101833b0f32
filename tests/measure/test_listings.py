"""The books' listings as a measure: which pages are read, what is left out, what is checked in."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_eval.error_index import cases
from rusta_eval.error_index.build import case_of, crate_type
from rusta_eval.error_index.cases import Case, half_of, sha256
from rusta_eval.error_index.extract import Example, examples
from rusta_eval.listings.__main__ import main
from rusta_eval.listings.read import LISTINGS, lacks, pages

PAGE = """<html><body>
<pre><code class="language-rust ignore does_not_compile">fn main() { 1 + }</code></pre>
<pre><code class="language-rust compile_fail edition2021">fn main() { 2 + }</code></pre>
<pre><code class="language-rust ignore">fn main() { 3 + }</code></pre>
</body></html>"""


@pytest.fixture(scope="module")
def given() -> list[Case]:
    return cases.load(LISTINGS.cases)


def reason(text: str) -> str | None:
    example = Example(code="book.x", index=1, edition="2024", declared=None, ignored=False,
                      text=text)  # fmt: skip
    return case_of(example, lacks).excluded


def test_both_marks_are_read_and_the_book_gives_the_edition() -> None:
    one, two = examples(PAGE, "book.x", "2024")
    assert (one.text, one.edition, one.ignored) == ("fn main() { 1 + }\n", "2024", False)
    assert (two.text, two.edition) == ("fn main() { 2 + }\n", "2021")


def test_the_whole_book_on_one_page_and_translations_are_not_read(tmp_path: Path) -> None:
    for name in ("print.html", "a.html", "b/c.html", "ja/a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in pages(tmp_path)] == ["a.html", "c.html"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("use rand::Rng;\nfn main() {}", "needs an external crate"),
        ("fn main() { let n = rand::random(); }", "needs an external crate"),
        ("mod front;\nfn main() {}", "needs another file"),
        ('fn main() { let s = include_str!("absent.txt"); }', "needs another file"),
        ("mod a { pub mod b {} }\nmod c { fn f() { b::g(); } }\nfn main() {}", None),
        ("fn main() { let n = absent(); }", None),
        ("fn main() {}", "compiles on stable"),
    ],
)
def test_what_lacks_something_is_left_out_by_rule(text: str, wanted: str | None) -> None:
    assert reason(text) == wanted


def test_the_checked_in_listings_are_what_they_say(given: list[Case]) -> None:
    assert len({case.id for case in given}) == len(given)
    assert all(case.sha256 == sha256(case.text) for case in given)
    assert all(case.half == half_of(case.sha256) for case in given)
    assert all(case.crate_type == crate_type(case.text) for case in given)
    assert {case.code.split(".")[0] for case in given} == {"book", "nomicon", "rust-by-example"}
    chosen = [case for case in given if not case.excluded]
    assert 75 <= len(chosen) <= 90
    assert all(case.codes for case in chosen)


def test_the_odd_half_stays_unread(given: list[Case], tmp_path: Path) -> None:
    odd = next(case.id for case in given if case.half == "odd")
    result = CliRunner().invoke(main, ["materialise", odd, str(tmp_path / "case")])
    assert result.exit_code == 1
    assert "stays unread" in result.output
    assert not (tmp_path / "case").exists()


def test_counts_are_shown() -> None:
    result = CliRunner().invoke(main, ["counts"])
    assert result.exit_code == 0
    assert "excluded: needs an external crate" in result.output
