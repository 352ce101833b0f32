"""LSP 3.17, "Text Document Synchronization": both ends have the same text, in every encoding."""

import hashlib
from typing import Any

import pytest

from .client import Client, Message, partial_change
from .conftest import Lasting
from .crates import Crate

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXT = 'fn é() {\r\n\tlet 😀 = "e\u0301";\n}\r// 👩‍👩‍👧 \u2028 \x0b \x0c\n'
"""A wide letter, a surrogate pair, a combining accent, joined emoji, a tab, three kinds of line ends,
and three characters that end a line elsewhere but not in LSP."""


@pytest.fixture(params=ENCODINGS)
def server(lasting: Lasting, request: pytest.FixtureRequest) -> Client:
    encoding = request.param
    offer = {"general": {"positionEncodings": [encoding]}}
    return lasting(encoding, change=lambda capabilities: capabilities.update(offer))


def encoding_of(server: Client) -> str:
    return str(server.initialized["capabilities"].get("positionEncoding", "utf-16"))


def units(server: Client, text: str) -> int:
    """How many characters LSP counts in `text`."""
    encoding = encoding_of(server)
    if encoding == "utf-32":
        return len(text)
    return len(text.encode()) if encoding == "utf-8" else len(text.encode("utf-16-le")) // 2


def text_of(server: Client, uri: str) -> Message:
    found: Message = server.call("rusta/documentText", {"uri": uri})
    return found


def assert_text(server: Client, uri: str, text: str) -> None:
    found = text_of(server, uri)
    assert not found["lost"]
    assert found["sha256"] == hashlib.sha256(text.encode()).hexdigest(), repr(text)


def test_what_the_server_wants_to_hear_is_static(server: Client) -> None:
    sync = server.initialized["capabilities"]["textDocumentSync"]
    assert sync["openClose"] is True
    assert sync["change"] == 2
    assert sync["save"]
    assert not sync.get("willSaveWaitUntil")


# any server: nothing of this may end or confuse it


def test_a_change_of_what_is_not_open_changes_nothing(server: Client) -> None:
    server.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": "file:///never", "version": 1}, "contentChanges": [{"text": "x"}]},
    )
    server.notify("textDocument/didClose", {"textDocument": {"uri": "file:///never"}})
    server.notify("textDocument/didSave", {"textDocument": {"uri": "file:///never"}})
    assert server.is_alive()


@pytest.mark.parametrize(
    "uri",
    ["untitled:Untitled-1", "file:///", "file:///a%00b.rs", "file://host/share/a.rs", "rusta:/x",
     "no uri at all", "", "file:///%F0%9F%98%80%zz.rs", "git:/a.rs?ref=HEAD", "file:///\ud800.rs"],
)  # fmt: skip
def test_a_document_may_be_called_anything(server: Client, uri: str) -> None:
    server.open(uri, "fn main() {}")
    server.change(uri, {"text": "fn main() { }"})
    for method in ("textDocument/hover", "textDocument/codeLens", "textDocument/codeAction"):
        here = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        params = {
            "textDocument": {"uri": uri},
            "position": here["start"],
            "range": here,
            "context": {"diagnostics": []},
        }
        assert "id" in server.response(server.request(method, params))
    server.close_document(uri)
    assert server.is_alive()


# rusta: the text itself


@pytest.mark.rusta
def test_open_and_close(server: Client) -> None:
    uri = server.open("untitled:one", TEXT, version=7)
    assert text_of(server, uri)["version"] == 7
    assert_text(server, uri, TEXT)
    server.close_document(uri)
    assert text_of(server, uri) is None


@pytest.mark.rusta
def test_opened_again_it_is_the_new_text(server: Client) -> None:
    uri = server.open("untitled:again", "old", version=9)
    server.close_document(uri)
    server.open(uri, "new", version=1)
    assert_text(server, uri, "new")


@pytest.mark.rusta
def test_a_change_without_a_range_is_the_whole_text(server: Client) -> None:
    uri = server.open("untitled:whole", TEXT)
    server.change(uri, {"text": "b\r\n"})
    assert_text(server, uri, "b\r\n")


@pytest.mark.rusta
def test_every_character_is_where_the_encoding_says(server: Client) -> None:
    """A dot before each character in turn, by its line and character."""
    uri, line_start, line = "untitled:every", 0, 0
    for at, character in enumerate(TEXT):
        server.open(uri, TEXT)
        place = (line, units(server, TEXT[line_start:at]))
        if not (character == "\n" and TEXT[at - 1] == "\r"):
            server.change(uri, partial_change(place, place, "."))
            assert_text(server, uri, TEXT[:at] + "." + TEXT[at:])
        if character == "\n" or (character == "\r" and TEXT[at + 1] != "\n"):
            line, line_start = line + 1, at + 1


