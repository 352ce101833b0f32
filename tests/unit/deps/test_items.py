"""The public items of a published crate are those a caller can name, by the shortest path."""

from pathlib import Path

import pytest

from rusta_server.probes.deps_items import Crate, Reached, reach, read_crate

LIB = """\
//! A crate.
mod hidden;
mod encode;
pub mod shown;
pub use crate::encode::encode;
pub use hidden::{Inner, Other as Renamed};
pub use shown::deep::*;
pub use elsewhere::Foreign;

cfg_std! {
    pub fn only_with_std(x: u32) -> u32 { x }
}

ast_enum! {
    /// Documented.
    #[non_exhaustive]
    pub enum Tree { Leaf(u32), Fork }
}

lazy! { static ref HIDDEN: u32 = 1; }

#[deprecated(since = "0.2.0", note = "use `fresh` instead")]
pub fn stale() {}

#[cfg(test)]
pub fn of_tests() {}

fn private() {}
"""
HIDDEN = """\
pub struct Inner { pub size: u32, secret: u32 }
impl Inner {
    #[doc(alias = "length")]
    pub fn len(&self) -> u32 { self.size }
    fn hidden(&self) {}
}
pub struct Other;
pub struct NeverShown;
"""
ENCODE = "pub fn encode(x: u32) -> u32 { x }\n"
SHOWN = "pub mod deep { pub trait Walk { type Step; fn go(&self) -> u32; fn twice(&self) {} } }\n"


@pytest.fixture
def crate(tmp_path: Path) -> Crate:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_text(LIB)
    (tmp_path / "src" / "hidden.rs").write_text(HIDDEN)
    (tmp_path / "src" / "encode.rs").write_text(ENCODE)
    (tmp_path / "src" / "shown.rs").write_text(SHOWN)
    return read_crate(tmp_path)


def paths(crate: Crate) -> dict[str, Reached]:
    return {"::".join(one.path): one for one in reach(crate)}


def test_what_is_re_exported_is_named_where_callers_find_it(crate: Crate) -> None:
    found = paths(crate)
    assert {"Inner", "Renamed", "Walk", "only_with_std", "stale", "shown", "shown::deep"} <= set(
        found
    )
    assert found["Foreign"].outside == ("elsewhere", "Foreign")


def test_a_path_leads_through_the_module_of_the_same_name(crate: Crate) -> None:
    found = paths(crate)["encode"].item
    assert found is not None and found.kind == "fn"


def test_what_a_macro_wraps_is_read(crate: Crate) -> None:
    assert "Tree" in paths(crate)
    assert [one.name for one in crate.members["Tree"]] == ["Leaf", "Fork"]


def test_what_no_caller_can_name_is_left_out(crate: Crate) -> None:
    assert not {"NeverShown", "private", "of_tests", "hidden", "Other"} & set(paths(crate))


def test_members_say_whether_an_implementation_needs_them(crate: Crate) -> None:
    walk = {item.name: item for item in crate.members["Walk"]}
    assert {name for name, item in walk.items() if item.required} == {"Step", "go"}
    assert walk["go"].signature == "fn go(&self) -> u32;"
    assert [item.name for item in crate.members["Inner"]] == ["size", "len"]


def test_deprecations_and_aliases_are_read(crate: Crate) -> None:
    stale = paths(crate)["stale"].item
    assert stale is not None
    assert stale.deprecated == "use `fresh` instead"
    assert next(i for i in crate.members["Inner"] if i.name == "len").aliases == ("length",)


def test_an_item_points_at_its_own_bytes(crate: Crate) -> None:
    """Also inside of a macro, whose arguments are parsed apart."""
    item = paths(crate)["only_with_std"].item
    assert item is not None
    assert LIB[item.start : item.end] == "pub fn only_with_std(x: u32) -> u32 { x }"
