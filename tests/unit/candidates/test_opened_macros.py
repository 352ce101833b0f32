"""The arguments of known macros are expressions to templates and operators."""

from hypothesis import given
from hypothesis import strategies as st

from rusta_indexer.syntax import query
from rusta_server.candidates.opened_macros import closed, opened
from rusta_server.candidates.site import Site, text

from .conftest import Spec

SOURCE = 'fn f(a: &T) { println!("{}", a.b(vec![1, g!(2)])); assert_eq!(a.c(), format!("d")); }'


def test_a_call_in_a_macro_has_syntax():
    site = Site("$WS/src/lib.rs", SOURCE.encode(), 0, 0)
    calls = [text(m["call"][0]) for m in query(site.tree, "(call_expression) @call")]
    assert calls == [
        'println!("{}", a.b(vec![1, g!(2)]))',
        "a.b(vec![1, g!(2)])",
        'assert_eq!(a.c(), format!("d"))',
        "a.c()",
        'format!("d")',
    ]


def test_what_stands_around_stays_where_it_is():
    assert len(opened(SOURCE.encode())) == len(SOURCE.encode())
    assert b"g!(2)" in opened(SOURCE.encode())


@given(st.lists(st.sampled_from(["vec![", "println!(", "my_println!(", "x", "!", "[", "(", " "])))
def test_an_opened_text_closes_to_what_it_was(pieces: list[str]):
    written = "".join(pieces)
    assert closed(opened(written.encode()).decode()) == written


def test_an_operator_reaches_into_a_formatting_macro(spec: Spec):
    spec(
        "wrappers",
        """
        fn half(n: u8) -> Option<u8> { n.checked_div(2) }
        fn double(n: u8) -> u8 { n * 2 }
        pub fn show(n: u8) { println!("{}", double(half(n))); }
        """,
        """
        fn half(n: u8) -> Option<u8> { n.checked_div(2) }
        fn double(n: u8) -> u8 { n * 2 }
        pub fn show(n: u8) { println!("{}", double(half(n).unwrap())); }
        """,
    )


def test_a_reference_to_what_contains_is_one_to_its_content(spec: Spec):
    spec(
        "wrappers",
        """
        fn make(n: u8) -> Option<String> { (n > 0).then(String::new) }
        fn size(s: &String) -> usize { s.len() }
        pub fn f(n: u8) -> usize { size(&make(n)) }
        """,
        """
        fn make(n: u8) -> Option<String> { (n > 0).then(String::new) }
        fn size(s: &String) -> usize { s.len() }
        pub fn f(n: u8) -> usize { size(&make(n).unwrap()) }
        """,
    )
