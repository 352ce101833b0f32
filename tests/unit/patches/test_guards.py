"""What a patch is refused for, and what must pass."""

import pytest

from rusta_server.contracts.policy import Guards
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check

from ..conftest import Rustc
from ..engine.diagnostics import diagnostic

LIB = "$WS/src/lib.rs"


def rules(
    before: str | dict[str, str], after: str | dict[str, str], guards: Guards | None = None
) -> set[str]:
    old = {LIB: before} if isinstance(before, str) else before
    new = {LIB: after} if isinstance(after, str) else after
    found = check(patch_between(old, new), old, new, (), guards or Guards())
    return {refusal.rule for refusal in found}


BODY = "pub fn f(x: u32) -> u32 {\n    g(x)\n}\n"


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        (BODY.replace("g(x)", "todo!()"), "added-todo"),
        (BODY.replace("g(x)", 'std::unimplemented!("{x}")'), "added-unimplemented"),
        (BODY.replace("g(x)", "unreachable !{}"), "added-unreachable"),
        (BODY.replace("g(x)", "g(x).unwrap_or_else(|| panic!())"), "added-panic"),
        (BODY.replace("g(x)", "vec![todo!()][0]"), "added-todo"),
        (BODY.replace("g(x)", "unsafe { g(x) }"), "added-unsafe"),
        (BODY.replace("pub fn", "pub unsafe fn"), "added-unsafe"),
        ("#[allow(dead_code)]\n" + BODY, "added-allow"),
        ("#![allow(warnings)]\n" + BODY, "added-allow"),
        ("#[expect(unused)]\n" + BODY, "added-expect"),
        ("#[cfg_attr(all(), allow(unused))]\n" + BODY, "added-allow"),
        ("#[ignore]\n" + BODY, "added-ignore"),
        ('#[ignore = "later"]\n' + BODY, "added-ignore"),
        ("#[should_panic]\n" + BODY, "added-should-panic"),
        ('#[cfg(feature = "never")]\n' + BODY, "added-cfg"),
        (BODY.replace("g(x)", "if cfg!(test) { g(x) } else { 0 }"), "added-cfg"),
        (BODY.replace("g(x)", "if false { g(x) } else { 0 }"), "disabled-code"),
        (BODY.replace("g(x)", "loop {}"), "disabled-code"),
        (BODY.replace("    g(x)\n", "    // g(x)\n    0\n"), "commented-out"),
        (BODY.replace("    g(x)\n", "    /* g(x) */ 0\n"), "commented-out"),
    ],
)
def test_constructs_that_hide_an_error_are_refused(after: str, rule: str) -> None:
    assert rule in rules(BODY, after)


@pytest.mark.parametrize(
    "predicate", ["any()", "FALSE", "false", "not(all())", "all(unix, any())", "any(any(), false)"]
)
def test_a_predicate_that_became_never_true_is_refused(predicate: str) -> None:
    before = f"#[cfg(unix)]\n{BODY}"
    assert rules(before, before.replace("unix", predicate)) == {"disabled-code"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BODY, BODY.replace("g(x)", "g(x) // todo!() unsafe #[allow(x)]")),
        (BODY, BODY.replace("g(x)", 'g("todo!() #[allow(x)] unsafe { }", x)')),
        (BODY, BODY.replace("g(x)", 'g(x).expect("panic!")')),
        (BODY, BODY.replace("g(x)", "g(x, panic != 0, r#unsafe, allow(x))")),
        ("#[cfg(unix)]\n" + BODY, "#[cfg(windows)]\n" + BODY),
        # moved, with what was there before
        (
            'fn a() {\n    panic!("x")\n}\n\nfn b() {}\n',
            'fn a() {}\n\nfn b() {\n    panic!("x")\n}\n',
        ),
        ("fn a() { unsafe { g() } }\n", "fn a() { unsafe { g(1) } }\n"),
    ],
)
def test_strings_comments_and_moved_code_do_not_count(before: str, after: str) -> None:
    assert rules(before, after) == set()


