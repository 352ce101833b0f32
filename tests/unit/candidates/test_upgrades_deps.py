"""Repairs by what the sources of a dependency's new version say, beside those of `test_upgrades`."""

from ..conftest import Rustc
from .test_upgrades import facts, item, repaired


def test_a_module_between_that_is_gone_is_left_out(rustc: Rustc) -> None:
    """`dep::gone::kept::Tool`, where `dep::kept` is all there is now."""
    dep = "pub mod dep { pub struct Other; pub mod kept { pub struct Tool; } }\n"
    before = f"{dep}use dep::{{gone::kept::Tool, Other}};\npub fn f(_: Tool, _: Other) {{}}\n"
    made = repaired(rustc, before, "2021", facts(item("reexport", "dep::kept")))
    assert before.replace("gone::kept", "kept") in made


def test_a_macro_that_calls_what_is_a_value_now_asks_its_method(rustc: Rustc) -> None:
    dep = "pub mod dep { pub trait Parser { fn parse(&self, x: u8) -> u8 { x } } }\n"
    before = (
        f"{dep}use std::fmt;\npub fn e(_: fmt::Error) {{}}\npub fn p() -> impl dep::Parser {{ Is }}\n"
        "struct Is;\nimpl dep::Parser for Is {}\nmod below {\n    use super::*;\n"
        "    macro_rules! f {\n        ($n:ident, $p:expr) => {\n"
        "            pub fn $n() -> u8 { p()(1) + $p(2) }\n        };\n    }\n"
        "    f!(a, p());\n}\npub use below::a;\n"
    )
    method = item("method", "dep::Parser::parse", "fn parse(&self, x: u8) -> u8",
                  owner="Parser", trait="Parser")  # fmt: skip
    made = repaired(rustc, before, "2021", facts(item("trait", "dep::Parser"), method))
    assert "p().parse(1) + $p.parse(2)" in made[0]
    assert made[0].index("use dep::Parser;") < made[0].index("mod below")
    assert not [d for d in rustc(made[0], "--edition=2021") if d.level == "error"]
