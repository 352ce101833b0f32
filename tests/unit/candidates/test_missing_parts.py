"""Parts that are missing: arguments, elements, arms, types; and values where a call was meant."""

from .conftest import Spec


def test_a_missing_argument_is_the_name_of_the_parameter(spec: Spec) -> None:
    spec(
        "placeholders_filled",
        """
        pub fn scale(x: u32, factor: u32) -> u32 { x * factor }
        pub fn run(x: u32, factor: u32) -> u32 { scale(x) + factor }
        """,
        """
        pub fn scale(x: u32, factor: u32) -> u32 { x * factor }
        pub fn run(x: u32, factor: u32) -> u32 { scale(x, factor) + factor }
        """,
    )


def test_a_missing_argument_is_a_value_of_its_type(spec: Spec) -> None:
    spec(
        "placeholders_filled",
        """
        pub fn shout(times: usize, text: &str) -> String { text.repeat(times) }
        pub fn run(word: String) -> String { shout(2) }
        """,
        """
        pub fn shout(times: usize, text: &str) -> String { text.repeat(times) }
        pub fn run(word: String) -> String { shout(2, &word) }
        """,
    )


def test_a_call_with_a_surplus_is_not_filled(spec: Spec) -> None:
    spec.silent("placeholders_filled", "pub fn f(_: u8) {}\npub fn g() { f(1, 2) }")


def test_a_bare_return_gives_what_like_functions_return(spec: Spec) -> None:
    spec(
        "e0069_return_value",
        """
        pub fn a(n: u32) -> String { let m = n + 1; if n == 1 { return m.to_string(); } m.to_string() + "!" }
        pub fn b(n: u32) -> String { let m = n + 2; if n == 1 { return; } m.to_string() + "?" }
        """,
        """
        pub fn a(n: u32) -> String { let m = n + 1; if n == 1 { return m.to_string(); } m.to_string() + "!" }
        pub fn b(n: u32) -> String { let m = n + 2; if n == 1 { return m.to_string(); } m.to_string() + "?" }
        """,
        first=True,
    )


def test_a_bare_return_takes_the_way_out_that_others_take(spec: Spec) -> None:
    spec(
        "e0069_return_value",
        """
        pub fn a(n: u32) -> Result<u32, u8> {
            if n == 1 { return Err(7); }
            if n == 2 { return Err(7); }
            if n == 3 { return Ok(n); } else { return; }
        }
        """,
        """
        pub fn a(n: u32) -> Result<u32, u8> {
            if n == 1 { return Err(7); }
            if n == 2 { return Err(7); }
            if n == 3 { return Ok(n); } else { return Err(7); }
        }
        """,
        first=True,
    )


def test_a_bare_return_gives_nothing_for_an_option(spec: Spec) -> None:
    spec(
        "e0069_return_value",
        "pub fn f(n: u32) -> Option<bool> { if n == 0 { return; } Some(n > 1) }",
        "pub fn f(n: u32) -> Option<bool> { if n == 0 { return None; } Some(n > 1) }",
    )


def test_a_return_with_a_value_is_left_alone(spec: Spec) -> None:
    spec.silent("e0069_return_value", "pub fn f() -> u8 { return true; }")


def test_a_call_without_arguments_takes_what_nothing_uses(spec: Spec) -> None:
    spec(
        "e0061_unused_bindings",
        "pub fn f(n: u8) -> Option<(u8, u16)> { let m = n + 1; let o = m + 1; let p = u16::from(m); Some() }",
        "pub fn f(n: u8) -> Option<(u8, u16)> { let m = n + 1; let o = m + 1; let p = u16::from(m); Some((o, p)) }",
        first=True,
    )
    spec(
        "e0061_unused_bindings",
        "fn g(a: u8, b: u16) -> u16 { b + u16::from(a) }\npub fn f() -> u16 { let a = 1; let b = 2; g() }",
        "fn g(a: u8, b: u16) -> u16 { b + u16::from(a) }\npub fn f() -> u16 { let a = 1; let b = 2; g(a, b) }",
        first=True,
    )


