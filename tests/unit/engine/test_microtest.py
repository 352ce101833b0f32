"""The micro test that is made up of a signature: inputs, calls, and where none is possible."""

from collections.abc import Callable

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.engine.microtest import (
    CannotCallError,
    called,
    module_text,
    probe_of_line,
    with_test,
)

Rustc = Callable[..., list[Diagnostic]]


def about(marked: str) -> tuple[bytes, int]:
    before, _, after = marked.partition("$0")
    return (before + after).encode(), len(before.encode())


def test_each_parameter_gets_values_of_its_type() -> None:
    made = called(*about("fn f(n: u8, on: bool, word: &str) -> u8 { $0n }"))
    assert (made.name, made.call, made.kinds) == ("f", "f", ("value", "value", "value"))
    assert made.inputs[0] == ("1u8", "true", '"a b"')
    assert len(made.inputs) <= 16
    assert len(set(made.inputs)) == len(made.inputs)


def test_what_is_lent_mutably_is_printed_afterwards() -> None:
    text = module_text(called(*about("fn f(v: &mut Vec<u8>) { $0v.push(1) }")))
    assert "let mut a0 = vec![1u8, 0u8, 7u8];" in text
    assert "let came = f(&mut a0);" in text
    assert 'format!("{:?} then {:?}", came, a0)' in text


def test_a_method_is_called_on_a_value_made_of_its_fields() -> None:
    source = "pub struct P { x: u8, name: String }\nimpl P { fn f(&self, by: u8) -> u8 { $0self.x / by } }"
    made = called(*about(source))
    assert made.call == "P::f"
    assert made.inputs[0][0] == 'P { x: 1u8, name: String::from("a b") }'
    assert "P::f(&a0, a1)" in module_text(made)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("const N: u8 = $01;", "the edit is in no function"),
        ("fn f<T>(t: T) { $0drop(t) }", "`f` is generic"),
        ("async fn f() { $0() }", "`f` cannot be called just so"),
        ("fn f(m: HashMap<u8, u8>) { $0drop(m) }", "no value of `HashMap<u8, u8>` can be made up"),
        ("mod m { fn f() { $0() } }", "`f` stands in another item"),
        (
            "struct P;\nimpl Clone for P { fn clone(&self) -> P { $0P } }",
            "`clone` stands in another item",
        ),
    ],
)
def test_where_none_is_possible_it_says_why(source: str, why: str) -> None:
    with pytest.raises(CannotCallError, match=why):
        called(*about(source))


@pytest.mark.parametrize(
    "marked",
    [
        "pub fn f(n: i32, v: &[u8]) -> Option<u8> { $0v.get(n as usize).copied() }",
        "pub fn f(mut s: String, c: char) -> String { $0s.push(c); s }",
        "pub fn f(o: Option<u32>, v: Vec<String>) -> usize { $0v.len() + o.is_some() as usize }",
        "#[derive(Debug, Clone)]\npub enum E { A, B }\npub fn f(e: &E, x: f64) -> (E, f64) "
        "{ $0(e.clone(), x) }",
        "pub struct P(u8, bool);\nimpl P { pub fn f(&mut self) -> u8 { $0self.0 } }",
        "pub fn f(v: &mut [u16]) { $0v.sort() }",
    ],
)
def test_what_is_made_up_compiles(rustc: Rustc, marked: str) -> None:
    source, offset = about(marked)
    text = with_test(source.decode(), called(source, offset))
    if "&mut self" in text:
        text = text.replace("pub struct P", "#[derive(Debug)]\npub struct P")
    errors = [d.message for d in rustc(text, "--test", "--crate-type=lib") if d.level == "error"]
    assert errors == []


@pytest.mark.parametrize(
    ("marked", "probed"),
    [
        (
            "fn f(n: u8) { if n > 1 { $0g(); } h() }",
            'fn f(n: u8) { if n > 1 {  if true { panic!("rusta-explore: ") } g(); } h() }',
        ),
        (
            "fn f(n: $0u8) { g() }",
            'fn f(n: u8) { if true { panic!("rusta-explore: ") }  g() }',
        ),
    ],
)
def test_a_panic_stands_before_the_edited_statement(marked: str, probed: str) -> None:
    found = probe_of_line(*about(marked))
    assert found is not None
    assert found.decode() == probed
    assert probe_of_line(b"const N: u8 = 1;", 14) is None
