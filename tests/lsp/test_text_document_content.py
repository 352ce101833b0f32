"""LSP 3.18, "Text Document Content": passages of the documentation as documents of the editor."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Start
from .crates import Crate
from .findings import BROKEN, CHECKED, Desk, begin, here

pytestmark = pytest.mark.rusta

METHOD = "workspace/textDocumentContent"
LINK = re.compile(r"\((rusta:[^)]+)\)")


def hover(desk: Desk) -> str:
    found = desk.client.call("textDocument/hover", here(desk.uri))
    text: str = found["contents"]["value"]
    return text


def test_our_scheme_is_announced(desks: Callable[[str], Desk]) -> None:
    announced = desks("vscode").client.initialized["capabilities"]["workspace"]
    assert announced["textDocumentContent"]["schemes"] == ["rusta"]


def test_every_link_opens_what_was_cited(start: Start, crate: Crate) -> None:
    def with_content(capabilities: dict[str, Any]) -> None:
        capabilities["workspace"]["textDocumentContent"] = {"dynamicRegistration": False}

    crate.path().write_text(BROKEN)
    client = start("vscode", crate.root, settings=CHECKED, change=with_content)
    desk = begin(client, crate)
    links = LINK.findall(hover(desk))
    assert links
    for link in links:
        text = client.call(METHOD, {"uri": link})["text"]
        assert len(text) > 40
        assert "not what was cited" not in text


def test_without_the_capability_links_name_the_command_that_shows_it(desk: Desk) -> None:
    assert LINK.findall(hover(desk)) == []
    assert re.search(r"rusta show [0-9a-f]{8,}", hover(desk))


@pytest.mark.parametrize(
    "uri",
    ["rusta:/anchor/00/00000000.md", "rusta:/preview/0/" + "0" * 64 + "/$WS/src/lib.rs", "rusta:",
     "rusta:/../../etc/passwd", "rusta:/anchor/../../00000000.md", "file:///etc/passwd", ""],
)  # fmt: skip
def test_what_is_no_document_says_so_and_opens_nothing(
    desks: Callable[[str], Desk], uri: str
) -> None:
    text = desks("vscode").client.call(METHOD, {"uri": uri})["text"]
    assert text
    assert "root:" not in text
