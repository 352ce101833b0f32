"""One file's facts: items, their spans, and the paths they mention."""

from hypothesis import example, given, settings

from rusta_indexer.extract import FileFacts, Item, extract
from rusta_indexer.scope import names_in_scope

from .sources import SOURCES


def facts(text: str) -> FileFacts:
    return extract(text.encode())


def tree(text: str) -> list[str]:
    """`kind name`, indented by depth."""
    found = facts(text).items
    depth = {-1: -1}
    lines = []
    for number, item in enumerate(found):
        depth[number] = depth[item.parent] + 1
        lines.append("  " * depth[number] + f"{item.kind} {item.name}")
    return lines


def item(text: str, name: str) -> Item:
    (found,) = [i for i in facts(text).items if i.name == name]
    return found


def mentions(text: str) -> set[tuple[str, str, str]]:
    found = facts(text)
    return {(found.items[r.item].name, r.role, r.path) for r in found.references}


def test_every_kind_of_item_nested_as_written():
    text = """
    mod m {
        pub struct S { a: u8 }
        struct P(u8, pub u16);
        enum E { V, W(u8), X { b: u8 } }
        union U { c: u8 }
        trait T { const C: u8; type A; fn f(); fn g() {} }
        impl T for S { fn f() { fn inner() {} } }
    }
    const C: u8 = 1;
    static S: u8 = 1;
    type A = u8;
    macro_rules! mac { () => {} }
    extern "C" { fn abs(); }
    use a::{b, c::*};
    mod elsewhere;
    """
    assert tree(text) == [
        "module m",
        "  struct S",
        "    field a",
        "  struct P",
        "    field 0",
        "    field 1",
        "  enum E",
        "    variant V",
        "    variant W",
        "      field 0",
        "    variant X",
        "      field b",
        "  union U",
        "    field c",
        "  trait T",
        "    const C",
        "    type_alias A",
        "    method f",
        "    method g",
        "  impl S",
        "    method f",
        "      fn inner",
        "const C",
        "static S",
        "type_alias A",
        "macro mac",
        "fn abs",
        "use b",
        "use *",
        "module elsewhere",
    ]


def test_visibility_and_signature_as_written():
    text = "struct P(u8, pub (u8, u8), #[x] pub(crate) u16); pub(in a::b) const unsafe fn f() {}"
    found = {i.name: (i.visibility, i.signature) for i in facts(text).items if i.kind != "struct"}
    assert found == {
        "0": ("", "u8"),
        "1": ("pub", "(u8, u8)"),
        "2": ("pub(crate)", "u16"),
        "f": ("pub(in a::b)", "pub(in a::b) const unsafe fn f()"),
    }


def test_an_item_begins_after_its_attributes_and_documentation():
    text = "/// One.\n/// Two.\n#[inline]\n// by the way\npub fn f() {}\nfn g() {}"
    found = item(text, "f")
    assert text[found.start : found.end] == "pub fn f() {}"
    assert text[slice(*found.doc or (0, 0))].strip() == "/// One.\n/// Two."
    assert item(text, "g").doc is None


def test_documentation_of_something_else_is_not_taken():
    assert item("fn f() { /// stray\n g(); }\nfn h() {}", "h").doc is None


def test_a_body_is_the_text_without_the_name():
    assert item("fn f() { 1 }", "f").body == item("fn g() { 1 }", "g").body
    assert item("fn f() { 1 }", "f").body != item("fn f() { 2 }", "f").body
    assert item("fn f() { 1 }", "f").body != item("pub fn f() { 1 }", "f").body


def test_what_imports_and_aliases_stand_for():
    text = "use a::{self as b, c}; type T = &'static d::E<u8>; impl a::Tr<u8> for S {}"
    found = {i.name: i.target for i in facts(text).items}
    assert found == {"b": "a", "c": "a::c", "T": "d::E", "S": "a::Tr<u8>"}


