"""Values given away too early, and functions that take more than they need."""

from .conftest import Spec


def test_a_second_name_borrows(spec: Spec) -> None:
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub fn size(all: Vec<u8>) -> usize {
            let copy = all;
            copy.len() + all.len()
        }
        """,
        """
        pub fn size(all: Vec<u8>) -> usize {
            let copy = &all;
            copy.len() + all.len()
        }
        """,
        first=True,
    )


def test_a_mutable_reference_is_reborrowed(spec: Spec) -> None:
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub fn grow(all: &mut Vec<u8>) {
            let more = all;
            more.push(1);
            all.push(2);
        }
        """,
        """
        pub fn grow(all: &mut Vec<u8>) {
            let more = &mut *all;
            more.push(1);
            all.push(2);
        }
        """,
        first=True,
    )


def test_a_pattern_borrows_as_the_file_does_it(spec: Spec) -> None:
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub struct S { one: Option<String>, two: Option<String> }
        impl S {
            pub fn one(&self) -> usize { match self.one { Some(ref s) => s.len(), None => 0 } }
            pub fn two(&self) -> usize { match self.two { Some(s) => s.len(), None => 0 } }
        }
        """,
        """
        pub struct S { one: Option<String>, two: Option<String> }
        impl S {
            pub fn one(&self) -> usize { match self.one { Some(ref s) => s.len(), None => 0 } }
            pub fn two(&self) -> usize { match self.two { Some(ref s) => s.len(), None => 0 } }
        }
        """,
        first=True,
    )


def test_an_option_is_looked_into(spec: Spec) -> None:
    spec(
        "e0382_borrow_instead_of_move",
        """
        pub struct S { name: Option<String> }
        impl S { pub fn size(&self) -> usize { self.name.map_or(0, |n| n.len()) } }
        """,
        """
        pub struct S { name: Option<String> }
        impl S { pub fn size(&self) -> usize { self.name.as_ref().map_or(0, |n| n.len()) } }
        """,
        first=True,
    )


def test_a_moved_argument_is_not_a_let(spec: Spec) -> None:
    spec.silent(
        "e0382_borrow_instead_of_move",
        "pub fn twice(s: String) { drop(s); drop(s); }",
    )


def test_an_option_is_taken_from_behind_a_mutable_reference(spec: Spec) -> None:
    spec(
        "e0507_take_out",
        """
        pub struct S { name: Option<String> }
        impl S { pub fn out(&mut self) -> Option<String> { self.name } }
        """,
        """
        pub struct S { name: Option<String> }
        impl S { pub fn out(&mut self) -> Option<String> { self.name.take() } }
        """,
        first=True,
    )


def test_a_list_leaves_an_empty_one(spec: Spec) -> None:
    spec(
        "e0507_take_out",
        """
        use std::mem;
        pub struct S { all: Vec<String> }
        impl S { pub fn out(&mut self) -> Vec<String> { mem::drop(1); self.all } }
        """,
        """
        use std::mem;
        pub struct S { all: Vec<String> }
        impl S { pub fn out(&mut self) -> Vec<String> { mem::drop(1); mem::take(&mut self.all) } }
        """,
        first=True,
    )


def test_what_is_not_behind_a_reference_is_not_taken(spec: Spec) -> None:
    spec.silent("e0507_take_out", "pub fn twice(s: String) { drop(s); drop(s); }")


def test_a_parameter_borrows(spec: Spec) -> None:
    spec(
        "e0382_parameter_by_reference",
        """
        fn show(name: String) -> usize { name.len() }
        pub fn twice(name: String) -> usize { show(name) + name.len() }
        """,
        """
        fn show(name: &str) -> usize { name.len() }
        pub fn twice(name: String) -> usize { show(&name) + name.len() }
        """,
        first=True,
    )


def test_a_caller_that_lends_mutably(spec: Spec) -> None:
    spec(
        "e0382_parameter_by_reference",
        """
        pub struct Stream { at: usize }
        fn skip(s: Stream) { s.at += 1; }
        pub fn twice(s: &mut Stream) { skip(s); skip(s); }
        """,
        """
        pub struct Stream { at: usize }
        fn skip(s: &mut Stream) { s.at += 1; }
        pub fn twice(s: &mut Stream) { skip(s); skip(s); }
        """,
        first=True,
    )


def test_a_result_that_borrows_from_a_parameter(spec: Spec) -> None:
    spec(
        "e0382_parameter_by_reference",
        "pub fn first(text: String) -> &str { &text[..1] }",
        "pub fn first(text: &str) -> &str { &text[..1] }",
        first=True,
    )


def test_a_foreign_function_keeps_its_parameter(spec: Spec) -> None:
    spec.silent("e0382_parameter_by_reference", "pub fn f(s: String) { drop(s); drop(s); }")


def test_fields_are_evaluated_in_order(spec: Spec) -> None:
    spec(
        "e0382_reorder_fields",
        """
        pub struct Named { name: String, size: usize }
        pub fn named(name: String) -> Named { Named { name: name, size: name.len() } }
        """,
        """
        pub struct Named { name: String, size: usize }
        pub fn named(name: String) -> Named { Named { size: name.len(), name: name } }
        """,
    )


def test_a_shorthand_field_moves_too(spec: Spec) -> None:
    spec(
        "e0382_reorder_fields",
        """
        pub struct Named { name: String, size: usize }
        pub fn named(name: String) -> Named { Named { name, size: name.len() } }
        """,
        """
        pub struct Named { name: String, size: usize }
        pub fn named(name: String) -> Named { Named { size: name.len(), name } }
        """,
    )


def test_two_values_of_a_tuple_are_no_fields(spec: Spec) -> None:
    spec.silent("e0382_reorder_fields", "pub fn f(s: String) -> (String, usize) { (s, s.len()) }")


def test_the_move_waits_for_the_last_use(spec: Spec) -> None:
    spec(
        "e0505_reorder_statements",
        """
        pub fn close(all: Vec<u8>) {
            drop(all);
            println!("{}", all.len());
        }
        """,
        """
        pub fn close(all: Vec<u8>) {
            println!("{}", all.len());
            drop(all);
        }
        """,
    )


def test_the_change_waits_for_the_borrow_to_end(spec: Spec) -> None:
    spec(
        "e0505_reorder_statements",
        """
        pub fn change(mut n: u8) -> u8 {
            let old = &n;
            n = 7; // lucky
            println!("{old}");
            n
        }
        """,
        """
        pub fn change(mut n: u8) -> u8 {
            let old = &n;
            println!("{old}");
            n = 7; // lucky
            n
        }
        """,
        first=True,
    )


def test_what_the_use_needs_stays_above_it(spec: Spec) -> None:
    spec.silent(
        "e0505_reorder_statements",
        """
        pub fn size(all: Vec<u8>) -> usize {
            let copy = all;
            let n = copy.len() + all.len();
            n
        }
        """,
    )


def test_a_binding_starts_empty(spec: Spec) -> None:
    spec(
        "e0381_initialise",
        "pub fn f(b: bool) -> u8 { let mut n: u8; if b { n = 1; } n += 1; n }",
        "pub fn f(b: bool) -> u8 { let mut n: u8 = 0; if b { n = 1; } n += 1; n }",
    )


def test_a_list_starts_empty(spec: Spec) -> None:
    spec(
        "e0381_initialise",
        "pub fn f() -> Vec<u8> { let mut all: Vec<u8>; all.push(1); all }",
        "pub fn f() -> Vec<u8> { let mut all: Vec<u8> = Vec::new(); all.push(1); all }",
    )


def test_what_was_moved_is_not_started(spec: Spec) -> None:
    spec.silent("e0381_initialise", "pub fn f() { let s: String; s = 1; }")


def test_a_closure_is_made_where_it_is_used(spec: Spec) -> None:
    spec(
        "e0505_reorder_statements",
        """
        fn set(x: &mut u8) { *x += 4; }
        pub fn both(x: &mut u8) {
            let mut one = || set(x);
            let mut two = || set(x);
            two();
            one();
        }
        """,
        """
        fn set(x: &mut u8) { *x += 4; }
        pub fn both(x: &mut u8) {
            let mut two = || set(x);
            two();
            let mut one = || set(x);
            one();
        }
        """,
    )


def test_what_was_given_away_is_asked_before(spec: Spec) -> None:
    spec(
        "e0382_ask_before_the_move",
        """
        pub struct Batch { pub names: Vec<String>, pub count: usize }
        pub fn batch(names: Vec<String>) -> Batch {
            let mut kept = Vec::new();
            for name in names {
                kept.push(name);
            }
            Batch { names: kept, count: names.len() }
        }
        """,
        """
        pub struct Batch { pub names: Vec<String>, pub count: usize }
        pub fn batch(names: Vec<String>) -> Batch {
            let mut kept = Vec::new();
            let count = names.len();
            for name in names {
                kept.push(name);
            }
            Batch { names: kept, count }
        }
        """,
        first=True,
    )
    spec(
        "e0382_ask_before_the_move",
        """
        pub fn any(words: Vec<String>) -> bool {
            drop(words);
            !words.is_empty()
        }
        """,
        """
        pub fn any(words: Vec<String>) -> bool {
            let is_empty = words.is_empty();
            drop(words);
            !is_empty
        }
        """,
        first=True,
    )


def test_an_answer_that_borrows_is_not_asked_before(spec: Spec) -> None:
    spec.silent(
        "e0382_ask_before_the_move",
        'pub fn f(v: Vec<u8>) { drop(v); println!("{:?}", v.first()); }\n',
    )


def test_an_option_behind_a_reference_is_taken_by_the_match(spec: Spec) -> None:
    before = """
        pub struct Node { pub next: Option<Box<Node>>, pub id: u8 }
        pub fn pop(list: &mut Node) -> Option<u8> {
            match list.next {
                None => None,
                Some(node) => { list.next = node.next; Some(node.id) }
            }
        }
        """
    spec("e0507_take_out", before, before.replace("list.next {", "list.next.take() {"), first=True)


def test_a_statement_written_twice_stands_once(spec: Spec) -> None:
    spec(
        "e0382_repeated_statement",
        """
        pub fn f(v: Vec<u8>, all: &mut Vec<Vec<u8>>) {
            all.push(v);
            all.push(v);
        }
        """,
        """
        pub fn f(v: Vec<u8>, all: &mut Vec<Vec<u8>>) {
            all.push(v);
        }
        """,
    )
    spec.silent(
        "e0382_repeated_statement",
        """
        pub fn f(v: Vec<u8>, all: &mut Vec<Vec<u8>>) {
            all.push(v);
            all.insert(0, v);
        }
        """,
    )
