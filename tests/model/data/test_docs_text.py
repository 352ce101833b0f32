"""Documentation as text: pages of books without the listings that do not compile."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from rusta_model.data.docs_text import BOOKS, count_listings, page_text, source_text
from rusta_model.data.errors import DataError
from rusta_model.data.fetch import toolchain
from rusta_server.docs.layout import Source, pages

GOOD = "let answer = 42;"
BAD = "let answer: &str = 42;"


def page(*listings: tuple[str, str]) -> bytes:
    """A page as mdBook writes it."""
    body = "".join(
        f'<pre><pre class="playground"><code class="{classes}">{text}\n</code></pre></pre>'
        for classes, text in listings
    )
    return f"<html><body><main><h1>Answers</h1><p>Words.</p>{body}</main></body></html>".encode()


@pytest.mark.parametrize(
    "classes",
    [
        "language-rust compile_fail",
        "language-rust ignore does_not_compile",
        "language-rust edition2021 compile_fail E0308",
        "language-rust ignore",
    ],
)
def test_a_listing_that_does_not_compile_or_may_not_is_left_out(classes: str) -> None:
    text = page_text(page(("language-rust", GOOD), (classes, BAD)), listings=True)
    assert GOOD in text and BAD not in text
    assert "Words." in text


@pytest.mark.parametrize("classes", ["language-rust should_panic", "language-rust no_run editable"])
def test_a_listing_that_compiles_and_fails_when_run_stays(classes: str) -> None:
    assert GOOD in page_text(page((classes, GOOD)), listings=True)


def test_the_error_index_gives_no_rust_at_all() -> None:
    """Its corrected listing answers the erroneous one."""
    text = page_text(page(("language-rust", GOOD), ("language-text", "plain")), listings=False)
    assert GOOD not in text and "plain" in text


def test_a_redirect_is_no_page() -> None:
    moved = b'<html><head><meta http-equiv="refresh" content="0; url=there.html"></head></html>'
    assert page_text(moved, listings=True) == ""


def test_a_source_page_gives_the_file_as_it_was() -> None:
    shown = (
        '<pre class="rust"><code><a href=#1 id=1 data-nosnippet>1</a><span class="kw">fn </span>'
        "max&lt;T&gt;() -&gt; T {}\n<a href=#2 id=2 data-nosnippet>2</a>// &amp; so on\n</code></pre>"
    )
    assert source_text(shown) == "fn max<T>() -> T {}\n// & so on\n"


@pytest.fixture(scope="module")
def html() -> Path:
    try:
        return toolchain().html
    except DataError as error:
        pytest.skip(str(error))


def listings(html: Path, book: Source) -> Iterator[tuple[str, set[str], str]]:
    """(page, classes, text) of every Rust listing, read by an HTML parser, hidden lines left out."""
    parser = etree.HTMLParser(encoding="utf-8")
    for path in pages(html, book):
        tree = etree.HTML((html / path).read_bytes(), parser)
        assert tree is not None
        for code in tree.iterfind(".//main//pre//code"):
            classes = set((code.get("class") or "").split())
            if "language-rust" in classes:
                yield path, classes, "".join(shown(code))


def shown(element: "etree._Element") -> Iterator[str]:
    if element.get("class") != "boring":
        yield element.text or ""
        for child in element:
            yield from shown(child)
            yield child.tail or ""


def is_broken(classes: set[str]) -> bool:
    return bool(classes & {"compile_fail", "does_not_compile"}) or any(
        re.fullmatch(r"E\d{4}", word) for word in classes
    )


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_no_broken_listing_of_the_toolchains_books_is_left(html: Path, book: Source) -> None:
    """Listings of one line are not looked for: compilers' output repeats them."""
    found, texts = [], {}
    for path, classes, text in listings(html, book):
        if path not in texts:
            rendered = page_text((html / path).read_bytes(), listings=book.name != "error-index")
            texts[path] = " ".join(rendered.split())
        lines = [line for line in text.splitlines() if line.strip()]
        left_out = is_broken(classes) or book.name == "error-index"
        if left_out and len(lines) > 1 and " ".join(text.split()) in texts[path]:
            found.append((path, text))
    assert texts
    assert found == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_the_count_is_that_of_an_html_parser(html: Path, book: Source) -> None:
    read = list(listings(html, book))
    count = count_listings(html, book)
    broken = sum(is_broken(classes) for _, classes, _ in read)
    assert count.rust == len(read) > 0
    assert broken <= count.left_out <= count.rust