def test_a_call_without_arguments_where_all_is_used(spec: Spec) -> None:
    spec.silent(
        "e0061_unused_bindings",
        "pub fn f(n: u8) -> Option<u8> { let m = n; if m == 0 { Some() } else { None } }",
    )


def test_a_tuple_takes_the_element_of_the_hint(spec: Spec) -> None:
    spec(
        "e0308_tuple_element",
        """
        pub fn size_hint(it: &std::ops::Range<u8>) -> (usize, Option<usize>) {
            let hint = it.size_hint();
            (0)
        }
        """,
        """
        pub fn size_hint(it: &std::ops::Range<u8>) -> (usize, Option<usize>) {
            let hint = it.size_hint();
            (0, hint.1)
        }
        """,
        first=True,
    )


def test_a_tuple_takes_a_value_of_the_type(spec: Spec) -> None:
    spec(
        "e0308_tuple_element",
        "pub fn f(n: u8, t: String) -> (u8, bool, String) { (n, true) }",
        "pub fn f(n: u8, t: String) -> (u8, bool, String) { (n, true, t) }",
    )


def test_a_complete_tuple_is_left_alone(spec: Spec) -> None:
    spec.silent("e0308_tuple_element", "pub fn f(n: u8) -> (u8, bool) { (n, n) }")


def test_a_result_type_takes_the_error_of_the_functions_beside(spec: Spec) -> None:
    spec(
        "e0308_result_type_wrapped",
        """
        pub struct Broken;
        pub fn one(n: u8) -> Result<u8, Broken> { if n == 0 { Err(Broken) } else { Ok(n) } }
        pub fn two(n: u8) -> u8 { Ok(one(n)? + 1) }
        """,
        """
        pub struct Broken;
        pub fn one(n: u8) -> Result<u8, Broken> { if n == 0 { Err(Broken) } else { Ok(n) } }
        pub fn two(n: u8) -> Result<u8, Broken> { Ok(one(n)? + 1) }
        """,
    )


def test_a_result_type_becomes_an_option(spec: Spec) -> None:
    spec(
        "e0308_result_type_wrapped",
        "pub fn f(n: u8) -> u8 { if n == 0 { None } else { Some(n) } }",
        "pub fn f(n: u8) -> Option<u8> { if n == 0 { None } else { Some(n) } }",
    )


def test_a_wrapped_argument_leaves_the_result_type_alone(spec: Spec) -> None:
    spec.silent(
        "e0308_result_type_wrapped",
        "pub fn g(_: u8) {}\npub fn f(n: u8) -> bool { g(Some(n)); true }",
    )


def test_a_generic_type_takes_the_arguments_it_has_elsewhere(spec: Spec) -> None:
    spec(
        "e0107_missing_type_arguments",
        """
        use std::borrow::Cow;
        pub fn one(data: &[u8]) -> Cow<[u8]> { Cow::Borrowed(data) }
        pub fn two(data: &[u8]) -> Cow { Cow::Borrowed(data) }
        """,
        """
        use std::borrow::Cow;
        pub fn one(data: &[u8]) -> Cow<[u8]> { Cow::Borrowed(data) }
        pub fn two(data: &[u8]) -> Cow<[u8]> { Cow::Borrowed(data) }
        """,
        first=True,
    )


def test_a_generic_type_takes_the_parameter_of_its_item(spec: Spec) -> None:
    spec(
        "e0107_missing_type_arguments",
        "pub struct Stack<E> { items: Vec, top: Option<E> }",
        "pub struct Stack<E> { items: Vec<E>, top: Option<E> }",
    )


def test_a_surplus_type_argument_is_not_completed(spec: Spec) -> None:
    spec.silent("e0107_missing_type_arguments", "pub fn f(_: Vec<u8, u8, u8>) {}")


