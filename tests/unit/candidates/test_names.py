"""Names that are not found: brought into scope, put right where they are bound or used."""

from pathlib import Path

import pytest

from rusta_server.candidates.templates import names_missing_module
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import apply_edits

from ..conftest import Rustc
from .conftest import PATH, Spec

SCOPE = "names_bring_into_scope"


def test_an_import_goes_into_the_list_of_its_parent_in_order(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        use std::collections::{BTreeMap, VecDeque};
        pub fn f(_: BTreeMap<u8, u8>, _: VecDeque<u8>) {}
        pub fn g(_: HashMap<u8, u8>) -> HashMap<u8, u8> { HashMap::new() }
        """,
        """
        use std::collections::{BTreeMap, HashMap, VecDeque};
        pub fn f(_: BTreeMap<u8, u8>, _: VecDeque<u8>) {}
        pub fn g(_: HashMap<u8, u8>) -> HashMap<u8, u8> { HashMap::new() }
        """,
        first=True,
    )


def test_a_module_is_the_self_of_its_own_list(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        use std::cmp::{Ordering};
        pub fn f(a: u8, b: u8) -> Ordering { cmp::max(a, 3).cmp(&cmp::min(b, 4)) }
        """,
        """
        use std::cmp::{self, Ordering};
        pub fn f(a: u8, b: u8) -> Ordering { cmp::max(a, 3).cmp(&cmp::min(b, 4)) }
        """,
    )


