"""What is too private becomes as visible as its neighbours."""

from rusta_server.candidates import rustc as rustc_suggestions
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import apply_edits

from ..conftest import Rustc
from .conftest import PATH, Spec

WIDEN = "visibility_widen"


def test_a_method_becomes_what_the_other_methods_are(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod shapes {
            pub(crate) struct Square(pub(crate) u32);
            impl Square {
                pub(crate) fn side(&self) -> u32 { self.0 }
                fn area(&self) -> u32 { self.side() * self.side() }
            }
        }
        pub fn area() -> u32 { shapes::Square(2).area() }
        """,
        """
        mod shapes {
            pub(crate) struct Square(pub(crate) u32);
            impl Square {
                pub(crate) fn side(&self) -> u32 { self.0 }
                pub(crate) fn area(&self) -> u32 { self.side() * self.side() }
            }
        }
        pub fn area() -> u32 { shapes::Square(2).area() }
        """,
        first=True,
    )


def test_a_restricted_field_becomes_what_the_other_fields_are(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod shapes {
            #[derive(Default)]
            pub struct Point { pub x: i32, pub(self) y: i32 }
        }
        pub fn height(p: &shapes::Point) -> i32 { p.y }
        """,
        """
        mod shapes {
            #[derive(Default)]
            pub struct Point { pub x: i32, pub y: i32 }
        }
        pub fn height(p: &shapes::Point) -> i32 { p.y }
        """,
        first=True,
    )


def test_a_field_of_a_tuple_struct(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod units { pub struct Metres(pub f32, f32); }
        pub fn error(m: &units::Metres) -> f32 { m.1 }
        """,
        """
        mod units { pub struct Metres(pub f32, pub f32); }
        pub fn error(m: &units::Metres) -> f32 { m.1 }
        """,
    )


def test_the_constructor_of_a_tuple_struct_needs_all_its_fields(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod units { pub struct Range(u8, u8); }
        pub fn whole() -> units::Range { units::Range(0, 255) }
        """,
        """
        mod units { pub struct Range(pub u8, pub u8); }
        pub fn whole() -> units::Range { units::Range(0, 255) }
        """,
    )


def test_what_is_reexported_becomes_public(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod parse {
            pub(crate) fn line() {}
            pub(crate) fn word() { line() }
        }
        pub use parse::word;
        """,
        """
        mod parse {
            pub(crate) fn line() {}
            pub fn word() { line() }
        }
        pub use parse::word;
        """,
        first=True,
    )


def test_a_type_in_a_public_interface_becomes_public(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        #[derive(Debug)]
        struct Broken;
        pub struct Version;
        impl std::str::FromStr for Version {
            type Err = Broken;
            fn from_str(_: &str) -> Result<Self, Broken> { Err(Broken) }
        }
        """,
        """
        #[derive(Debug)]
        pub struct Broken;
        pub struct Version;
        impl std::str::FromStr for Version {
            type Err = Broken;
            fn from_str(_: &str) -> Result<Self, Broken> { Err(Broken) }
        }
        """,
        first=True,
    )


def test_of_a_trait_s_item_the_trait_is_raised(spec: Spec) -> None:
    spec(
        WIDEN,
        """
        mod m { trait Area { fn area(&self) -> u32; } impl Area for u32 { fn area(&self) -> u32 { *self } } }
        use m::Area;
        pub fn f() -> u32 { 3u32.area() }
        """,
        """
        mod m { pub trait Area { fn area(&self) -> u32; } impl Area for u32 { fn area(&self) -> u32 { *self } } }
        use m::Area;
        pub fn f() -> u32 { 3u32.area() }
        """,
    )  # fmt: skip


def test_a_foreign_field_is_left_alone(spec: Spec) -> None:
    spec.silent(WIDEN, "pub fn f(v: Vec<u8>) -> usize { v.len }")


def test_rustc_s_removal_takes_the_blank_along(rustc: Rustc) -> None:
    before = "pub struct S;\nimpl Clone for S {\n    pub fn clone(&self) -> S { S }\n}\n"
    scene = Scene(diagnostic=rustc(before)[0], files={PATH: before})
    (only,) = rustc_suggestions.candidates(scene)
    after = apply_edits(before.encode(), only.edits).decode()
    assert after == before.replace("pub fn", "fn")


def test_what_cannot_be_reached_needs_no_documentation(spec: Spec) -> None:
    docs = "#![warn(missing_docs)]\n//! A crate.\n"
    before = f"{docs}mod m {{ fn f() {{}} }}\n/// G.\npub fn g() {{ m::f() }}\n"
    spec("visibility_widen", before, before.replace("{ fn f", "{ pub fn f"), first=True)
    reached = before.replace("mod m", "/// M.\npub mod m")
    spec("visibility_widen", reached, reached.replace("{ fn f", "{ pub(crate) fn f"), first=True)