def test_a_missing_arm_gives_nothing_where_the_others_give_something(spec: Spec) -> None:
    spec(
        "e0004_missing_arms",
        """
        pub enum Step { Go(u8), Stop }
        pub fn f(s: Step) -> Option<u8> {
            match s {
                Step::Go(n) => Some(n),
            }
        }
        """,
        """
        pub enum Step { Go(u8), Stop }
        pub fn f(s: Step) -> Option<u8> {
            match s {
                Step::Go(n) => Some(n),
                Step::Stop => None,
            }
        }
        """,
        first=True,
    )


def test_a_missing_arm_of_a_statement_does_nothing(spec: Spec) -> None:
    spec(
        "e0004_missing_arms",
        """
        pub enum Step { Go, Stop }
        pub fn f(s: Step, n: &mut u8) {
            match s {
                Step::Go => {
                    *n += 1;
                }
            }
        }
        """,
        """
        pub enum Step { Go, Stop }
        pub fn f(s: Step, n: &mut u8) {
            match s {
                Step::Go => {
                    *n += 1;
                }
                Step::Stop => {}
            }
        }
        """,
    )


def test_a_complete_match_is_left_alone(spec: Spec) -> None:
    spec.silent("e0004_missing_arms", "pub fn f(a: bool) -> u8 { match a { _ => true } }")


def test_a_cast_becomes_a_list(spec: Spec) -> None:
    spec(
        "e0605_construct_instead_of_cast",
        "pub fn f(x: u8) -> Vec<u8> { x as Vec<u8> }",
        "pub fn f(x: u8) -> Vec<u8> { vec![x] }",
    )


def test_a_cast_becomes_a_conversion(spec: Spec) -> None:
    spec(
        "e0605_construct_instead_of_cast",
        "pub fn f(x: &str) -> String { x as String }",
        "pub fn f(x: &str) -> String { x.to_string() }",
    )


def test_a_cast_that_works_is_left_alone(spec: Spec) -> None:
    spec.silent("e0605_construct_instead_of_cast", "pub fn f(x: u8) -> u32 { x as u16 }")


def test_a_value_that_is_called_is_indexed(spec: Spec) -> None:
    spec(
        "e0618_value_instead_of_call",
        "pub fn f(x: &[u8]) -> u8 { x(0) }",
        "pub fn f(x: &[u8]) -> u8 { x[0] }",
    )


def test_a_value_that_is_called_with_nothing_is_the_value(spec: Spec) -> None:
    spec(
        "e0618_value_instead_of_call",
        "pub fn f() -> u8 { let x = 1u8; x() }",
        "pub fn f() -> u8 { let x = 1u8; x }",
    )


def test_a_function_that_is_called_is_left_alone(spec: Spec) -> None:
    spec.silent("e0618_value_instead_of_call", "pub fn f() -> u8 { g() }\nfn g() -> bool { true }")


def test_a_collection_is_named(spec: Spec) -> None:
    spec(
        "e0282_annotate",
        "pub fn f(x: &[u8]) -> usize { let y = x.iter().collect(); y.len() }",
        "pub fn f(x: &[u8]) -> usize { let y: Vec<_> = x.iter().collect(); y.len() }",
    )


def test_a_parsed_number_is_named(spec: Spec) -> None:
    spec(
        "e0282_annotate",
        "pub fn f(x: &str) -> bool { x.parse().is_ok() }",
        "pub fn f(x: &str) -> bool { x.parse::<usize>().is_ok() }",
    )


def test_a_known_type_is_left_alone(spec: Spec) -> None:
    spec.silent("e0282_annotate", "pub fn f() -> Vec<u8> { let y: Vec<u16> = Vec::new(); y }")


def test_a_field_named_twice_names_the_missing_one(spec: Spec) -> None:
    spec(
        "e0025_other_field",
        "pub struct P { a: u8, b: u8 }\npub fn f(p: P) -> u8 { let P { a: x, a: y } = p; x + y }",
        "pub struct P { a: u8, b: u8 }\npub fn f(p: P) -> u8 { let P { a: x, b: y } = p; x + y }",
    )


