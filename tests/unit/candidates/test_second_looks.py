"""What a first list of candidates had missed: bindings by reference, derives beside impls, traits
without their arguments, modules whose file lies there."""

from .conftest import Spec


def test_a_binding_of_a_borrowed_value_is_a_reference(spec: Spec) -> None:
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub enum E { A(String), B }
        pub fn f(e: &mut E) {
            match *e {
                E::A(mut s) => s.push('a'),
                E::B => {}
            }
        }
        """,
        """
        pub enum E { A(String), B }
        pub fn f(e: &mut E) {
            match *e {
                E::A(ref mut s) => s.push('a'),
                E::B => {}
            }
        }
        """,
    )
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub struct P { a: String, b: String }
        pub fn f(p: &P) -> usize {
            let P { a, b } = *p;
            a.len() + b.len()
        }
        """.replace("{ a, b }", "{ a: x, b: y }").replace("a.len() + b", "x.len() + y"),
        """
        pub struct P { a: String, b: String }
        pub fn f(p: &P) -> usize {
            let P { a: ref x, b: ref y } = *p;
            x.len() + y.len()
        }
        """,
    )


def test_what_is_implemented_by_hand_is_not_derived(spec: Spec) -> None:
    impl = "impl Default for S { fn default() -> S { S(1) } }\n"
    for before, after in [
        ("#[derive(Clone, Default)]\n", "#[derive(Clone)]\n"),
        ("#[derive(Default, Clone)]\n", "#[derive(Clone)]\n"),
        ("#[derive(Default)]\n", ""),
    ]:
        item = "pub struct S(pub u8);\n"
        spec("e0119_derive_beside_impl", before + item + impl, after + item + impl)


def test_the_other_pattern_of_its_kind(spec: Spec) -> None:
    spec(
        "wrappers",
        "pub fn f(r: Result<u8, ()>) -> u8 { if let Some(n) = r { n } else { 0 } }\n",
        "pub fn f(r: Result<u8, ()>) -> u8 { if let Ok(n) = r { n } else { 0 } }\n",
    )


def test_a_trait_takes_the_type_that_its_method_gives(spec: Spec) -> None:
    spec(
        "e0107_missing_type_arguments",
        "pub struct A;\npub struct B;\nimpl Into for A { fn into(self) -> B { B } }\n",
        "pub struct A;\npub struct B;\nimpl Into<B> for A { fn into(self) -> B { B } }\n",
    )
    spec(
        "e0107_missing_type_arguments",
        "pub struct A;\nimpl From for A { fn from(_: &str) -> A { A } }\n".replace("&str", "u8"),
        "pub struct A;\nimpl From<u8> for A { fn from(_: u8) -> A { A } }\n",
    )


def test_a_number_without_its_point_in_a_sum(spec: Spec) -> None:
    spec(
        "literals",
        "pub fn f(s: &str) -> Vec<u8> { Vec::with_capacity(s.len() + 1.0) }\n",
        "pub fn f(s: &str) -> Vec<u8> { Vec::with_capacity(s.len() + 1) }\n",
    )


def test_an_arm_is_named_as_the_arms_beside_it(spec: Spec) -> None:
    before = """
    pub enum Arch { Armv7a, Armv7r, Armv8r }
    pub fn name(arch: Arch) -> &'static str {
        use Arch::*;
        match arch {
            Armv7a => "armv7a",
            Armv7r => "armv7r",
        }
    }
    """
    arm = """            Armv7r => "armv7r",\n"""
    after = before.replace(arm, arm + arm.replace("7", "8"))
    spec("e0004_missing_arms", before, after, first=True)


def test_a_function_is_passed_and_not_called(spec: Spec) -> None:
    spec(
        "e0277_function_instead_of_call",
        "pub fn f(s: &[u8]) -> Vec<String> { s.iter().map(ToString::to_string()).collect() }\n",
        "pub fn f(s: &[u8]) -> Vec<String> { s.iter().map(ToString::to_string).collect() }\n",
        first=True,
    )


