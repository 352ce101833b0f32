"""names_in_scope, at the place that `$0` marks."""

import pytest

from rusta_indexer.scope import ScopeName, module_path, names_in_scope, self_path


def cursor(text: str) -> tuple[bytes, int]:
    before, _, after = text.partition("$0")
    return (before + after).encode(), len(before.encode())


def at(text: str) -> list[ScopeName]:
    return names_in_scope(*cursor(text))


def listed(text: str, *kinds: str) -> list[str]:
    """Names of those kinds (of all without any), innermost first."""
    return [n.name for n in at(text) if not kinds or n.kind in kinds]


def one(text: str, name: str) -> ScopeName:
    (found,) = [n for n in at(text) if n.name == name]
    return found


def test_a_let_is_visible_after_its_end_and_to_the_end_of_its_block():
    assert listed("fn f() { $0 let a = 1; }", "local") == []
    assert listed("fn f() { let a = $01; }", "local") == []
    assert listed("fn f() { let a = 1; $0 }", "local") == ["a"]
    assert listed("fn f() { { let a = 1; } $0 }", "local") == []
    assert listed("fn f() { let a = 1; { { $0 } } }", "local") == ["a"]


def test_the_innermost_comes_first_and_hides_those_of_its_name():
    text = "fn f(a: u8, b: u8) { let a: u16 = 1; let c = 2; let a: u32 = 3; $0 }"
    assert [(n.name, n.type) for n in at(text) if n.kind in ("local", "param")] == [
        ("a", "u32"),
        ("c", None),
        ("b", "u8"),
    ]


def test_a_value_hides_no_type_and_a_type_no_value():
    text = "struct a; mod b {} fn b() {} fn f() { let a = 1; $0 }"
    assert [(n.name, n.kind) for n in at(text) if n.name in "ab"] == [
        ("a", "local"),
        ("a", "struct"),
        ("b", "module"),
        ("b", "fn"),
    ]


def test_parameters_their_types_and_their_mutability():
    text = "impl S { fn f(&mut self, mut a: &str, (b, mut c): (u8, u8)) { $0 } }"
    found = [(n.name, n.type, n.mutable) for n in at(text) if n.kind == "param"]
    assert found == [
        ("c", None, True),
        ("b", None, False),
        ("a", "&str", True),
        ("self", "&mut Self", False),
    ]


@pytest.mark.parametrize(
    ("receiver", "written", "mutable"),
    [
        ("self", "Self", False),
        ("mut self", "Self", True),
        ("&self", "&Self", False),
        ("&'a mut self", "&'a mut Self", False),
        ("self: Box<Self>", "Box<Self>", False),
        ("mut self: Box<Self>", "Box<Self>", True),
    ],
)
def test_receivers(receiver: str, written: str, mutable: bool):
    found = one(f"impl S {{ fn f({receiver}) {{ $0 }} }}", "self")
    assert (found.kind, found.type, found.mutable) == ("param", written, mutable)


def test_patterns_bind_what_they_name_but_not_constants():
    text = """fn f() {
        let Point { x, y: Some(why), z: _, ref r, mut m, .. } = p;
        let [first, .., last @ (_, inner)] = q;
        let (NONE, None, &mut by, ref mut rm) = s;
        $0 }"""
    found = {n.name: n.mutable for n in at(text) if n.kind == "local"}
    names = ("x", "why", "r", "m", "first", "last", "inner", "by", "rm")
    assert found == {name: name == "m" for name in names}


def test_generics_of_the_function_and_of_what_is_around_it():
    text = "impl<'i, T: Clone, const N: usize> S<T> { fn f<'a, U>(&self) where U: $0 {} }"
    assert [(n.name, n.kind) for n in at(text) if n.kind in ("lifetime", "type_param")] == [
        ("'a", "lifetime"),
        ("U", "type_param"),
        ("'i", "lifetime"),
        ("T", "type_param"),
    ]
    count = one(text, "N")
    assert (count.kind, count.type, count.signature) == (
        "const_param",
        "usize",
        "const N: usize",
    )
    assert one(text, "T").signature == "T: Clone"


