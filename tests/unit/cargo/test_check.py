"""cargo.check: what the compiler says, or a failure that says what helps."""

import pytest

from rusta_server.contracts.probe import (
    INVALID_PARAMS,
    NOT_A_PROJECT,
    UNRESOLVED_DEPENDENCIES,
    ProbeFailure,
)

from .conftest import Make, World, manifest

BROKEN = 'pub fn f() -> i32 { "x" }\n'
SOUND = "pub fn f() -> i32 { 1 }\n"


def test_errors_come_with_package_target_and_slice(world: Make) -> None:
    result = world({"src/lib.rs": BROKEN}).check()
    assert not result.ok
    (error,) = result.diagnostics
    assert (error.code, error.slice, error.package, error.target) == (
        "E0308",
        "types",
        "demo",
        "lib:demo",
    )
    assert error.rendered.startswith("error[E0308]: mismatched types")


def test_broken_then_fixed_then_broken_again_is_never_a_false_green(world: Make) -> None:
    w: World = world({"src/lib.rs": BROKEN})
    assert not w.check().ok
    assert w.check(overlays={"src/lib.rs": SOUND}).ok
    assert not w.check().ok


def test_a_green_crate_is_ok_and_its_warnings_are_kept(world: Make) -> None:
    result = world({"src/lib.rs": "pub fn f() { let x = 1; }\n"}).check()
    assert result.ok
    assert [(d.level, d.code) for d in result.diagnostics] == [("warning", "unused_variables")]


def test_lints_the_crate_denies_are_errors_of_the_check(world: Make) -> None:
    result = world({"src/lib.rs": "#![deny(unused)]\npub fn f() { let x = 1; }\n"}).check()
    assert not result.ok
    assert [(d.level, d.code) for d in result.diagnostics] == [("error", "unused_variables")]


def test_the_clippy_gate_turns_lints_into_errors(world: Make) -> None:
    w: World = world({"src/lib.rs": "pub fn f() -> i32 {\n    return 1;\n}\n"})
    assert w.check().ok
    result = w.check(gate="clippy")
    assert not result.ok
    assert [(d.level, d.code, d.slice) for d in result.diagnostics] == [
        ("error", "clippy::needless_return", "lint")
    ]


def test_an_error_in_a_shared_file_is_reported_once_for_all_targets(world: Make) -> None:
    w: World = world({"src/lib.rs": BROKEN, "src/main.rs": "fn main() {}\n"})
    result = w.check("--all-targets")
    assert [d.target for d in result.diagnostics] == ["lib:demo"]


def test_crates_that_do_not_need_each_other_are_all_reported(world: Make) -> None:
    w: World = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b", "c"]\nresolver = "2"\n',
            **{f"{name}/Cargo.toml": manifest(name) for name in "abc"},
            **{f"{name}/src/lib.rs": BROKEN for name in "abc"},
        }
    )
    assert [d.package for d in w.check().diagnostics] == ["a", "b", "c"]
    assert [d.package for d in w.check("-p", "b").diagnostics] == ["b"]


def test_a_failing_build_script_is_an_error_with_its_output(world: Make) -> None:
    w: World = world({"src/lib.rs": SOUND, "build.rs": 'fn main() { panic!("no luck") }\n'})
    result = w.check()
    assert not result.ok
    (error,) = result.diagnostics
    assert error.message.startswith("failed to run custom build command for `demo")
    assert "no luck" in error.rendered
    assert str(w.root) not in error.model_dump_json()


@pytest.mark.parametrize(
    ("files", "selectors", "code"),
    [
        ({}, ("-p", "nobody"), INVALID_PARAMS),
        ({}, ("--features", "nothing"), INVALID_PARAMS),
        ({}, ("--no-such-flag",), INVALID_PARAMS),
        ({"Cargo.toml": manifest("demo", '[dependencies]\nnowhere-at-all = "1"\n')}, (), None),
    ],
)
def test_what_cargo_refuses_is_a_failure_and_no_diagnostic(
    world: Make, files: dict[str, str], selectors: tuple[str, ...], code: int | None
) -> None:
    w: World = world({"src/lib.rs": SOUND, **files})
    with pytest.raises(ProbeFailure) as failure:
        w.check(*selectors)
    assert failure.value.code == (code or UNRESOLVED_DEPENDENCIES)
    assert failure.value.remedy
    assert str(w.root) not in str(failure.value)


def test_a_manifest_broken_by_an_overlay_is_no_project(world: Make) -> None:
    w: World = world({"src/lib.rs": SOUND})
    with pytest.raises(ProbeFailure) as failure:
        w.check(overlays={"Cargo.toml": "[package\n"})
    assert failure.value.code == NOT_A_PROJECT
