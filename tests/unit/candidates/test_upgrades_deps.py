"""Repairs by what the sources of a dependency's new version say, beside those of `test_upgrades`."""

from ..conftest import Rustc
from .test_upgrades import facts, item, repaired


def test_a_module_between_that_is_gone_is_left_out(rustc: Rustc) -> None:
    """`dep::gone::kept::Tool`, where `dep::kept` is all there is now."""
    dep = "pub mod dep { pub struct Other; pub mod kept { pub struct Tool; } }\n"
    before = f"{dep}use dep::{{gone::kept::Tool, Other}};\npub fn f(_: Tool, _: Other) {{}}\n"
    made = repaired(rustc, before, "2021", facts(item("reexport", "dep::kept")))
    assert before.replace("gone::kept", "kept") in made