def test_generics_of_types_and_traits_in_their_own_definition():
    assert listed("struct S<'a, T> { a: &'a $0T }", "lifetime", "type_param") == ["'a", "T"]
    assert listed("enum E<T> { A($0T) }", "type_param") == ["T"]
    assert listed("trait Tr<T> { fn f(t: $0T); }", "type_param") == ["T", "Self"]


def test_self_type_is_known_in_definitions_and_impls():
    assert one("struct S { next: Option<Box<$0Self>> }", "Self").type == "S"
    assert one("impl Iterator for a::S<u8> { type Item = $0u8; }", "Self").type == "a::S<u8>"
    assert one("trait Tr { fn f() -> $0Self; }", "Self").kind == "type_param"


def test_an_item_nested_in_a_body_sees_neither_its_locals_nor_its_generics():
    text = "fn f<T>(a: T) { let b = 1; fn g<U>(c: U) { $0 } const C: u8 = 1; }"
    assert listed(text) == ["c", "U", "g", "C", "f"]
    text = "impl<T> S<T> { fn f(&self) { fn g() { $0 } } fn h(&self) {} }"
    assert listed(text) == ["g"]


def test_closures_see_their_parameters_and_what_is_around_them():
    text = "fn f(a: u8) { let g = |b, (c, d): (u8, u8)| b + $0c; }"
    assert listed(text, "local", "param") == ["d", "c", "b", "a"]
    assert listed("fn f() { let g = |b| b; $0 }", "local", "param") == ["g"]
    assert listed("fn f() { let g = |b: $0u8| b; }", "param") == []


def test_a_match_arm_sees_its_pattern_in_guard_and_value():
    arms = "fn f() { match m { Some(a) if a > %s => %s, Ok(b) | Err(b) => %s, _ => %s } }"
    assert listed(arms % ("$01", 2, 3, 4), "local") == ["a"]
    assert listed(arms % (1, "$02", 3, 4), "local") == ["a"]
    assert listed(arms % (1, 2, "$03", 4), "local") == ["b"]
    assert listed(arms % (1, 2, 3, "$04"), "local") == []


def test_a_guard_may_bind_too():
    assert listed("fn f() { match m { A(a) if let B(b) = a => $01, _ => 2 } }", "local") == [
        "b",
        "a",
    ]


def test_if_let_and_while_let_bind_in_their_body_only():
    text = "fn f() { if let Some(a) = x { %s } else { %s } %s }"
    assert listed(text % ("$0", "", ""), "local") == ["a"]
    assert listed(text % ("", "$0", ""), "local") == []
    assert listed(text % ("", "", "$0"), "local") == []
    assert listed("fn f() { while let Some(a) = x { $0 } }", "local") == ["a"]


def test_a_let_chain_binds_from_left_to_right():
    text = "fn f() { if let Some(a) = %sx && let Some(b) = %sa && %sb { %s } else { %s } }"
    assert listed(text % ("$0", "", "", "", ""), "local") == []
    assert listed(text % ("", "$0", "", "", ""), "local") == ["a"]
    assert listed(text % ("", "", "$0", "", ""), "local") == ["b", "a"]
    assert listed(text % ("", "", "", "$0", ""), "local") == ["b", "a"]
    assert listed(text % ("", "", "", "", "$0"), "local") == []


def test_let_else_binds_after_but_not_in_its_else():
    text = "fn f() { let Some(a) = x else { %s return }; %s }"
    assert listed(text % ("$0", ""), "local") == []
    assert listed(text % ("", "$0"), "local") == ["a"]


def test_for_binds_in_its_body_only():
    assert listed("fn f() { for (i, x) in $0xs {} }", "local") == []
    assert listed("fn f() { for (i, x) in xs { $0 } }", "local") == ["x", "i"]


