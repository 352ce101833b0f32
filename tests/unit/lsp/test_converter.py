"""What clients send as JSON, read into the types of LSP and written again."""

from typing import Any

import pytest
from lsprotocol import types

from rusta_server.lsp.converter import strict_converter

HERE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
ACTION = {
    "title": "Borrow it",
    "kind": "quickfix.rusta",
    "diagnostics": [{"range": HERE, "message": "moved", "severity": 4, "tags": [1]}],
    "data": {"proposal": "1"},
}


@pytest.fixture
def converter() -> Any:
    return strict_converter()


def test_an_action_that_comes_back_to_be_resolved_can_be_sent_again(converter: Any) -> None:
    action = converter.structure(ACTION, types.CodeAction)
    assert action.diagnostics[0].severity is types.DiagnosticSeverity.Hint
    assert converter.unstructure(action) == ACTION


def test_a_value_of_a_newer_protocol_is_no_error(converter: Any) -> None:
    given = {"completionItemKind": {"valueSet": [1, 99]}}
    read = converter.structure(given, types.CompletionClientCapabilities)
    assert list(read.completion_item_kind.value_set) == [types.CompletionItemKind.Text, 99]


@pytest.mark.parametrize("line", ["1", 0.5, True, None])
def test_a_position_that_is_no_number_is_refused(converter: Any, line: object) -> None:
    given = {"line": line, "character": 0}
    with pytest.raises(Exception, match="Position"):
        converter.structure(given, types.Position)
