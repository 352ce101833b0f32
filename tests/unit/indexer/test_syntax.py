"""Questions asked of syntax trees."""

import pytest
from tree_sitter import QueryError

from rusta_indexer.syntax import (
    ancestors,
    enclosing,
    error_count,
    indentation,
    line_start,
    matches,
    node_text,
    parse,
    path_to,
    query,
    smallest_node,
)

SOURCE = b"fn f() {\n    let a = b + c;\n}\n"


def test_the_same_source_has_the_same_tree():
    assert parse(SOURCE) is parse(bytes(bytearray(SOURCE)))


def test_the_smallest_named_node_around_a_range():
    tree, at = parse(SOURCE), SOURCE.index(b"b")
    assert node_text(smallest_node(tree, at, at + 1)) == "b"
    assert node_text(smallest_node(tree, at, at + 5)) == "b + c"
    assert smallest_node(tree, at, at + 3).type == "binary_expression"
    assert smallest_node(tree, 10_000, 10_001) == tree.root_node


def test_a_reversed_range_is_its_start():
    tree, at = parse(SOURCE), SOURCE.index(b"b")
    assert node_text(smallest_node(tree, at, 0)) == "b"


def test_the_path_leads_from_the_root_down():
    at = SOURCE.index(b"c;")
    types = [node.type for node in path_to(parse(SOURCE), at, at + 1)]
    assert types == [
        "source_file",
        "function_item",
        "block",
        "let_declaration",
        "binary_expression",
        "identifier",
    ]


def test_ancestors_and_the_innermost_of_a_kind():
    at = SOURCE.index(b"c;")
    node = smallest_node(parse(SOURCE), at, at + 1)
    assert [n.type for n in ancestors(node)][:2] == ["binary_expression", "let_declaration"]
    assert enclosing(node, "block", "function_item") == node.parent.parent.parent
    assert enclosing(node, "identifier") == node
    assert enclosing(node, "impl_item") is None


def test_queries_answer_in_source_order():
    names = query(SOURCE, "(identifier) @name")
    assert [node_text(capture["name"][0]) for capture in names] == ["f", "a", "b", "c"]
    both = matches(SOURCE, "[(let_declaration) (function_item)] @item (parameters) @list")
    assert [(number, *captures) for number, captures in both] == [
        (0, "item"),
        (1, "list"),
        (0, "item"),
    ]


def test_a_query_may_be_asked_of_a_part():
    block = smallest_node(parse(SOURCE), 7, len(SOURCE) - 1)
    found = query(block, "(identifier) @name")
    assert [node_text(capture["name"][0]) for capture in found] == ["a", "b", "c"]


def test_a_query_that_is_none_is_refused():
    with pytest.raises(QueryError):
        query(SOURCE, "(no_such_node) @name")


@pytest.mark.parametrize(
    ("text", "errors"),
    [("", False), ("fn f() {}", False), ("fn f() {", True), ("fn f() { let = 1; }", True)],
)
def test_what_does_not_parse_is_counted(text: str, errors: bool):
    assert (error_count(parse(text.encode())) > 0) is errors


def test_lines_and_their_indentation():
    at = SOURCE.index(b"b +")
    assert line_start(SOURCE, at) == SOURCE.index(b"    let")
    assert line_start(SOURCE, 3) == 0
    assert indentation(SOURCE, at) == "    "
    assert indentation(b"\t x", 2) == "\t "
    assert indentation(SOURCE, 0) == ""


def test_text_that_is_not_utf_8_is_replaced():
    source = b'const A: &str = "\xff";'
    assert node_text(parse(source).root_node) == 'const A: &str = "\ufffd";'