def test_an_allow_must_not_grow() -> None:
    before = f"#[allow(a)]\n{BODY}"
    assert rules(before, before.replace("allow(a)", "allow(a, b)")) == {"added-allow"}
    assert rules(before, before.replace("#[", "#![")) == {"added-allow"}
    assert rules(before, before.replace("allow(a)", 'allow(a, reason = "r")')) == set()


def test_moving_between_files_does_not_count() -> None:
    other = "$WS/src/other.rs"
    before = {LIB: "fn a() {\n    unreachable!()\n}\n", other: "fn b() {}\n"}
    after = {LIB: "", other: "fn b() {}\nfn a() {\n    unreachable!()\n}\n"}
    assert rules(before, after) == set()


def test_a_net_removal_and_a_long_patch() -> None:
    lines = [f"    call({n});\n" for n in range(30)]
    before = "".join(["fn f() {\n", *lines, "}\n"])
    five = before.replace("".join(lines[:5]), "")
    six = before.replace("".join(lines[:6]), "")
    assert rules(before, five) == {"only-removes"}
    assert rules(before, six) == {"net-removal", "only-removes"}
    assert rules(before, six, Guards(max_net_removed=7)) == {"only-removes"}
    long = before.replace("call", "other")
    assert rules(before, long) == {"max-lines"}
    assert rules(before, long, Guards(max_lines=30)) == set()


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("$WS/tests/it.rs", "test-file"),
        ("$WS/crates/a/benches/speed.rs", "test-file"),
        ("$WS/src/tests.rs", "test-file"),
        ("$WS/build.rs", "build-file"),
        ("$WS/crates/a/Cargo.toml", "build-file"),
        ("$WS/Cargo.lock", "build-file"),
        ("$WS/.cargo/config.toml", "build-file"),
        ("$WS/rust-toolchain.toml", "build-file"),
        ("$CARGO_HOME/registry/src/x/lib.rs", "outside"),
        ("$SYSROOT/lib/rustlib/src/lib.rs", "outside"),
    ],
)
def test_files_that_are_not_for_patches(path: str, rule: str) -> None:
    assert rules({path: "a = 1\n"}, {path: "a = 2\n"}) == {rule}


def test_policy_may_open_tests_and_build_files() -> None:
    guards = Guards(allow_tests=True, allow_build_files=True)
    for path in ("$WS/tests/it.rs", "$WS/build.rs", "$WS/src/latest.rs", "$WS/src/contests/a.rs"):
        assert rules({path: "a = 1\n"}, {path: "a = 2\n"}, guards) == set()
    assert (
        rules({"$WS/src/contests/latest.rs": "a\n"}, {"$WS/src/contests/latest.rs": "b\n"}) == set()
    )


def test_a_deleted_file_is_refused() -> None:
    assert rules({LIB: "mod a;\n"}, {}) == {"deleted-file", "only-removes"}


