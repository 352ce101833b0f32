"""What the model may write as an edit, symbol by symbol, and that nothing else comes through."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from random import Random

import pytest
from tests.unit.engine.diagnostics import diagnostic, span
from tests.unit.lm.edits_checked import trouble

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.lm.artifact import load, verified
from rusta_server.lm.complete import Sampling, complete
from rusta_server.lm.edit_checks import EditChecks
from rusta_server.lm.edit_rules import EditRules, EditState, known_names
from rusta_server.lm.edit_text import Place, to_edits
from rusta_server.lm.names import Names
from rusta_server.lm.sample import sample
from rusta_server.lm.session import LmSession
from rusta_server.lm.std_names import std_names
from rusta_server.lm.symbols import Symbol, segment

MAIN, LIB = "$WS/src/main.rs", "$WS/src/lib.rs"
SOURCE = """\
use std::fmt;

struct Point<'a> {
    name: &'a str,
    x: u32,
}

fn first(points: &[Point]) -> u32 {
    let count = points.len();
    match count {
        0 => other(count),
        _ => 0,
    }
}

fn other(value: u32) -> u32 {
    if value > 1 {
        let count = value;
        return count;
    }
    value
}
"""
NAMES = "fmt Point name x first points count other value".split()
KEYWORDS = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match
mod move mut pub ref return self Self static struct super trait true type unsafe use where while _
bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
derive test cfg inline must_use doc feature default non_exhaustive repr transparent track_caller
deprecated cold automatically_derived macro_use macro_export proc_macro proc_macro_derive
not any all debug_assertions target_os unix windows windows_subsystem
""".split()
KNOWN = {*NAMES, *KEYWORDS, *(n.decode() for n in std_names()), "'a", "'static", "'_"}


@dataclass(frozen=True)
class Case:
    files: Mapping[str, str] = field(default_factory=lambda: {MAIN: SOURCE})
    line: int = 8
    shown: str = SOURCE
    fewer: bool = False
    abstains: bool = True
    tools: tuple[str, ...] = ()
    errors: tuple[Diagnostic, ...] = ()

    @property
    def site(self) -> Place:
        return Place(MAIN, self.line)

    @cached_property
    def prompt(self) -> list[int]:
        told = segment(Symbol.DIAGNOSTIC, b"E0308 mismatched types")
        return told + segment(Symbol.CONTEXT, self.shown.encode())

    def begin(self) -> EditState:
        known = known_names(Names.of(NAMES), self.files)
        checks = EditChecks(self.files, known, fewer=self.fewer, errors=self.errors)
        return EditRules(
            self.files, self.site, self.prompt, known, checks, self.abstains, self.tools
        ).begin()

    def trouble(self, text: str) -> str | None:
        return trouble(text, self.files, self.site, self.prompt, KNOWN, fewer=self.fewer)


def walked(text: str, case: Case | None = None) -> str:
    """`stands`, or up to where the rules went along with `text`."""
    state = (case or Case()).begin()
    for at, symbol in enumerate([*text.encode(), int(Symbol.END)]):
        after = state.after(symbol)
        if after is None:
            return text.encode()[:at].decode() if at < len(text.encode()) else "does not end"
        state = after
    return "stands"


EDITS = [
        "-let count = points.len();\n+let count = points.len() as u32;\n",
        "-use std::fmt;\n+use std::collections::{BTreeMap as Map, HashMap};\n",
        "+use std::io;\n use std::fmt;\n",
        " let count = points.len();\n+let total: u32 = points.iter().map(|p| p.x).sum();\n",
        "-0 => other(count),\n+n if n > 3 => other(1),\n+Some(_) | None => 0x1f_u32,\n",
        "-x: u32,\n+x: u32,\n+pub(crate) y: Vec<u32>,\n",
        "-fn other(value: u32) -> u32 {\n+fn other<'b, T: Clone>(value: &'b T) -> &'b T {\n",
        "-fn other(value: u32) -> u32 {\n+fn other(value: u32, limit: &mut Option<u32>) -> u32 {\n",
        "-let count = value;\n-return count;\n+return value;\n",
        "-value\n+let Some(found) = \"1\".chars().next() else {\n+    return 0;\n+};\n+found as u32\n",
        "-value\n+for (at, each) in [1, 2].iter().enumerate() {\n+    println!(\"{at} {}\", each); // 'told'\n+}\n+value\n",
        "-use std::fmt;\n@\n-value\n+value + 1.5_f64 as u32 + b'\\n' as u32\n",
        "-}\n+}\n+\n+#[derive(Debug, Clone)]\n+enum Shape<T> {\n+    Round(T),\n+    Flat { width: u32 },\n+}\n",
        "-let count = points.len();\n+'outer: loop {\n+    break 'outer;\n+}\n+let count = 0;\n",
    ]  # fmt: skip


@pytest.mark.parametrize("text", EDITS)
def test_edits_as_they_are_made_may_be_written(text: str) -> None:
    assert walked(text) == "stands"
    assert Case().trouble(text) is None


