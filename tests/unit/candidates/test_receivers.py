"""The wrong kind of `self`."""

from .conftest import Spec


def test_a_method_that_consumes_borrows_instead(spec: Spec) -> None:
    spec(
        "e0507_receiver_by_reference",
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn size(self) -> usize { self.lines.len() }
            pub fn full(&self) -> bool { self.size() > 9 }
        }
        """,
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn size(&self) -> usize { self.lines.len() }
            pub fn full(&self) -> bool { self.size() > 9 }
        }
        """,
        first=True,
    )


def test_a_trait_and_its_impls_borrow_together(spec: Spec) -> None:
    spec(
        "e0507_receiver_by_reference",
        """
        pub trait Area { fn area(self) -> u64; }
        pub struct Field(Vec<u64>);
        impl Area for Field { fn area(self) -> u64 { self.0.iter().sum() } }
        pub fn twice(f: Field) -> u64 { f.area() + f.area() }
        """,
        """
        pub trait Area { fn area(&self) -> u64; }
        pub struct Field(Vec<u64>);
        impl Area for Field { fn area(&self) -> u64 { self.0.iter().sum() } }
        pub fn twice(f: Field) -> u64 { f.area() + f.area() }
        """,
    )


def test_a_foreign_method_keeps_its_receiver(spec: Spec) -> None:
    spec.silent(
        "e0507_receiver_by_reference",
        "pub fn name(n: &Option<String>) -> String { n.unwrap() }",
    )


def test_a_method_need_not_borrow_mutably(spec: Spec) -> None:
    spec(
        "e0596_receiver_shared",
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn size(&mut self) -> usize { self.lines.len() }
            pub fn full(&self) -> bool { self.size() > 9 }
        }
        """,
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn size(&self) -> usize { self.lines.len() }
            pub fn full(&self) -> bool { self.size() > 9 }
        }
        """,
    )


def test_a_shared_borrow_beside_a_call(spec: Spec) -> None:
    spec(
        "e0596_receiver_shared",
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn limit(&mut self) -> usize { 9 }
            pub fn long(&mut self) -> usize {
                let lines = &self.lines;
                let limit = self.limit();
                lines.iter().filter(|l| l.len() > limit).count()
            }
        }
        """,
        """
        pub struct Log { lines: Vec<String> }
        impl Log {
            fn limit(&self) -> usize { 9 }
            pub fn long(&mut self) -> usize {
                let lines = &self.lines;
                let limit = self.limit();
                lines.iter().filter(|l| l.len() > limit).count()
            }
        }
        """,
    )


def test_a_missing_mut_is_no_matter_of_the_receiver(spec: Spec) -> None:
    spec.silent(
        "e0596_receiver_shared",
        """
        pub struct Log(u8);
        impl Log { pub fn next(&mut self) { self.0 += 1; } }
        pub fn start() { let log = Log(0); log.next(); }
        """,
    )


def test_what_gives_self_away_takes_it_by_value(spec: Spec) -> None:
    spec(
        "e0308_receiver_by_value",
        """
        pub enum Arg { Value(String), Flag }
        impl Arg {
            pub fn value(&self) -> Option<String> {
                match self {
                    Arg::Value(text) => Some(text),
                    Arg::Flag => None,
                }
            }
        }
        """,
        """
        pub enum Arg { Value(String), Flag }
        impl Arg {
            pub fn value(self) -> Option<String> {
                match self {
                    Arg::Value(text) => Some(text),
                    Arg::Flag => None,
                }
            }
        }
        """,
        first=True,
    )


def test_a_field_moved_out_of_self(spec: Spec) -> None:
    spec(
        "e0308_receiver_by_value",
        """
        pub struct Name { text: String }
        impl Name { pub fn into_text(&self) -> String { self.text } }
        """,
        """
        pub struct Name { text: String }
        impl Name { pub fn into_text(self) -> String { self.text } }
        """,
    )


def test_a_value_from_elsewhere_leaves_the_receiver(spec: Spec) -> None:
    spec.silent(
        "e0308_receiver_by_value",
        """
        pub struct Name;
        impl Name { pub fn first(&self, all: &[String]) -> String { &all[0] } }
        """,
    )


def test_the_receiver_its_trait_declares(spec: Spec) -> None:
    spec(
        "e0424_missing_receiver",
        """
        pub trait Step { fn step(&mut self) -> Option<&u8>; }
        pub struct Bytes { at: usize, all: Vec<u8> }
        impl Step for Bytes {
            fn step() -> Option<&u8> { self.at += 1; self.all.get(self.at) }
        }
        """,
        """
        pub trait Step { fn step(&mut self) -> Option<&u8>; }
        pub struct Bytes { at: usize, all: Vec<u8> }
        impl Step for Bytes {
            fn step(&mut self) -> Option<&u8> { self.at += 1; self.all.get(self.at) }
        }
        """,
        first=True,
    )


def test_the_receiver_the_body_asks_for(spec: Spec) -> None:
    spec(
        "e0424_missing_receiver",
        """
        pub struct Counter { n: u8 }
        impl Counter { pub fn add(by: u8) { self.n += by; } }
        """,
        """
        pub struct Counter { n: u8 }
        impl Counter { pub fn add(&mut self, by: u8) { self.n += by; } }
        """,
        first=True,
    )


def test_a_free_function_gets_no_receiver(spec: Spec) -> None:
    spec.silent("e0424_missing_receiver", "pub fn size() -> usize { self.len() }")