TESTED = """\
pub fn f() -> u32 { 1 }

#[cfg(test)]
mod checks {
    use super::*;

    #[test]
    fn one() {
        assert_eq!(f(), 1);
    }
}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("f(), 1)", "f(), 2)", {"test-code"}),
        ("use super::*;", "use super::f;", {"test-code"}),
        ("fn one()", "fn uno()", {"test-code", "test-list"}),
        ("    #[test]\n    fn one", "    fn one", {"test-code", "test-list", "only-removes"}),
        ("cfg(test)", "cfg(never)", {"test-code"}),
        ("pub fn f() -> u32 { 1 }", "pub fn f() -> u32 { 1u32 }", set()),
    ],
)
def test_tests_stay_as_they_are(old: str, new: str, expected: set[str]) -> None:
    assert rules(TESTED, TESTED.replace(old, new)) == expected
    allowed = rules(TESTED, TESTED.replace(old, new), Guards(allow_tests=True))
    assert allowed == expected - {"test-code"}


def test_doctests_stay_as_they_are() -> None:
    before = "/// ```\n/// assert_eq!(f(), 1);\n/// ```\npub fn f() -> u32 { 1 }\n"
    assert rules(before, before.replace("/// ```\n/// a", "/// ```ignore\n/// a")) == {"test-list"}
    assert rules(before, before.replace("(), 1", "(), 2")) == {"test-list"}
    assert rules(before, before.replace("{ 1 }", "{ 2 }")) == set()
    assert rules(before, "/// Prose.\n" + before) == set()


def test_broken_code_is_judged_as_well() -> None:
    before = "fn f( -> u32 { match x { 1 => 2, \n fn g() {}\n"
    assert rules(before, before.replace("f( ->", "f() ->")) == set()
    assert rules(before, before.replace("f( ->", "f() -> u32 { todo!() } fn h() ->")) == {
        "added-todo"
    }


def test_an_attribute_that_lacked_its_hash_is_the_authors_own() -> None:
    sound = "#[allow(dead_code)]\nfn f() {}\n"
    assert rules(sound[1:], sound) == set()
    assert rules("fn f() {}\n", sound) == {"added-allow"}


def test_syntax_that_comes_back_brings_its_tests_along() -> None:
    sound = (
        "pub struct S;\nimpl S {\n    fn a(n: u8) -> u8 { n }\n"
        "    /// ```\n    /// assert!(true);\n    /// ```\n    pub fn b() {}\n}\n"
        "mod m {\n    #[test]\n    fn c() {}\n}\n"
    )
    broken = sound.replace("(n: u8) ->", "(n: u8) =>").replace("impl S {", "impl S {{")
    assert rules(broken, sound) == set()
    assert rules(broken, sound.replace("true", "1 == 1")) == {"test-list"}
    assert "test-list" in rules(broken, sound.replace("#[test]", ""))


def test_closing_a_text_gives_the_code_behind_it_back(rustc: Rustc) -> None:
    sound = (
        'pub const A: &str = "a";\n#[allow(dead_code)]\nfn f() { panic!("{A}") }\n'
        "pub fn g() { unsafe { std::hint::unreachable_unchecked() } }\n"
    )
    broken = sound.replace('"a";', '"a;')
    found = check(
        patch_between({LIB: broken}, {LIB: sound}),
        {LIB: broken}, {LIB: sound}, rustc(broken), Guards(),
    )  # fmt: skip
    assert found == ()
    more = sound.replace('"a";', '"a"; fn h() { unsafe { g() } }')
    found = check(
        patch_between({LIB: broken}, {LIB: more}), {LIB: broken}, {LIB: more}, rustc(broken),
        Guards(),
    )  # fmt: skip
    assert "added-unsafe" in {refusal.rule for refusal in found}


UNCLOSED_TEXT = """\
pub const NAME: &str = "name;

pub fn f(x: u32) -> u32 {
    #[allow(unused)]
    let y = x;
    g(x)
}

pub fn also() -> &'static str {
    "x"
}
"""


def closed(*also: tuple[str, str]) -> set[str]:
    """What is refused where the text is closed, with other edits beside it."""
    after = UNCLOSED_TEXT.replace('"name;', '"name";')
    for old, new in also:
        after = after.replace(old, new)
    old, new = {LIB: UNCLOSED_TEXT}, {LIB: after}
    said = diagnostic("E0765", slice="syntax")
    found = check(patch_between(old, new), old, new, (said,), Guards())
    return {refusal.rule for refusal in found}


def test_what_closes_a_text_makes_code_of_what_follows_and_adds_none() -> None:
    assert closed() == set()
    assert closed(("g(x)", "g(&x)")) == set()


def test_beside_it_no_more_may_be_added_than_elsewhere() -> None:
    assert closed(("g(x)", "g(x) + todo!()")) == {"added-todo"}
    assert closed(("pub fn also", "#[allow(dead_code)]\npub fn also")) == {"added-allow"}
    assert "only-removes" in closed(("    let y = x;\n", ""))