def test_labels():
    text = "fn f() { 'a: loop { 'b: for x in y { 'c: { $0 } } } 'd: while z {} }"
    assert listed(text, "label") == ["'c", "'b", "'a"]


def test_items_are_visible_before_they_are_declared():
    text = "fn f() { $0 } const C: u8 = 1; static S: u8 = 2; type T = u8; union U { a: u8 }"
    assert [(n.name, n.kind, n.type) for n in at(text)] == [
        ("f", "fn", None),
        ("C", "const", "u8"),
        ("S", "static", "u8"),
        ("T", "type_alias", None),
        ("U", "union", None),
    ]


def test_signatures_are_on_one_line_without_body_and_comments():
    text = """$0
    pub fn f<T>(
        a: T, // the first
        b: /* any */ u8,
    ) -> Result<T, ()>
    where T: Clone {}
    const C: [u8; 2] = [1, 2];
    struct P(pub u8, u16);
    """
    assert one(text, "f").signature == (
        "pub fn f<T>( a: T, b: u8, ) -> Result<T, ()> where T: Clone"
    )
    assert one(text, "C").signature == "const C: [u8; 2]"
    assert one(text, "P").signature == "struct P(pub u8, u16)"


def test_a_module_sees_its_own_names_and_those_it_imports():
    text = "fn a() {} mod m { fn b() {} fn c() { $0 } } mod n { fn d() {} }"
    assert listed(text) == ["b", "c"]


def test_imports_stand_for_their_path():
    text = "use a::b; use a::{self, c as d, e::{self as f, g}, h as _}; use ::i; $0"
    assert [(n.name, n.kind, n.path) for n in at(text)] == [
        ("b", "use", "a::b"),
        ("a", "use", "a"),
        ("d", "use", "a::c"),
        ("f", "use", "a::e"),
        ("g", "use", "a::e::g"),
        ("i", "use", "::i"),
    ]


def test_an_import_from_this_file_is_what_it_imports():
    text = """mod m { pub const C: u8 = 1; pub enum E { V(u8) } pub use self::C as D; }
    use m::{D, E::V as W}; use crate::m::C as X;
    $0"""
    found = [(n.name, n.kind, n.path, n.type) for n in at(text) if n.kind != "module"]
    assert found == [
        ("D", "const", "m::D", "u8"),
        ("W", "variant", "m::E::V", None),
        ("X", "const", "crate::m::C", "u8"),
    ]


def test_imports_in_a_body_reach_to_the_end_of_its_block():
    text = "fn f() { { use a::b; %s } %s }"
    assert listed(text % ("$0", ""), "use") == ["b"]
    assert listed(text % ("", "$0"), "use") == []


def test_globs_bring_in_modules_and_variants_below_what_is_named():
    text = """mod m { pub fn a() {} pub fn b() {} pub enum E { V, W } }
    use m::*; use m::E::*; fn a() {} $0"""
    found = [(n.name, n.path) for n in at(text) if n.kind in ("fn", "variant")]
    assert found == [("a", "a"), ("b", "m::b"), ("V", "m::E::V"), ("W", "m::E::W")]


def test_super_glob_as_tests_use_it():
    text = "use x::Y; fn a() {} mod tests { use super::*; fn t() { $0 } }"
    assert [(n.name, n.kind, n.path) for n in at(text)] == [
        ("t", "fn", "t"),
        ("Y", "use", "x::Y"),
        ("a", "fn", "super::a"),
        ("tests", "module", "super::tests"),
    ]


def test_globs_and_imports_that_go_round_in_circles_end():
    text = (
        "mod a { pub use super::b::*; } mod b { pub use super::a::*; pub fn f() {} } use a::*; $0"
    )
    assert "f" in listed(text)
    ring = "".join(f"mod m{n} {{ pub use super::X; }} use m{n}::X;" for n in range(24))
    assert listed(f"{ring} use X as Y; $0", "use").count("X") == 1


