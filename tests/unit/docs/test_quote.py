"""What is quoted: the first whole sentences of prose."""

import pytest

from rusta_server.contracts.anchor import Anchor, Passage
from rusta_server.docs.quote import LONGEST, first_sentences


def passage(text: str) -> Passage:
    anchor = Anchor(kind="blob", source="", start=0, end=0, span_sha256="", title="")
    return Passage(anchor=anchor, heading="", text=text)


@pytest.mark.parametrize(
    ("text", "n", "quoted"),
    [
        ("# Title\n\nOne is here. Two is there. Three.", 2, "One is here. Two is there."),
        (
            "A move.\n\nErroneous code example:\n\n```rust\nlet x. Y;\n```\n\nThen *that*.",
            2,
            "A move. Then that.",
        ),
        ("Use e.g. `clone`, i.e. A copy. Next.", 1, "Use e.g. `clone`, i.e. A copy."),
        ("- item without stop\n- another\n\nA sentence.", 1, "A sentence."),
        ("| a | b |\n| --- | --- |\n\nFilename: src/main.rs\n\nProse here.", 1, "Prose here."),
        (
            "#### Note: no longer emitted.\n\nIt was wrong.",
            2,
            "Note: no longer emitted. It was wrong.",
        ),
        ("This occurs when it is used:\n\n```rust\nx\n```", 2, "This occurs when it is used."),
        ("Why? Let’s see. As Listing 4-1 shows, it fails. A rule.", 2, "A rule."),
        ("It fails (as it should.) Next.", 1, "It fails (as it should.)"),
        ("lower-case text without a stop", 1, "lower-case text without a stop"),
        ("```rust\nfn only_code() {}\n```", 2, ""),
        ("Wrapped\nover two lines. End.", 1, "Wrapped over two lines."),
    ],
)
def test_first_sentences(text: str, n: int, quoted: str):
    assert first_sentences(passage(text), n) == quoted


def test_whole_sentences_within_the_limit_and_a_giant_is_cut_at_a_word():
    short, long = "Short one.", "Word " * 70 + "end."
    assert first_sentences(passage(f"{short} {long}"), 2) == short
    cut = first_sentences(passage(long), 1)
    assert len(cut) <= LONGEST
    assert cut.endswith("Word…")