@pytest.mark.rusta
def test_changes_of_one_notification_are_applied_one_after_the_other(server: Client) -> None:
    uri = server.open("untitled:chain", "abc\n")
    server.change(
        uri,
        partial_change((0, 0), (0, 1), "1\n2"),
        partial_change((1, 0), (1, 1), "x"),
        {"text": "tail\n"},
        partial_change((0, 4), (0, 4), "!"),
    )
    assert_text(server, uri, "tail!\n")


@pytest.mark.rusta
def test_a_notification_without_changes_is_a_new_version(server: Client) -> None:
    uri = server.open("untitled:none", TEXT)
    server.change(uri, version=5)
    assert text_of(server, uri)["version"] == 5
    assert_text(server, uri, TEXT)


@pytest.mark.rusta
@pytest.mark.parametrize(
    ("start", "end", "after"),
    [
        ((0, 99), (0, 99), "ab.\r\ncd"),
        ((0, 2), (0, 99), "ab.\r\ncd"),
        ((9, 0), (9, 0), "ab\r\ncd."),
        ((1, 99), (99, 99), "ab\r\ncd."),
        ((0, 0), (99, 0), "."),
        ((0, 0), (2**31 - 1, 2**31 - 1), "."),
    ],
)
def test_a_place_past_the_end_is_the_end(
    server: Client, start: tuple[int, int], end: tuple[int, int], after: str
) -> None:
    """LSP 3.17, "Position": past the end of a line is its end."""
    uri = server.open("untitled:past", "ab\r\ncd")
    server.change(uri, partial_change(start, end, "."))
    assert_text(server, uri, after)


@pytest.mark.rusta
def test_the_old_rangelength_is_passed_over(server: Client) -> None:
    uri = server.open("untitled:length", "abc")
    server.change(uri, {**partial_change((0, 1), (0, 2), "."), "rangeLength": 77})
    assert_text(server, uri, "a.c")


@pytest.mark.rusta
def test_line_ends_stay_as_they_are(server: Client) -> None:
    uri = server.open("untitled:eol", "a\r\nb\rc\n")
    server.change(uri, partial_change((1, 0), (1, 0), "\r\n"))
    server.change(uri, partial_change((0, 1), (1, 0), "\r"))
    assert_text(server, uri, "a\r\r\nb\rc\n")


@pytest.mark.rusta
def test_halves_of_surrogate_pairs_become_what_a_file_can_hold(server: Client) -> None:
    uri = server.open("untitled:half", "a\ud83d\ude00b\ud800c")
    assert_text(server, uri, "a😀b\ufffdc")


@pytest.mark.rusta
def test_versions_may_skip(server: Client) -> None:
    uri = server.open("untitled:skip", "a")
    server.change(uri, {"text": "b"}, version=100)
    assert_text(server, uri, "b")


@pytest.mark.rusta
@pytest.mark.parametrize("version", [3, 2, 0, -1])
def test_a_version_that_does_not_rise_makes_the_text_unknown(server: Client, version: int) -> None:
    """Until it is opened anew: to guess would be to edit the wrong text. The user is told once."""
    uri = server.open(f"untitled:back{version}", "a", version=3)
    mark = server.mark
    for _ in range(3):
        server.change(uri, {"text": "b"}, version=version)
    assert text_of(server, uri)["lost"]
    assert len(server.said("window/logMessage", mark)) == 1
    server.change(uri, {"text": "c"}, version=50)
    assert text_of(server, uri)["lost"]
    server.close_document(uri)
    server.open(uri, "d", version=1)
    assert_text(server, uri, "d")


@pytest.mark.rusta
@pytest.mark.parametrize(
    "changes",
    [None, 5, [{}], [{"range": None, "text": "x"}], [{"text": 5}],
     [{"range": {"start": {"line": -1, "character": 0}, "end": {"line": 0, "character": 0}}, "text": ""}]],
    ids=str,
)  # fmt: skip
def test_a_change_that_cannot_be_read_makes_the_text_unknown(server: Client, changes: Any) -> None:
    uri = server.open("untitled:bad", "a")
    server.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes},
    )
    assert text_of(server, uri)["lost"]
    server.close_document(uri)


@pytest.mark.rusta
def test_nothing_is_offered_for_an_unknown_text(server: Client, crate: Crate) -> None:
    uri = server.open(crate.uri(), crate.text(), version=3)
    server.change(uri, {"text": "x"}, version=3)
    here = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 9}}
    params = {"textDocument": {"uri": uri}, "range": here, "context": {"diagnostics": []}}
    assert server.call("textDocument/codeAction", params) == []
    assert server.call("textDocument/codeLens", params) == []
    assert server.call("textDocument/hover", {**params, "position": here["start"]}) is None
    server.close_document(uri)