def test_names_of_one_parent_come_in_together_among_their_neighbours(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        use std::borrow::Cow;
        use std::fmt;

        pub fn f(a: u8, b: u8) -> u8 { max(a, min(b, max(1, min(2, a)))) }
        pub fn g(c: Cow<'_, str>) -> Result<(), fmt::Error> { drop(c); Ok(()) }
        """,
        """
        use std::borrow::Cow;
        use std::cmp::{max, min};
        use std::fmt;

        pub fn f(a: u8, b: u8) -> u8 { max(a, min(b, max(1, min(2, a)))) }
        pub fn g(c: Cow<'_, str>) -> Result<(), fmt::Error> { drop(c); Ok(()) }
        """,
    )


def test_what_the_file_writes_behind_a_module_is_qualified(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        use std::fmt;
        pub struct S;
        impl Display for S {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("S") }
        }
        """,
        """
        use std::fmt;
        pub struct S;
        impl fmt::Display for S {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("S") }
        }
        """,
        first=True,
    )


def test_an_associated_type_is_of_self(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        pub trait Source {
            type Item;
            fn each<F: FnMut(&Item)>(&self, f: F);
        }
        """,
        """
        pub trait Source {
            type Item;
            fn each<F: FnMut(&Self::Item)>(&self, f: F);
        }
        """,
        first=True,
    )


def test_a_variant_gets_its_enum(spec: Spec) -> None:
    spec(
        SCOPE,
        """
        pub enum Shape { Round, Flat { width: u8 } }
        pub fn flat() -> Shape { Flat { width: 1 } }
        """,
        """
        pub enum Shape { Round, Flat { width: u8 } }
        pub fn flat() -> Shape { Shape::Flat { width: 1 } }
        """,
        first=True,
    )


def test_an_unknown_name_is_nowhere_to_be_had(spec: Spec) -> None:
    spec.silent(SCOPE, "pub fn f(_: Frobnicator) {}")


def test_a_declaration_moves_above_its_first_use(spec: Spec) -> None:
    spec(
        "names_declared_below",
        """
        pub fn f(v: &mut Vec<u32>) -> u32 {
            v.push(limit);

            let limit = 3;
            limit
        }
        """,
        """
        pub fn f(v: &mut Vec<u32>) -> u32 {
            let limit = 3;

            v.push(limit);
            limit
        }
        """,
        first=True,
    )


def test_it_moves_above_a_loop_that_uses_it(spec: Spec) -> None:
    spec(
        "names_declared_below",
        """
        pub fn f(v: &[u32]) -> usize {
            while let Some(x) = it.next() {
                drop(x);
            }
            let n = v.len();
            let mut it = v.iter();
            n
        }
        """,
        """
        pub fn f(v: &[u32]) -> usize {
            let mut it = v.iter();
            while let Some(x) = it.next() {
                drop(x);
            }
            let n = v.len();
            n
        }
        """,
    )


def test_a_declaration_of_another_block_stays(spec: Spec) -> None:
    spec.silent("names_declared_below", "pub fn f() -> u32 { { let a = 1; drop(a); } a }")


def test_the_one_unused_binding_gets_the_name_of_the_uses(spec: Spec) -> None:
    spec(
        "names_rename_binding",
        "pub fn f(new_input: &str, n: usize) -> usize { input.len() + n + input.len() }\n",
        "pub fn f(input: &str, n: usize) -> usize { input.len() + n + input.len() }\n",
        first=True,
    )


def test_of_several_unused_bindings_the_one_alike_is_first(spec: Spec) -> None:
    spec(
        "names_rename_binding",
        "pub fn f(a: u8, old_total: u8) -> u8 { let z = 1; total + total }\n",
        "pub fn f(a: u8, total: u8) -> u8 { let z = 1; total + total }\n",
        first=True,
    )


def test_a_slip_in_the_only_use_is_left_to_rustc(spec: Spec) -> None:
    spec.silent("names_rename_binding", "pub fn f(count: usize) -> usize { cuont }")


def test_bindings_in_use_are_not_renamed(spec: Spec) -> None:
    spec.silent("names_rename_binding", "pub fn f(a: u8, b: u8) -> u8 { a + b + other }")


def test_a_parameter_as_the_trait_declares_it(spec: Spec) -> None:
    spec(
        "names_missing_parameter",
        """
        pub trait Scale { fn scale(&self, factor: u8) -> u8; }
        impl Scale for u8 { fn scale(&self) -> u8 { self * factor } }
        """,
        """
        pub trait Scale { fn scale(&self, factor: u8) -> u8; }
        impl Scale for u8 { fn scale(&self, factor: u8) -> u8 { self * factor } }
        """,
        first=True,
    )


def test_a_parameter_of_the_type_parameter_nothing_uses(spec: Spec) -> None:
    spec(
        "names_missing_parameter",
        "pub fn twice<F: FnMut()>() { f(); f(); }\n",
        "pub fn twice<F: FnMut()>(mut f: F) { f(); f(); }\n",
        first=True,
    )


def test_a_parameter_of_the_type_of_the_field_it_is_assigned_to(spec: Spec) -> None:
    spec(
        "names_missing_parameter",
        """
        pub struct Mode(u8);
        pub struct Config { mode: Mode }
        impl Config {
            pub fn with(
                mut self,
            ) -> Self {
                self.mode = wanted;
                self
            }
            pub fn mode(&self) -> &Mode { &self.mode }
        }
        """,
        """
        pub struct Mode(u8);
        pub struct Config { mode: Mode }
        impl Config {
            pub fn with(
                mut self,
                wanted: Mode,
            ) -> Self {
                self.mode = wanted;
                self
            }
            pub fn mode(&self) -> &Mode { &self.mode }
        }
        """,
        first=True,
    )


def test_a_misspelt_variable_is_no_missing_parameter(spec: Spec) -> None:
    spec.silent("names_missing_parameter", "pub fn f(count: usize) -> usize { cuont }")


def test_a_field_of_the_type_that_its_literals_give_it(spec: Spec) -> None:
    spec(
        "names_missing_field",
        """
        #[derive(Debug)]
        pub struct Level(u8);
        pub struct Lamp {
            pub on: bool,
        }
        impl Lamp {
            pub fn new(level: Level) -> Self { Lamp { level, on: true } }
            pub fn show(&self) -> String { format!("{:?}", self.level) }
        }
        """,
        """
        #[derive(Debug)]
        pub struct Level(u8);
        pub struct Lamp {
            pub level: Level,
            pub on: bool,
        }
        impl Lamp {
            pub fn new(level: Level) -> Self { Lamp { level, on: true } }
            pub fn show(&self) -> String { format!("{:?}", self.level) }
        }
        """,
        first=True,
    )


def test_a_field_of_a_type_that_nothing_uses_any_more(spec: Spec) -> None:
    spec(
        "names_missing_field",
        """
        type Names = Vec<String>;
        #[derive(Default)]
        pub struct List {
            len: usize,
        }
        impl List {
            pub fn all(&self) -> usize { self.names.len() + self.len }
            pub fn none(&self) -> bool { self.names.is_empty() }
        }
        """,
        """
        type Names = Vec<String>;
        #[derive(Default)]
        pub struct List {
            len: usize,
            names: Names,
        }
        impl List {
            pub fn all(&self) -> usize { self.names.len() + self.len }
            pub fn none(&self) -> bool { self.names.is_empty() }
        }
        """,
        first=True,
    )


def test_a_misspelt_field_is_no_missing_one(spec: Spec) -> None:
    spec.silent(
        "names_missing_field",
        "pub struct S { pub count: u8 }\npub fn f(s: &S) -> u8 { s.cuont }\n",
    )


def test_a_variant_stands_where_the_match_has_it(spec: Spec) -> None:
    spec(
        "names_missing_variant",
        """
        pub enum Step { Left, Right }
        pub fn f(s: &Step) -> u8 {
            match s { Step::Left => 0, Step::Up => 1, Step::Right => 2 }
        }
        pub fn up() -> Step { Step::Up }
        """,
        """
        pub enum Step { Left, Up, Right }
        pub fn f(s: &Step) -> u8 {
            match s { Step::Left => 0, Step::Up => 1, Step::Right => 2 }
        }
        pub fn up() -> Step { Step::Up }
        """,
        first=True,
    )


def test_a_variant_holds_what_it_is_given(spec: Spec) -> None:
    spec(
        "names_missing_variant",
        """
        pub struct Why(u8);
        pub enum Fault {
            Empty,
        }
        impl From<Why> for Fault { fn from(why: Why) -> Self { Fault::Bad(why) } }
        pub fn is_bad(f: &Fault) -> bool { matches!(f, Fault::Bad(_)) }
        pub fn again() -> Fault { Fault::Bad(Why(1)) }
        """,
        """
        pub struct Why(u8);
        pub enum Fault {
            Empty,
            Bad(Why),
        }
        impl From<Why> for Fault { fn from(why: Why) -> Self { Fault::Bad(why) } }
        pub fn is_bad(f: &Fault) -> bool { matches!(f, Fault::Bad(_)) }
        pub fn again() -> Fault { Fault::Bad(Why(1)) }
        """,
        first=True,
    )


def test_a_misspelt_variant_is_no_missing_one(spec: Spec) -> None:
    spec.silent(
        "names_missing_variant",
        "pub enum Step { Left }\npub fn f() -> Step { Step::Letf }\n",
    )


def test_the_definition_is_named_as_its_uses(spec: Spec) -> None:
    spec(
        "names_restore_definition",
        """
        pub fn f() -> u8 { total_count() + total_count() }
        fn total_cuont() -> u8 { 1 }
        """,
        """
        pub fn f() -> u8 { total_count() + total_count() }
        fn total_count() -> u8 { 1 }
        """,
    )


def test_the_words_of_the_crate_tell_which_one_is_the_slip(spec: Spec) -> None:
    spec(
        "names_restore_definition",
        """
        //! Counts groups.
        pub struct Groups { pub group: u8 }
        pub fn f(g: &Groups) -> u8 { of_group(g.group) }
        fn of_gruop(group: u8) -> u8 { group }
        """,
        """
        //! Counts groups.
        pub struct Groups { pub group: u8 }
        pub fn f(g: &Groups) -> u8 { of_group(g.group) }
        fn of_group(group: u8) -> u8 { group }
        """,
    )


def test_a_definition_that_is_used_keeps_its_name(spec: Spec) -> None:
    spec.silent(
        "names_restore_definition",
        "pub fn f() -> u8 { total() + totl() + totl() }\nfn total() -> u8 { 1 }\n",
    )


@pytest.mark.parametrize(
    ("lib", "after"),
    [
        (
            "mod alpha;\nmod zeta;\npub use middle::f;\n",
            "mod alpha;\nmod middle;\nmod zeta;\npub use middle::f;\n",
        ),
        (
            "pub mod alpha;\npub mod zeta;\nfn g() { crate::middle::f() }\n",
            "pub mod alpha;\npub mod middle;\npub mod zeta;\nfn g() { crate::middle::f() }\n",
        ),
        (
            "mod alpha;\nmod midle;\nmod zeta;\npub use middle::f;\n",
            "mod alpha;\nmod middle;\nmod zeta;\npub use middle::f;\n",
        ),
    ],
)
def test_a_module_whose_file_lies_there(lib: str, after: str, rustc: Rustc, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    texts = {"alpha": "", "zeta": "", "middle": "pub fn f() {}\n"}
    for name, text in texts.items():
        (tmp_path / f"src/{name}.rs").write_text(text)
    others = {f"$WS/src/{name}.rs": text for name, text in texts.items()}
    made = []
    for error in rustc(lib):
        if error.code in names_missing_module.CODES:
            scene = Scene(diagnostic=error, files={PATH: lib, **others})
            made += [
                apply_edits(lib.encode(), offer.edits).decode()
                for offer in names_missing_module.candidates(scene)
            ]
    assert made[0] == after
    assert not [d for d in rustc(after) if d.level == "error"]


def test_a_module_without_a_file_is_not_declared(spec: Spec) -> None:
    spec.silent("names_missing_module", "pub use middle::f;\n")


def test_a_path_begins_as_the_others_do(spec: Spec) -> None:
    spec(
        "e0432_path_head",
        """
        pub mod a { pub fn f() {} pub fn g() {} }
        pub mod b { use super::a::f; use self::a::g; pub fn h() { f(); g() } }
        """,
        """
        pub mod a { pub fn f() {} pub fn g() {} }
        pub mod b { use super::a::f; use super::a::g; pub fn h() { f(); g() } }
        """,
        first=True,
    )


def test_a_path_without_a_head_gets_one(spec: Spec) -> None:
    spec(
        "e0432_path_head",
        "use std::fmt;\nuse io::Write;\npub fn f(_: &mut dyn Write) -> fmt::Result { Ok(()) }\n",
        "use std::fmt;\nuse std::io::Write;\npub fn f(_: &mut dyn Write) -> fmt::Result { Ok(()) }\n",
        first=True,
    )  # fmt: skip


def test_a_name_in_an_expression_is_not_a_path_to_mend(spec: Spec) -> None:
    spec.silent("e0432_path_head", "pub fn f() { frob::nicate() }")


def test_a_type_parameter_that_a_where_clause_bounds(spec: Spec) -> None:
    spec(
        "generics_missing_parameter",
        "pub fn each<T>(t: T, mut f: F) where F: FnMut(T) { f(t) }\n",
        "pub fn each<T, F>(t: T, mut f: F) where F: FnMut(T) { f(t) }\n",
        first=True,
    )


def test_the_parameters_of_an_impl_with_the_bounds_of_its_like(spec: Spec) -> None:
    spec(
        "generics_missing_parameter",
        """
        pub struct Held<T: Copy>(T);
        impl<T: Copy> Held<T> { pub fn new(t: T) -> Self { Held(t) } }
        impl Held<T> { pub fn get(&self) -> T { self.0 } }
        """,
        """
        pub struct Held<T: Copy>(T);
        impl<T: Copy> Held<T> { pub fn new(t: T) -> Self { Held(t) } }
        impl<T: Copy> Held<T> { pub fn get(&self) -> T { self.0 } }
        """,
    )


def test_lifetimes_and_types_are_declared_together(spec: Spec) -> None:
    spec(
        "generics_missing_parameter",
        "pub struct R<'a, T>(&'a T);\nimpl R<'a, T> { pub fn get(&self) -> &'a T { self.0 } }\n",
        "pub struct R<'a, T>(&'a T);\n"
        "impl<'a, T> R<'a, T> { pub fn get(&self) -> &'a T { self.0 } }\n",
        first=True,
    )


def test_a_type_with_a_longer_name_is_no_parameter(spec: Spec) -> None:
    spec.silent("generics_missing_parameter", "pub fn f(_: FooBar) {}")


def test_words_of_other_languages(spec: Spec) -> None:
    spec("near_names", "pub fn f(s: &string) {}\n", "pub fn f(s: &str) {}\n", first=True)
    spec(
        "near_names",
        "pub fn f() -> Option<u8> { null }\n",
        "pub fn f() -> Option<u8> { None }\n",
        first=True,
    )


def test_a_name_of_the_same_words(spec: Spec) -> None:
    spec(
        "near_names",
        "pub fn f(end_of_line: u8) -> u8 { line_end }\n",
        "pub fn f(end_of_line: u8) -> u8 { end_of_line }\n",
    )


def test_a_type_error_is_not_about_names(spec: Spec) -> None:
    spec.silent("near_names", 'pub fn f() -> u8 { "a" }')


def test_a_dot_for_colons_after_a_value(spec: Spec) -> None:
    spec(
        "paths",
        "pub struct S;\nimpl S { fn a(&self) {} pub fn b(&self) { self::a() } }\n",
        "pub struct S;\nimpl S { fn a(&self) {} pub fn b(&self) { self.a() } }\n",
    )


def test_colons_for_a_dot_after_a_type(spec: Spec) -> None:
    spec(
        "paths",
        "pub fn f() -> Vec<u8> { Vec.new() }\n",
        "pub fn f() -> Vec<u8> { Vec::new() }\n",
        first=True,
    )


def test_a_path_of_a_borrow_error_is_right(spec: Spec) -> None:
    spec.silent("paths", "pub fn f(v: Vec<u8>) -> Vec<u8> { drop(v); v }")
