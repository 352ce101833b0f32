"""The syntactic list of a file's tests: what must be the same before and after a patch."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tree_sitter import Node, Query, QueryCursor

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Edit
from rusta_server.patches.lexer import code, words
from rusta_server.patches.syntax import RUST, ancestors, parse, smallest

_ATTRIBUTES = Query(RUST, "[(attribute_item) (inner_attribute_item)] @attribute")
_DOCS = Query(RUST, "[(line_comment doc: (doc_comment)) (block_comment doc: (doc_comment))] @doc")
_MACROS = Query(RUST, "(macro_invocation (token_tree) @body)")
_TEST_NAMES = frozenset(("test", "bench", "rstest", "test_case", "quickcheck", "wasm_bindgen_test"))
_MAY_TEST = re.compile(r"test|bench|quickcheck|ignore|should_panic|///|//!|/\*[*!]")
_DOC_MARK = re.compile(r"//[/!](?!/)|/\*[*!](?![*/])")
_FENCE = re.compile(r"^(`{3,}|~{3,})\s*(.*)$")
_COMMENTS = ("line_comment", "block_comment")


@lru_cache(maxsize=64)
def test_list(source: str) -> tuple[str, ...]:
    """Sorted: `tests::adds`, `tests::adds (ignored)`, `tests::dies (should_panic)`, and
    `doctest <sha256 of its code, 12 digits> (<fence info>)`. Tests that a macro of the crate makes
    are seen where `#[test]` is written out in its arguments."""
    if not may_hold_tests(source):
        return ()
    root = parse(source.encode()).root_node
    return tuple(sorted([*_functions(root), *_in_macros(root), *_doctests(root)]))


@lru_cache(maxsize=64)
def written_tests(source: str) -> tuple[str, ...]:
    """The same list as far as words alone tell, for a text that does not parse: where syntax is
    lost, whole items are, with the tests in and behind them. Modules are left out of the names."""
    if not may_hold_tests(source):
        return ()
    docs: list[tuple[int, str]] = []
    row = 0
    for word in words(source):
        if word.kind == "comment" and _DOC_MARK.match(word.text):
            docs.append((row, word.text))
        row += word.text.count("\n")
    return tuple(sorted([*_in_words(code(source)), *_fenced(_blocks(docs))]))


def inside_tests(source: str, edits: Iterable[Edit]) -> bool:
    """Does an edit touch a test function, or an item that is compiled for tests alone?"""
    if "test" not in source and "bench" not in source:
        return False
    root = parse(source.encode()).root_node
    return any(
        any(_is_test_item(n) for n in ancestors(smallest(root, edit.start, edit.end)))
        for edit in edits
    )


def may_hold_tests(text: str) -> bool:
    """Cheap, on the safe side: does `text` name anything a test is made of?"""
    return bool(_MAY_TEST.search(text))


def _functions(root: Node) -> Iterator[str]:
    for node in QueryCursor(_ATTRIBUTES).captures(root).get("attribute", []):
        item = _item_after(node)
        if item is None or item.type != "function_item" or not _is_test_attribute(node):
            continue
        name = item.child_by_field_name("name")
        path = "::".join([*_modules(item), _text(name) if name else "?"])
        marks = [m for m in ("ignore", "should_panic") if _has_attribute(item, m)]
        shown = {"ignore": "ignored", "should_panic": "should_panic"}
        yield path + "".join(f" ({shown[mark]})" for mark in marks)


def _in_macros(root: Node) -> Iterator[str]:
    for body in QueryCursor(_MACROS).captures(root).get("body", []):
        text = _text(body)
        yield from _in_words(code(text) if "test" in text or "bench" in text else [])


def _in_words(listed: list[str]) -> Iterator[str]:
    for at in range(len(listed) - 3):
        if listed[at : at + 2] == ["#", "["] and listed[at + 2] in _TEST_NAMES:
            rest = listed[at:]
            named = rest[rest.index("fn") + 1] if "fn" in rest[:-1] else "?"
            ignored = (
                " (ignored)" if "ignore" in rest[: rest.index("fn") if "fn" in rest else 9] else ""
            )
            yield f"macro::{named}{ignored}"


def _doctests(root: Node) -> Iterator[str]:
    nodes = sorted(QueryCursor(_DOCS).captures(root).get("doc", []), key=lambda n: n.start_byte)
    yield from _fenced(_blocks([(node.start_point.row, _text(node)) for node in nodes]))


def _fenced(blocks: Iterable[list[str]]) -> Iterator[str]:
    """Fenced blocks of doc comments. Whether rustdoc runs one is for its info string to say."""
    for lines in blocks:
        fence, info, body = "", "", list[str]()
        for line in lines:
            match = _FENCE.match(line.strip())
            if not fence and match:
                fence, info, body = match[1], match[2].strip(), []
            elif fence and line.strip().startswith(fence) and line.strip().strip(fence[0]) == "":
                digest = sha256_hex("\n".join(body).encode())[:12]
                yield f"doctest {digest}" + (f" ({info})" if info else "")
                fence = ""
            elif fence:
                body.append(line)


def _blocks(docs: Iterable[tuple[int, str]]) -> Iterator[list[str]]:
    """The lines of each run of doc comments (row, text), their markers taken off."""
    block: list[str] = []
    last_row = -2
    for row, text in docs:
        if row > last_row + 1:
            yield block
            block = []
        if text.startswith("/*"):
            block += [
                ln.strip().removeprefix("*") for ln in text[3:].removesuffix("*/").split("\n")
            ]
        else:
            block.append(text[3:].rstrip("\n"))
        # A line comment's node ends with its newline where it is a doc comment.
        last_row = row + text.removesuffix("\n").count("\n")
    yield block


def _is_test_item(node: Node) -> bool:
    if node.type in ("attribute_item", "inner_attribute_item"):
        return _is_test_attribute(node)
    if node.type == "source_file":
        inner = (c for c in node.children if c.type == "inner_attribute_item")
        return any(_is_test_attribute(attribute) for attribute in inner)
    if not node.type.endswith("_item"):
        return False
    return any(_is_test_attribute(attribute) for attribute in _attributes(node))


def _is_test_attribute(node: Node) -> bool:
    """`#[test]`, `#[tokio::test]`, `#[cfg(test)]`; not `#[cfg(not(test))]`."""
    words = code(_text(node))
    content = words[words.index("[") + 1 : -1] if "[" in words else []
    if content[:1] == ["cfg"]:
        return "test" in content and "not" not in content
    name = content[: content.index("(")] if "(" in content else content
    return bool(name) and name[-1] in _TEST_NAMES


def _has_attribute(item: Node, name: str) -> bool:
    return any(name in code(_text(attribute)) for attribute in _attributes(item))


def _attributes(item: Node) -> Iterator[Node]:
    node = item.prev_sibling
    while node is not None and node.type in ("attribute_item", *_COMMENTS):
        if node.type == "attribute_item":
            yield node
        node = node.prev_sibling


def _item_after(attribute: Node) -> Node | None:
    node = attribute.next_sibling
    while node is not None and node.type in ("attribute_item", *_COMMENTS):
        node = node.next_sibling
    return node


def _modules(item: Node) -> list[str]:
    found = []
    for node in ancestors(item.parent):
        name = node.child_by_field_name("name") if node.type == "mod_item" else None
        if name is not None:
            found.append(_text(name))
    return found[::-1]


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