def test_globs_that_meet_again_and_again_are_followed_once():
    layers = "".join(
        f"mod a{n} {{ pub use super::b{n}::*; pub use super::c{n}::*; }}"
        f"mod b{n} {{ pub use super::a{n + 1}::*; }} mod c{n} {{ pub use super::a{n + 1}::*; }}"
        for n in range(40)
    )
    assert "f" in listed(f"{layers} mod a40 {{ pub fn f() {{}} }} use a0::*; $0", "fn")


def test_members_of_self_in_its_impls():
    text = """struct S { a: u8, pub b: Vec<u8> }
    impl S { fn new() -> Self { $0 } fn c(&self) {} }
    impl Clone for S { fn clone(&self) -> S {} }
    impl Other { fn d(&self) {} }"""
    found = [(n.name, n.path, n.type) for n in at(text) if n.kind in ("field", "method")]
    assert found == [
        ("a", "a", "u8"),
        ("b", "b", "Vec<u8>"),
        ("new", "Self::new", None),
        ("c", "Self::c", None),
        ("clone", "Self::clone", None),
    ]


def test_members_of_a_tuple_struct_are_numbered():
    text = "struct P(u8, pub Vec<u8>); impl P { fn f(&self) { $0 } }"
    assert [(n.name, n.type) for n in at(text) if n.kind == "field"] == [
        ("0", "u8"),
        ("1", "Vec<u8>"),
    ]


def test_macros_reach_down_into_modules_but_not_up():
    text = "macro_rules! a { () => {} } mod m { $0 } macro_rules! b { () => {} }"
    assert listed(text, "macro") == ["a"]


def test_foreign_functions_are_items_of_their_module():
    assert listed('extern "C" { fn abs(x: i32) -> i32; static E: u8; } $0') == ["abs", "E"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("fn f(a: u8) { let b = 1; $0", ["b", "a"]),
        ("fn f(a: u8) { let b = a.; $0 }", ["b", "a"]),
        ("fn f(a: u8) { let b = 1; foo($0 ", ["b", "a"]),
        ("fn f(a: u8) { let b = 1 let c = 2; $0 }", ["c", "a"]),
        ("fn g() {} fn f(a: u8) { if a { $0", ["a"]),
    ],
)
def test_broken_syntax_is_read_as_far_as_it_goes(text: str, names: list[str]):
    found = listed(text, "local", "param")
    assert [name for name in found if name in names] == names


def test_any_offset_is_answered():
    source = b"fn f(a: u8) { let b = 1; }"
    for offset in range(-2, len(source) + 3):
        names_in_scope(source, offset)
    assert names_in_scope(b"", 0) == []
    assert [n.name for n in names_in_scope(source, 10**9)] == ["f"]


def test_bytes_that_are_not_utf_8_are_passed_over():
    source = b'fn f(a: u8) { // \xff\xfe\n let b = "\xff"; '
    assert {"a", "b"} <= {n.name for n in names_in_scope(source, len(source))}


def test_the_modules_around_a_place():
    text = "mod a { mod b { fn f() {} %s } %s } %s"
    assert module_path(*cursor(text % ("$0", "", ""))) == ("a", "b")
    assert module_path(*cursor(text % ("", "$0", ""))) == ("a",)
    assert module_path(*cursor(text % ("", "", "$0"))) == ()
    assert module_path(*cursor("$0mod a {}")) == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("impl S { fn f() { $0 } }", "S"),
        ("impl Tr for a::b::S<u8> { $0 }", "a::b::S"),
        ("impl Tr for &mut S { $0 }", "S"),
        ("impl Tr for [u8] { $0 }", None),
        ("trait Tr { fn f() { $0 } }", "Tr"),
        ("impl S { fn f() { fn g() { $0 } } }", None),
        ("fn f() { $0 }", None),
    ],
)
def test_what_self_is_of(text: str, path: str | None):
    assert self_path(*cursor(text)) == path