def test_where_a_module_of_its_own_file_lies():
    text = '#[path = "x/y.rs"] mod a; mod b; #[path = r"z.rs"] #[cfg(unix)] pub mod c; mod d {}'
    found = {i.name: i.target for i in facts(text).items}
    assert found == {"a": "x/y.rs", "b": "", "c": "z.rs", "d": None}


def test_calls_by_path_method_macro_and_within_macros():
    text = """fn f() {
        a::b(); C(1); D::<u8>::e::<u8>(); <T as Tr>::g(); <S>::h(); (k)();
        x.i(); self.j(); mac!(l(1), m.n(2)); std::print!("{}", o); }"""
    assert mentions(text) == {
        ("f", "call", "a::b"),
        ("f", "call", "C"),
        ("f", "call", "D::e"),
        ("f", "call", "Tr::g"),
        ("f", "call", "S::h"),
        ("f", "method", "i"),
        ("f", "self_method", "j"),
        ("f", "macro", "mac"),
        ("f", "macro", "std::print"),
        ("f", "token", "l"),
        ("f", "token", "n"),
    }


def test_an_impl_mentions_its_trait_and_its_type():
    assert mentions("impl a::Tr<u8> for &mut b::S<u8> {} impl U {}") == {
        ("&mut b::S<u8>", "trait", "a::Tr"),
        ("&mut b::S<u8>", "self", "b::S"),
        ("U", "self", "U"),
    }


def test_calls_belong_to_the_innermost_item():
    assert mentions("mod m { fn f() { a(); fn g() { b(); } c(); } }") == {
        ("f", "call", "a"),
        ("g", "call", "b"),
        ("f", "call", "c"),
    }


def test_what_stands_around_broken_syntax_is_kept():
    text = "fn a() {} struct S { x: u8, \n\n fn b( { } \n\n fn c() { d(); }"
    assert {"a", "c"} <= {i.name for i in facts(text).items}


def test_deep_nesting_ends_somewhere():
    text = "mod m {" * 400 + "fn f() {}" + "}" * 400
    assert len(facts(text).items) == 128


def declared(source: bytes, start: int, end: int) -> str:
    assert 0 <= start <= end <= len(source)
    return "".join(source[start:end].decode(errors="replace").split())


@settings(max_examples=150, deadline=None)
@given(SOURCES)
@example(b"use a::{self, b as _, c::*, d};")
@example("use crate::größe as 変数; extern crate é as ö;".encode())
def test_the_span_of_a_name_is_its_name(source: bytes):
    for found in extract(source).items:
        text = declared(source, found.name_start, found.name_end)
        assert found.start <= found.name_start <= found.name_end <= found.end
        if found.kind == "field" and found.name.isdigit():
            assert text == "".join(found.signature.split())
        elif found.kind == "use" and (found.name == "*" or text == "self"):
            assert text.endswith(found.name) or text == "self"
        else:
            assert text == "".join(found.name.split())


@settings(max_examples=150, deadline=None)
@given(SOURCES)
def test_parents_enclose_their_parts_and_come_before_them(source: bytes):
    items = extract(source).items
    for number, found in enumerate(items):
        if found.parent >= 0:
            assert found.parent < number
            assert items[found.parent].start <= found.start
            assert found.end <= items[found.parent].end


@settings(max_examples=100, deadline=None)
@given(SOURCES)
@example("use 変数 as größe; fn f(ü: u8) { }".encode())
@example(b"struct P(u8); impl P { fn f(&self) { } }")
def test_a_name_in_scope_is_declared_where_it_says(source: bytes):
    step = max(1, len(source) // 12)
    for offset in range(0, len(source) + 1, step):
        for name in names_in_scope(source, offset):
            text = declared(source, name.start, name.end)
            if text == "self":
                assert name.name == "self" or b"self" in source
            elif name.name not in ("self", "Self") and not name.name.isdigit():
                assert text == "".join(name.name.split())