def test_a_field_is_asked_and_not_a_method(spec: Spec) -> None:
    item = (
        "pub struct S { all: std::collections::BTreeMap<u8, u8> }\n"
        "impl S {\n    pub fn all(&self) -> Vec<u8> { self.all.keys().copied().collect() }\n"
    )
    spec(
        "calls",
        item + "    pub fn f(&mut self) -> &mut u8 { self.all().entry(1).or_default() }\n}\n",
        item + "    pub fn f(&mut self) -> &mut u8 { self.all.entry(1).or_default() }\n}\n",
    )


def test_the_next_item_of_an_adapted_iterator(spec: Spec) -> None:
    head = (
        "pub struct I<'a>(std::slice::Iter<'a, (u8, u8)>);\n"
        "impl<'a> Iterator for I<'a> {\n    type Item = u8;\n"
    )
    spec(
        "e0308_next_of_the_iterator",
        head + "    fn next(&mut self) -> Option<u8> { self.0.by_ref().map(|p| p.0) }\n}\n",
        head + "    fn next(&mut self) -> Option<u8> { self.0.by_ref().next().map(|p| p.0) }\n}\n",
    )


def test_a_variant_is_declared_as_it_is_used(spec: Spec) -> None:
    uses = (
        "pub fn f(e: E) -> char { match e { E::A => 'a', E::B(c) => c } }\n"
        "pub fn g() -> E { E::B('b') }\n"
    )
    spec(
        "e0533_form_of_the_variant",
        "pub enum E { A, B { of: char } }\n" + uses,
        "pub enum E { A, B(char) }\n" + uses,
    )
    uses = (
        "pub fn f(e: E) -> char { match e { E::A => 'a', E::B { of } => of } }\n"
        "pub fn g() -> E { E::B { of: 'b' } }\n"
    )
    spec(
        "e0533_form_of_the_variant",
        "pub enum E { A, B(char) }\n" + uses,
        "pub enum E { A, B { of: char } }\n" + uses,
    )
    mixed = "pub fn f() -> E { E::B('b') }\npub fn g(c: char) -> E { E::B { of: c } }\n"
    spec.silent("e0533_form_of_the_variant", "pub enum E { B { of: char } }\n" + mixed)


def test_eq_has_the_head_of_its_sisters(spec: Spec) -> None:
    before = """
    use std::cmp::Ordering;
    pub struct W<S>(S);
    impl<A: AsRef<str>, B: AsRef<str>> PartialEq<W<B>> for W<A> {
        fn eq(&self, other: &W<B>) -> bool { self.0.as_ref() == other.0.as_ref() }
    }
    impl<T: AsRef<str>> PartialOrd for W<T> {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> { Some(self.cmp(other)) }
    }
    impl<T: AsRef<str>> Ord for W<T> {
        fn cmp(&self, other: &Self) -> Ordering { self.0.as_ref().cmp(other.0.as_ref()) }
    }
    """
    after = before.rstrip(" ") + "\n    impl<T: AsRef<str>> Eq for W<T> {}\n    "
    spec("e0277_marker_beside_its_sisters", before, after)


def test_what_holds_floats_is_not_equal_to_itself(spec: Spec) -> None:
    spec.silent(
        "e0277_marker_beside_its_sisters",
        """
        pub struct W<S>(S, f64);
        impl<S> PartialEq for W<S> { fn eq(&self, other: &W<S>) -> bool { self.1 == other.1 } }
        fn same<T: Eq>(_: T) {}
        pub fn f(w: W<u8>) { same(w) }
        """,
    )


def test_a_block_that_is_opened_twice(spec: Spec) -> None:
    before = """
    pub struct V(u8);
    impl V {
        pub fn f(&self) -> u8 { {
            if self.0 > 1 {
                return 1;
            }
            2
        }
    }
    pub fn g() -> u8 { 1 }
    """
    spec("syntax_unbalanced_delimiters", before, before.replace("{ {", "{"))


def test_a_parameter_that_others_do_not_give_is_left_out(spec: Spec) -> None:
    for before, after in [("<F, Extra>", "<F>"), ("<Extra, F>", "<F>")]:
        item = "pub enum P<F> { One(F) }\n"
        use = "pub fn f(n: u8) -> P<u8> { P::One(n) }\n"
        spec(
            "e0392_use_the_parameter",
            item.replace("<F>", before) + use,
            item.replace("<F>", after) + use,
        )
    spec("e0392_use_the_parameter", "pub struct S<T>(pub u8);\n", "pub struct S(pub u8);\n")
