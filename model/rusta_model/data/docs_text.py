"""The toolchain's documentation as text: books page by page, the standard library as its source.

Rust code that does not compile is what rusta is measured on, so it stays out: from the books every
listing marked so, from the error index every listing (the corrected one answers the erroneous one).
"""

import html
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rusta_model.data.progress import Progress
from rusta_model.data.sources import Spine, Toolchain
from rusta_server.contracts.dataset import ListingCount
from rusta_server.docs.layout import SOURCES, Source, pages
from rusta_server.docs.render import to_markdown
from rusta_server.docs.spans import is_redirect

BOOKS = tuple(source for source in SOURCES if not source.rustdoc)
STANDARD_LIBRARY = "std-source"
LIBRARY_CRATES = ("alloc", "core", "proc_macro", "std", "test")

_MAIN = re.compile(rb"<main>(.*)</main>", re.DOTALL)
_LISTING = re.compile(rb"<pre\b[^>]*>\s*<code class=\"([^\"]*)\".*?</code>\s*</pre>", re.DOTALL)
_BROKEN = re.compile(rb"\b(?:compile_fail|does_not_compile|ignore|E\d{4})\b")
_RUST = re.compile(rb"\blanguage-rust\b")
_CODE = re.compile(r'<pre class="rust"><code>(.*)</code></pre>', re.DOTALL)
_NUMBER = re.compile(r"<a href=#\d+ id=\d+ data-nosnippet>\d+</a>")
_TAG = re.compile(r"<[^>]*>")


def source_ids(toolchain: Toolchain) -> list[str]:
    names = [*(book.name for book in BOOKS), STANDARD_LIBRARY]
    return [f"{name}-{toolchain.release}" for name in names]


def render_all(spine: Spine, progress: Progress) -> int:
    """Write every page as text below `spine.docs`, and return how many there are. A source that was
    finished before is not rendered again."""
    assert spine.toolchain is not None
    root, release = spine.toolchain.html, spine.toolchain.release
    count = 0
    for book in BOOKS:
        folder = spine.docs / f"{book.name}-{release}"
        count += _write(folder, partial(_book, root, book), book.title, progress)
    folder = spine.docs / f"{STANDARD_LIBRARY}-{release}"
    return count + _write(folder, partial(_library, root), "The standard library", progress)


def page_text(raw: bytes, *, listings: bool) -> str:
    """Markdown of a book's page, without listings that do not compile; without any Rust listing
    unless `listings`. Empty where the page is a redirect."""
    main = None if is_redirect(raw) else _MAIN.search(raw)
    if main is None:
        return ""

    def kept(listing: "re.Match[bytes]") -> bytes:
        return b"" if _left_out(listing[1], listings) else listing[0]

    return to_markdown(_LISTING.sub(kept, main[1]))


def count_listings(root: Path, book: Source) -> ListingCount:
    """Of all pages of a book below `root`."""
    listings = _has_listings(book)
    found = [
        classes
        for path in pages(root, book)
        for classes in _LISTING.findall((root / path).read_bytes())
        if _RUST.search(classes)
    ]
    return ListingCount(rust=len(found), left_out=sum(_left_out(c, listings) for c in found))


def _left_out(classes: bytes, listings: bool) -> bool:
    return bool(_BROKEN.search(classes) or (not listings and _RUST.search(classes)))


def _has_listings(book: Source) -> bool:
    return book.name != "error-index"


def source_text(page: str) -> str:
    """The Rust file that rustdoc shows on a source page."""
    code = _CODE.search(page)
    if code is None:
        return ""
    return html.unescape(_TAG.sub("", _NUMBER.sub("", code[1])))


def chapter(source: str, path: str) -> str:
    """What is split as one: the pages of a folder, of a chapter of the Book, else a page alone."""
    folder, _, rest = path.partition("/")
    if rest:
        return f"{source}/{folder}"
    numbered = re.match(r"(ch\d+|appendix)", path)
    return f"{source}/{numbered[1] if numbered else path}"


def _book(root: Path, book: Source) -> Iterator[tuple[str, str]]:
    for path in pages(root, book):
        text = page_text((root / path).read_bytes(), listings=_has_listings(book))
        if text.strip():
            yield path.partition("/")[2].removesuffix(".html") + ".page.md", text


def _library(root: Path) -> Iterator[tuple[str, str]]:
    for crate in LIBRARY_CRATES:
        for page in sorted((root / "src" / crate).rglob("*.rs.html")):
            text = source_text(page.read_text("utf-8"))
            if text.strip():
                yield page.relative_to(root / "src").as_posix().removesuffix(".html"), text


def _write(
    folder: Path, texts: Callable[[], Iterator[tuple[str, str]]], title: str, progress: Progress
) -> int:
    done = folder / ".done"
    if done.is_file():
        return int(done.read_text())
    progress.step(title, None)
    count = 0
    for path, text in texts():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        count += 1
        progress.advance()
    done.write_text(str(count))
    return count
