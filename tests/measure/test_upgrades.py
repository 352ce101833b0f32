"""The upgrades are as many and as spread as the bar asks; going back is no repair."""

import re

import pytest

from rusta_eval.upgrades import judge, manifest
from rusta_eval.upgrades.build import half_of
from rusta_eval.upgrades.cases import HERE, Caller, Case, callers, load

ALL = load()
RESERVED = {
    "itoa", "semver", "smallvec", "either", "bitflags", "heck", "ryu", "slab", "tinyvec", "strsim",
    "percent-encoding", "fixedbitset", "fnv", "shlex", "bytecount", "roman", "matches",
}  # fmt: skip
MANIFEST = """\
[package]
name = "caller"
version = "0.1.0"
rust-version = "1.60"
edition = "2018"

[lib]
name = "caller"
path = "src/lib.rs"

[[bench]]
name = "speed"

[dependencies.rope]
version = "0.2"

[dev-dependencies.used]
version = "1"

[dev-dependencies.idle]
version = "1"
"""


def test_numbers_of_the_bar() -> None:
    dependencies = [case for case in ALL if case.kind == "dependency"]
    assert len(dependencies) >= 40
    assert len({case.group for case in dependencies}) >= 15
    assert len(ALL) - len(dependencies) >= 10


def test_halves_share_no_dependency() -> None:
    dev, blind = ({case.group for case in load(half)} for half in ("dev", "blind"))
    assert dev and blind and not dev & blind
    assert all(case.half == half_of(case.group) for case in ALL)


def test_nothing_reserved_is_used() -> None:
    assert not RESERVED & {name for c in callers() for name in (c.name, c.what)}


def test_every_case_is_pinned() -> None:
    assert {case.id for case in ALL} == {row.id for row in callers()}
    for case in ALL:
        lock = (HERE / "locks" / f"{case.id}.lock").read_text("utf-8")
        assert f'name = "{case.caller.name}"' in lock


def test_a_manifest_alone_keeps_what_the_tests_name() -> None:
    tree = {"Cargo.toml": MANIFEST.encode(), "src/lib.rs": b"", "tests/a.rs": b"use used::f;",
            "benches/speed.rs": b"", "Cargo.lock": b""}  # fmt: skip
    made = manifest.alone(tree)
    text = made["Cargo.toml"].decode()
    assert set(made) == {"Cargo.toml", "src/lib.rs", "tests/a.rs"}
    assert "used" in text and "[workspace]" in text and "doctest = false" in text
    assert not re.search("idle|bench|rust-version", text)


@pytest.mark.parametrize("edition", ["2021", "2024"])
def test_a_raised_edition(edition: str) -> None:
    assert manifest.edition(manifest.with_edition(MANIFEST, edition)) == edition


def test_a_raised_dependency() -> None:
    raised = manifest.with_version(MANIFEST, "rope", "0.3.1")
    assert manifest.requirement(raised, "rope") == ("rope", "0.3.1")
    with pytest.raises(KeyError):
        manifest.with_version(MANIFEST, "unknown", "1.0.0")


def test_going_back_in_the_manifest_is_no_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """The raised manifest is put back before anything is judged."""
    lock = 'version = 4\n\n[[package]]\nname = "tiny"\nversion = "0.1.0"\n'
    broken = {
        "Cargo.toml": b'[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n',
        "Cargo.lock": lock.encode(),
        "src/lib.rs": b"pub trait T {}\npub fn f(_: Box<T>) {}\n",
    }
    monkeypatch.setattr(Case, "broken", lambda self: dict(broken))
    monkeypatch.setattr(Case, "whole", lambda self: dict(broken))
    caller = Caller(name="tiny", version="0.1.0", what="edition", to="2021")
    case = Case(caller=caller, half="dev", group="g", old="2018", errors=1, lines=1,
                codes=["E0782"], tests=0)  # fmt: skip
    back = broken | {"Cargo.toml": broken["Cargo.toml"].replace(b"2021", b"2018")}
    assert not judge.judge(case, back).green
    mended = broken | {"src/lib.rs": broken["src/lib.rs"].replace(b"<T>", b"<dyn T>")}
    assert judge.judge(case, mended) == judge.Verdict(
        green=True, tests=None, degenerate=False, lines=1
    )
