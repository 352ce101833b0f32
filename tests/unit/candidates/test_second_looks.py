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
