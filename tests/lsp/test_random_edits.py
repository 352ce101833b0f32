"""5,000 random edits over three files: the client's text, the server's, and what rustc reads in the
shadow are the same at every checkpoint."""

import hashlib
import random
import re
from pathlib import Path
from typing import Any

import pytest

from .client import Client, Message
from .conftest import Start
from .crates import Crate

pytestmark = pytest.mark.rusta

COUNT, COMPARED_EACH, COMPILED_EACH = 5_000, 50, 834
NAMES = ("lib", "a", "b")
# Short pieces that are hard to count, and no end of the comment the first file's edits are in.
PIECES = (
    "a",
    "é",
    "😀",
    "e\u0301",
    "👩‍👧",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\x0b",
    "  ",
    "let x",
    "\0",
    "𝔘\n",
)

LIB = """\
const fn hash(text: &[u8]) -> usize {
    let (mut hash, mut at) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while at < text.len() {
        hash = (hash ^ text[at] as u64).wrapping_mul(0x100_0000_01b3);
        at += 1;
    }
    (hash >> 1) as usize
}
pub const SELF: [(); hash(include_bytes!("lib.rs"))] = [(); 0];
pub const A: [(); hash(include_bytes!("a.rs"))] = [(); 0];
pub const B: [(); hash(include_bytes!("b.rs"))] = [(); 0];
/*
*/
"""
"""Its three type errors name the hash of each file as rustc read it."""
FIXED_LINES = LIB.count("\n") - 1


def fnv(data: bytes) -> int:
    value = 0xCBF2_9CE4_8422_2325
    for byte in data:
        value = ((value ^ byte) * 0x100_0000_01B3) % (1 << 64)
    return value >> 1


class Text:
    """The client's side: a text and how its editor counts, written without a look at the server's.
    Characters are split into the units of the encoding; a place is a line and units into it."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text, self.encoding = text, encoding

    def place(self, index: int) -> Message:
        before = self.text[:index]
        # A cursor never stands between \\r and \\n.
        lines = re.split(r"\r\n|\r|\n", before)
        last = lines[-1]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.encoding]
        return {"line": len(lines) - 1, "character": len(last.encode(codec)) // width}

    def edit(self, rng: random.Random, first: int, last: int) -> Message:
        """Replace something between the two indices."""
        start = self._gap(rng.randint(first, last))
        end = start if rng.random() < 0.5 else self._gap(min(last, start + rng.randrange(12)))
        pieces = rng.choices(PIECES, k=rng.randrange(4))
        if len(self.text) > 2_000:  # rustc hashes it; keep it small
            end, pieces = self._gap(min(last, start + 300)), pieces[:1]
        new = "".join(pieces)
        change = {"range": {"start": self.place(start), "end": self.place(end)}, "text": new}
        self.text = self.text[:start] + new + self.text[end:]
        return change

    def _gap(self, index: int) -> int:
        return index - 1 if self.text[index - 1 : index + 1] == "\r\n" else index


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_random_edits_leave_all_texts_the_same(start: Start, tmp_path: Path, encoding: str) -> None:
    rng = random.Random(encoding)
    crate = Crate(tmp_path / "crate", lib=LIB, a="x" * 60, b="\r\n".join("abc") * 20)
    server = start(
        root=crate.root,
        settings={"trusted": True, "check_on": "off"},
        change=lambda c: c.update(general={"positionEncodings": [encoding]}),
    )
    assert server.initialized["capabilities"].get("positionEncoding", "utf-16") == encoding
    texts = {name: Text(crate.text(name), encoding) for name in NAMES}
    for name in NAMES:
        server.open(crate.uri(name), texts[name].text)
    done = compared = compiled = 0
    while done < COUNT // 3:
        name = rng.choice(NAMES)
        changes = [_change(rng, name, texts[name]) for _ in range(rng.choice((1, 1, 1, 2, 5)))]
        server.change(crate.uri(name), *changes)
        done += len(changes)
        if done >= compared:
            compared += COMPARED_EACH
            _compare(server, crate, texts)
        if done >= compiled:
            compiled += COMPILED_EACH
            _compile(server, crate, texts)
    _compare(server, crate, texts)
    _compile(server, crate, texts)
    assert {name: crate.text(name) for name in NAMES} == {
        "lib": LIB, "a": "x" * 60, "b": "\r\n".join("abc") * 20,
    }, "the user's files were written"  # fmt: skip


def _change(rng: random.Random, name: str, text: Text) -> Message:
    if rng.random() < 0.02 and name != "lib":
        text.text = "".join(rng.choices(PIECES, k=rng.randrange(200)))
        return {"text": text.text}
    if name != "lib":
        return text.edit(rng, 0, len(text.text))
    # Between the comment's ends, so that the file goes on to compile.
    return text.edit(rng, text.text.index("/*\n") + 3, text.text.rindex("*/"))


def _compare(server: Client, crate: Crate, texts: dict[str, Text]) -> None:
    for name, text in texts.items():
        found = server.call("rusta/documentText", {"uri": crate.uri(name)})
        assert found["sha256"] == hashlib.sha256(text.text.encode()).hexdigest(), name
        assert found["version"] == server.documents[crate.uri(name)][0]
        assert not found["lost"]


def _compile(server: Client, crate: Crate, texts: dict[str, Text]) -> None:
    params = {"command": "rusta.diagnose", "arguments": [{"uri": crate.uri()}]}
    document: Any = server.call("workspace/executeCommand", params)
    assert document["document"] == "diagnose/1", str(document)
    found = document["result"]["diagnostics"]
    read = set(re.findall(r"an array with a size of (\d+)", str(found)))
    assert read == {str(fnv(text.text.encode())) for text in texts.values()}, found