@pytest.mark.parametrize(
    ("text", "up_to"),
    [
        ("-let total", "-let "),
        ("-value\n+valeu\n", "-value\n+val"),
        ("-value\n+value.into_itr()\n", "-value\n+value.into_it"),
        ("-value\n+Pont::new()\n", "-value\n+Po"),
        ("-value\n+let x::y = 1;\n", "-value\n+let x::y"),
        ("-value\n+let Pont(a) = 1;\n", "-value\n+let Po"),
        ("-value\n+(value]\n", "-value\n+(value"),
        ("-value\n+&'abc str\n", "-value\n+&'a"),
        ("@2\n-let count = points.len();\n", "@2\n-"),
        ("-value\n+&'b str\n", "-value\n+&'b"),
        ("-value\n+\"abc\n", "-value\n+\"abc"),
        ("-value\n+12u7\n", "-value\n+12u"),
        ("-value\n+value \n", "-value\n+value "),
        ("-value\n+    \n", "-value\n+    "),
        (" value\n@", " value\n"),
        ("+value\n", "does not end"),
        ("-value\n+value\n", "does not end"),
        ("-value\n+value)\n", "does not end"),
        ("-let count = points.len();\n+let count = points . len();\n", "does not end"),
        ("-value\n+value // count\n", "does not end"),
        ("-}\n-value\n", "does not end"),
        ("-return count;\n@\n-use", "-return count;\n@\n-"),
    ],
)  # fmt: skip
def test_the_first_byte_that_leads_nowhere_is_refused(text: str, up_to: str) -> None:
    assert walked(text) == up_to


def test_lines_that_the_prompt_does_not_show_are_not_named() -> None:
    head = SOURCE[: SOURCE.index("fn other")]
    assert walked("-value\n+0\n", Case(shown=head)) == "-"
    assert walked("-value\n+0\n") == "stands"


def test_a_place_is_named_by_as_many_lines_as_it_takes() -> None:
    """The nearest `}` is not the one meant: only the line after it tells."""
    text = "-    }\n-    value\n+        0\n+    }\n"
    assert walked("-}\n-value\n+    0\n+}\n", Case(line=16)) == "stands"
    assert Case(line=16).trouble(text) is None


def test_another_file_may_be_named_where_it_is_shown() -> None:
    files = {MAIN: SOURCE, LIB: "pub fn other() {}\n"}
    case = Case(files=files, shown=SOURCE + files[LIB])
    assert walked("@ $WS/src/lib.rs\n-pub fn other() {}\n+fn other() {}\n", case) == "stands"
    assert (
        walked("-value\n+0\n@ $WS/src/lib.rs\n-pub fn other() {}\n+fn other() {}\n", case)
        == "stands"
    )
    assert walked("@ $WS/src/no.rs", case) == "@ $WS/src/"


def test_blanks_that_something_was_taken_from_may_be_replaced() -> None:
    source = SOURCE.replace("    let count = points.len();\n", "    \n")
    case = Case(files={MAIN: source}, shown=source)
    assert walked("-    \n+    let count = 0;\n", case) == "stands"
    assert walked("-\n+let count = 0;\n", case) == "-"
    assert walked("-    \n+    let count = 0;\n") == "-    "
    twice = source.replace("    match count", "    \n        \n    match count")
    case = Case(files={MAIN: twice}, shown=twice)
    for text in (
        "-    \n+    let count = 0;\n",
        "@2\n-    \n+    let count = 0;\n",
        "-        \n+    let count = 0;\n",
    ):
        assert walked(text, case) == "stands"
        assert case.trouble(text) is None
    assert walked("@3\n-    \n", case) == "@3\n-", "only two read so"


def test_a_syntax_error_must_become_fewer() -> None:
    files = {MAIN: SOURCE.replace("points.len();", "points.len()")}
    case = Case(files=files, shown=files[MAIN], fewer=True)
    assert walked("-let count = points.len()\n+let count = points.len();\n", case) == "stands"
    assert walked("-let count = value;\n+let count = 1;\n", case) == "does not end"
    assert (
        walked("-let count = value;\n+let count = 1;\n", Case(files=files, shown=files[MAIN]))
        == "stands"
    )


def test_what_the_guards_refuse_is_not_written() -> None:
    """Once they know what was reported: a removal may have been asked for."""
    mismatch = diagnostic("E0308", "mismatched types", path=MAIN)
    removal = "-let count = value;\n"
    assert walked(removal) == "stands"
    assert walked(removal, Case(errors=(mismatch,))) == "does not end"
    source = SOURCE.replace("let count = points", "let mut count = points")
    at = source.index("mut ")
    place = {"path": MAIN, "start": at, "end": at + 4}
    unused = diagnostic(
        "unused_mut", "variable does not need to be mutable",
        spans=(span().model_copy(update=place),),
    )  # fmt: skip
    unasked = Case(files={MAIN: source}, shown=source, errors=(mismatch,))
    asked = replace(unasked, errors=(mismatch, unused))
    text = "-let mut count = points.len();\n+let count = points.len();\n"
    assert walked(text, unasked) == "does not end"
    assert walked(text, asked) == "stands"
    assert walked("-value\n+todo!()\n", unasked) == "does not end"


