"""Raw HTML of a passage → Markdown, the same for the same bytes.

mdBook's and rustdoc's chrome goes (buttons, section signs, rule ids, railroad diagrams, links'
targets); code stays in fences with its language.
"""

import re
import textwrap
from typing import Any

from lxml import etree
from markdownify import MarkdownConverter

_CHROME = etree.XPath(
    "//svg | //button | //script | //style | //summary[contains(@class,'hideme')]"
    " | //pre//summary | //rustdoc-toolbar | //a[contains(@class,'anchor')]"
    " | //a[@class='test-arrow'] | //a[contains(@class,'tooltip')]"
    " | //span[@class='rightside'] | //span[@class='boring']"
    " | //div[@class='rule'] | //div[contains(@class,'grammar-railroad')]"
    " | //div[contains(@class,'test-link')] | //*[contains(@class,'sidebar')]"
    " | //sup[contains(@class,'footnote')] | //*[contains(@class,'popup')]"
    " | //span[@class='sub-heading'] | //img"
)
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
_LANGUAGE = re.compile(r"\blanguage-([\w+-]+)")
_UNNAMED = frozenset({"plain", "ignore", "none"})


def to_markdown(fragment: bytes) -> str:
    """Markdown of a run of HTML. Elements may be left open or closed without being opened: a span
    of bytes seldom is a whole tree."""
    tree = etree.HTML(fragment, _PARSER) if fragment.strip() else None
    if tree is None:
        return ""
    chrome = _CHROME(tree)
    assert isinstance(chrome, list)
    for element in chrome:
        _drop(element)
    markup = etree.tostring(tree, encoding="unicode", method="html")
    text: str = _Converter(
        heading_style="ATX",
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        escape_misc=False,
        bs4_options="lxml",
    ).convert(markup)
    return _tidy(text)


class _Converter(MarkdownConverter):
    """markdownify with fences that survive fences inside, and no links."""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        return text

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        # mdBook nests a pre.playground around some of rustdoc's: one fence for both.
        if el.find("pre") is not None:
            return text
        return _fenced(_code_text(el), _language(el))

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:
        if "grammar-container" not in (el.get("class") or []):
            return f"\n\n{text}\n\n"
        return _fenced(_grammar_text(el), "grammar")

    def convert_section(self, el: Any, text: str, parent_tags: Any) -> str:
        """A member's signature in rustdoc: its heading is code."""
        head = el.find(class_="code-header")
        if head is None:
            return f"\n\n{text}\n\n"
        return _fenced(_code_text(head), "rust")


def _fenced(code: str, language: str) -> str:
    code = "\n".join(line.rstrip() for line in code.strip("\n").splitlines())
    if not code.strip():
        return ""
    if language == "rust":
        # What mdBook hides around an example leaves its body indented.
        code = textwrap.dedent(code)
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n\n{fence}{language}\n{code}\n{fence}\n\n"


def _code_text(el: Any) -> str:
    for where in el.find_all("div", class_="where"):
        # A block in rustdoc's style sheet: on lines of its own.
        where.insert_before("\n")
        where.insert_after("\n")
    return re.sub(r"\n[ \t]*\n(?=\{)", "\n", el.get_text())


def _grammar_text(el: Any) -> str:
    """A production of the Reference, its literal tokens in backticks."""
    for line in el.find_all("br"):
        # HTML has a line end after most of its breaks too.
        following = line.next_sibling
        if not (isinstance(following, str) and following.startswith("\n")):
            line.insert_after("\n")
    for literal in el.find_all(class_="grammar-literal"):
        literal.string = f"`{literal.get_text()}`"
    for note in el.find_all("sub"):
        note.insert_before(" ")
    for title in el.find_all("strong"):
        title.decompose()
    return textwrap.dedent(str(el.get_text()).replace("\u00a0", " "))


def _language(pre: Any) -> str:
    code = pre.find("code")
    classes = " ".join(pre.get("class") or []) + " " + " ".join((code or {}).get("class") or [])
    named = _LANGUAGE.search(classes)
    if named is not None:
        return "" if named[1] in _UNNAMED else named[1]
    return "rust" if re.search(r"\brust\b", classes) else ""


def _drop(element: Any) -> None:
    """Remove an element but keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _tidy(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u200b", "")
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
