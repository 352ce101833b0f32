"""Borrows and conversions: beside the error, and by the operators."""

from .conftest import Spec


def test_what_is_matched_with_references_is_borrowed(spec: Spec) -> None:
    spec(
        "e0308_matched_value",
        """
        pub fn month(s: &[u8]) -> u8 {
            match s[0..3] {
                b"Jan" => 1,
                _ => 0,
            }
        }
        """,
        """
        pub fn month(s: &[u8]) -> u8 {
            match &s[0..3] {
                b"Jan" => 1,
                _ => 0,
            }
        }
        """,
        first=True,
    )


def test_what_is_matched_with_values_is_looked_behind(spec: Spec) -> None:
    spec(
        "e0308_matched_value",
        "pub fn f(n: Box<Option<u8>>) -> u8 { match n { Some(n) => n, None => 0 } }",
        "pub fn f(n: Box<Option<u8>>) -> u8 { match *n { Some(n) => n, None => 0 } }",
        first=True,
    )


def test_a_string_is_matched_as_text(spec: Spec) -> None:
    spec(
        "e0308_matched_value",
        'pub fn f(s: String) -> u8 { match s { "a" => 1, _ => 0 } }',
        'pub fn f(s: String) -> u8 { match s.as_str() { "a" => 1, _ => 0 } }',
        first=True,
    )


def test_a_mismatch_outside_of_patterns(spec: Spec) -> None:
    spec.silent("e0308_matched_value", "pub fn f(n: &u8) -> u8 { n }")


def test_the_bound_converts(spec: Spec) -> None:
    spec(
        "e0308_conversion_of_a_bound",
        """
        fn size(b: &[u8]) -> usize { b.len() }
        pub fn of<R: AsRef<[u8]>>(input: R) -> usize { size(input) }
        """,
        """
        fn size(b: &[u8]) -> usize { b.len() }
        pub fn of<R: AsRef<[u8]>>(input: R) -> usize { size(input.as_ref()) }
        """,
        first=True,
    )


def test_a_bound_in_a_where_clause(spec: Spec) -> None:
    spec(
        "e0308_conversion_of_a_bound",
        "pub fn text<S>(s: S) -> String where S: Into<String> { s }",
        "pub fn text<S>(s: S) -> String where S: Into<String> { s.into() }",
        first=True,
    )


def test_another_bound_converts_nothing(spec: Spec) -> None:
    spec.silent("e0308_conversion_of_a_bound", "pub fn text<S: Clone>(s: S) -> String { s }")


def test_an_argument_gets_a_name_first(spec: Spec) -> None:
    spec(
        "e0502_bind_argument_first",
        """
        fn put(all: &mut Vec<u8>, n: usize) { all.push(n as u8); }
        pub fn f(mut all: Vec<u8>) {
            put(&mut all, all.len());
        }
        """,
        """
        fn put(all: &mut Vec<u8>, n: usize) { all.push(n as u8); }
        pub fn f(mut all: Vec<u8>) {
            let len = all.len();
            put(&mut all, len);
        }
        """,
        first=True,
    )


def test_a_name_that_is_taken(spec: Spec) -> None:
    spec(
        "e0502_bind_argument_first",
        """
        fn put(all: &mut Vec<u8>, n: usize, len: u8) { all.push(n as u8 + len); }
        pub fn f(mut all: Vec<u8>, len: u8) {
            put(&mut all, all.len(), len);
        }
        """,
        """
        fn put(all: &mut Vec<u8>, n: usize, len: u8) { all.push(n as u8 + len); }
        pub fn f(mut all: Vec<u8>, len: u8) {
            let len_value = all.len();
            put(&mut all, len_value, len);
        }
        """,
        first=True,
    )


def test_a_borrow_in_a_let_is_no_argument(spec: Spec) -> None:
    spec.silent(
        "e0502_bind_argument_first",
        'pub fn f(mut n: Vec<u8>) { let m = &n; n.clear(); println!("{m:?}"); }',
    )


def test_a_clone_frees_its_owner(spec: Spec) -> None:
    spec(
        "e0502_clone_what_is_borrowed",
        'pub fn f(all: &mut Vec<String>) { let s = &all[0]; all.clear(); println!("{s}"); }',
        'pub fn f(all: &mut Vec<String>) { let s = all[0].clone(); all.clear(); println!("{s}"); }',
    )


def test_a_loop_over_a_clone_sees_references(spec: Spec) -> None:
    spec(
        "e0502_clone_what_is_borrowed",
        "pub fn f(mut all: Vec<u8>) -> Vec<u8> { for n in &all { all.push(*n); } all }",
        "pub fn f(mut all: Vec<u8>) -> Vec<u8> { for n in &all.clone() { all.push(*n); } all }",
    )


def test_a_mutable_borrow_is_not_cloned(spec: Spec) -> None:
    spec.silent(
        "e0502_clone_what_is_borrowed",
        "pub fn f(mut n: Vec<u8>) { let m = &mut n; n.len(); m.clear(); }",
    )


def test_the_operator_borrows(spec: Spec) -> None:
    spec(
        "references",
        "pub fn f(all: Vec<u8>) -> usize { g(all) }\nfn g(all: &[u8]) -> usize { all.len() }",
        "pub fn f(all: Vec<u8>) -> usize { g(&all) }\nfn g(all: &[u8]) -> usize { all.len() }",
        first=True,
    )