def test_abstaining_and_asking_are_answers_of_their_own() -> None:
    asking = Case(tools=("docs.search",)).begin()
    abstained = asking.after(Symbol.ABSTAIN)
    assert abstained is not None
    assert abstained.after(97) is None
    assert (done := abstained.after(Symbol.END)) is not None
    assert done.kind == "abstain"
    tool = asking.after(Symbol.NEED_PROBE)
    assert tool is not None
    assert tool.after(Symbol.TYPE_OF) is None, "that was not offered"
    state = tool.after(Symbol.DOCS)
    for symbol in b"Vec::push":
        assert state is not None
        state = state.after(symbol)
    assert state is not None
    assert state.kind == "probe"
    assert state.after(Symbol.END) is not None
    assert Case().begin().after(Symbol.NEED_PROBE) is None


@pytest.mark.parametrize("broken", [False, True])
def test_whoever_writes_what_ends_may_stand(broken: bool) -> None:
    """A writer that means well but slips at every tenth byte, and leaves out what is refused."""
    source = SOURCE.replace("value\n}", "value)\n}") if broken else SOURCE
    case = Case(files={MAIN: source}, shown=source, fewer=broken)
    wanted = EDITS
    if broken:
        wanted = [text.replace("-value\n", "-value)\n") for text in EDITS if "-value\n" in text]
    ended = {
        text
        for seed in range(200)
        for text in slipped(wanted[seed % len(wanted)].encode(), case, Random(seed))
    }
    assert len(ended - {*wanted}) >= (10 if broken else 30)
    for text in sorted(ended):
        assert case.trouble(text) is None, text


@pytest.mark.parametrize("text", EDITS)
def test_nothing_that_may_come_is_left_out_beforehand(text: str) -> None:
    state: EditState | None = Case(tools=("docs.search",)).begin()
    for symbol in [*text.encode(), int(Symbol.END)]:
        assert state is not None
        only = state.only
        if only is not None:
            every = [*range(256), *map(int, Symbol)]
            assert {s for s in every if state.after(s) is not None} <= {*only}
        state = state.after(symbol)


def slipped(wanted: bytes, case: Case, chance: Random) -> Iterator[str]:
    """The texts on the way that may end."""
    state, text = case.begin(), b""
    for meant in wanted:
        slip = chance.random() < 0.1
        for symbol in ([chance.choice(wanted)] if slip else []) + [meant]:
            after = state.after(symbol)
            if after is not None:
                state, text = after, text + bytes([symbol])
                if symbol == 10 and state.after(Symbol.END) is not None:
                    yield text.decode()


@pytest.fixture(scope="module")
def session() -> LmSession:
    return load(verified(Path(__file__).parent / "tiny_artifact"))


@dataclass(frozen=True)
class Terse:
    """The rules of an edit whose new lines have at most `longest` bytes: by chance long ones hardly
    ever end."""

    state: EditState
    longest: int
    added: int = 0

    def after(self, symbol: int) -> "Terse | None":
        after = self.state.after(symbol)
        new = after is not None and after.step == "new"
        added = self.added + 1 if new else 0
        return Terse(after, self.longest, added) if after and added <= self.longest else None

    @property
    def only(self) -> Collection[int] | None:
        return self.state.only

    @property
    def meaning(self) -> object:
        return self.state.meaning


@pytest.mark.parametrize("broken", [False, True])
def test_whatever_random_weights_write_may_stand(session: LmSession, broken: bool) -> None:
    source = SOURCE.replace("fn other(value", "fn other)value") if broken else SOURCE
    case = Case(files={MAIN: source}, shown=source, abstains=False)
    prefix, begin = session.read(case.prompt), (int(Symbol.EDIT),)
    texts = set()
    for seed in range(50):
        rules = Terse(case.begin(), 6 * (seed % 2))
        written = complete(session, prefix, Sampling(40, 100_000, seed), begin, rules)
        if written.end == "end":
            texts.add(written.text.decode())
    assert len(texts) >= 3
    for text in sorted(texts):
        assert case.trouble(text) is None, text


def test_samples_differ_stand_and_come_likeliest_first(session: LmSession) -> None:
    case = Case()
    prefix, begin = session.read(case.prompt), (int(Symbol.EDIT),)
    rules = Terse(case.begin(), 0)
    found = sample(session, prefix, Sampling(64, 20_000, 1), 16, begin, rules)
    assert found == sample(session, prefix, Sampling(64, 20_000, 1), 16, begin, rules)
    edits = [each for each in found if max(each.symbols) < 256]
    assert (
        len({to_edits(each.text.decode(), case.files, case.site) for each in edits})
        == len(edits)
        >= 3
    )
    for each in edits:
        assert case.trouble(each.text.decode()) is None
    bits = [each.likelihood_mbit for each in found]
    assert bits == sorted(bits, reverse=True)
