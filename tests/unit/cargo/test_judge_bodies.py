"""Many edits of bodies in one rustc run, each in a copy of its function: the same verdicts as each
text alone, in fewer runs."""

from collections.abc import Sequence

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.phases import progress
from rusta_server.contracts.tools import JudgeResult
from rusta_server.probes import judge_bodies
from rusta_server.probes.judge_bodies import candidate_of

from .conftest import Make, World, counted_runs

LIB = """#![deny(warnings)]
pub mod shapes;
use shapes::Shape;
pub const fn double(n: u8) -> u8 { n * 2 }
pub fn area(of: &dyn Shape) -> u64 { of.area() * 1 }
"""
SHAPES = """/// A shape.
pub trait Shape {
    fn area(&self) -> u64;
    fn twice(&self) -> u64 { self.area() + self.area() }
}
pub struct Square<T>(pub T);
impl<T: Copy + Into<u64>> Square<T> {
    pub fn side(&self) -> u64 { self.0.into() }
    pub fn both(&self, n: u8) -> (u64, u64) { let side = self.side(); (side, n) }
}
impl<T: Copy + Into<u64>> Shape for Square<T> {
    fn area(&self) -> u64 { let side = self.side(); side * side }
}
impl<T: Copy> Iterator for Square<T> {
    type Item = T;
    fn next(&mut self) -> Option<Self::Item> { let item = self.0; Some(item) }
}
pub trait Count {
    type Unit;
    const EACH: u64;
    fn count(self, unit: &Self::Unit) -> Option<Self::Unit>;
    fn any<F: Fn(u64) -> bool>(self, test: F) -> bool where Self: Sized;
}
impl Count for Vec<u64> {
    type Unit = u64;
    const EACH: u64 = 1;
    fn count(self, unit: &Self::Unit) -> Option<Self::Unit> { let n = self.len() as u64; Some(n / unit) }
    fn any<F: Fn(u64) -> bool>(mut self, test: F) -> bool { let last = self.pop(); test(last.unwrap_or(Self::EACH)) }
}
pub trait Last<T> { fn last_or(&self, or: T) -> T; }
impl<'a, T: Copy, const N: usize> Last<T> for &'a [T; N] where T: PartialEq {
    fn last_or(&self, or: T) -> T { let last = self.last(); *last.unwrap_or(&or) }
}
pub fn named(n: &str) -> impl Iterator<Item = u8> + '_ {
    fn one() -> u8 { 1 } n.bytes().chain([one()])
}
"""
EDITS = [
    ("src/shapes.rs", "(side, n)", "(side, n.into())"),
    ("src/shapes.rs", "(side, n)", "(side, &n)"),
    ("src/shapes.rs", "(side, n)", "(side, m)"),
    ("src/shapes.rs", "(side, n)", "(side, side.into_it())"),
    ("src/shapes.rs", "(side, n)", '(side, "n")'),
    ("src/shapes.rs", "(side, n)", "(side, u64::from(n))"),
    ("src/shapes.rs", "self.area() + self", "self.other() + self"),
    ("src/shapes.rs", "side * side", "side * self.0"),
    ("src/shapes.rs", "side * side", "side"),
    ("src/shapes.rs", "Some(item)", "item"),
    ("src/shapes.rs", "Some(item)", "None"),
    ("src/shapes.rs", "Some(n / unit)", "n / unit"),
    ("src/shapes.rs", "Some(n / unit)", "Some(n / *unit)"),
    ("src/shapes.rs", "Some(n / unit)", "Some(Self::EACH / units)"),
    ("src/shapes.rs", "last.unwrap_or(Self::EACH)", "last"),
    ("src/shapes.rs", "last.unwrap_or(Self::EACH)", "last.unwrap_or(0)"),
    ("src/shapes.rs", "*last.unwrap_or(&or)", "last.unwrap_or(&or)"),
    ("src/shapes.rs", "*last.unwrap_or(&or)", "*last.unwrap_or(or)"),
    ("src/shapes.rs", "[one()]", "[one]"),
    ("src/shapes.rs", "{ 1 } n.bytes", "{ 1 } n.chars"),
    ("src/lib.rs", "n * 2", "n * 2u16"),
    ("src/lib.rs", "n * 2", "n * two()"),
    ("src/lib.rs", "of.area() * 1", "of.area()"),
]  # fmt: skip


