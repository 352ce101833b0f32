"""HTML fragments as mdBook and rustdoc write them → the Markdown a person reads."""

import re
from pathlib import Path

import pytest

from rusta_server.docs.layout import SOURCES, Source, pages
from rusta_server.docs.render import to_markdown
from rusta_server.docs.spans import sections


def test_links_keep_their_words_and_inline_code_its_backticks():
    fragment = b'<p>See <a href="x.html">the <code>Vec</code> page</a> &amp; <em>more</em>.</p>'
    assert to_markdown(fragment) == "See the `Vec` page & *more*.\n"


def test_hidden_lines_of_an_example_are_hidden_and_the_rest_is_dedented():
    fragment = (
        b'<pre class="playground"><code class="language-rust edition2024">'
        b'<span class="boring">fn main() {\n</span>    let x = &amp;5;\n'
        b'    x\n<span class="boring">}</span></code></pre>'
    )
    assert to_markdown(fragment) == "```rust\nlet x = &5;\nx\n```\n"


def test_a_fence_is_longer_than_any_inside():
    fragment = b'<pre><code class="language-rust">/// ```\n/// x\n/// ```</code></pre>'
    assert to_markdown(fragment) == "````rust\n/// ```\n/// x\n/// ```\n````\n"


def test_a_members_signature_is_code_without_version_and_source_links():
    fragment = (
        b'<section id="method.f" class="method"><span class="rightside"><span class="since">1.0.0'
        b'</span> <a class="src" href="#">Source</a></span><h4 class="code-header">pub fn '
        b'<a href="#" class="fn">f</a>&lt;T&gt;(&amp;self)<div class="where">where\n    T: Copy,'
        b'</div></h4></section></summary><div class="docblock"><p>Does it.</p>'
    )
    assert to_markdown(fragment) == (
        "```rust\npub fn f<T>(&self)\nwhere\n    T: Copy,\n```\n\nDoes it.\n"
    )


def test_grammar_is_a_fence_with_literals_in_backticks_and_no_railroad():
    fragment = (
        b'<div class="rule" id="r-x"><a>[x]</a></div><div class="grammar-container"><p><strong>'
        b'<sup>Syntax</sup></strong><br>\n<span class="grammar-text">Stmt</span> \xe2\x86\x92 '
        b'<span class="grammar-literal">;</span></p><p><button>Show Railroad</button></p></div>'
        b'<div class="grammar-railroad"><svg><text>;</text></svg></div><p>After.</p>'
    )
    assert to_markdown(fragment) == "```grammar\nStmt → `;`\n```\n\nAfter.\n"


CHROME = re.compile(
    r"Copy item path|Expand description|Show Railroad|&(?:amp|lt|gt|nbsp|quot);|\[src\]|Run code"
    r"|</?(?:div|span|details|summary|section|svg)\b|play\.rust-lang"
)
CODE = re.compile(r"^(`{3,}).*?^\1$|`+[^`]*`+", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_real_passages_render_twice_the_same_and_without_chrome(doc_root: Path, source: Source):
    rendered = 0
    for path in list(pages(doc_root, source))[::23][:150]:
        raw = (doc_root / path).read_bytes()
        for section in sections(raw, rustdoc=source.rustdoc):
            span = raw[section.start : section.end]
            text = to_markdown(span)
            assert text == to_markdown(span)
            assert text.strip(), (path, section)
            junk = CHROME.search(CODE.sub("", text))
            assert junk is None, (path, section.trail, junk)
            rendered += 1
    assert rendered >= 5