def test_a_field_named_twice_with_none_missing_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0025_other_field",
        "pub struct P { a: u8 }\npub fn f(p: P) -> u8 { let P { a: x, a: y } = p; x + y }",
    )


def test_a_result_is_opened_where_it_is_bound(spec: Spec) -> None:
    spec(
        "e0599_open_result",
        """
        pub fn f(x: &str) -> u32 {
            let n = x
                .parse::<u32>();
            n.count_ones()
        }
        """,
        """
        pub fn f(x: &str) -> u32 {
            let n = x
                .parse::<u32>()
                .unwrap();
            n.count_ones()
        }
        """,
        first=True,
    )


def test_an_option_is_passed_on_in_a_function_of_options(spec: Spec) -> None:
    spec(
        "e0599_open_result",
        "pub fn f(x: &[String]) -> Option<&str> { Some(x.first().trim()) }",
        "pub fn f(x: &[String]) -> Option<&str> { Some(x.first()?.trim()) }",
        first=True,
    )


def test_a_method_that_nothing_has_is_left_alone(spec: Spec) -> None:
    spec.silent("e0599_open_result", "pub fn f(x: Option<u8>) -> u8 { x.value() }")


def test_a_result_takes_the_error_it_has_elsewhere(spec: Spec) -> None:
    before = """
        pub struct Bad;
        pub fn f(n: u8) -> Result<u8, Bad> { if n > 1 { Ok(n) } else { Err(Bad) } }
        pub fn g(n: u8) -> Result<u8> { f(n) }
        """
    spec("e0107_missing_type_arguments", before, before.replace("u8> {", "u8, Bad> {"), first=True)


def test_a_question_mark_that_cannot_return_unwraps(spec: Spec) -> None:
    spec(
        "e0277_unwrap_instead_of_question_mark",
        "pub fn f(n: Option<u8>) -> u8 { n? }\n",
        "pub fn f(n: Option<u8>) -> u8 { n.unwrap() }\n",
        first=True,
    )


def test_a_question_mark_with_another_error_is_left_alone(spec: Spec) -> None:
    spec.silent(
        "e0277_unwrap_instead_of_question_mark",
        "pub fn f(n: Result<u8, u8>) -> Result<u8, String> { Ok(n?) }\n",
    )


def test_the_last_statement_of_a_closure_is_its_value(spec: Spec) -> None:
    spec(
        "e0308_value_of_a_block",
        "pub fn f(n: Option<u8>) -> Option<u16> { n.map(|n| { u16::from(n); }) }\n",
        "pub fn f(n: Option<u8>) -> Option<u16> { n.map(|n| { u16::from(n) }) }\n",
    )


def test_a_block_with_a_value_keeps_it(spec: Spec) -> None:
    spec.silent("e0308_value_of_a_block", "pub fn f() -> u8 { drop(1u8); 2u16 }\n")


def test_a_chain_has_the_link_it_has_elsewhere(spec: Spec) -> None:
    before = """
        pub fn f(v: &[u8]) -> Vec<u16> { v.iter().map(|n| u16::from(*n)).collect() }
        pub fn g(v: &[u8]) -> Vec<u16> { v.map(|n| u16::from(*n)).collect() }
        """
    spec("e0599_missing_call_of_chain", before, before.replace("v.map", "v.iter().map"), first=True)


def test_the_builder_of_a_list_is_asked_for(spec: Spec) -> None:
    before = """
        pub struct L(Vec<u8>);
        impl std::fmt::Debug for L {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.entries(&self.0).finish() }
        }
        """
    after = before.replace("f.entries", "f.debug_list().entries")
    spec("e0599_missing_call_of_chain", before, after, first=True)


def test_a_method_that_nothing_calls_has_no_link(spec: Spec) -> None:
    spec.silent("e0599_missing_call_of_chain", "pub fn f(v: &[u8]) -> u8 { v.first_one() }\n")