@pytest.fixture
def broken(world: Make) -> World:
    return world({"src/lib.rs": LIB, "src/shapes.rs": SHAPES})


def judge(
    w: World, edits: Sequence[tuple[Edit, ...]], monkeypatch: pytest.MonkeyPatch, together: bool
) -> tuple[JudgeResult, int]:
    """The verdicts, and how many texts rustc was given."""
    with monkeypatch.context() as patched:
        runs = counted_runs(patched)
        if not together:
            patched.setattr(judge_bodies, "MIN_COPIES", 1 << 30)
        return w.judge(*edits), sum(runs)


def shown(errors: Sequence[Diagnostic]) -> list[tuple[object, ...]]:
    """Lints that are errors are left out: copies do not hear of them."""
    return [
        (e.fingerprint, p.start, p.end, p.line, p.label)
        for e in errors
        if e.slice != "lint" and (p := e.primary) is not None
    ]


@pytest.mark.parametrize("sound", [False, True])
def test_the_verdicts_are_those_of_each_text_alone(
    broken: World, monkeypatch: pytest.MonkeyPatch, sound: bool
) -> None:
    if sound:
        mended = SHAPES.replace("(side, n)", "(side, u64::from(n))")
        (broken.root / "src/shapes.rs").write_text(mended)
    chosen = [e for e in EDITS if not sound or e[1] != "(side, n)"]
    edits = [broken.replace(*edit) for edit in chosen]
    many, few = judge(broken, edits, monkeypatch, together=True)
    each, runs = judge(broken, edits, monkeypatch, together=False)
    assert few < runs
    before = [d for d in broken.check().diagnostics if d.level == "error"]
    assert bool(before) is not sound
    for edit, one, other in zip(chosen, many.verdicts, each.verdicts, strict=True):
        assert one.verdict == other.verdict, edit
        assert progress(before, one.errors) == progress(before, other.errors), edit
        assert shown(one.errors) == shown(other.errors), edit


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pub fn f(n: u8)", "pub fn f(n: u16)"),  # a signature
        ("{ n * 3 }", "{ n * 4 }"),  # only there under a condition
        ("g!(1)", "g!(2)"),  # in a macro
        ("const N: u8 = 7", "const N: u8 = 8"),
    ],
)
def test_what_copies_cannot_stand_for(old: str, new: str) -> None:
    base = (
        "macro_rules! g { ($n:expr) => { $n } }\npub const N: u8 = 7;\n"
        "pub fn f(n: u8) -> u8 { n }\n"
        "#[cfg(test)]\nfn h(n: u8) -> u8 { n * 3 }\npub fn k() -> u8 { g!(1) }\n"
    )
    assert old in base
    assert candidate_of("$WS/src/lib.rs", base.encode(), base.replace(old, new).encode()) is None


def test_in_a_file_that_does_not_parse_each_text_is_judged_alone(world: Make) -> None:
    """The parser's error is all that rustc says of it, whatever else the file holds."""
    unparsed = (
        "pub const N: usize = 8;\npub struct S(usize);\nimpl S {\n"
        "    pub fn put<const L: usize>(&mut self, bytes: [u8; L]) {\n"
        "        if self.0.min(L) < N:\n            unsafe { self.go(bytes) }\n        }\n"
        "        unsafe { self.go(bytes) }\n    }\n\n"
        "    unsafe fn go<const L: usize>(&mut self, _: [u8; L]) {}\n}\n"
    )
    broken = world({"src/lib.rs": "pub mod m;\n", "src/m.rs": unparsed})
    texts = ("< N {", "< 2:", "< 3:", "< N;")
    edits = [broken.replace("src/m.rs", "< N:", text) for text in texts]
    assert [v.verdict for v in broken.judge(*edits).verdicts] == ["green", "red", "red", "red"]