def test_the_operator_looks_at_the_binding(spec: Spec) -> None:
    spec(
        "references",
        "pub fn f(all: &[u8]) -> u8 { for n in all { let m = n; if m > 7u8 { return 1; } } 0 }",
        "pub fn f(all: &[u8]) -> u8 { for n in all { let m = *n; if m > 7u8 { return 1; } } 0 }",
    )


def test_the_operator_changes_a_parameter(spec: Spec) -> None:
    spec(
        "references",
        "fn f(all: Vec<u8>) -> usize { all.len() }\npub fn g(all: &Vec<u8>) -> usize { f(all) }",
        "fn f(all: Vec<u8>) -> usize { all.len() }\npub fn g(all: Vec<u8>) -> usize { f(all) }",
    )


def test_the_operator_needs_an_expression(spec: Spec) -> None:
    spec.silent("references", "pub struct S { a: Missing }")


def test_the_operator_makes_owned(spec: Spec) -> None:
    spec(
        "conversions_owned",
        "pub fn f(s: &str) -> String { s }",
        "pub fn f(s: &str) -> String { s.to_owned() }",
    )


def test_the_operator_looks_into_an_option(spec: Spec) -> None:
    spec(
        "conversions_owned",
        "pub fn f(s: &Option<String>) -> Option<&str> { s.as_ref() }",
        "pub fn f(s: &Option<String>) -> Option<&str> { s.as_deref() }",
        first=True,
    )


def test_the_operator_converts_no_types(spec: Spec) -> None:
    spec.silent("conversions_owned", "pub struct S { a: Missing }")


def test_a_let_dereferences_for_all_uses(spec: Spec) -> None:
    spec(
        "e0308_dereference_at_binding",
        """
        pub fn small(all: &[usize]) -> usize {
            let mut found = 0;
            for n in all {
                let n = n;
                if n < 9 { found += n; }
                if n > 1 { found += 1; }
            }
            found
        }
        """,
        """
        pub fn small(all: &[usize]) -> usize {
            let mut found = 0;
            for n in all {
                let n = *n;
                if n < 9 { found += n; }
                if n > 1 { found += 1; }
            }
            found
        }
        """,
        first=True,
    )


def test_a_closure_takes_values_apart(spec: Spec) -> None:
    spec(
        "e0308_dereference_at_binding",
        "pub fn even(all: &[u8]) -> usize { all.iter().filter(|n| n % 2 == 0).count() }",
        "pub fn even(all: &[u8]) -> usize { all.iter().filter(|&n| n % 2 == 0).count() }",
    )


def test_a_parameter_is_not_taken_apart(spec: Spec) -> None:
    spec.silent("e0308_dereference_at_binding", "pub fn f(n: &u8) -> bool { n > 7u8 }")


def test_a_value_is_not_dereferenced(spec: Spec) -> None:
    spec(
        "e0614_drop_dereference",
        "pub fn f(n: u8) -> u8 { *n + 1 }",
        "pub fn f(n: u8) -> u8 { n + 1 }",
        first=True,
    )


def test_a_pattern_that_dereferenced_before(spec: Spec) -> None:
    spec(
        "e0614_drop_dereference",
        "pub fn f(all: &[u8]) -> u8 { for &n in all { return *n; } 0 }",
        "pub fn f(all: &[u8]) -> u8 { for n in all { return *n; } 0 }",
    )


def test_a_pattern_that_took_a_part_instead_of_a_reference_to_it(spec: Spec) -> None:
    spec(
        "e0614_drop_dereference",
        """
        pub enum E { A(u8, u8), B }
        pub fn f(e: &mut E) { match *e { E::A(mut n, _) => *n += 1, E::B => {} } }
        """,
        """
        pub enum E { A(u8, u8), B }
        pub fn f(e: &mut E) { match *e { E::A(ref mut n, _) => *n += 1, E::B => {} } }
        """,
    )


def test_another_unary_operator(spec: Spec) -> None:
    spec.silent("e0614_drop_dereference", "pub fn f(s: String) -> String { -s }")


def test_a_slice_is_iterated_by_reference(spec: Spec) -> None:
    spec(
        "e0277_iterate_by_reference",
        "pub fn f(all: &[u8]) -> u8 { for n in all[1..] { return n + 1; } 0 }",
        "pub fn f(all: &[u8]) -> u8 { for n in &all[1..] { return n + 1; } 0 }",
        first=True,
    )


def test_items_that_change_are_iterated_mutably(spec: Spec) -> None:
    spec(
        "e0277_iterate_by_reference",
        "pub fn f(all: &mut [u8]) { for n in all[1..] { *n = 0; } }",
        "pub fn f(all: &mut [u8]) { for n in &mut all[1..] { *n = 0; } }",
        first=True,
    )


def test_another_bound_in_a_loop(spec: Spec) -> None:
    spec.silent(
        "e0277_iterate_by_reference",
        "pub fn f(all: Vec<u8>) -> u8 { for n in all { return 1u16 + n; } 0 }",
    )


def test_a_parameter_of_no_size_is_not_taken_apart(spec: Spec) -> None:
    spec(
        "references",
        "pub fn f(&b: &[u8]) -> usize { b.len() }\n",
        "pub fn f(b: &[u8]) -> usize { b.len() }\n",
    )
